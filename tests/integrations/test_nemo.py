"""A real NeMo Curator pipeline. It has an environment of its own: see docs/integrations/corpora.md."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

os.environ |= {"RAY_USAGE_STATS_ENABLED": "0", "HF_HUB_OFFLINE": "1"}

import pandas as pd
import pytest
import ray
from nemo_curator.backends.ray_data import RayDataExecutor
from nemo_curator.pipeline import Pipeline
from nemo_curator.stages.text.io.reader import JsonlReader
from nemo_curator.stages.text.io.writer import JsonlWriter
from nemo_curator.stages.text.modifiers import Modify
from nemo_curator.tasks import DocumentBatch
from shown import run_section

from newswash import Cleaner, UsageError
from newswash.fixture import read_fixtures
from newswash.integrations.nemo_curator import NewswashModifier

DOCUMENTS = [f.document for f in read_fixtures(Path(__file__).parents[2] / "fixtures")]
FIELDS = ["text", "url", "title", "language"]
FRAME = pd.DataFrame([{"id": i} | {f: getattr(d, f) for f in FIELDS} for i, d in enumerate(DOCUMENTS)])


def modify(frame: pd.DataFrame, stage: Modify) -> pd.DataFrame:
    return stage.process(DocumentBatch(dataset_name="news", data=frame)).to_pandas()


def test_the_same_as_detect_on_every_fixture() -> None:
    removals = NewswashModifier(returns="removals")
    stage = Modify([removals, NewswashModifier()], [FIELDS, FIELDS], ["removals", "text"])
    frame = modify(FRAME.copy(), stage)
    for result, text, spans in zip(Cleaner().detect_many(DOCUMENTS), frame["text"], frame["removals"], strict=True):
        assert text == result.text
        assert spans == result.to_dict()["removals"]


def test_one_field_alone_and_a_missing_text() -> None:
    frame = pd.DataFrame({"body": ["The vote passed.\n\nSign up for our newsletter.", None, float("nan")]})
    out = modify(frame, Modify(NewswashModifier(), "body"))["body"].tolist()
    assert out[0] == "The vote passed."
    assert all(pd.isna(x) for x in out[1:])
    out = modify(frame.astype("string"), Modify(NewswashModifier(), "body"))["body"].tolist()
    assert out == ["The vote passed.", pd.NA, pd.NA]


def test_what_is_no_hint_tells_nothing() -> None:
    plug = "The vote passed.\n\nSign up for our newsletter."
    missing = [float("nan"), None, pd.NA, pd.NaT, 5, b"https://example.org/"]
    frame = pd.DataFrame({"text": plug, "url": missing, "title": missing, "language": missing})
    assert modify(frame, Modify(NewswashModifier(), [FIELDS], "text"))["text"].tolist() == ["The vote passed."] * 6


def test_fields_under_other_names() -> None:
    frame = pd.DataFrame(
        {"body": ["The vote passed.\n\nSign up for our newsletter."], "link": ["https://example.org/a"]}
    )
    modifier = NewswashModifier(fields={"text": "body", "url": "link"})
    assert modify(frame, Modify(modifier, [["body", "link"]], "clean"))["clean"].tolist() == ["The vote passed."]
    with pytest.raises(UsageError, match="unknown field 'lead': one of text, url, title, language"):
        NewswashModifier(fields={"lead": "x"})
    with pytest.raises(UsageError, match="no field named 'text' came: body, link"):
        modify(frame, Modify(NewswashModifier(), [["body", "link"]], "clean"))


@pytest.fixture
def cluster() -> Iterator[None]:
    ray.init(num_cpus=2, include_dashboard=False, object_store_memory=200_000_000, logging_level="ERROR")
    yield
    ray.shutdown()


@pytest.mark.usefixtures("cluster")
def test_a_pipeline_of_files_on_ray(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    cuts = [0, 3, len(FRAME)]
    for a, z in pairwise(cuts):
        FRAME[a:z].to_json(tmp_path / "in" / f"{a}.jsonl", orient="records", lines=True)
    pipeline = Pipeline("clean")
    pipeline.add_stage(JsonlReader(file_paths=str(tmp_path / "in"), files_per_partition=1))
    pipeline.add_stage(Modify(NewswashModifier(), [FIELDS], "text"))
    pipeline.add_stage(JsonlWriter(path=str(tmp_path / "out")))
    pipeline.run(RayDataExecutor())
    out = pd.concat(pd.read_json(p, lines=True, dtype=False) for p in (tmp_path / "out").glob("*.jsonl"))
    assert dict(zip(out["id"], out["text"], strict=True)) == dict(
        enumerate(r.text for r in Cleaner().detect_many(DOCUMENTS))
    )
    assert len(out) == len(DOCUMENTS)


def test_the_page_works_as_shown(tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    row = {"text": "The vote passed.\n\nSign up for our newsletter.", "url": "https://example.org/a"}
    (tmp_path / "news" / "a.jsonl").write_text(json.dumps(row) + "\n", "utf-8")
    run_section("corpora.md", "NeMo Curator", tmp_path)
    out = [json.loads(line) for p in (tmp_path / "clean").glob("*.jsonl") for line in p.open(encoding="utf-8")]
    assert out == [row | {"text": "The vote passed."}]
