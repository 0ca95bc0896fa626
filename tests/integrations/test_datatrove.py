"""A real datatrove pipeline: files in, files out, two processes, stats and the exclusion writer."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from datatrove.data import Document
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter
from shown import run_section

from newswash import Cleaner, DataError
from newswash.fixture import read_fixtures
from newswash.integrations.datatrove import NewswashCleaner

DOCUMENTS = [f.document for f in read_fixtures(Path(__file__).parents[2] / "fixtures")]
PLUG = "Sign up for our newsletter."


def write(folder: Path, name: str, rows: list[dict[str, Any]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text("".join(json.dumps(r) + "\n" for r in rows), "utf-8")


def read(folder: Path) -> list[dict[str, Any]]:
    files = sorted(folder.glob("*.jsonl.gz")) if folder.exists() else []
    return [json.loads(line) for path in files for line in gzip.open(path, "rt", encoding="utf-8")]


def run(tmp_path: Path, **settings: Any) -> dict[str, Any]:
    """Runs reader, step and writer in two processes; the step's stats."""
    LocalPipelineExecutor(
        pipeline=[
            JsonlReader(str(tmp_path / "in")),
            NewswashCleaner(exclusion_writer=JsonlWriter(str(tmp_path / "excluded")), **settings),
            JsonlWriter(str(tmp_path / "out")),
        ],
        tasks=2,
        workers=2,
        logging_dir=str(tmp_path / "logs"),
    ).run()
    stats = json.loads((tmp_path / "logs" / "stats.json").read_text("utf-8"))
    return next(s["stats"] for s in stats if s["name"].endswith("newswash"))


def total(value: Any) -> int:
    return value["total"] if isinstance(value, dict) else value


def test_the_same_as_detect_on_every_fixture(tmp_path: Path) -> None:
    rows = [
        {"id": str(i), "text": d.text, "url": d.url, "title": d.title, "language": d.language}
        for i, d in enumerate(DOCUMENTS)
    ]
    write(tmp_path / "in", "a.jsonl", rows[:3])
    write(tmp_path / "in", "b.jsonl", rows[3:])
    stats = run(tmp_path, drop=())
    results = {str(i): r for i, r in enumerate(Cleaner().detect_many(DOCUMENTS))}
    out = read(tmp_path / "out")
    assert sorted(r["id"] for r in out) == sorted(results)
    for row in out:
        assert row["text"] == results[row["id"]].text
        assert row["metadata"]["removals"] == results[row["id"]].to_dict()["removals"]
    assert total(stats["total"]) == total(stats["forwarded"]) == len(DOCUMENTS)
    assert total(stats["changed"]) == sum(bool(r.removals) for r in results.values())
    assert total(stats["removed_chars"]) == sum(x.end - x.start for r in results.values() for x in r.removals)
    letters = sum(x.category == "newsletter" for r in results.values() for x in r.removals)
    assert total(stats["removed/newsletter"]) == letters > 0


def test_what_was_emptied_goes_to_the_exclusion_writer_untouched(tmp_path: Path) -> None:
    article = "The vote passed on Tuesday, after a long debate."
    assert "emptied" in Cleaner().detect(PLUG).flags
    write(tmp_path / "in", "a.jsonl", [{"id": "plug", "text": PLUG}, {"id": "article", "text": f"{article}\n\n{PLUG}"}])
    stats = run(tmp_path)
    assert [(r["id"], r["text"]) for r in read(tmp_path / "out")] == [("article", article)]
    (excluded,) = read(tmp_path / "excluded")
    assert (excluded["id"], excluded["text"], excluded["metadata"]["filter_reason"]) == ("plug", PLUG, "emptied")
    assert total(stats["total"]) == 2
    assert total(stats["dropped"]) == total(stats["dropped_emptied"]) == total(stats["forwarded"]) == 1


def test_what_is_no_text_stops_the_step_by_name() -> None:
    with pytest.raises(DataError, match="document 'a': text must be a str, not NoneType"):
        list(NewswashCleaner().run([Document(text=None, id="a")]))  # type: ignore[arg-type]


def test_the_page_works_as_shown(tmp_path: Path) -> None:
    write(tmp_path / "news", "a.jsonl", [{"id": "1", "text": f"The vote passed.\n\n{PLUG}"}, {"id": "2", "text": PLUG}])
    run_section("corpora.md", "datatrove", tmp_path)
    assert [r["text"] for r in read(tmp_path / "clean")] == ["The vote passed."]
    assert [r["text"] for r in read(tmp_path / "excluded")] == [PLUG]
