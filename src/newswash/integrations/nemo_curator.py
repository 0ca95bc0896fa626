"""NeMo Curator: a document modifier for ``Modify``."""

from __future__ import annotations

from typing import Any, Literal

import pandas as pd
from nemo_curator.stages.text.modifiers import DocumentModifier

from newswash.cleaner import Cleaner
from newswash.errors import UsageError
from newswash.hints import HINTS, as_hint
from newswash.integrations.resident import resident


class NewswashModifier(DocumentModifier):  # type: ignore[misc]
    """Turns a text into its article, or, with ``returns="removals"``, into what ``Result.removal_rows`` gives (for a
    column beside it). A missing text (None, or pandas' NaN or NA) comes back as it is.

    One input field: the text. Several: fields named ``text``, ``url``, ``title`` and ``language``; ``fields`` renames
    them (``fields={"text": "body"}``). ``cleaner`` holds rules, profile and so on.
    """

    def __init__(
        self,
        cleaner: Cleaner | None = None,
        *,
        fields: dict[str, str] | None = None,
        returns: Literal["text", "removals"] = "text",
    ) -> None:
        super().__init__()
        known = ("text", *HINTS)
        if unknown := set(fields or {}) - set(known):
            raise UsageError(f"unknown field {min(unknown)!r}: one of {', '.join(known)}.")
        if returns not in ("text", "removals"):
            raise UsageError(f"returns={returns!r}: text or removals.")
        self.fields = {name: (fields or {}).get(name, name) for name in known}
        self.returns = returns
        self.cleaner = cleaner or Cleaner()

    def modify_document(self, *args: object, **kwargs: object) -> object:
        """The text (first positional, or by the field's name) without its boilerplate, or its removals."""
        if not args and self.fields["text"] not in kwargs:
            raise UsageError(f"no field named {self.fields['text']!r} came: {', '.join(kwargs) or 'nothing'}.")
        text: Any = args[0] if args else kwargs[self.fields["text"]]
        if text is None or text is pd.NA or text != text:
            return text
        told = {name: as_hint(kwargs.get(self.fields[name])) for name in HINTS}
        result = resident(self.cleaner).detect(text, **told)
        return result.text if self.returns == "text" else result.removal_rows()
