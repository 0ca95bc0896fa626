"""LangChain, LlamaIndex and Haystack, each in a pipeline of its own: what is indexed is the article."""

from __future__ import annotations

import asyncio
import copy
import json
import pickle
from pathlib import Path
from typing import Any

import pytest
from local_site import APPEAL, ARTICLES, NEWSLETTER, kept
from shown import run_section

from newswash import Cleaner, UsageError

TEXTS = {name: "\n\n".join(paragraphs) for name, (_, paragraphs) in ARTICLES.items()}
CLEAN = {name: "\n\n".join(kept(name)) for name in ARTICLES}


def restored(text: str, report: dict[str, Any]) -> str:
    """The original, from the cleaned text and what the metadata keeps."""
    for removal in report["removals"]:
        text = text[: removal["start"]] + removal["text"] + text[removal["start"] :]
    return text


def categories(report: dict[str, Any]) -> list[str]:
    return [r["category"] for r in report["removals"]]


# ------------------------------------------------------------------ LangChain


def langchain_documents() -> list[Any]:
    from langchain_core.documents import Document

    return [
        Document(page_content=text, id=name, metadata={"source": f"https://example.org/{name}", "title": None})
        for name, text in TEXTS.items()
    ]


def test_langchain_indexes_the_article() -> None:
    from langchain_core.embeddings import DeterministicFakeEmbedding
    from langchain_core.vectorstores import InMemoryVectorStore

    from newswash.integrations.langchain import NewswashTransformer

    given = langchain_documents()
    store = InMemoryVectorStore(DeterministicFakeEmbedding(size=8))
    store.add_documents(NewswashTransformer().transform_documents(given))
    found = store.similarity_search("ferry", k=9)
    assert {d.id: d.page_content for d in found} == CLEAN
    for document in found:
        assert restored(document.page_content, document.metadata["newswash"]) == TEXTS[document.id]
        assert document.metadata["source"].endswith(document.id)
    assert [d.page_content for d in given] == list(TEXTS.values())
    assert all("newswash" not in d.metadata for d in given)


def test_langchain_metadata_is_plain_data() -> None:
    from newswash.integrations.langchain import NewswashTransformer

    first = NewswashTransformer().transform_documents(langchain_documents())[0]
    report = json.loads(first.model_dump_json())["metadata"]["newswash"]
    assert categories(report) == ["donation-appeal", "newsletter"]
    assert report["fingerprint"] == Cleaner().fingerprint
    bare = NewswashTransformer(keep_report=False).transform_documents(langchain_documents())[0]
    assert bare.page_content == first.page_content
    assert bare.metadata.keys() == {"source", "title"}


def test_langchain_works_beside_the_event_loop() -> None:
    from newswash.integrations.langchain import NewswashTransformer

    transformer = NewswashTransformer(Cleaner(categories={"newsletter": "keep"}))

    async def both() -> list[Any]:
        return await asyncio.gather(*(transformer.atransform_documents(langchain_documents()) for _ in range(3)))

    for documents in asyncio.run(both()):
        texts = {d.id: d.page_content for d in documents}
        assert NEWSLETTER in texts["ferry"]
        assert APPEAL not in texts["ferry"]


# ----------------------------------------------------------------- LlamaIndex


def llama_documents() -> list[Any]:
    from llama_index.core import Document

    return [
        Document(text=text, doc_id=name, metadata={"url": f"https://example.org/{name}"})
        for name, text in TEXTS.items()
    ]


def llama_pipeline(**settings: Any) -> Any:
    from llama_index.core.ingestion import IngestionPipeline
    from llama_index.core.node_parser import SentenceSplitter

    from newswash.integrations.llama_index import NewswashTransform

    splitter = SentenceSplitter(chunk_size=60, chunk_overlap=0)
    return IngestionPipeline(transformations=[NewswashTransform(**settings), splitter])


def test_llama_index_splits_the_article() -> None:
    from llama_index.core.schema import MetadataMode

    given = llama_documents()
    nodes = llama_pipeline().run(documents=given)
    for name in ARTICLES:
        own = [n for n in nodes if n.ref_doc_id == name]
        assert len(own) >= 2
        text = " ".join(n.get_content(metadata_mode=MetadataMode.NONE) for n in own)
        assert text.split() == CLEAN[name].split()
        assert all(restored(CLEAN[name], n.metadata["newswash"]) == TEXTS[name] for n in own)
    assert [d.text for d in given] == list(TEXTS.values())


def test_llama_index_shows_the_report_to_no_model() -> None:
    from llama_index.core.schema import MetadataMode

    for node in llama_pipeline().run(documents=llama_documents()):
        for mode in (MetadataMode.EMBED, MetadataMode.LLM):
            seen = node.get_content(metadata_mode=mode)
            assert "example.org" in seen
            assert "newsletter" not in seen
            assert "donation-appeal" not in seen


def test_llama_index_works_beside_the_event_loop() -> None:
    async def nodes() -> Any:
        return await llama_pipeline().arun(documents=llama_documents())

    text = " ".join(n.get_content() for n in asyncio.run(nodes()))
    assert APPEAL not in text
    assert all(kept(name)[-1] in text for name in ARTICLES)


def test_llama_index_caches_notice_other_settings() -> None:
    from llama_index.core.ingestion.pipeline import get_transformation_hash

    from newswash.integrations.llama_index import NewswashTransform

    given = llama_documents()
    first = get_transformation_hash(given, NewswashTransform())
    assert get_transformation_hash(given, NewswashTransform()) == first
    for other in ({"profile": "recall"}, {"packs": ["en"]}, {"layout": False}, {"tone": False}):
        assert get_transformation_hash(given, NewswashTransform(**other)) != first


def test_llama_index_transformation_travels() -> None:
    from newswash.integrations.llama_index import NewswashTransform

    settings = {"packs": ["en"], "profile": "precision", "categories": {"newsletter": "keep"}, "keep_report": False}
    made = NewswashTransform(**settings)
    for again in (pickle.loads(pickle.dumps(made)), copy.deepcopy(made), NewswashTransform.from_dict(made.to_dict())):
        assert again.to_dict() == made.to_dict()
        document = again(llama_documents())[0]
        assert APPEAL not in document.text
        assert NEWSLETTER in document.text
        assert document.metadata.keys() == {"url"}


@pytest.mark.parametrize(
    "settings", [{}, {"layout": False}, {"tone": False}, {"layout": False, "tone": False}], ids=str
)
def test_llama_index_and_haystack_judge_as_their_settings_say(settings: dict[str, bool]) -> None:
    from haystack import Document, Pipeline

    from newswash.integrations.haystack import NewswashCleaner
    from newswash.integrations.llama_index import NewswashTransform

    expected = Cleaner(**settings).fingerprint  # type: ignore[arg-type]
    transform = NewswashTransform(**settings)
    for made in (transform, NewswashTransform.from_dict(transform.to_dict()), pickle.loads(pickle.dumps(transform))):
        assert made(llama_documents())[0].metadata["newswash"]["fingerprint"] == expected
    pipeline = Pipeline()
    pipeline.add_component("clean", NewswashCleaner(**settings))
    again = Pipeline.loads(pipeline.dumps(), allowed_modules=["newswash.integrations.haystack"])
    for one in (pipeline, again):
        (document,) = one.run({"clean": {"documents": [Document(content=TEXTS["ferry"])]}})["clean"]["documents"]
        assert document.meta["newswash"]["fingerprint"] == expected


# ------------------------------------------------------------------- Haystack


def haystack_documents() -> list[Any]:
    from haystack import Document

    return [
        Document(id=name, content=text, meta={"url": f"https://example.org/{name}"}) for name, text in TEXTS.items()
    ]


def haystack_pipeline(**settings: Any) -> tuple[Any, Any]:
    from haystack import Pipeline
    from haystack.components.preprocessors import DocumentSplitter
    from haystack.components.writers import DocumentWriter
    from haystack.document_stores.in_memory import InMemoryDocumentStore

    from newswash.integrations.haystack import NewswashCleaner

    store = InMemoryDocumentStore()
    pipeline = Pipeline()
    pipeline.add_component("clean", NewswashCleaner(**settings))
    pipeline.add_component("split", DocumentSplitter(split_by="passage", split_length=1))
    pipeline.add_component("write", DocumentWriter(store))
    pipeline.connect("clean", "split")
    pipeline.connect("split", "write")
    return pipeline, store


def passages(store: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for document in sorted(store.filter_documents(), key=lambda d: d.meta["split_id"]):
        found.setdefault(document.meta["source_id"], []).append(document.content.strip())
    return found


def test_haystack_writes_the_article() -> None:
    given = haystack_documents()
    pipeline, store = haystack_pipeline()
    pipeline.run({"clean": {"documents": given}})
    assert passages(store) == {name: kept(name) for name in ARTICLES}
    for document in store.filter_documents():
        name = document.meta["source_id"]
        assert restored(CLEAN[name], document.meta["newswash"]) == TEXTS[name]
    assert [d.content for d in given] == list(TEXTS.values())


def test_haystack_works_beside_the_event_loop() -> None:
    pipeline, store = haystack_pipeline(keep_report=False)

    async def run() -> None:
        await pipeline.run_async({"clean": {"documents": haystack_documents()}})

    asyncio.run(run())
    assert passages(store) == {name: kept(name) for name in ARTICLES}
    assert all("newswash" not in d.meta for d in store.filter_documents())


def test_haystack_pipeline_travels_as_yaml() -> None:
    from haystack import Pipeline

    pipeline, _ = haystack_pipeline(packs=["en"], profile="precision", categories={"newsletter": "keep"})
    again = Pipeline.loads(pipeline.dumps(), allowed_modules=["newswash.integrations.haystack"])
    assert again.to_dict() == pipeline.to_dict()
    component = again.get_component("clean")
    component.warm_up()
    text = component.run(haystack_documents())["documents"][0].content
    assert APPEAL not in text
    assert NEWSLETTER in text


def test_haystack_passes_documents_without_text() -> None:
    from haystack import Document
    from haystack.dataclasses import ByteStream

    from newswash.integrations.haystack import NewswashCleaner

    image = Document(blob=ByteStream(b"\x89PNG"))
    nothing_else = Document(content=NEWSLETTER)
    first, second = NewswashCleaner().run([image, nothing_else])["documents"]
    assert first is image
    assert second.content == ""
    assert second.meta["newswash"]["flags"] == ["emptied"]
    with pytest.raises(UsageError, match="no profile named"):
        NewswashCleaner(profile="gentle")


@pytest.mark.parametrize("heading", ["LangChain", "LlamaIndex", "Haystack"])
def test_what_the_documentation_shows(heading: str, tmp_path: Path) -> None:
    run_section("rag.md", heading, tmp_path)
