"""What data frames and clusters cost on top of the bare call, and what a second core brings.

    python benchmarks/overhead_frames.py                          all of them
    python benchmarks/overhead_frames.py --documents 1000 --runs 1 --only bare polars ray

The documents are the fixtures of one language joined to about 3,000 characters, over and over. Each way is warmed up
(processes started, rules compiled) before it is timed; the best of several runs counts. CPU time is that of this
process alone: it says nothing of ways that work in others (datasets on two cores, Ray, Spark).
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import pyarrow as pa

from newswash import Cleaner
from newswash.fixture import read_fixtures
from newswash.integrations.arrow import CleanBatch

SIZE = 3000
BATCH = 256
CLEAN = CleanBatch(language="language")

Job = Callable[[], Any]


def documents(count: int) -> pa.Table:
    """``count`` texts with their languages."""
    by_language: dict[str | None, list[str]] = defaultdict(list)
    made: list[tuple[str, str | None]] = []
    for fixture in read_fixtures(Path(__file__).parents[1] / "fixtures"):
        texts = by_language[fixture.language]
        texts.append(fixture.text)
        if sum(map(len, texts)) >= SIZE:
            made.append(("\n\n".join(texts), fixture.language))
            texts.clear()
    rows = list(islice(cycle(made), count))
    return pa.table({"text": [t for t, _ in rows], "language": [x for _, x in rows]})


@contextmanager
def bare(table: pa.Table, cores: int) -> Iterator[Job]:
    texts, languages = table["text"].to_pylist(), table["language"].to_pylist()
    cleaner = Cleaner()
    yield lambda: [cleaner.detect(t, language=x).text for t, x in zip(texts, languages, strict=True)]


@contextmanager
def arrow(table: pa.Table, cores: int) -> Iterator[Job]:
    yield lambda: CLEAN(table)


@contextmanager
def arrow_removals(table: pa.Table, cores: int) -> Iterator[Job]:
    clean = CleanBatch(language="language", removals="removals")
    yield lambda: clean(table)


@contextmanager
def polars(table: pa.Table, cores: int) -> Iterator[Job]:
    import polars as pl

    frame = pl.DataFrame(table)
    yield lambda: CLEAN(frame)


@contextmanager
def duckdb(table: pa.Table, cores: int) -> Iterator[Job]:
    import duckdb as db

    with db.connect(config={"threads": cores}) as connection:
        connection.create_function("newswash", CLEAN, ["VARCHAR"] * 2, "VARCHAR", type="arrow", null_handling="special")
        connection.register("news", table)
        yield lambda: connection.sql("SELECT sum(length(newswash(text, language))) FROM news").fetchall()


@contextmanager
def datasets(table: pa.Table, cores: int) -> Iterator[Job]:
    import datasets as hf

    hf.disable_progress_bars()
    data = hf.Dataset(table)
    processes = cores if cores > 1 else None
    yield lambda: data.map(
        CLEAN, batched=True, batch_size=BATCH, num_proc=processes, load_from_cache_file=False, keep_in_memory=True
    )


@contextmanager
def ray(table: pa.Table, cores: int) -> Iterator[Job]:
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    import ray as cluster

    cluster.init(num_cpus=cores, include_dashboard=False, object_store_memory=500_000_000, logging_level="ERROR")
    cluster.data.DataContext.get_current().enable_progress_bars = False
    data = cluster.data.from_arrow(list(_slices(table)))
    try:
        yield lambda: data.map_batches(CLEAN, batch_format="pyarrow").materialize()
    finally:
        cluster.shutdown()


@contextmanager
def spark(table: pa.Table, cores: int) -> Iterator[Job]:
    os.environ |= {"PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master(f"local[{cores}]").config("spark.ui.enabled", "false")
    session = builder.config("spark.sql.execution.arrow.maxRecordsPerBatch", BATCH).getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    frame = session.createDataFrame(table).repartition(8).cache()
    frame.count()
    try:
        yield lambda: frame.mapInArrow(CLEAN, frame.schema).write.format("noop").mode("overwrite").save()
    finally:
        session.stop()


def _slices(table: pa.Table) -> Iterator[pa.Table]:
    for at in range(0, table.num_rows, BATCH):
        yield table.slice(at, BATCH)


WAYS: dict[str, tuple[Callable[[pa.Table, int], Any], tuple[int, ...]]] = {
    "bare": (bare, (1,)),
    "arrow": (arrow, (1,)),
    "arrow, with removals": (arrow_removals, (1,)),
    "polars": (polars, (1,)),
    "duckdb": (duckdb, (1,)),
    "datasets": (datasets, (1, 2)),
    "ray": (ray, (1, 2)),
    "spark": (spark, (1, 2)),
}


def measure(way: Callable[[pa.Table, int], Any], table: pa.Table, cores: int, runs: int) -> tuple[float, float]:
    """Seconds for the whole table, and seconds of CPU, the best of ``runs`` after a warm-up."""
    with way(table, cores) as job:
        job()
        wall, cpu = [], []
        for _ in range(runs):
            start, busy = time.perf_counter(), time.process_time()
            job()
            wall.append(time.perf_counter() - start)
            cpu.append(time.process_time() - busy)
    return min(wall), min(cpu)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--documents", type=int, default=4000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", nargs="*", choices=WAYS, default=list(WAYS))
    asked = parser.parse_args()
    table = documents(asked.documents)
    kilobytes = sum(len(t.encode()) for t in table["text"].to_pylist()) / table.num_rows / 1000
    print(f"{table.num_rows} documents of {kilobytes:.1f} kB on average")
    print("| way | cores | documents/s | µs/document | of them CPU here |\n|---|---|---|---|---|")
    for name in asked.only:
        way, cores = WAYS[name]
        for n in cores:
            wall, cpu = (seconds / table.num_rows for seconds in measure(way, table, n, asked.runs))
            print(f"| {name} | {n} | {1 / wall:.0f} | {1e6 * wall:.0f} | {1e6 * cpu:.0f} |", flush=True)


if __name__ == "__main__":
    main()
