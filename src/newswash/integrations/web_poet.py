"""web-poet and scrapy-poet: a processor for fields that hold the text of an article.

>>> from web_poet import ItemPage, field
>>> class ArticlePage(ItemPage[dict]):
...     @field(out=[clean_text])
...     def body(self) -> str:
...         return "The vote passed.\\n\\nSign up for our newsletter."
>>> ArticlePage().body
'The vote passed.'
"""

from __future__ import annotations

from typing import Any

from newswash.cleaner import Cleaner
from newswash.integrations.paragraphs import clean_paragraphs
from newswash.integrations.resident import resident


class TextCleaner:
    """A field processor: text, or a list of paragraphs, without its boilerplate. Any other value comes back as it is.

    The page's ``url`` scopes site rules, if it has one. ``cleaner`` holds rules, profile and so on.
    """

    def __init__(self, cleaner: Cleaner | None = None) -> None:
        self.cleaner = cleaner or Cleaner()

    def __call__(self, value: Any, page: Any) -> Any:
        cleaner = resident(self.cleaner)
        url = getattr(page, "url", None)
        address = None if url is None else str(url)
        if isinstance(value, str):
            return cleaner.clean(value, url=address)
        if isinstance(value, list) and all(isinstance(x, str) for x in value):
            cleaned, _ = clean_paragraphs(cleaner, value, url=address)
            return [x for x in cleaned if x is not None]
        return value


clean_text = TextCleaner()
