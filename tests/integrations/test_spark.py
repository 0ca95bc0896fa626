"""A real local Spark: uneven partitions, bad records, a Python worker that is killed in the middle of its work."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.functions import expr, spark_partition_id
from shown import run_section
from worker_witness import WorkerWitness

from newswash import Cleaner, UsageError
from newswash.fixture import read_fixtures
from newswash.integrations.arrow import CleanBatch
from newswash.integrations.spark import clean_frame

DOCUMENTS = [f.document for f in read_fixtures(Path(__file__).parents[2] / "fixtures")]
SCHEMA = "id long, text string, url string, title string, language string"
ROWS = [(i, d.text, d.url, d.title, d.language) for i, d in enumerate(DOCUMENTS)]
HINTS = {"url": "url", "title": "title", "language": "language"}
FEW = 40


@pytest.fixture(scope="module")
def spark() -> Iterator[SparkSession]:
    os.environ |= {
        "PYSPARK_PYTHON": sys.executable,
        "SPARK_LOCAL_IP": "127.0.0.1",
        "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")]),
    }
    builder = SparkSession.builder.master("local[2,4]").config("spark.ui.enabled", "false")
    session = builder.config("spark.driver.bindAddress", "127.0.0.1").getOrCreate()
    yield session
    session.stop()


@pytest.fixture
def news(spark: SparkSession) -> DataFrame:
    """The fixture corpus in four partitions: one record, none, a few, the rest."""
    parts = [ROWS[:1], [], ROWS[1:FEW], ROWS[FEW:]]
    frame = spark.createDataFrame(spark.sparkContext.parallelize(parts, 4).flatMap(lambda rows: rows), SCHEMA)
    sizes = {r[0]: r[1] for r in frame.groupBy(spark_partition_id()).count().collect()}
    assert sorted(sizes.values()) == [1, FEW - 1, len(ROWS) - FEW]
    return frame


def assert_same_as_detect(frame: DataFrame) -> None:
    collected = frame.collect()
    rows = {r.id: r for r in collected}
    assert len(collected) == len(rows) == len(DOCUMENTS)
    for i, result in enumerate(Cleaner().detect_many(DOCUMENTS)):
        assert rows[i].text == result.text
        assert [r.asDict() for r in rows[i].removals] == result.to_dict()["removals"]


def test_the_same_as_detect_on_every_fixture(news: DataFrame) -> None:
    assert_same_as_detect(clean_frame(news, CleanBatch(**HINTS, removals="removals")))


def test_map_in_arrow_takes_the_callable_itself(news: DataFrame) -> None:
    cleaned = {r.id: r.text for r in news.mapInArrow(CleanBatch(**HINTS), news.schema).collect()}
    assert cleaned == {i: r.text for i, r in enumerate(Cleaner().detect_many(DOCUMENTS))}


def test_a_killed_python_worker_loses_and_doubles_nothing(news: DataFrame, tmp_path: Path) -> None:
    words = DOCUMENTS[-5].text
    cleaner = Cleaner(detectors=[WorkerWitness(str(tmp_path), die_at=words)])
    assert_same_as_detect(clean_frame(news, CleanBatch(**HINTS, removals="removals", cleaner=cleaner)))
    dead = (tmp_path / "killed").read_text()
    workers = {p.name for p in tmp_path.iterdir()} - {"killed"}
    assert dead in workers
    assert len(workers) >= 2


def test_bad_records_are_kept_and_reported(spark: SparkSession) -> None:
    rows = [
        (1, b"The vote passed.\n\nSign up for our newsletter."),
        (2, None),
        (3, b"a\xffb"),
        (4, b"The mayor resigned."),
    ]
    frame = spark.createDataFrame(rows, "id long, raw binary").repartition(2)
    frame = frame.select("id", expr("cast(raw as string)").alias("text"))
    clean = CleanBatch(removals="removals", error="error")
    out = clean_frame(frame, clean).withColumn("raw", expr("cast(text as binary)")).drop("text").orderBy("id").collect()
    assert [r.id for r in out] == [1, 2, 3, 4]
    assert [r.raw for r in out] == [b"The vote passed.", None, b"a\xffb", b"The mayor resigned."]
    assert [len(r.removals) if r.removals is not None else None for r in out] == [1, None, None, 0]
    assert [(r.error or "").partition(": ")[2] for r in out] == ["", "null.", "not UTF-8 (byte 0xff at 1).", ""]


def test_a_frame_without_the_column(news: DataFrame) -> None:
    with pytest.raises(UsageError, match="no column named 'body': one of id, text"):
        clean_frame(news, CleanBatch("body"))


def test_the_page_works_as_shown(tmp_path: Path) -> None:
    news = {"text": ["The vote passed.\n\nSign up for our newsletter.", None], "url": ["https://example.org/a", None]}
    pq.write_table(pa.table(news), tmp_path / "news.parquet")
    run_section("clusters.md", "Spark", tmp_path, PYSPARK_PYTHON=sys.executable, SPARK_LOCAL_IP="127.0.0.1")
    table = pq.read_table(tmp_path / "clean.parquet")
    assert table.column_names == ["text", "url", "removals", "error"]
    assert sorted(table["text"].to_pylist(), key=str) == [None, "The vote passed."]
