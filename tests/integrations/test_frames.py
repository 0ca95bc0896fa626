"""CleanBatch under pyarrow, Hugging Face datasets, Polars and DuckDB: the same results as Cleaner.detect."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

os.environ["HF_HUB_OFFLINE"] = "1"

import datasets
import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from shown import run_section

import newswash
from newswash import Cleaner, DataError, Finding, UsageError, load_rules
from newswash.arrow_types import REMOVALS
from newswash.bulk.plan import Fields, Plan
from newswash.bulk.run import run
from newswash.fixture import read_fixtures
from newswash.integrations.arrow import CleanBatch

DOCUMENTS = [f.document for f in read_fixtures(Path(__file__).parents[2] / "fixtures")]
COLUMNS = {name: [getattr(d, name) for d in DOCUMENTS] for name in ("text", "url", "title", "language")}
CLEAN = CleanBatch(url="url", title="title", language="language", removals="removals")
PLUG = "The vote passed.\n\nSign up for our newsletter."

Row = dict[str, Any]
Run = Callable[[pa.Table], list[Row]]


@pytest.fixture(scope="module")
def expected() -> list[Row]:
    results = Cleaner().detect_many(DOCUMENTS)
    rows = [{"text": r.text, "removals": r.to_dict()["removals"]} for r in results]
    assert sum(bool(r["removals"]) for r in rows) > 100
    return rows


def whole_table(table: pa.Table) -> list[Row]:
    return CLEAN(table).to_pylist()


def uneven_batches(table: pa.Table) -> list[Row]:
    cuts = [0, 1, 1, 50, table.num_rows]
    batches = [b for a, z in pairwise(cuts) for b in table.slice(a, z - a).to_batches()]
    return [row for batch in CLEAN(iter(batches)) for row in batch.to_pylist()]


def dict_of_lists(table: pa.Table) -> list[Row]:
    out = CLEAN(table.to_pydict())
    return [{"text": t, "removals": r} for t, r in zip(out["text"], out["removals"], strict=True)]


def hugging_face(table: pa.Table) -> list[Row]:
    return list(datasets.Dataset(table).map(CLEAN, batched=True, batch_size=64))


def hugging_face_two_processes(table: pa.Table) -> list[Row]:
    return list(datasets.Dataset(table).map(CLEAN, batched=True, batch_size=64, num_proc=2))


def hugging_face_stream(table: pa.Table) -> list[Row]:
    stream = datasets.Dataset(table).to_iterable_dataset().with_format("arrow")
    return list(stream.map(CLEAN, batched=True, batch_size=64).with_format(None))


def polars_frame(table: pa.Table) -> list[Row]:
    return CLEAN(pl.DataFrame(table)).to_dicts()


def polars_lazy(table: pa.Table) -> list[Row]:
    frame = pl.DataFrame(table)
    schema = {**frame.schema, "removals": pl.from_arrow(pa.array([], REMOVALS)).dtype}
    return frame.lazy().map_batches(CLEAN, schema=schema).collect().to_dicts()


def duckdb_function(table: pa.Table) -> list[Row]:
    kinds = '"start" BIGINT, "end" BIGINT, category VARCHAR, rule VARCHAR, score DOUBLE, reason VARCHAR, text VARCHAR'
    with duckdb.connect() as con:
        con.create_function(
            "newswash",
            CLEAN,
            ["VARCHAR"] * 4,
            f"STRUCT(text VARCHAR, removals STRUCT({kinds})[])",
            type="arrow",
            null_handling="special",
        )
        con.register("news", table)
        return [row for (row,) in con.sql("SELECT newswash(text, url, title, language) FROM news").fetchall()]


PATHS = [
    whole_table,
    uneven_batches,
    dict_of_lists,
    hugging_face,
    hugging_face_two_processes,
    hugging_face_stream,
    polars_frame,
    polars_lazy,
    duckdb_function,
]


@pytest.mark.parametrize("path", PATHS, ids=lambda p: p.__name__)
def test_the_same_as_detect_on_every_fixture(path: Run, expected: list[Row]) -> None:
    rows = path(pa.table(COLUMNS))
    assert [{"text": r["text"], "removals": r["removals"]} for r in rows] == expected


def test_a_bulk_run_writes_the_same_column(tmp_path: Path, expected: list[Row]) -> None:
    pq.write_table(pa.table(COLUMNS), tmp_path / "in.parquet")
    fields = Fields(url="url", title="title", language="language", removals="removals")
    run(Plan([str(tmp_path / "in.parquet")], tmp_path / "out.parquet", fields, jobs=1), Cleaner())
    written = pq.read_table(tmp_path / "out.parquet")
    assert written["removals"].to_pylist() == [row["removals"] for row in expected]
    assert (
        written.schema.field("removals").type
        == REMOVALS
        == CLEAN.schema(pa.table(COLUMNS).schema).field("removals").type
    )


def test_other_columns_and_their_order_stay() -> None:
    table = pa.table({"id": [7, 8], "text": [PLUG, "No plug."], "when": [1.5, None]})
    out = CleanBatch(into="article")(table)
    assert out.column_names == ["id", "text", "when", "article"]
    assert out.select(table.column_names).equals(table)
    assert out["article"].to_pylist() == [newswash.clean(PLUG), "No plug."]


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.dictionary(pa.int32(), pa.string())], ids=str)
def test_text_of_every_kind_keeps_its_kind(kind: pa.DataType) -> None:
    column = pa.array([PLUG, None], pa.string()).cast(kind)
    out = CleanBatch()(pa.table({"text": column}))
    assert out.schema.field("text").type == kind
    assert out["text"].to_pylist() == [newswash.clean(PLUG), None]


def test_empty_tables_columns_and_frames_have_their_schema() -> None:
    clean = CleanBatch(removals="removals", error="error")
    empty = pa.schema([("text", pa.string())]).empty_table()
    assert clean(empty).schema == clean.schema(empty.schema)
    assert clean(pa.RecordBatch.from_pylist([], empty.schema)).schema == clean.schema(empty.schema)
    assert clean(pl.DataFrame(empty)).columns == ["text", "removals", "error"]
    assert CleanBatch()(pa.array([], pa.string())).to_pylist() == []


def test_arrays_and_series_come_back_as_such() -> None:
    article = newswash.clean(PLUG)
    assert CleanBatch()(pa.array([PLUG, None])).equals(pa.array([article, None]))
    assert CleanBatch()(pa.chunked_array([[PLUG], ["x"]])).to_pylist() == [article, "x"]
    frame = pl.DataFrame({"body": [PLUG, None]})
    out = frame.with_columns(pl.col("body").map_batches(CleanBatch(), return_dtype=pl.String, is_elementwise=True))
    assert out["body"].to_list() == [article, None]


BROKEN = pa.Array.from_buffers(
    pa.string(), 3, [None, pa.array([0, 2, 5, 7], pa.int32()).buffers()[1], pa.py_buffer(b"Oka\xffbok")]
)


def test_a_record_that_is_not_text_is_named() -> None:
    with pytest.raises(
        DataError, match=r"row 1, column 'text': not UTF-8 \(byte 0xff at 1\)\. Mend it, or pass error="
    ):
        CleanBatch()(pa.table({"text": BROKEN}))
    with pytest.raises(DataError, match="row 1, column 'text': text must be a str, not float"):
        CleanBatch()({"text": ["One.", float("nan")]})


class Raising:
    def find(self, page: object) -> list[Finding]:
        raise ValueError("boom")


def test_what_a_detector_raises_names_its_class() -> None:
    clean = CleanBatch(cleaner=Cleaner(detectors=[Raising()]))
    says = r"^row 0, column 'text': detector Raising: ValueError: boom\. Mend it, or pass error="
    with pytest.raises(DataError, match=says):
        clean(pa.table({"text": ["One."]}))


def test_a_bad_record_is_kept_as_it_came_and_reported_in_its_column() -> None:
    clean = CleanBatch(removals="removals", error="error")
    table = pa.table({"text": pa.concat_arrays([BROKEN, pa.array([None, PLUG])]), "id": range(5)})
    out = clean(table)
    assert out["id"].to_pylist() == [0, 1, 2, 3, 4]
    before, after = (t["text"].cast(pa.binary()).to_pylist() for t in (table, out))
    assert after == [*before[:4], newswash.clean(PLUG).encode()]
    assert [bool(r) if r is not None else None for r in out["removals"].to_pylist()] == [False, None, False, None, True]
    assert out["error"].to_pylist() == [
        None,
        "row 1, column 'text': not UTF-8 (byte 0xff at 1).",
        None,
        "row 3, column 'text': null.",
        None,
    ]


def test_a_mixed_list_is_kept_and_reported() -> None:
    out = CleanBatch(error="error")({"text": [PLUG, 7, None, "One."], "id": [1, 2, 3, 4]})
    assert out["text"] == [newswash.clean(PLUG), 7, None, "One."]
    assert out["id"] == [1, 2, 3, 4]
    assert [bool(e) for e in out["error"]] == [False, True, True, False]


OWN_PACK = (
    'schema = 1\n[pack]\nid = "own"\nversion = "1"\nabout = "For tests."\n'
    '[[rule]]\nid = "site"\ncategory = "newsletter"\nabout = "Of one site."\nsites = ["example.org"]\n'
    'phrases = ["harbour bulletin"]\nremoves = ["Harbour bulletin"]\nkeeps = ["The harbour bulletin is printed."]\n'
)
SCOPED = "The vote passed on Tuesday.\n\nHarbour bulletin\n\nIt was the third attempt."
URL = "https://example.org/vote"


@pytest.fixture(scope="module")
def scoped(tmp_path_factory: pytest.TempPathFactory) -> CleanBatch:
    """Removes a line of ``SCOPED`` where the url is known."""
    path = tmp_path_factory.mktemp("pack") / "own.toml"
    path.write_text(OWN_PACK, "utf-8")
    cleaner = Cleaner(load_rules(str(path)), layout=False)
    return CleanBatch(url="url", title="title", language="language", cleaner=cleaner)


def gone(texts: Iterable[str]) -> list[bool]:
    return ["Harbour" not in text for text in texts]


MISSING = [None, float("nan"), pd.NA, pd.NaT, np.nan, 5, b"https://example.org/", ["https://example.org/"], ""]


def test_what_is_no_hint_in_a_dict_of_lists_tells_nothing(scoped: CleanBatch) -> None:
    size = len(MISSING) + 1
    hints = {"url": [*MISSING, URL], "title": [*MISSING[1:], 7, None], "language": [7, *MISSING]}
    assert gone(scoped({"text": [SCOPED] * size, **hints})["text"]) == [*[False] * len(MISSING), True]


def frame_of_pandas(url: list[Any]) -> pd.DataFrame:
    nothing = [float("nan")] * len(url)
    return pd.DataFrame({"text": [SCOPED] * len(url), "url": url, "title": nothing, "language": None})


@pytest.mark.parametrize("url", [[float("nan"), URL], [None, URL], [pd.NA, URL], [float("nan")] * 2], ids=str)
def test_what_pandas_has_for_missing_hints_tells_nothing(scoped: CleanBatch, url: list[Any]) -> None:
    frame = frame_of_pandas(url)
    assert frame["title"].dtype == "float64"
    expected = [isinstance(u, str) for u in url]
    assert gone(scoped(pa.Table.from_pandas(frame))["text"].to_pylist()) == expected
    assert gone(scoped(frame.to_dict("list"))["text"]) == expected
    assert gone(datasets.Dataset.from_pandas(frame).map(scoped, batched=True)["text"]) == expected
    assert gone(scoped(pl.from_pandas(frame))["text"]) == expected


def test_columns_of_nothing_and_of_nan_tell_nothing(scoped: CleanBatch) -> None:
    frame = pl.DataFrame(
        {"text": [SCOPED] * 2, "url": [None, URL], "title": [float("nan"), 1.5], "language": [None] * 2}
    )
    assert (frame.schema["title"], frame.schema["language"]) == (pl.Float64, pl.Null)
    assert gone(scoped(frame)["text"]) == [False, True]
    assert frame.equals(scoped(frame).with_columns(text=pl.lit(SCOPED)))


def test_a_hint_that_is_not_utf_8_tells_nothing() -> None:
    table = pa.table({"text": [PLUG] * 3, "url": BROKEN})
    assert CleanBatch(url="url")(table)["text"].to_pylist() == [newswash.clean(PLUG)] * 3


@pytest.mark.parametrize(
    ("clean", "batch", "says"),
    [
        (CleanBatch("txt"), pa.table({"text": ["a"]}), "no column named 'txt': did you mean 'text'?"),
        (CleanBatch(removals="url"), {"text": ["a"], "url": ["b"]}, "a column named 'url' is there already"),
        (CleanBatch(error="url"), {"text": ["a"], "url": ["b"]}, "a column named 'url' is there already"),
        (CleanBatch(into="url"), {"text": ["a"], "url": ["b"]}, "a column named 'url' is there already"),
        (CleanBatch(url="link"), {"text": ["a"]}, "no column named 'link': one of text."),
        (CleanBatch(), pa.table({"text": [b"a"]}), "holds binary, not text: cast it to string"),
        (CleanBatch(url="id"), pa.table({"text": ["a"], "id": [1]}), "column 'id' holds int64, not text"),
        (CleanBatch(), pa.table({"text": [1.5]}), "column 'text' holds double, not text"),
        (CleanBatch(), pa.table([["a"], ["b"]], ["text", "text"]), "2 columns are named 'text'"),
        (CleanBatch(url="url"), pa.array(["a"]), "1 columns came, 2 were named: text, url"),
        (CleanBatch(), ["a"], "cannot clean a list: pass a pyarrow Table"),
    ],
)
def test_a_batch_that_cannot_be_meant(clean: CleanBatch, batch: Any, says: str) -> None:
    with pytest.raises(UsageError, match=says.replace("?", r"\?")):
        clean(batch)


def test_settings_that_cannot_be_meant() -> None:
    with pytest.raises(UsageError, match="two outputs in one column: text, text"):
        CleanBatch(removals="text")
    with pytest.raises(UsageError, match="cleaner must be a Cleaner, not str"):
        CleanBatch(cleaner="recall")  # type: ignore[arg-type]


def test_a_worker_with_other_rules_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = pickle.dumps(CleanBatch())
    fewer = load_rules().without(load_rules().rules[0].name)
    monkeypatch.setattr("newswash.pack.load_rules", lambda: fewer)
    with pytest.raises(UsageError, match=r"this worker's rules .* are not the sender's"):
        pickle.loads(sent)(pa.table({"text": ["a"]}))


def test_rules_given_to_the_cleaner_travel(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = pickle.dumps(CleanBatch(cleaner=Cleaner(load_rules())))
    monkeypatch.setattr("newswash.pack.load_rules", lambda: pytest.fail("the worker's own rules were asked for"))
    assert pickle.loads(sent)(pa.table({"text": [PLUG]}))["text"].to_pylist() == ["The vote passed."]


@pytest.mark.parametrize("heading", ["pyarrow", "Hugging Face datasets", "Polars", "DuckDB", "pandas"])
def test_the_page_works_as_shown(heading: str, tmp_path: Path) -> None:
    pq.write_table(pa.table({"text": [PLUG, None], "url": ["https://example.org/a", None]}), tmp_path / "news.parquet")
    printed = run_section("frames.md", heading, tmp_path, HF_HOME=str(tmp_path / "hf"))
    assert heading != "pandas" or "newsletter" in printed
    if heading in ("Hugging Face datasets", "DuckDB"):
        assert pq.read_table(tmp_path / "clean.parquet")["text"].to_pylist() == ["The vote passed.", None]
