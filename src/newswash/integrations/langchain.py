"""LangChain: a document transformer, to stand between the loader and the text splitter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from langchain_core.documents import BaseDocumentTransformer, Document

from newswash.cleaner import Cleaner
from newswash.integrations.resident import resident
from newswash.integrations.told import METADATA_KEY, hints, report


class NewswashTransformer(BaseDocumentTransformer):  # type: ignore[misc, unused-ignore]
    """Returns the documents, in order, without their boilerplate; those given stay as they are.

    ``metadata["newswash"]`` keeps what was removed (with its words), marked and refused, the flags and the
    fingerprint; ``keep_report=False`` leaves it out, for stores that accept flat metadata only. Url, title and
    language are read from the metadata (``url`` or ``source``, ``title``, ``language``). ``cleaner`` holds rules,
    profile and so on. ``atransform_documents`` works in a thread and leaves the event loop free.
    """

    def __init__(self, cleaner: Cleaner | None = None, *, keep_report: bool = True) -> None:
        self.cleaner = cleaner or Cleaner()
        self.keep_report = keep_report

    def transform_documents(self, documents: Sequence[Document], **kwargs: Any) -> list[Document]:
        """A cleaned copy of each document; one that was nothing but boilerplate is kept, empty."""
        cleaner = resident(self.cleaner)
        return [self._cleaned(cleaner, document) for document in documents]

    def _cleaned(self, cleaner: Cleaner, document: Document) -> Document:
        result = cleaner.detect(document.page_content, **hints(document.metadata))
        told = {METADATA_KEY: report(result)} if self.keep_report else {}
        copy: Document = document.model_copy(
            update={"page_content": result.text, "metadata": {**document.metadata, **told}}
        )
        return copy
