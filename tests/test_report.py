"""The command that writes the report: what it reads, and what it says of what it can't read."""

from __future__ import annotations

import csv
import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import newswash.report
from newswash import Cleaner, Document, Finding, __version__, load_rules
from newswash.page import Page

APPEAL = "Please support our journalism with a donation, however small, and keep our reporting free for everyone."
ROWS = [
    {"body": f"{APPEAL}\n\nThe council voted on Tuesday to keep the last ferry.", "lang": "en", "head": "Ferry"},
    {"body": "Il consiglio ha votato martedì, dopo sei ore di dibattito.", "lang": "it", "head": ""},
]


def report(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "newswash", "report", "--no-config", *args, "-o", "r.html"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def shown(folder: Path) -> list[dict[str, Any]]:
    """The documents that the page holds."""
    page = (folder / "r.html").read_text("utf-8")
    start = page.index('{"version"')
    docs: list[dict[str, Any]] = json.JSONDecoder().raw_decode(page[start:])[0]["docs"]
    return docs


def write(path: Path) -> None:
    lines = "".join(json.dumps(row) + "\n" for row in ROWS)
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(lines.encode()))
    elif path.suffix == ".jsonl":
        path.write_text(lines)
    elif path.suffix == ".parquet":
        pq.write_table(pa.Table.from_pylist(ROWS), path)
    else:
        with path.open("w", newline="", encoding="utf-8") as out:
            writer = csv.DictWriter(out, list(ROWS[0]), delimiter="," if path.suffix == ".csv" else "\t")
            writer.writeheader()
            writer.writerows(ROWS)


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        ("a.jsonl", [1, 2]),
        ("a.jsonl.gz", [1, 2]),
        ("a.csv", [2, 5]),
        ("a.tsv", [2, 5]),
        ("a.parquet", [1, 2]),
    ],
)
def test_records_of_each_format_are_shown(tmp_path: Path, name: str, numbers: list[int]) -> None:
    write(tmp_path / name)
    done = report(tmp_path, name, "--field", "body", "--language-field", "lang", "--title-field", "head")
    assert (done.returncode, done.stderr) == (0, "")
    docs = shown(tmp_path)
    assert [d["name"] for d in docs] == [f"{name}:{n}" for n in numbers]
    assert [d["text"] for d in docs] == [row["body"] for row in ROWS]
    assert [d["language"] for d in docs] == ["en", "it"]
    expected = Cleaner().detect(ROWS[0]["body"], language="en", title="Ferry").removals
    removed = [docs[0]["spans"][i][:2] for i in docs[0]["removals"][1]]
    assert removed == [[r.start, r.end] for r in expected]
    assert removed
    assert docs[1]["removals"] == [[], [], [], []]


class Votes:
    def find(self, page: Page) -> list[Finding]:
        at = page.text.find("The council voted")
        return [Finding(at, at + 17, "poll", "mine:votes", 0.9, "mine")] if at >= 0 else []


def test_the_cleaners_own_settings_hold_under_every_profile() -> None:
    own = {"categories": {"donation-appeal": "keep"}, "layout": False, "detectors": [Votes()]}
    cleaner = Cleaner(load_rules("en"), profile="recall", **own)  # type: ignore[arg-type]
    page = newswash.report.report([Document(ROWS[0]["body"], id="ferry")], cleaner)
    told = json.JSONDecoder().raw_decode(page[page.index('{"version"') :])[0]
    assert (told["version"], told["fingerprint"]) == (__version__, cleaner.fingerprint)
    assert told["profiles"][told["profile"]] == "recall"
    assert told["rules"] == ["mine:votes"]
    assert told["docs"][0]["removals"] == [[0], [0], [0], [0]]


def test_what_cannot_be_read_is_said_and_the_rest_is_shown(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"body": "The vote passed."}\n{"body": 3}\nnot json\n{"text": ""}\n')
    refused = report(tmp_path, "a.jsonl", "missing.txt")
    assert refused.returncode == 2
    assert "--field" in refused.stderr
    done = report(tmp_path, "a.jsonl", "missing.txt", "--field", "body")
    assert done.returncode == 4
    for place in ("a.jsonl:2", "a.jsonl:3", "a.jsonl:4", "there are text", "missing.txt"):
        assert place in done.stderr
    assert [d["text"] for d in shown(tmp_path)] == ["The vote passed."]


def test_a_damaged_file_shows_what_stands_before_the_damage(tmp_path: Path) -> None:
    write(tmp_path / "a.jsonl.gz")
    whole = (tmp_path / "a.jsonl.gz").read_bytes()
    (tmp_path / "a.jsonl.gz").write_bytes(whole[:-9])
    done = report(tmp_path, "a.jsonl.gz", "--field", "body")
    assert done.returncode == 4
    assert "a.jsonl.gz" in done.stderr
    assert [d["text"] for d in shown(tmp_path)] == [row["body"] for row in ROWS]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", "body,body\n1,2\n", "two columns are named 'body'"),
        ("a.json", "[]", "make lines of it: jq -c '.[]' a.json > a.jsonl."),
        ("a.json.gz", "[]", "make lines of it: gzip -dc a.json.gz | jq -c '.[]' > a.jsonl."),
        ("a.tar.gz", "", "write them as one of .jsonl"),
        ("a.txt.gz", "", "unpack it first"),
    ],
)
def test_a_file_that_can_not_be_read_is_refused_with_the_mend(
    tmp_path: Path, name: str, content: str, said: str
) -> None:
    (tmp_path / name).write_text(content)
    done = report(tmp_path, name, "--field", "body")
    assert done.returncode in (2, 4)
    assert name in done.stderr
    assert said in done.stderr


@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["none.txt"], 4, "none.txt: No such file"),
        (["a.jsonl", "--field", "nosuch"], 4, "a.jsonl:1: has no text in the field 'nosuch'"),
        (["null.jsonl", "--field", "body"], 4, "no document to show"),
        (["empty"], 4, "no .txt file in empty"),
        (["page.html"], 2, "trafilatura < page.html > page.txt"),
        (["-", "--field", "body"], 2, "newswash report a.jsonl --field body"),
        (["a.jsonl", "--field", "body", "--encoding", "latin-1"], 2, "JSON lines are UTF-8"),
        (
            ["a.csv", "--field", "body", "--encoding", "utf-16"],
            2,
            "CSV is read and written in encodings that extend ASCII",
        ),
        (["a.csv", "--field", "body", "--encoding", "nosuch"], 2, "encoding 'nosuch' is unknown"),
    ],
)
def test_where_no_document_is_judged_no_page_is_written(
    tmp_path: Path, args: list[str], code: int, said: str, there: bool
) -> None:
    write(tmp_path / "a.jsonl")
    write(tmp_path / "a.csv")
    (tmp_path / "null.jsonl").write_text('{"body": null}\n')
    (tmp_path / "page.html").write_text("<p>The vote passed.")
    (tmp_path / "empty").mkdir()
    if there:
        (tmp_path / "r.html").write_text("of yesterday")
    done = report(tmp_path, *args)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr
    assert (code == 4) == ("r.html: not written" in done.stderr)
    assert "Traceback" not in done.stderr
    assert (tmp_path / "r.html").exists() == there
    assert not there or (tmp_path / "r.html").read_text() == "of yesterday"


def test_standard_output_is_no_name_for_a_page(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The vote passed.")
    command = [sys.executable, "-m", "newswash", "report", "--no-config", "a.txt", "-o", "-"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "name it: -o report.html" in done.stderr
    assert not (tmp_path / "-").exists()


def test_fields_that_no_record_has_are_told(tmp_path: Path) -> None:
    write(tmp_path / "a.jsonl")
    done = report(tmp_path, "a.jsonl", "--field", "body", "--url-field", "link", "--language-field", "lang")
    assert done.returncode == 0
    assert done.stderr == "--url-field link: no record holds such a field with a word in it.\n"
    assert len(shown(tmp_path)) == 2


def test_a_null_text_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"body": null}\n{"body": "The vote passed."}\n')
    done = report(tmp_path, "a.jsonl", "--field", "body")
    assert (done.returncode, done.stderr) == (0, "")
    assert [d["name"] for d in shown(tmp_path)] == ["a.jsonl:2"]
