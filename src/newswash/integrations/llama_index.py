"""LlamaIndex: a transformation, to stand before the node parser in an ``IngestionPipeline``."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from llama_index.core.bridge.pydantic import Field, PrivateAttr
from llama_index.core.schema import BaseNode, MetadataMode, Node, TextNode, TransformComponent

from newswash.cleaner import Cleaner
from newswash.integrations.resident import resident
from newswash.integrations.told import METADATA_KEY, hints, report
from newswash.model import Action
from newswash.pack import load_rules


class NewswashTransform(TransformComponent):  # type: ignore[misc, unused-ignore]
    """Returns the nodes, in order and with their ids, without their boilerplate; those given stay as they are.

    ``metadata["newswash"]`` keeps what was removed (with its words), marked and refused, the flags and the
    fingerprint. Neither embedding nor language model gets to see it; ``keep_report=False`` leaves it out. Url, title
    and language are read from the metadata (``url`` or ``source``, ``title``, ``language``). Rules and settings are
    part of ``to_dict()``, so a pipeline's cache notices when they change. ``acall`` works in a thread.
    """

    packs: list[str] = Field(default_factory=list, description="Rule packs; none: all that are installed.")
    profile: str = Field(default="balanced", description="precision, balanced, recall or body_only.")
    categories: dict[str, Action] = Field(default_factory=dict, description="Category to strip, mark or keep.")
    layout: bool = Field(default=True, description="Whether lines are judged by their shape and place.")
    tone: bool = Field(default=True, description="Whether sentences are judged by how they sound.")
    keep_report: bool = Field(default=True, description="Whether the metadata keeps what was removed.")
    _cleaner: Cleaner = PrivateAttr()

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        rules = load_rules(*self.packs) if self.packs else None
        self._cleaner = Cleaner(
            rules, profile=self.profile, categories=self.categories, layout=self.layout, tone=self.tone
        )

    @classmethod
    def class_name(cls) -> str:
        return "NewswashTransform"

    def to_dict(self, **kwargs: Any) -> dict[str, Any]:
        """The settings, and the fingerprint of rules and settings together."""
        settings: dict[str, Any] = super().to_dict(**kwargs)
        return {**settings, "fingerprint": self._cleaner.fingerprint}

    def __call__(self, nodes: Sequence[BaseNode], **kwargs: Any) -> list[BaseNode]:
        """A cleaned copy of each node that holds text; others as they are."""
        cleaner = resident(self._cleaner)
        return [self._cleaned(cleaner, node) for node in nodes]

    async def acall(self, nodes: Sequence[BaseNode], **kwargs: Any) -> list[BaseNode]:
        return await asyncio.to_thread(self.__call__, nodes, **kwargs)

    def _cleaned(self, cleaner: Cleaner, node: BaseNode) -> BaseNode:
        if not isinstance(node, TextNode | Node):
            return node
        result = cleaner.detect(node.get_content(metadata_mode=MetadataMode.NONE), **hints(node.metadata))
        copy: BaseNode = node.model_copy()
        if result.removals:
            copy.set_content(result.text)
        if self.keep_report:
            copy.metadata = {**node.metadata, METADATA_KEY: report(result)}
            copy.excluded_embed_metadata_keys = _with_key(node.excluded_embed_metadata_keys)
            copy.excluded_llm_metadata_keys = _with_key(node.excluded_llm_metadata_keys)
        return copy


def _with_key(names: list[str]) -> list[str]:
    return names if METADATA_KEY in names else [*names, METADATA_KEY]
