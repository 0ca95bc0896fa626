"""dolma: taggers whose spans are newswash's removals. ``dolma tag --tagger_modules newswash.integrations.dolma``.

Registered: ``newswash`` (profile balanced), ``newswash_precision``, ``newswash_recall``, ``newswash_body_only``.
"""

from __future__ import annotations

from typing import ClassVar

from dolma.core.data_types import DocResult, DocumentWithMetadata, Span
from dolma.core.registry import TaggerRegistry
from dolma.core.taggers import BaseTaggerWithMetadata

from newswash.cleaner import Cleaner
from newswash.integrations.resident import resident
from newswash.integrations.told import hints


@TaggerRegistry.add("newswash")
class NewswashTagger(BaseTaggerWithMetadata):  # type: ignore[misc]
    """A span for each removal, twice: under its category, and under ``removal``, which ``dolma mix`` can cut.

    Reads url, title and language from the document's metadata where they stand. Every document gets a ``removal``
    attribute, an empty one too. dolma writes the hyphens of names as underscores.
    """

    profile: ClassVar[str] = "balanced"

    def __init__(self) -> None:
        self.cleaner = resident(Cleaner(profile=self.profile))

    @property
    def defaults(self) -> list[str]:
        return ["removal"]

    def predict(self, doc: DocumentWithMetadata) -> DocResult:
        """The removals of one document as dolma's spans; start and end count code points, as dolma's do."""
        result = self.cleaner.detect(doc.text, **hints(doc.metadata))
        spans = [Span(r.start, r.end, kind, r.score) for r in result.removals for kind in (r.category, "removal")]
        return DocResult(doc=doc, spans=spans)


@TaggerRegistry.add("newswash_precision")
class PrecisionTagger(NewswashTagger):
    """As ``newswash``, under the profile precision."""

    profile = "precision"


@TaggerRegistry.add("newswash_recall")
class RecallTagger(NewswashTagger):
    """As ``newswash``, under the profile recall."""

    profile = "recall"


@TaggerRegistry.add("newswash_body_only")
class BodyOnlyTagger(NewswashTagger):
    """As ``newswash``, under the profile body_only."""

    profile = "body_only"
