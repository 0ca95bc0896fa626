"""datatrove: a pipeline step that cleans each document, counts what it took, and sets aside what it emptied."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Any

from datatrove.data import Document
from datatrove.pipeline.base import PipelineStep
from datatrove.pipeline.writers.disk_base import DiskWriter
from datatrove.utils.typeshelper import StatHints

from newswash.cleaner import Cleaner
from newswash.errors import DataError, NewswashError
from newswash.integrations.resident import resident
from newswash.integrations.told import hints
from newswash.model import Result


class NewswashCleaner(PipelineStep):  # type: ignore[misc]
    """Replaces ``doc.text`` by the article. Reads url, title and language from ``doc.metadata`` where they stand.

    ``removals`` names the metadata key that receives the removed spans with their words, as ``Result.removal_rows``
    gives them (None: not kept). A document whose result
    carries one of the flags in ``drop`` is dropped; with an ``exclusion_writer`` it goes there, its text untouched and
    the flag as ``filter_reason``. A text that is no string raises DataError with the document's id.

    Stats: total, forwarded, dropped, dropped_<flag>, changed, removed_chars, and removed/<category> in spans.
    """

    type = "🧽 - CLEANER"
    name = "newswash"

    def __init__(
        self,
        cleaner: Cleaner | None = None,
        *,
        removals: str | None = "removals",
        drop: Collection[str] = ("emptied",),
        exclusion_writer: DiskWriter | None = None,
    ) -> None:
        super().__init__()
        self.cleaner = cleaner or Cleaner()
        self.removals = removals
        self.drop = frozenset(drop)
        self.exclusion_writer = exclusion_writer

    def run(self, data: Any, rank: int = 0, world_size: int = 1) -> Iterator[Document]:
        """The documents of ``data``, cleaned, in order."""
        cleaner = resident(self.cleaner)
        with self.exclusion_writer or contextlib.nullcontext() as writer:
            for doc in data or ():
                self.stat_update(StatHints.total)
                try:
                    with self.track_time():
                        result = cleaner.detect(doc.text, **hints(doc.metadata))
                except NewswashError as error:
                    raise DataError(f"document {doc.id!r}: {error}") from error
                reason = min(result.flags & self.drop, default=None)
                if reason is not None:
                    self._exclude(doc, reason, writer, rank)
                    continue
                self._take(doc, result)
                yield doc

    def _take(self, doc: Document, result: Result) -> None:
        self.stat_update(StatHints.forwarded)
        if result.removals:
            self.stat_update("changed")
            self.stat_update("removed_chars", value=sum(r.end - r.start for r in result.removals))
            for removal in result.removals:
                self.stat_update(f"removed/{removal.category}")
            doc.text = result.text
        if self.removals:
            doc.metadata[self.removals] = result.removal_rows()
        self.update_doc_stats(doc)

    def _exclude(self, doc: Document, reason: str, writer: DiskWriter | None, rank: int) -> None:
        self.stat_update(StatHints.dropped, f"dropped_{reason}")
        if writer is not None:
            writer.write(replace(doc, metadata={**doc.metadata, "filter_reason": reason}), rank)
