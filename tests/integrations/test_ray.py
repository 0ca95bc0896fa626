"""A real local Ray: blocks of uneven size, bad records, a worker that is killed in the middle of its work."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

os.environ |= {"RAY_USAGE_STATS_ENABLED": "0", "RAY_DISABLE_MEMORY_MONITOR": "1"}

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import ray
from shown import run_section
from worker_witness import WorkerWitness

from newswash import Cleaner
from newswash.fixture import read_fixtures
from newswash.integrations.arrow import CleanBatch

DOCUMENTS = [f.document for f in read_fixtures(Path(__file__).parents[2] / "fixtures")]
HERE = str(Path(__file__).parent)
HINTS = {"url": "url", "title": "title", "language": "language"}
TABLE = pa.table({"id": range(len(DOCUMENTS)), **{n: [getattr(d, n) for d in DOCUMENTS] for n in ("text", *HINTS)}})


@pytest.fixture(scope="module", autouse=True)
def cluster() -> Iterator[None]:
    ray.init(
        num_cpus=2,
        include_dashboard=False,
        object_store_memory=200_000_000,
        logging_level="ERROR",
        runtime_env={"env_vars": {"PYTHONPATH": os.pathsep.join([HERE, os.environ.get("PYTHONPATH", "")])}},
    )
    yield
    ray.shutdown()


@pytest.fixture
def news() -> Any:
    """The fixture corpus in blocks of one record, none, a few, and the rest."""
    cuts = [0, 1, 1, 40, len(DOCUMENTS)]
    return ray.data.from_arrow([TABLE.slice(a, z - a) for a, z in pairwise(cuts)])


def assert_same_as_detect(rows: list[dict[str, Any]]) -> None:
    assert Counter(r["id"] for r in rows) == dict.fromkeys(range(len(DOCUMENTS)), 1)
    found = {r["id"]: r for r in rows}
    for i, result in enumerate(Cleaner().detect_many(DOCUMENTS)):
        assert found[i]["text"] == result.text
        assert list(found[i]["removals"]) == result.to_dict()["removals"]


def test_the_same_as_detect_on_every_fixture(news: Any) -> None:
    out = news.map_batches(CleanBatch(**HINTS, removals="removals"), batch_format="pyarrow", batch_size=50)
    assert_same_as_detect(out.take_all())


def test_a_killed_worker_loses_and_doubles_nothing(news: Any, tmp_path: Path) -> None:
    cleaner = Cleaner(detectors=[WorkerWitness(str(tmp_path), die_at=DOCUMENTS[-5].text)])
    clean = CleanBatch(**HINTS, removals="removals", cleaner=cleaner)
    assert_same_as_detect(news.map_batches(clean, batch_format="pyarrow").take_all())
    dead = (tmp_path / "killed").read_text()
    workers = {p.name for p in tmp_path.iterdir()} - {"killed"}
    assert dead in workers
    assert len(workers) >= 2


def test_bad_records_are_kept_and_reported() -> None:
    broken = pa.Array.from_buffers(
        pa.string(), 1, [None, pa.array([0, 3], pa.int32()).buffers()[1], pa.py_buffer(b"a\xffb")]
    )
    text = pa.concat_arrays([pa.array(["The vote passed.\n\nSign up for our newsletter.", None]), broken])
    news = ray.data.from_arrow(pa.table({"id": [1, 2, 3], "text": text}))
    out = news.map_batches(CleanBatch(removals="removals", error="error"), batch_format="pyarrow")
    table = pa.concat_tables(ray.get(out.to_arrow_refs())).sort_by("id")
    assert table["text"].cast(pa.binary()).to_pylist() == [b"The vote passed.", None, b"a\xffb"]
    assert [e and e.partition(": ")[2] for e in table["error"].to_pylist()] == [
        None,
        "null.",
        "not UTF-8 (byte 0xff at 1).",
    ]


def test_the_default_batches_of_ray_keep_their_other_columns() -> None:
    news = ray.data.from_items([{"id": 1, "text": "The vote passed.\n\nSign up for our newsletter."}])
    assert news.map_batches(CleanBatch()).take_all() == [{"id": 1, "text": "The vote passed."}]


def test_the_page_works_as_shown(tmp_path: Path) -> None:
    news = {"text": ["The vote passed.\n\nSign up for our newsletter.", None], "url": ["https://example.org/a", None]}
    pq.write_table(pa.table(news), tmp_path / "news.parquet")
    run_section("clusters.md", "Ray", tmp_path)
    assert pq.read_table(tmp_path / "clean")["text"].to_pylist() == ["The vote passed.", None]
