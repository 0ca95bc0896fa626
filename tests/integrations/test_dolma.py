"""Real ``dolma tag`` and ``dolma mix``. dolma has an environment of its own: see docs/integrations/corpora.md."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from newswash import PROFILES, Cleaner, Result
from newswash.fixture import read_fixtures

DOCUMENTS = [f.document for f in read_fixtures(Path(__file__).parents[2] / "fixtures")]
DOLMA = Path(sys.executable).parent / "dolma"
TAGGERS = {"newswash": "balanced"} | {f"newswash_{p}": p for p in PROFILES if p != "balanced"}


def dolma(*arguments: str | Path) -> None:
    done = subprocess.run([str(DOLMA), *map(str, arguments)], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr


def read(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fixture corpus as dolma documents, tagged by two processes, in files of uneven size."""
    root = tmp_path_factory.mktemp("corpus")
    (root / "documents").mkdir()
    rows = [
        {
            "id": str(i), "text": d.text, "source": "news", "created": "", "added": "",
            "metadata": {"url": d.url, "title": d.title, "language": d.language},
        }
        for i, d in enumerate(DOCUMENTS)
    ]  # fmt: skip
    for name, part in (("a", rows[:3]), ("b", rows[3:])):
        with gzip.open(root / "documents" / f"{name}.jsonl.gz", "wt", encoding="utf-8") as out:
            out.writelines(json.dumps(r) + "\n" for r in part)
    dolma(
        "tag", "--documents", root / "documents/*.jsonl.gz", "--tagger_modules", "newswash.integrations.dolma",
        "--taggers", *TAGGERS, "--experiment", "boilerplate", "--processes", "2",
    )  # fmt: skip
    return root


def attributes(corpus: Path) -> dict[str, dict[str, Any]]:
    files = sorted((corpus / "attributes" / "boilerplate").glob("*.jsonl.gz"))
    return {row["id"]: row["attributes"] for path in files for row in read(path)}


@pytest.mark.parametrize("tagger", TAGGERS)
def test_the_spans_are_the_removals_on_every_fixture(corpus: Path, tagger: str) -> None:
    found = attributes(corpus)
    assert set(found) == {str(i) for i in range(len(DOCUMENTS))}
    for i, result in enumerate(Cleaner(profile=TAGGERS[tagger]).detect_many(DOCUMENTS)):
        prefix = f"boilerplate__{tagger}__"
        spans = {k.removeprefix(prefix): v for k, v in found[str(i)].items() if k.startswith(prefix)}
        assert spans == expected(result)


def expected(result: Result) -> dict[str, list[list[float]]]:
    """The removals as dolma writes them: its names know no hyphen."""
    spans: dict[str, list[list[float]]] = {"removal": []}
    for r in result.removals:
        for kind in (r.category.replace("-", "_"), "removal"):
            spans.setdefault(kind, []).append([r.start, r.end, round(r.score, 5)])
    return spans


def test_mix_cuts_the_spans(corpus: Path, tmp_path: Path) -> None:
    config = {
        "streams": [
            {
                "name": "news",
                "documents": [str(corpus / "documents/*.jsonl.gz")],
                "attributes": ["boilerplate"],
                "output": {"path": str(tmp_path / "out"), "max_size_in_bytes": 100_000_000},
                "span_replacement": [
                    {
                        "span": "$.attributes.boilerplate__newswash__removal",
                        "min_score": 0.0,
                        "replacement": "",
                        "syntax": "jsonpath",
                    }
                ],
            }
        ],
        "processes": 1,
    }
    (tmp_path / "mix.json").write_text(json.dumps(config), "utf-8")
    dolma("-c", tmp_path / "mix.json", "mix")
    mixed = {row["id"]: row["text"] for path in (tmp_path / "out").glob("*.gz") for row in read(path)}
    assert mixed == {str(i): r.text for i, r in enumerate(Cleaner().detect_many(DOCUMENTS))}
