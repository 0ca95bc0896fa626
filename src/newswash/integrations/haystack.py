"""Haystack: a component, to stand between the converter and the splitter of a pipeline."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from haystack import Document, component, default_from_dict, default_to_dict

from newswash.cleaner import Cleaner
from newswash.integrations.resident import resident
from newswash.integrations.told import METADATA_KEY, hints, report
from newswash.model import Action
from newswash.pack import load_rules


@component  # type: ignore[untyped-decorator, misc, unused-ignore]
class NewswashCleaner:
    """Returns the documents, in order and with their ids, without their boilerplate; those given stay as they are.

    ``meta["newswash"]`` keeps what was removed (with its words), marked and refused, the flags and the fingerprint;
    ``keep_report=False`` leaves it out. Url, title and language are read from the meta (``url`` or ``source``,
    ``title``, ``language``). ``packs``: rule packs by name or path (default: all installed); ``profile``,
    ``categories``, ``layout`` and ``tone`` as for ``Cleaner``. In an asynchronous pipeline the work is done in a
    thread.
    """

    def __init__(
        self,
        packs: Sequence[str] = (),
        profile: str = "balanced",
        categories: Mapping[str, Action] | None = None,
        layout: bool = True,
        tone: bool = True,
        keep_report: bool = True,
    ) -> None:
        self.packs, self.profile = list(packs), profile
        self.categories: dict[str, Action] = dict(categories or {})
        self.layout, self.tone, self.keep_report = layout, tone, keep_report
        rules = load_rules(*packs) if packs else None
        self._cleaner = Cleaner(rules, profile=profile, categories=categories, layout=layout, tone=tone)

    def to_dict(self) -> dict[str, Any]:
        """The settings, for a pipeline's YAML."""
        settings: dict[str, Any] = default_to_dict(
            self,
            packs=self.packs,
            profile=self.profile,
            categories=self.categories,
            layout=self.layout,
            tone=self.tone,
            keep_report=self.keep_report,
        )
        return settings

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> NewswashCleaner:
        made: NewswashCleaner = default_from_dict(cls, data)
        return made

    def warm_up(self) -> None:
        """Compiles the rules, which else happens at the first document."""
        resident(self._cleaner)

    @component.output_types(documents=list[Document])  # type: ignore[untyped-decorator, misc, unused-ignore]
    def run(self, documents: list[Document]) -> dict[str, list[Document]]:
        """``{"documents": …}``: a cleaned copy of each; one without text as it is; one that was nothing but
        boilerplate with an empty text."""
        cleaner = resident(self._cleaner)
        return {"documents": [self._cleaned(cleaner, document) for document in documents]}

    @component.output_types(documents=list[Document])  # type: ignore[untyped-decorator, misc, unused-ignore]
    async def run_async(self, documents: list[Document]) -> dict[str, list[Document]]:
        return await asyncio.to_thread(self.run, documents)

    def _cleaned(self, cleaner: Cleaner, document: Document) -> Document:
        if document.content is None:
            return document
        result = cleaner.detect(document.content, **hints(document.meta))
        told = {METADATA_KEY: report(result)} if self.keep_report else {}
        return replace(document, content=result.text, meta={**document.meta, **told})
