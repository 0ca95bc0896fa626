"""``newswash run`` as a process on real files of every format: what comes out, and what is left when it is cut off."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import pty
import random
import signal
import subprocess
import sys
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from newswash import Cleaner, Finding, UsageError, load_rules
from newswash import __version__ as newswash_version
from newswash.bulk import chunks as reading
from newswash.bulk.inputs import sources
from newswash.bulk.plan import Plan
from newswash.bulk.run import run
from newswash.bulk.unpack import BLOCK, opened
from newswash.page import Page

QUICK = ("--no-layout", "--packs", "en")
CLEANER = Cleaner(load_rules("en"), layout=False)
WORDS = (
    "the",
    "council",
    "voted",
    "on",
    "harbour",
    "river",
    "market",
    "school",
    "teacher",
    "bridge",
    "budget",
    "ferry",
)


def newswash(*args: str | Path, **options: Any) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "newswash", *map(str, args)]
    return subprocess.run(command, capture_output=True, check=False, **options)


def text(number: int) -> str:
    r = random.Random(number)
    lines = [" ".join(r.choices(WORDS, k=12)).capitalize() + "." for _ in range(3)]
    if number % 3 == 0:
        lines.insert(1, "Advertisement")
    return "\n\n".join(lines)


def rows(count: int, **more: Any) -> list[dict[str, Any]]:
    return [{"id": n, "text": text(n), **more} for n in range(count)]


def jsonl(values: Iterable[Any]) -> bytes:
    return b"".join(json.dumps(v).encode() + b"\n" for v in values)


def cleaned(values: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [v | {"text": CLEANER.clean(v["text"])} for v in values]


def write(path: Path, values: list[dict[str, Any]]) -> Path:
    """The records in the format that the name tells."""
    name = path.name.removesuffix(".gz").removesuffix(".zst")
    if name.endswith(".parquet"):
        pq.write_table(pa.Table.from_pylist(values), path, row_group_size=300)
        return path
    if name.endswith((".csv", ".tsv")):
        out = io.StringIO()
        writer = csv.DictWriter(out, list(values[0]), delimiter="," if name.endswith(".csv") else "\t")
        writer.writeheader()
        writer.writerows(values)
        data = out.getvalue().encode()
    else:
        data = jsonl(values)
    packed: dict[str, Callable[[bytes], bytes]] = {".gz": gzip.compress, ".zst": zstandard.compress}
    path.write_bytes(packed.get(path.suffix, lambda d: d)(data))
    return path


def read(path: Path) -> list[dict[str, Any]]:
    """All records, by libraries and programs that know nothing of newswash."""
    if path.is_dir():
        table: list[dict[str, Any]] = pq.read_table(path).to_pylist()
        return table
    data = path.read_bytes()
    if path.suffix == ".gz":
        data = gzip.decompress(data)
    elif path.suffix == ".zst":
        data = zstandard.ZstdDecompressor().stream_reader(io.BytesIO(data), read_across_frames=True).read()
    if ".csv" in path.name or ".tsv" in path.name:
        delimiter = "," if ".csv" in path.name else "\t"
        found = csv.DictReader(io.StringIO(data.decode(), newline=""), delimiter=delimiter)
        return [{k: int(v) if k == "id" else v for k, v in row.items()} for row in found]
    return [json.loads(line) for line in data.splitlines()]


# ---------------------------------------------------------------------- formats

FORMATS = ["jsonl", "jsonl.gz", "jsonl.zst", "csv", "tsv.gz", "csv.zst", "parquet"]


@pytest.mark.parametrize("source", FORMATS)
@pytest.mark.parametrize("target", ["jsonl", "csv", "parquet"])
def test_every_format_to_every_other(tmp_path: Path, source: str, target: str) -> None:
    values = rows(40)
    path, out = write(tmp_path / f"in.{source}", values), tmp_path / f"out.{target}"
    assert main("run", path, "-o", out, *QUICK) == 0
    assert [{k: int(v) if k == "id" else v for k, v in row.items()} for row in read(out)] == cleaned(values)
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([path.name, out.name])


@pytest.mark.parametrize("target", ["jsonl.gz", "jsonl.zst", "tsv", "csv.gz"])
def test_packed_outputs(tmp_path: Path, target: str) -> None:
    values = rows(3000)
    out = tmp_path / f"out.{target}"
    assert main("run", write(tmp_path / "in.jsonl", values), "-o", out, "--jobs", "1", *QUICK) == 0
    assert read(out) == cleaned(values)


def main(*args: str | Path) -> int:
    from newswash.cli import main as command

    return command([str(a) for a in args])


def test_all_cores_keep_the_order(tmp_path: Path) -> None:
    values = rows(6000)
    path, out = write(tmp_path / "in.jsonl", values), tmp_path / "out.jsonl"
    done = newswash("run", path, "-o", out, "--jobs", "3", *QUICK)
    assert done.returncode == 0, done.stderr
    assert read(out) == cleaned(values)
    assert done.stderr == b""
    summary = done.stdout.decode()
    assert summary.startswith(f"{out}: 6,000 records, 2,000 changed, ")
    assert "advertisement" in summary
    assert "en:" in summary


def test_several_inputs_and_folders(tmp_path: Path) -> None:
    values = rows(30)
    (tmp_path / "in" / "deep").mkdir(parents=True)
    write(tmp_path / "in" / "a.jsonl", values[:10])
    write(tmp_path / "in" / "deep" / "b.parquet", values[10:20])
    (tmp_path / "in" / ".hidden.jsonl").write_bytes(b"not read\n")
    last = write(tmp_path / "c.csv", values[20:])
    out = tmp_path / "in" / "out.jsonl"
    assert main("run", tmp_path / "in", last, "-o", out, *QUICK) == 0
    assert [int(r["id"]) for r in read(out)] == list(range(30))


def test_what_the_configuration_excludes_is_not_read(tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    for name in ("new.jsonl", "old.jsonl"):
        write(pages / name, rows(2))
    config = tmp_path / "newswash.toml"
    config.write_text('exclude = ["*/old.jsonl"]\n')
    out = tmp_path / "out.jsonl"
    assert newswash("run", "--config", config, pages, "-o", out).returncode == 0
    assert len(read(out)) == 2
    done = newswash("run", "--config", config, pages / "old.jsonl", "-o", tmp_path / "none.jsonl")
    assert done.returncode == 4
    assert b"all files are excluded by */old.jsonl" in done.stderr
    assert not (tmp_path / "none.jsonl").exists()


def test_a_folder_of_texts_stays_a_folder(tmp_path: Path) -> None:
    source = tmp_path / "in"
    (source / "deep").mkdir(parents=True)
    (source / "a.txt").write_bytes(b"\xef\xbb\xbf" + text(3).replace("\n", "\r\n").encode())
    (source / "deep" / "b.txt").write_bytes(text(1).encode())
    (source / "bad.txt").write_bytes(b"caf\xe9")
    done = newswash("run", source, "-o", tmp_path / "out", *QUICK)
    assert done.returncode == 0, done.stderr
    kept = CLEANER.clean(text(3)).replace("\n", "\r\n").encode()
    assert (tmp_path / "out" / "a.txt").read_bytes() == b"\xef\xbb\xbf" + kept
    assert (tmp_path / "out" / "deep" / "b.txt").read_bytes() == (source / "deep" / "b.txt").read_bytes()
    assert not (tmp_path / "out" / "bad.txt").exists()
    (reject,) = read(tmp_path / "out.rejects.jsonl")
    assert reject["file"] == str(source / "bad.txt")
    assert "is not utf-8 (byte 3)" in reject["reason"]


ARTICLE = """<html lang="en"><head><title>{title}</title></head><body><nav><a href="/">Home</a></nav><article>
<h1>{title}</h1><p>{first}</p><p>Advertisement</p><p>{second}</p><p>{third}</p></article></body></html>"""


def page(number: int) -> bytes:
    r = random.Random(number)
    parts = [" ".join(" ".join(r.choices(WORDS, k=15)).capitalize() + f" {n}{i}." for n in range(5)) for i in range(3)]
    return ARTICLE.format(title=f"Story {number}", first=parts[0], second=parts[1], third=parts[2]).encode()


def warc(path: Path, pages: Iterable[tuple[str, str, str, bytes]]) -> Path:
    with open(path, "wb") as file:
        writer = WARCWriter(file, gzip=path.suffix == ".gz")
        for url, status, kind, body in pages:
            headers = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
            writer.write_record(
                writer.create_warc_record(url, "response", payload=io.BytesIO(body), http_headers=headers)
            )
    return path


@pytest.mark.parametrize("name", ["in.warc", "in.warc.gz"])
def test_pages_of_a_warc_become_records(tmp_path: Path, name: str) -> None:
    pages = [(f"https://example.org/{n}", "200 OK", "text/html; charset=utf-8", page(n)) for n in range(5)]
    other = [
        ("https://example.org/gone", "404 Not Found", "text/html", page(9)),
        ("https://example.org/image", "200 OK", "image/png", b"\x89PNG"),
        ("https://example.org/empty", "200 OK", "text/html", b"<html><body></body></html>"),
    ]
    out = tmp_path / "out.jsonl"
    assert main("run", warc(tmp_path / name, [*pages, *other]), "-o", out, *QUICK) == 0
    found = read(out)
    assert [(r["url"], r["title"], r["language"]) for r in found] == [
        (f"https://example.org/{n}", f"Story {n}", "en") for n in range(5)
    ]
    assert all("Advertisement" not in r["text"] and r["text"].count(".") >= 15 for r in found)
    (reject,) = read(tmp_path / "out.jsonl.rejects.jsonl")
    assert (reject["record"], reject["reason"]) == (8, "https://example.org/empty: no article was found in the page")


OWN_PACK = (
    'schema = 1\n[pack]\nid = "own"\nversion = "1"\nabout = "For tests."\n'
    '[[rule]]\nid = "site"\ncategory = "newsletter"\nabout = "Of one site."\nsites = ["example.org"]\n'
    'phrases = ["harbour bulletin"]\nremoves = ["Harbour bulletin"]\nkeeps = ["The harbour bulletin is printed."]\n'
    '[[rule]]\nid = "tongue"\ncategory = "newsletter"\nabout = "Of one language."\nlanguages = ["hu"]\n'
    'phrases = ["kikötői levél"]\nremoves = ["Kikötői levél"]\nkeeps = ["A kikötői levél megjelent."]\n'
)


def test_the_record_hints_reach_the_rules(tmp_path: Path) -> None:
    pack = tmp_path / "own.toml"
    pack.write_text(OWN_PACK)
    body = "The vote passed on Tuesday.\n\nHarbour bulletin\n\nKikötői levél\n\nIt was the third attempt."
    values = [{"t": body, "u": u, "h": "A vote", "l": lang} for u in ("https://example.org/", "https://example.net/")
              for lang in ("hu", "en")]  # fmt: skip
    out = tmp_path / "out.jsonl"
    hints = ("--url-field", "u", "--title-field", "h", "--language-field", "l")
    source = write(tmp_path / "in.jsonl", values)
    assert main("run", source, "-o", out, "--field", "t", *hints, "--packs", pack, "--no-layout") == 0
    left = [("Harbour" in r["t"], "levél" in r["t"]) for r in read(out)]
    assert left == [(False, False), (False, True), (True, False), (True, True)]
    other = Cleaner()
    assert main("run", source, "-o", tmp_path / "all.jsonl", "--field", "t", *hints, "--no-config") == 0
    expected = [other.clean(v["t"], url=v["u"], title=v["h"], language=v["l"]) for v in values]
    assert [r["t"] for r in read(tmp_path / "all.jsonl")] == expected


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
@pytest.mark.parametrize("link", [None, 5, 1.5, True, ["https://example.org/"], ""], ids=str)
def test_what_is_no_hint_tells_nothing(tmp_path: Path, link: object, form: str) -> None:
    (tmp_path / "own.toml").write_text(OWN_PACK)
    body = "The vote passed on Tuesday.\n\nHarbour bulletin\n\nIt was the third attempt."
    source = write(tmp_path / f"in.{form}", [{"text": body, "link": link}])
    hints = ("--url-field", "link", "--title-field", "link", "--language-field", "link")
    for target in ("out.jsonl", "out.parquet"):
        out = tmp_path / target
        assert main("run", source, "-o", out, *hints, "--packs", tmp_path / "own.toml", "--no-layout") == 0
        assert [(row["text"], row["link"]) for row in read(out)] == [(body, link)]


def test_an_address_that_is_not_utf_8_spoils_no_column_of_it(tmp_path: Path) -> None:
    path, out = tmp_path / "in.parquet", tmp_path / "out.parquet"
    pq.write_table(pa.table({"text": [text(0)] * 3, "link": odd("not UTF-8")}), path)
    assert main("run", path, "-o", out, "--url-field", "link", *QUICK) == 0
    written = pq.read_table(out)
    assert written["text"].to_pylist() == [CLEANER.clean(text(0))] * 3
    assert written["link"].cast(pa.binary()).to_pylist() == [b"A.", b"caf\xe9", b"B."]


@pytest.mark.parametrize("name", ["in.csv", "in"])
def test_encoding_and_format_are_those_told(tmp_path: Path, name: str) -> None:
    body = "Die Abstimmung für den Hafen.\n\nAdvertisement\n\nIt was the third attempt."
    folder = tmp_path / "in"
    folder.mkdir()
    source = folder / "a.txt" if name == "in" else tmp_path / name
    data = (body if name == "in" else f'text\n"{body}"\n').encode("latin-1")
    source.write_bytes(data)
    out = tmp_path / "out.jsonl"
    given = folder if name == "in" else source
    assert main("run", given, "-o", out, "--encoding", "latin-1", *QUICK) == 0
    assert [r["text"] for r in read(out)] == [body.replace("Advertisement\n\n", "")]
    assert main("run", given, "-o", tmp_path / "other.jsonl", *QUICK) == 4  # it is no UTF-8, and nothing else is there


def test_a_format_is_read_as_told_whatever_the_name_says(tmp_path: Path) -> None:
    for name in ("a.log", "a.csv"):
        source = tmp_path / name
        source.write_text(json.dumps({"text": "A vote.\n\nAdvertisement\n\nA third one."}) + "\n")
        out = tmp_path / f"{source.stem}-{source.suffix[1:]}.jsonl"
        assert main("run", source, "-o", out, "--format", "jsonl", *QUICK) == 0
        assert [r["text"] for r in read(out)] == ["A vote.\n\nA third one."]
        assert main("run", source, "-o", tmp_path / "untold.jsonl", *QUICK) == 2


@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet"])
def test_a_field_of_addresses_that_no_record_has_is_named(tmp_path: Path, form: str) -> None:
    values = [
        {"text": text(n), "link": "https://example.org/"} | ({} if form == "jsonl" else {"url": ""}) for n in range(3)
    ]
    source = write(tmp_path / f"in.{form}", values)
    done = newswash("run", source, "-o", tmp_path / f"a.{form}", "--url-field", "url", "--title-field", "link", *QUICK)
    assert done.returncode == 0
    assert done.stderr.decode().strip() == "--url-field url: no record holds such a field with a word in it."


@pytest.mark.parametrize("hints", [(), ("--url-field", "url"), ("--url-field", "link")])
def test_an_input_that_goes_when_all_is_written_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hints: tuple[str, ...]
) -> None:
    source = write(tmp_path / "in.jsonl", [{"text": text(0), "link": "https://example.org/"}])

    def run_and_remove(*args: Any) -> Any:
        tally = run(*args)
        source.unlink()
        return tally

    monkeypatch.setattr("newswash.bulk.run.run", run_and_remove)
    assert main("run", source, "-o", tmp_path / "out.jsonl", "--jobs", "1", *hints, *QUICK) == 0


def test_fields_that_pages_tell_are_not_called_missing(tmp_path: Path) -> None:
    source = warc(tmp_path / "in.warc", [("https://example.org/1", "200 OK", "text/html", page(1))])
    fields = ("--url-field", "url", "--title-field", "title", "--language-field", "language")
    done = newswash("run", source, "-o", tmp_path / "out.jsonl", *fields, *QUICK)
    assert (done.returncode, done.stderr) == (0, b"")
    assert read(tmp_path / "out.jsonl")[0]["title"] == "Story 1"


@pytest.mark.parametrize("form", ["csv", "tsv.gz", "parquet"])
@pytest.mark.parametrize("kind", ["url", "title", "language"])
def test_a_column_that_a_table_does_not_have_is_refused(tmp_path: Path, form: str, kind: str) -> None:
    source = write(tmp_path / f"in.{form}", rows(3))
    done = newswash("run", source, "-o", tmp_path / "out.jsonl", f"--{kind}-field", "link", *QUICK)
    assert done.returncode == 2
    assert f"no field 'link' at its beginning; there are id, text. Name one by --{kind}-field." in done.stderr.decode()
    assert [p.name for p in tmp_path.iterdir()] == [source.name]


@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet"])
@pytest.mark.parametrize("option", ["--to-field", "--removals-field"])
@pytest.mark.parametrize("target", ["out.jsonl", "out.csv", "out.parquet"])
def test_a_field_that_is_there_is_not_overwritten(tmp_path: Path, form: str, option: str, target: str) -> None:
    source = write(tmp_path / f"in.{form}", rows(3, note="mine"))
    done = newswash("run", source, "-o", tmp_path / target, option, "note", *QUICK)
    assert done.returncode == 2
    assert f"{option} note: {source} has this field already; choose another name." in done.stderr.decode()
    assert [p.name for p in tmp_path.iterdir()] == [source.name]


def test_the_fields_that_pages_and_text_files_are_given_are_not_overwritten(tmp_path: Path) -> None:
    pages = warc(tmp_path / "in.warc", [("https://example.org/1", "200 OK", "text/html", page(1))])
    story = tmp_path / "in.txt"
    story.write_text(text(3))
    for source, name in (pages, "title"), (story, "path"):
        done = newswash("run", source, "-o", tmp_path / "out.jsonl", "--removals-field", name, *QUICK)
        assert done.returncode == 2, done
        assert b"has this field already" in done.stderr


@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet"])
def test_a_later_record_that_has_the_added_field_is_rejected(tmp_path: Path, form: str) -> None:
    first = write(tmp_path / f"a.{form}", rows(3))
    later = write(tmp_path / f"b.{form}", rows(2, removed="mine"))
    out = tmp_path / "out.jsonl"
    assert main("run", first, later, "-o", out, "--removals-field", "removed", *QUICK) == 0
    assert [int(r["id"]) for r in read(out)] == [0, 1, 2]
    rejects = read(tmp_path / "out.jsonl.rejects.jsonl")
    assert [r["reason"] for r in rejects] == ["has a field 'removed', which would be overwritten"] * 2


@pytest.mark.parametrize("option", ["--to-field", "--removals-field", "--url-field"])
def test_a_folder_of_texts_has_no_fields(tmp_path: Path, option: str) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(text(3))
    done = newswash("run", tmp_path / "in", "-o", tmp_path / "out", option, "x", *QUICK)
    assert done.returncode == 2
    assert done.stderr.decode() == (
        f"newswash: {option} x: text files have no fields; for records name a file: -o OUT.jsonl.\n"
    )
    assert [p.name for p in tmp_path.iterdir()] == ["in"]


def test_rejected_bytes_are_kept_as_base64(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"text": [text(1), text(2)], "raw": [b"\xff\x00", b"\xff\x01"]}), tmp_path / "in.parquet")
    assert main("run", tmp_path / "in.parquet", "-o", tmp_path / "out.jsonl", *QUICK) == 4
    rejects = read(tmp_path / "out.jsonl.rejects.jsonl")
    assert [r["content"]["raw"] for r in rejects] == ["/wA=", "/wE="]


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
@pytest.mark.parametrize("target", ["jsonl", "csv", "parquet"])
@pytest.mark.parametrize("added", [[], ["--to-field", "article", "--removals-field", "removed"]])
def test_a_null_text_stays_in_its_place(tmp_path: Path, form: str, target: str, added: list[str]) -> None:
    values = [{"id": 0, "text": text(0)}, {"id": 1, "text": None}, {"id": 2, "text": text(3)}]
    out = tmp_path / f"out.{target}"
    done = newswash("run", write(tmp_path / f"in.{form}", values), "-o", out, *added, *QUICK)
    assert done.returncode == 0, done.stderr
    assert b"3 records, 2 changed, 1 with null for a text, " in done.stdout
    found = read(out)
    assert [int(r["id"]) for r in found] == [0, 1, 2]
    nothing = "" if target == "csv" else None
    assert [found[1][name] for name in found[1]] == [found[1]["id"], *[nothing] * (1 + len(added) // 2)]
    assert found[2]["article" if added else "text"] == CLEANER.clean(text(3))
    assert not (tmp_path / f"out.{target}.rejects.jsonl").exists()


@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet"])
def test_a_new_field_and_a_column_of_removals(tmp_path: Path, form: str) -> None:
    values = rows(20)
    out = tmp_path / f"out.{form}"
    wanted = ("--to-field", "article", "--removals-field", "removed")
    assert main("run", write(tmp_path / f"in.{form}", values), "-o", out, *wanted, *QUICK) == 0
    for before, after in zip(values, read(out), strict=True):
        assert list(after) == ["id", "text", "article", "removed"]
        assert after["text"] == before["text"]
        assert after["article"] == CLEANER.clean(before["text"])
        removed = json.loads(after["removed"]) if form == "csv" else after["removed"]
        assert removed == CLEANER.detect(before["text"]).to_dict()["removals"]


@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet"])
def test_what_wants_a_look_is_counted_and_listed(tmp_path: Path, form: str) -> None:
    wall = "The mayor said that the\n\nSubscribe to read the full article."
    values = [{"text": t} for t in ("Advertisement", "It was the third attempt.", wall)]
    path, out, told = write(tmp_path / f"in.{form}", values), tmp_path / f"out.{form}", tmp_path / "told.json"
    done = newswash("run", path, "-o", out, "--flags-field", "flags", "--summary", told, *QUICK)
    found = [r["flags"] for r in read(out)]
    assert [json.loads(f) if form == "csv" else f for f in found] == [["emptied"], [], ["truncated"]]
    assert json.loads(told.read_bytes())["flags"] == {"emptied": 1, "truncated": 1}
    assert [line.split() for line in done.stdout.decode().splitlines()][1:3] == [
        ["flag", "emptied", "1", "record"], ["flag", "truncated", "1", "record"]
    ]  # fmt: skip


def test_a_text_that_is_left_as_it_is_can_want_a_look(tmp_path: Path) -> None:
    appeal = "Please donate to our newsroom today: your donation keeps our journalism free for everyone. " * 8
    path, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    path.write_bytes(jsonl([{"text": appeal}]))
    assert CLEANER.detect(appeal).flags == {"appeal-is-article"}
    assert b"flag appeal-is-article" in newswash("run", path, "-o", out, *QUICK).stdout
    assert out.read_bytes() == path.read_bytes()


# ---------------------------------------------------------------------- bytes

STORY = r'"The vote passed on Tuesday.\n\nAdvertisement\n\nIt was the third attempt, at a caf\u00e9.\n"'
CLEAN = STORY.replace(r"Advertisement\n\n", "")


@pytest.mark.parametrize(
    "line",
    [
        '{"text":%s}',
        '{ "n" : 1.50e3,\t"text" :  %s , "big": 123456789012345678 }',
        '{"other":{"text":"Advertisement"},"text":%s,"list":[1, 2,3]}\r',
        '{"text":"Advertisement","text":%s}',
        r'{"te\u0078t":%s,"path":"a\/b"}',
        '  {"text": %s, "z": null}  ',
    ],
)
def test_a_changed_line_keeps_every_other_byte(tmp_path: Path, line: str) -> None:
    path, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    path.write_bytes((line % STORY).encode() + b"\n\n" + b'{ "text" : "Kept \\u0061s it is." , "x":0.10}')
    assert main("run", path, "-o", out, *QUICK) == 0
    assert out.read_bytes() == (line % CLEAN).encode() + b"\n\n" + b'{ "text" : "Kept \\u0061s it is." , "x":0.10}\n'


def test_spelling_of_the_new_text_is_that_of_the_old(tmp_path: Path) -> None:
    body = {"text": "The café opened.\n\nAdvertisement\n\nSee a/b."}
    plain, escaped = json.dumps(body, ensure_ascii=False), json.dumps(body).replace("/", r"\/")
    path, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    path.write_text(f"{plain}\n{escaped}\n", "utf-8")
    assert main("run", path, "-o", out, *QUICK) == 0
    cut = r"Advertisement\n\n"
    assert out.read_text("utf-8") == f"{plain}\n{escaped}\n".replace(cut, "")


def test_a_changed_csv_record_keeps_its_other_cells(tmp_path: Path) -> None:
    data = (
        b'id,"text",note\r\n'
        b'"1","The vote passed.\n\nAdvertisement\n\nIt was ""late"".",  spaced \r\n'
        b'2,"Nothing here.","quoted, for no reason"\r\n'
        b'3,No quotes at all,x'
    )  # fmt: skip
    path, out = tmp_path / "in.csv", tmp_path / "out.csv"
    path.write_bytes(data)
    assert main("run", path, "-o", out, *QUICK) == 0
    assert out.read_bytes() == data.replace(b"Advertisement\n\n", b"") + b"\r\n"


def test_parquet_columns_keep_their_types(tmp_path: Path) -> None:
    table = pa.table(
        {
            "text": pa.array([text(n) for n in range(9)], pa.large_string()),
            "kind": pa.array(["a", "b", "a"] * 3).dictionary_encode(),
            "when": pa.array([1_700_000_000_000_000 + n for n in range(9)], pa.timestamp("us", "UTC")),
            "nested": pa.array([[{"x": n}] for n in range(9)]),
            "raw": pa.array([b"\xff\x00"] * 9),
        }
    )
    pq.write_table(table, tmp_path / "in.parquet")
    assert main("run", tmp_path / "in.parquet", "-o", tmp_path / "out.parquet", *QUICK) == 0
    after = pq.read_table(tmp_path / "out.parquet")
    assert after.schema.equals(pq.read_schema(tmp_path / "in.parquet"))
    assert after.drop(["text"]).equals(pq.read_table(tmp_path / "in.parquet").drop(["text"]))
    assert after.column("text").to_pylist() == [CLEANER.clean(text(n)) for n in range(9)]


# ---------------------------------------------------------------------- bad records, broken files


def test_bad_lines_go_to_the_rejects_with_their_reason(tmp_path: Path) -> None:
    path, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    bad = [b'{"text": ', b"[1]", b'{"t": "x"}', b'{"text": []}', b'{"text": 7}', b'{"text": "caf\xe9"}']
    good = [jsonl([v]).strip() for v in cleaned(rows(7))]
    lines = [line for pair in zip(good, bad, strict=False) for line in pair]
    path.write_bytes(b"\xef\xbb\xbf" + b"\n".join([*lines, good[-1]]))
    done = newswash("run", path, "-o", out, *QUICK)
    assert done.returncode == 0, done.stderr
    assert out.read_bytes() == b"\n".join(good) + b"\n"
    rejects = read(tmp_path / "out.jsonl.rejects.jsonl")
    assert [r["line"] for r in rejects] == [2, 4, 6, 8, 10, 12]
    reasons = ("is not JSON", "is a list", "has no field 'text'", "is list", "is int", "is not UTF-8 (byte 13)")
    assert all(reason in r["reason"] for reason, r in zip(reasons, rejects, strict=True))
    assert [r["content"].encode() for r in rejects[:5]] == bad[:5]
    assert "content_base64" in rejects[5]
    assert b"13 records, 0 changed" in done.stdout
    assert b"6 records rejected" in done.stdout


def test_bad_csv_records(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes(b'id,text\n1,Good\n2,too,many\n3,"good\ntoo"\n4,"never closed\n5,Good again\n')
    assert main("run", path, "-o", tmp_path / "out.csv", "--rejects", tmp_path / "bad.jsonl", *QUICK) == 0
    assert (tmp_path / "out.csv").read_bytes() == b'id,text\n1,Good\n3,"good\ntoo"\n5,Good again\n'
    assert [(r["line"], r["reason"]) for r in read(tmp_path / "bad.jsonl")] == [
        (3, "has 3 columns, the head has 2"),
        (6, "a quote is never closed"),
    ]


def test_records_that_fit_no_column(tmp_path: Path) -> None:
    many = [*rows(4000), {"id": "no number", "text": "x"}, {"id": 1, "text": "x", "new": 1}]
    path = write(tmp_path / "in.jsonl", many)
    assert main("run", path, "-o", tmp_path / "out.parquet", "--jobs", "1", *QUICK) == 0
    assert len(read(tmp_path / "out.parquet")) == 4000
    reasons = [r["reason"] for r in read(tmp_path / "out.parquet.rejects.jsonl")]
    assert "does not fit the output's columns" in reasons[0]
    assert reasons[1] == "field 'new' is not among the columns of the output"


def nested(depth: int) -> bytes:
    return b'{"id": 9, "text": "The vote passed.", "x": ' + b"[" * depth + b"]" * depth + b"}\n"


@pytest.mark.parametrize("target", ["csv", "tsv.gz", "parquet"])
@pytest.mark.parametrize("depth", [300, 1000])
def test_a_record_that_is_nested_too_deep_to_be_written_stops_nothing(tmp_path: Path, depth: int, target: str) -> None:
    values = rows(2000, x="plain")
    path, out, rejects = write(tmp_path / "in.jsonl", values), tmp_path / f"out.{target}", tmp_path / "rejects.jsonl"
    with path.open("ab") as file:
        file.write(nested(depth) + jsonl(rows(1, x="plain")))
    assert main("run", path, "-o", out, "--jobs", "1", "--rejects", rejects, *QUICK) == 0
    assert len(read(out)) == 2001
    (reject,) = read(rejects)
    assert reject["line"] == 2001
    if depth == 300:
        assert json.loads(reject["content"])["text"] == "The vote passed."


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (nested(50), "too deeply nested"),  # which Parquet writes and nothing reads
        (nested(70), "recursion depth"),
        (nested(300), "recursion depth"),
    ],
)
def test_first_records_that_make_no_table_are_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], line: bytes, said: str
) -> None:
    path, out = tmp_path / "in.jsonl", tmp_path / "out.parquet"
    path.write_bytes(line)
    assert main("run", path, "-o", out, *QUICK) == 4
    error = capsys.readouterr().err
    assert "the records fit no table" in error
    assert said in error
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([b'{"text": "It passed.", "n": 1}', b"", b'{"text": "It rained."}', b'{"n": "x"}'], ":4: field 'n' fits no"),
        ([b'{"text": "It passed.", "n": 18446744073709551615}'], ":1: field 'n' fits no column: Python int too large"),
    ],
)
def test_the_first_record_that_fits_no_column_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lines: list[bytes], said: str
) -> None:
    path, out = tmp_path / "in.jsonl", tmp_path / "out.parquet"
    path.write_bytes(b"\n".join(lines))
    assert main("run", path, "-o", out, *QUICK) == 4
    assert f"{path}{said}" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == [path]


def test_whatever_one_record_raises_goes_to_the_rejects(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for form, module, name in ("jsonl", "jsonl", "patched"), ("csv", "delimited", "spliced"):
        path, out, rejects = (
            write(tmp_path / f"in.{form}", rows(4)),
            tmp_path / f"out.{form}",
            tmp_path / f"{form}.jsonl",
        )
        with monkeypatch.context() as patch:
            patch.setattr(f"newswash.bulk.{module}.{name}", lambda *_: [][1])
            assert main("run", path, "-o", out, "--jobs", "1", "--rejects", rejects, *QUICK) == 0
        assert [row["id"] for row in read(out)] == [1, 2]
        assert [r["reason"] for r in read(rejects)] == ["can't be written: IndexError: list index out of range"] * 2


def test_a_time_zone_that_nobody_knows_costs_its_rows_alone(tmp_path: Path) -> None:
    path, out = tmp_path / "in.parquet", tmp_path / "out.jsonl"
    when = pa.array([1, None], pa.timestamp("s", "Nowhere/There"))
    pq.write_table(pa.table({"text": ["The vote passed.", "It was late."], "at": when}), path)
    assert main("run", path, "-o", out, *QUICK) == 0
    assert [row["text"] for row in read(out)] == ["It was late."]


@pytest.mark.parametrize("charset", ["undefined", "punycode", "x\0y", "nonsense"])
def test_a_charset_that_is_none_costs_nothing(tmp_path: Path, charset: str) -> None:
    kind = f"text/html; charset={charset}"
    path = warc(tmp_path / "in.warc", [("https://a.example/1", "200 OK", kind, page(1))])
    assert main("run", path, "-o", tmp_path / "out.jsonl", *QUICK) == 0
    assert len(read(tmp_path / "out.jsonl")) == 1


@pytest.mark.parametrize("suffix", ["gz", "zst"])
def test_what_packs_a_thousand_times_smaller_is_unpacked_bit_by_bit(tmp_path: Path, suffix: str) -> None:
    packed = {"gz": gzip.compress, "zst": zstandard.compress}[suffix](bytes(64_000_000))
    (tmp_path / f"a.jsonl.{suffix}").write_bytes(packed)
    (source,) = sources([str(tmp_path / f"a.jsonl.{suffix}")], None)
    size = most = 0
    with opened(source) as (stream, _):
        while block := stream.read(BLOCK):
            size += len(block)
            most = max(most, len(stream.raw._ready))  # type: ignore[attr-defined]
    assert size == 64_000_000
    assert most < 20_000_000


@pytest.mark.parametrize("name", ["b.jsonl.gz", "b.jsonl.zst", "b.warc", "b.warc.gz", "b.parquet"])
def test_a_file_that_breaks_off_is_said_and_the_next_is_read(tmp_path: Path, name: str) -> None:
    if ".warc" in name:
        path = warc(tmp_path / name, ((f"https://e.org/{n}", "200 OK", "text/html", page(n)) for n in range(9)))
    else:
        path = write(tmp_path / name, rows(3000))
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * 3 // 5])
    last = write(tmp_path / "c.jsonl", rows(5))
    out = tmp_path / "out.jsonl"
    done = newswash("run", path, last, "-o", out, "--jobs", "1", *QUICK)
    assert done.returncode == 4
    assert f"1 file could not be read to the end:\n  {path}\n" in done.stdout.decode()
    found = read(out)
    assert [r.get("id") for r in found][-5:] == [0, 1, 2, 3, 4]
    if ".warc" in name:
        assert [r["title"] for r in found[:-5]] == [f"Story {n}" for n in range(len(found) - 5)]
        assert len(found) >= 9
    (reject,) = read(tmp_path / "out.jsonl.rejects.jsonl")
    assert reject["file"] == str(path)
    assert "cannot be read further" in reject["reason"]


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.csv.gz"])
@pytest.mark.parametrize("share", [0.05, 0.3, 0.97])
def test_of_a_packed_file_that_breaks_off_each_whole_record_is_written(tmp_path: Path, name: str, share: float) -> None:
    path = write(tmp_path / name, [{"id": n, "text": text(n)} for n in range(6000)])
    packed = path.read_bytes()
    path.write_bytes(packed[: int(len(packed) * share)])
    plain = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(path.read_bytes())
    found = list(csv.reader(io.StringIO(plain.decode(), newline=""))) if ".csv" in name else plain.split(b"\n")
    whole = len(found) - 1 - (".csv" in name)  # without the one that was cut, and the head
    assert whole > 50
    out = tmp_path / name.removesuffix(".gz")
    out = out.with_name(f"out{out.suffix}")
    assert main("run", path, "-o", out, "--jobs", "1", *QUICK) == 4
    assert [int(row["id"]) for row in read(out)] == list(range(whole))
    (reject,) = Path(f"{out}.rejects.jsonl").read_text().splitlines()
    assert "cannot be read further" in json.loads(reject)["reason"]


def damaged(packed: bytes, kind: str) -> bytes:
    if kind == "garbage behind":
        return packed + b"no gzip at all"
    if kind == "wrong checksum":
        return packed[:-8] + bytes([packed[-8] ^ 1]) + packed[-7:]
    return b"no gzip at all"


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.csv.gz"])
@pytest.mark.parametrize("kind", ["garbage behind", "wrong checksum", "nothing else"])
@pytest.mark.parametrize("count", [3, 6000])
def test_of_a_damaged_gzip_file_all_that_stands_before_the_damage_is_written(
    tmp_path: Path, name: str, kind: str, count: int
) -> None:
    values = [{"id": n, "text": text(n)} for n in range(count)]
    first, path = write(tmp_path / "0.jsonl", rows(1)), write(tmp_path / name, values)
    path.write_bytes(damaged(path.read_bytes(), kind))
    out = tmp_path / "out.jsonl"
    assert main("run", first, path, "-o", out, "--jobs", "1", *QUICK) == 4
    assert [int(row["id"]) for row in read(out)] == [0, *(range(count) if kind != "nothing else" else ())]
    (reject,) = read(tmp_path / "out.jsonl.rejects.jsonl")
    assert reject["file"] == str(path)
    assert "cannot be read further" in reject["reason"]


def test_a_run_of_which_nothing_is_left_says_why(tmp_path: Path) -> None:
    path, out = write(tmp_path / "in.jsonl", rows(3)), tmp_path / "out.jsonl"
    done = newswash("run", path, "-o", out, "--field", "id", *QUICK)
    assert done.returncode == 4
    assert b"holds all records; the first: " in done.stderr
    assert len(read(tmp_path / "out.jsonl.rejects.jsonl")) == 3


def test_a_run_stops_at_the_rejects_that_are_too_many(tmp_path: Path) -> None:
    good = jsonl(rows(4000))
    path, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    path.write_bytes(b"no json\n" + good + b"none, too\n" * 2 + good)
    done = newswash("run", path, "-o", out, "--max-rejects", "2", "--jobs", "1", *QUICK)
    assert done.returncode == 4
    assert b"more records were rejected than --max-rejects 2, so the run stops; the first: is not JSON" in done.stderr
    assert b"--resume with a higher --max-rejects goes on" in done.stderr
    assert not out.exists()
    again = ["run", path, "-o", out, "--resume", "--jobs", "1", *QUICK, "--max-rejects"]
    assert newswash(*again, "2").returncode == 4
    done = newswash(*again, "3")
    assert done.returncode == 0, done.stderr
    assert b"3 records rejected" in done.stdout
    assert read(out) == cleaned(rows(4000)) * 2
    assert [r["line"] for r in read(tmp_path / "out.jsonl.rejects.jsonl")] == [1, 4002, 4003]


def test_one_is_said_as_one(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_bytes(b"no json\n" + jsonl(rows(1)))
    said = newswash("run", path, "-o", tmp_path / "out.jsonl", *QUICK).stdout.decode()
    assert "1 record rejected\n" in said
    assert "1 removal " in said


class Local:
    """A detector, like those that users define; one made in a function can't be pickled."""

    def __init__(self, state: object = None) -> None:
        self.state = state

    def find(self, page: Page) -> list[Finding]:
        raise ValueError("boom")


def test_a_detector_that_cannot_travel_is_refused_before_the_start(tmp_path: Path) -> None:
    path = write(tmp_path / "in.jsonl", rows(3))
    cleaner = Cleaner(load_rules("en"), layout=False, detectors=[Local(lambda: None)])
    with pytest.raises(UsageError, match=r"can't be sent to worker processes .*lambda.*at the top of a module"):
        run(Plan([str(path)], tmp_path / "out.jsonl", jobs=2), cleaner)
    assert [p.name for p in tmp_path.iterdir()] == ["in.jsonl"]


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_a_detector_raises_names_its_class(tmp_path: Path, jobs: int) -> None:
    path = write(tmp_path / "in.jsonl", rows(3))
    cleaner = Cleaner(load_rules("en"), layout=False, detectors=[Local()])
    tally = run(Plan([str(path)], tmp_path / "out.jsonl", jobs=jobs), cleaner)
    assert tally is not None
    assert tally.rejected == 3
    rejects = read(tmp_path / "out.jsonl.rejects.jsonl")
    assert {r["reason"] for r in rejects} == {"could not be cleaned: detector Local: ValueError: boom."}


def test_a_run_names_what_decided_and_writes_what_was_done(tmp_path: Path) -> None:
    values = rows(30)
    path, out = write(tmp_path / "in.jsonl", values), tmp_path / "out.jsonl"
    path.write_bytes(path.read_bytes() + b'no json\n{"text": null}\n')
    (tmp_path / "newswash.toml").write_text('packs = ["en"]\nlayout = false\n')
    done = newswash("run", path, "-o", out, "--summary", "done.json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert f"fingerprint {CLEANER.fingerprint}, configured by {tmp_path / 'newswash.toml'}\n" in done.stdout.decode()
    told = json.loads((tmp_path / "done.json").read_bytes())
    assert (told["newswash"], told["fingerprint"]) == (newswash_version, CLEANER.fingerprint)
    assert told["configuration"]["file"] == str(tmp_path / "newswash.toml")
    assert told["configuration"]["packs"] == ["en"]
    results = [CLEANER.detect(v["text"]) for v in values]
    assert {k: told[k] for k in ("records", "changed", "rejected", "null_texts", "broken_files")} == {
        "records": 32, "changed": sum(r.text != r.original for r in results), "rejected": 1, "null_texts": 1,
        "broken_files": [],
    }  # fmt: skip
    assert told["characters"] == {
        "before": sum(len(r.original) for r in results), "after": sum(len(r.text) for r in results)
    }  # fmt: skip
    removals = [x for r in results for x in r.removals]
    assert told["rules"] == dict(Counter(x.rule for x in removals))
    assert told["categories"]["advertisement"] == {
        "removals": len(removals), "characters": sum(x.end - x.start for x in removals)
    }  # fmt: skip
    assert b"configured" not in newswash("run", path, "-o", out, "--force", *QUICK).stdout
    refused = newswash("run", path, "-o", tmp_path / "b.jsonl", "--summary", tmp_path / "done.json", *QUICK)
    assert (refused.returncode, json.loads((tmp_path / "done.json").read_bytes())) == (2, told)


def test_a_packed_file_of_several_members_and_padding_is_read_whole(tmp_path: Path) -> None:
    values = rows(9)
    path, out = tmp_path / "in.jsonl.gz", tmp_path / "out.jsonl"
    path.write_bytes(gzip.compress(jsonl(values[:4])) + bytes(100_000) + gzip.compress(jsonl(values[4:])) + bytes(9))
    assert main("run", path, "-o", out, *QUICK) == 0
    assert read(out) == cleaned(values)


@pytest.mark.parametrize("form", ["jsonl", "csv", "tsv.gz"])
@pytest.mark.parametrize("quote", [b"", b'"'])
def test_a_line_beyond_all_measure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, quote: bytes) -> None:
    monkeypatch.setattr(reading, "LONGEST", 1 << 19)
    values = [{"text": v["text"].replace("\n\n", " "), "id": str(v["id"])} for v in rows(3)]
    path, out = write(tmp_path / f"in.{form}", values), tmp_path / "out.jsonl"
    data = gzip.decompress(path.read_bytes()) if form.endswith("gz") else path.read_bytes()
    long = b'{"text": "' + b"x" * (1 << 20) + b'"}\n'
    if form != "jsonl":
        long = quote + b"x" * (1 << 20) + quote + (b"," if form == "csv" else b"\t") + b"4\r\n"
    lines = data.splitlines(keepends=True)
    lines[2:2] = [long]
    data = b"".join(lines)
    path.write_bytes(gzip.compress(data) if form.endswith("gz") else data)
    assert main("run", path, "-o", out, "--jobs", "1", *QUICK) == 0
    assert read(out) == cleaned(values)
    (reject,) = read(tmp_path / "out.jsonl.rejects.jsonl")
    assert reject["line"] == 3
    assert "is longer than" in reject["reason"]
    assert len(reject["content"]) < 2000


@pytest.mark.parametrize("command", ["run", "fix"])
def test_a_csv_line_beyond_all_measure_is_never_written_in_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setattr(reading, "LONGEST", 1 << 19)
    path, out = tmp_path / "in.csv", tmp_path / "out.csv"
    data = b"text\nA.\n" + b"x" * (1 << 20) + b"\n" + b"Advertisement\n"
    path.write_bytes(data)
    if command == "fix":
        assert main("fix", path, "--field", "text", *QUICK) == 4
        assert path.read_bytes() == data
    else:
        assert main("run", path, "-o", out, "--jobs", "1", *QUICK) == 0
        assert out.read_bytes().startswith(b"text\nA.\n")
        assert b"x" not in out.read_bytes().partition(b"\n")[2]


def tale(lines: int) -> str:
    return "\n".join(f"Line {n}, of a long record, " + "x" * 60 for n in range(lines))


@pytest.mark.parametrize("form", ["csv", "tsv.gz"])
@pytest.mark.parametrize("columns", [["id", "text"], ["text"]])
def test_a_record_of_many_lines_beyond_all_measure_is_one_reject(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, columns: list[str]
) -> None:
    monkeypatch.setattr(reading, "LONGEST", 1 << 19)
    values = [{k: v[k] for k in columns} for v in rows(3)]
    long = {k: tale(20_000) + '\n"quoted", she said' if k == "text" else 9 for k in columns}
    path, out = write(tmp_path / f"in.{form}", [values[0], long, *values[1:], long]), tmp_path / "out.jsonl"
    assert main("run", path, "-o", out, "--jobs", "1", *QUICK) == 0
    assert [r["text"] for r in read(out)] == [v["text"] for v in cleaned(values)]
    rejects = read(tmp_path / "out.jsonl.rejects.jsonl")
    first = 3 + values[0]["text"].count("\n")
    second = first + 20_001 + 2 + sum(v["text"].count("\n") for v in values[1:])
    assert [r["line"] for r in rejects] == [first, second]
    assert {r["reason"] for r in rejects} == {"is longer than 524288 bytes (its beginning is shown)"}
    assert all("Line 1, of a long record" in r["content"] and len(r["content"]) < 2000 for r in rejects)


@pytest.mark.parametrize("form", ["csv", "tsv.gz"])
def test_a_quote_before_many_records_costs_its_line_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    monkeypatch.setattr(reading, "LONGEST", 1 << 19)
    values = [{"id": n, "text": f"Vote {n} passed {'x' * 60}."} for n in range(20_000)]
    path, out = write(tmp_path / f"in.{form}", values), tmp_path / "out.jsonl"
    data = gzip.decompress(path.read_bytes()) if form.endswith("gz") else path.read_bytes()
    data = data.replace(b"Vote 3 passed", b'"Vote 3 passed')
    path.write_bytes(gzip.compress(data) if form.endswith("gz") else data)
    assert main("run", path, "-o", out, "--jobs", "1", *QUICK) == 0
    assert [int(r["id"]) for r in read(out)] == [n for n in range(20_000) if n != 3]
    (reject,) = read(tmp_path / "out.jsonl.rejects.jsonl")
    assert (reject["line"], reject["reason"]) == (5, "a quote is never closed")


def test_a_quote_that_nothing_closes_before_the_end_of_a_long_file_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "LONGEST", 1 << 19)
    path, out = tmp_path / "in.csv", tmp_path / "out.jsonl"
    path.write_text('id,text\n1,Good\n2,"' + tale(20_000))
    assert main("run", path, "-o", out, "--jobs", "1", *QUICK) == 0
    assert [r["id"] for r in read(out)] == ["1"]
    (reject,) = read(tmp_path / "out.jsonl.rejects.jsonl")
    assert reject["reason"].startswith("a quote in it is never closed, and it is longer than 524288 bytes")


@pytest.mark.parametrize("target", ["out.jsonl", "out.csv"])
def test_lines_that_end_with_cr_alone_are_refused(
    tmp_path: Path, target: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes(b'id,text\r1,"A vote."\r2,Another\r')
    assert main("run", path, "-o", tmp_path / target, *QUICK) == 4
    said = capsys.readouterr().err
    assert said == f"newswash: {path}:1: its lines end with CR alone; convert them first: tr '\\r' '\\n' < OLD > NEW.\n"
    assert [p.name for p in tmp_path.iterdir()] == [path.name]
    good, out = write(tmp_path / "a.csv", rows(2)), tmp_path / target
    assert main("run", good, path, "-o", out, *QUICK) == 4
    assert len(read(out)) == 2
    assert "its lines end with CR alone" in Path(f"{out}.rejects.jsonl").read_text()


@pytest.mark.parametrize(
    ("name", "data", "mend"),
    [
        ("in.csv", b"id;text\n1;A\n", "CSV is read with commas between cells, and here stands ';'"),
        ("in.csv", b"id\ttext\n1\tA\n", "give --format tsv, or name it .tsv"),
        ("in.tsv", b"id,text\n1,A\n", "give --format csv, or name it .csv"),
        ("in.tsv", b"id;text\n1;A\n", "TSV is read with tabs between cells, and here stands ';'"),
    ],
    ids=["csv of semicolons", "csv of tabs", "tsv of commas", "tsv of semicolons"],
)
def test_a_table_with_other_separators_names_the_mend(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, data: bytes, mend: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert main("run", path, "-o", tmp_path / "out.jsonl", *QUICK) == 2
    assert mend in capsys.readouterr().err


@pytest.mark.parametrize("target", ["out.jsonl", "out.csv"])
@pytest.mark.parametrize("indent", [None, 2])
def test_json_that_is_not_written_in_lines_is_said_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], target: str, indent: int | None
) -> None:
    spread = tmp_path / "in.jsonl"
    spread.write_text("".join(json.dumps(v, indent=2) + "\n" for v in rows(3)))
    array = tmp_path / "in.json"
    array.write_text(json.dumps(rows(3), indent=indent))
    for path in (spread, array):
        assert main("run", path, "-o", tmp_path / target, "--format", "jsonl", "--force", *QUICK) == 4
        said = capsys.readouterr().err
        assert said.count("jq -c '.[]'") == 1
        assert f"{path}:1: " in said or "the first: is a list" in said
    assert main("run", array, "-o", tmp_path / "other.jsonl", *QUICK) == 2
    assert f"one object a line: jq -c '.[]' {array} > {array.with_suffix('.jsonl')}" in capsys.readouterr().err


def test_one_bad_line_at_the_beginning_stops_nothing(tmp_path: Path) -> None:
    path, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    path.write_bytes(b"{\n" + jsonl(rows(3)))
    assert main("run", path, "-o", out, *QUICK) == 0
    assert read(out) == cleaned(rows(3))


@pytest.mark.parametrize("target", ["out.csv", "out.parquet"])
@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("in.parquet", b"PAR1 but nothing more", "in.parquet: cannot be read further: "),
        ("in.jsonl.gz", b"no gzip", "in.jsonl.gz: cannot be read further: "),
        ("in.jsonl", '{"text": "x"}\n'.encode("utf-16"), "in.jsonl:1: is not UTF-8 (byte 0); convert it first: iconv"),
        ("in.jsonl", '{"text": "x"}\n'.encode("utf-16-le"), "in.jsonl:1: is not UTF-8 (byte 1 is zero, as in UTF-16)"),
        ("in.jsonl", b"no json\n" * 9, "in.jsonl:1: is not JSON: "),
        ("in.jsonl", b"", "in.jsonl: holds no record, so there are no fields to be the output's columns; JSON lines"),
    ],
    ids=["damaged", "no gzip", "UTF-16", "UTF-16 without a mark", "no JSON", "empty"],
)
def test_a_table_of_nothing_names_the_cause(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, data: bytes, why: str, target: str
) -> None:
    (tmp_path / name).write_bytes(data)
    assert main("run", tmp_path / name, "-o", tmp_path / target, *QUICK) == 4
    assert why in capsys.readouterr().err
    assert [p.name for p in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("groups", [0, 1])
def test_a_parquet_file_without_rows_tells_the_columns(tmp_path: Path, groups: int) -> None:
    schema = pa.schema({"id": pa.int32(), "text": pa.string()})
    path = tmp_path / "in.parquet"
    with pq.ParquetWriter(path, schema) as writer:
        for _ in range(groups):
            writer.write_table(schema.empty_table())
    assert main("run", path, "-o", tmp_path / "out.csv", "--to-field", "clean", *QUICK) == 0
    assert (tmp_path / "out.csv").read_bytes() == b"id,text,clean\n"
    assert main("run", path, "-o", tmp_path / "out.parquet", *QUICK) == 0
    assert pq.read_table(tmp_path / "out.parquet").schema.equals(schema)
    assert main("run", path, "-o", tmp_path / "out.jsonl", *QUICK) == 0
    assert (tmp_path / "out.jsonl").read_bytes() == b""
    assert main("run", path, "-o", tmp_path / "other.csv", "--field", "body", *QUICK) == 2
    full = tmp_path / "next.parquet"
    pq.write_table(pa.table({"id": ["a"], "text": ["A vote."]}), full)
    assert main("run", path, full, "-o", tmp_path / "both.parquet", *QUICK) == 0
    assert read(tmp_path / "both.parquet") == [{"id": "a", "text": "A vote."}]  # whose types are those of the rows


@pytest.mark.parametrize("command", ["run", "fix"])
def test_an_encoding_that_no_file_could_have_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    path = tmp_path / "in.jsonl"
    path.write_bytes('{"text": "Café."}\n'.encode("latin-1"))
    args = {"run": [path, "-o", tmp_path / "out.jsonl"], "fix": [path, "--field", "text"]}[command]
    assert main(command, *args, "--encoding", "latin-1", *QUICK) == 2
    assert "convert others first (iconv -f latin-1 -t UTF-8)" in capsys.readouterr().err
    assert main(command, *args, "--encoding", "utf8", *QUICK) == 4
    assert "is not UTF-8 (byte 13); convert it first: iconv" in capsys.readouterr().err
    if command == "run":  # it is the output's
        write(path, [{"text": "Café."}])
        assert main("run", path, "-o", tmp_path / "out.csv", "--encoding", "latin-1", *QUICK) == 0
        assert (tmp_path / "out.csv").read_bytes() == b"text\nCaf\xe9.\n"


def test_a_csv_record_that_cannot_be_decoded_names_the_option(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes(b"id,text\n1,Good\n2,Caf\xe9\n")
    assert main("run", path, "-o", tmp_path / "out.jsonl", *QUICK) == 0
    (reject,) = read(tmp_path / "out.jsonl.rejects.jsonl")
    assert reject["reason"] == "is not utf-8 (byte 5); name its encoding: --encoding NAME"


def test_a_folder_is_read_without_the_rejects_of_earlier_runs(tmp_path: Path) -> None:
    path = write(tmp_path / "in.jsonl", rows(2))
    path.write_bytes(path.read_bytes() + b"no json\n")
    elsewhere = tmp_path.with_name(f"{tmp_path.name}-out")
    elsewhere.mkdir()
    assert main("run", path, "-o", elsewhere / "first.jsonl", "--rejects", tmp_path / "a.rejects.jsonl", *QUICK) == 0
    assert main("run", tmp_path, "-o", elsewhere / "second.jsonl", *QUICK) == 0
    assert len(read(elsewhere / "second.jsonl")) == 2
    assert len(read(elsewhere / "second.jsonl.rejects.jsonl")) == 1
    # by its name it is read
    assert main("run", tmp_path / "a.rejects.jsonl", "-o", elsewhere / "third.jsonl", "--field", "content", *QUICK) == 0


def test_a_folder_is_read_without_what_unfinished_runs_and_other_tools_left(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    for name in ("old.parquet.partial", "_temporary", "old.partial"):
        (folder / name).mkdir(parents=True)
        write(folder / name / "part.jsonl", rows(1))
    write(folder / "a.jsonl", rows(3))
    assert main("run", folder, "-o", tmp_path / "out.jsonl", *QUICK) == 0
    assert read(tmp_path / "out.jsonl") == cleaned(rows(3))


def test_a_name_that_is_no_text(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.jsonl")
    (tmp_path / name).write_bytes(b"no json\n" + jsonl(rows(1)))
    assert main("run", tmp_path / name, "-o", tmp_path / "out.jsonl", *QUICK) == 0
    assert read(tmp_path / "out.jsonl.rejects.jsonl")[0]["file"].endswith(r"caf\xe9.jsonl")


def odd(kind: str) -> pa.Array:
    """Three values, of which Python has no form of the second."""
    if kind == "not UTF-8":
        buffers = pa.array([b"A.", b"caf\xe9", b"B."], pa.binary()).buffers()
        return pa.StringArray.from_buffers(3, buffers[1], buffers[2])
    far = {"nanoseconds": (1, pa.timestamp("ns")), "a year beyond 9999": (10**15, pa.timestamp("s"))}
    value, unit = far[kind]
    return pa.array([0, value, 0], pa.int64()).cast(unit)


@pytest.mark.parametrize("kind", ["not UTF-8", "nanoseconds", "a year beyond 9999"])
@pytest.mark.parametrize("target", ["out.jsonl", "out.csv"])
def test_a_value_that_cannot_be_read_costs_its_row_alone(tmp_path: Path, kind: str, target: str) -> None:
    if kind == "nanoseconds" and find_spec("pandas"):
        pytest.skip("pandas has a form for nanoseconds")
    path, out, bad = tmp_path / "in.parquet", tmp_path / target, tmp_path / "bad.jsonl"
    pq.write_table(pa.table({"id": [0, 1, 2], "text": ["A.", "B.", "C."], "more": odd(kind)}), path)
    assert main("run", path, "-o", out, "--rejects", bad, "--jobs", "1", *QUICK) == 0
    assert [int(row["id"]) for row in read(out)] == [0, 2]
    (reject,) = read(bad)
    assert reject["record"] == 2
    assert "column 'more' can't be read" in reject["reason"]
    assert reject["content"]["id"] == 1
    assert main("run", path, "-o", tmp_path / "out.parquet", "--jobs", "1", *QUICK) == 0
    same = pq.read_table(tmp_path / "out.parquet").column("more")
    assert same.equals(pq.read_table(path).column("more"))  # what is not looked at stays as it is


@pytest.mark.parametrize("target", ["out.jsonl", "out.csv", "out.parquet"])
def test_a_text_that_is_not_utf_8_costs_its_row_alone(tmp_path: Path, target: str) -> None:
    path, out, bad = tmp_path / "in.parquet", tmp_path / target, tmp_path / "bad.jsonl"
    pq.write_table(pa.table({"id": [0, 1, 2], "text": odd("not UTF-8")}), path)
    assert main("run", path, "-o", out, "--rejects", bad, *QUICK) == 0
    assert [(int(row["id"]), row["text"]) for row in read(out)] == [(0, "A."), (2, "B.")]
    (reject,) = read(bad)
    assert (reject["record"], reject["content"]["id"]) == (2, 1)


def test_a_record_of_empty_tabbed_cells_is_no_blank_line(tmp_path: Path) -> None:
    path = tmp_path / "in.tsv"
    path.write_bytes(b"id\ttext\tmore\n\t\t\n\n1\tA.\t\n")
    assert main("run", path, "-o", tmp_path / "out.jsonl", *QUICK) == 0
    assert [row["id"] for row in read(tmp_path / "out.jsonl")] == ["", "1"]
    assert main("run", path, "-o", tmp_path / "out.tsv", "--to-field", "clean", *QUICK) == 0
    assert (tmp_path / "out.tsv").read_bytes() == b"id\ttext\tmore\tclean\n\t\t\t\n\n1\tA.\t\tA.\n"


def doubled(path: Path, count: int) -> Path:
    """A table of that many rows with two columns of one name."""
    if path.suffix == ".csv":
        path.write_text("id,text,text\n" + '1,A.,"B.\n\nB."\n' * count)
        return path
    columns = [pa.array([1] * count), pa.array(["A."] * count), pa.array(["B."] * count)]
    pq.write_table(pa.Table.from_arrays(columns, ["id", "text", "text"]), path)
    return path


@pytest.mark.parametrize("form", ["csv", "parquet"])
@pytest.mark.parametrize("target", ["out.jsonl", "out.csv", "out.parquet"])
def test_a_table_with_two_columns_of_one_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], form: str, target: str
) -> None:
    bad, out, rejects = doubled(tmp_path / f"b.{form}", 50_000), tmp_path / target, tmp_path / "rejects.jsonl"
    assert main("run", bad, "-o", out, *QUICK) == 4
    assert "two columns are named 'text'; rename one." in capsys.readouterr().err
    assert [p.name for p in tmp_path.iterdir()] == [bad.name]
    good = [write(tmp_path / f"{n}.{form}", rows(2)) for n in "ac"]
    assert main("run", good[0], bad, good[1], "-o", out, "--rejects", rejects, *QUICK) == 4
    assert [row["text"] for row in read(out)] == [v["text"] for v in cleaned(rows(2)) * 2]
    (reject,) = read(rejects)
    assert reject["file"] == str(bad)
    assert "two columns are named 'text'" in reject["reason"]


# ---------------------------------------------------------------------- cut off


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("many")
    write(folder / "a.jsonl", rows(5000))
    data = (folder / "a.jsonl").read_bytes().splitlines(keepends=True)
    data[1234:1234] = data[4321:4321] = [b"no json\n"]
    (folder / "a.jsonl").write_bytes(b"".join(data))
    write(folder / "b.csv", rows(3000))
    write(folder / "c.jsonl.zst", rows(3000))
    (folder / "texts").mkdir()
    for n in range(1500):
        (folder / "texts" / f"{n:04}.txt").write_text(text(n))
    return folder


def size(path: Path) -> int:
    if path.is_dir():
        return len(list(path.iterdir()))
    return path.stat().st_size if path.exists() else 0


def content(path: Path) -> Any:
    if path.is_dir() and any(p.suffix == ".parquet" for p in path.iterdir()):
        return read(path)
    return {p.name: p.read_bytes() for p in path.iterdir()} if path.is_dir() else path.read_bytes()


@pytest.mark.parametrize("form", ["out.jsonl", "out.csv.gz", "out.parquet", "out"])
def test_killed_again_and_again_nothing_is_lost_or_done_twice(tmp_path: Path, many: Path, form: str) -> None:
    inputs = [many / "texts"] if form == "out" else [many / "a.jsonl", many / "b.csv", many / "c.jsonl.zst"]
    small_parts = "import newswash.bulk.sinks as s; s.PART = 1 << 18; "
    program = f"import sys; {small_parts} from newswash.cli import main; sys.exit(main(sys.argv[1:]))"

    def start(out: Path, *more: str) -> subprocess.Popen[bytes]:
        args = ["run", *map(str, inputs), "-o", str(out), "--jobs", "2", "--checkpoint", "0", *QUICK, *more]
        return subprocess.Popen([sys.executable, "-c", program, *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    whole, out = tmp_path / f"whole-{form}", tmp_path / form
    first = start(whole)
    summary, errors = first.communicate()
    assert first.returncode == 0, errors
    partial, journal = Path(f"{out}.partial"), Path(f"{out}.journal")
    target = size(whole)
    chance = random.Random(form)
    killed, said = 0, b""
    for at in sorted(chance.uniform(0.0, 0.95) for _ in range(6)):
        process = start(out, "--resume")
        while process.poll() is None and not (size(partial) >= at * target and journal.exists()):
            time.sleep(0.002)
        if process.poll() is None:
            time.sleep(chance.uniform(0, 0.02))
            process.kill()
            killed += process.wait() == -signal.SIGKILL
        said, _ = process.communicate()
        if out.exists():
            break
        assert journal.exists()
    assert killed >= 2
    last = start(out, "--resume")
    said_last, errors = last.communicate()
    assert last.returncode == 0, errors
    assert content(out) == content(whole)
    if said or said_last:  # a kill may come between the last record and the summary
        assert (said or said_last).replace(str(out).encode(), b"") == summary.replace(str(whole).encode(), b"")
    assert not partial.exists()
    assert not journal.exists()
    if form == "out.jsonl":
        assert content(Path(f"{out}.rejects.jsonl")) == content(Path(f"{whole}.rejects.jsonl"))
        assert len(read(Path(f"{out}.rejects.jsonl"))) == 2


def test_resume_wants_the_same_run(tmp_path: Path, many: Path) -> None:
    out = tmp_path / "out.jsonl"
    source = tmp_path / "in.jsonl"
    source.write_bytes((many / "a.jsonl").read_bytes())
    process = subprocess.Popen(
        [sys.executable, "-m", "newswash", "run", source, "-o", out, "--checkpoint", "0", "--jobs", "1", *QUICK]
    )
    while not size(tmp_path / "out.jsonl.partial"):
        time.sleep(0.002)
    process.kill()
    process.wait()
    assert main("run", source, "-o", out, *QUICK) == 2
    assert main("run", source, "-o", out, "--resume", "--profile", "recall", *QUICK) == 2
    assert main("run", source, many / "b.csv", "-o", out, "--resume", *QUICK) == 2
    assert main("run", source, "-o", out, "--resume", "--field", "other", *QUICK) == 2
    source.write_bytes(jsonl(rows(3)))
    assert main("run", source, "-o", out, "--resume", *QUICK) == 2
    assert main("run", source, "-o", out, "--force", *QUICK) == 0
    assert read(out) == cleaned(rows(3))
    assert main("run", source, "-o", out, "--resume", *QUICK) == 0
    assert main("run", source, "-o", out, *QUICK) == 2
    assert read(out) == cleaned(rows(3))


def test_resume_of_what_is_finished(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, out = write(tmp_path / "in.jsonl", rows(3)), tmp_path / "out.jsonl"
    assert main("run", path, "-o", out, *QUICK) == 0
    again = ["run", path, "-o", out, "--resume", *QUICK]
    assert main(*again) == 0
    assert "is finished" in capsys.readouterr().err
    assert main("run", tmp_path / "none.jsonl", "-o", out, "--resume", *QUICK) == 4
    assert main(*again, "--force") == 2
    assert "give one of the two" in capsys.readouterr().err
    summary = tmp_path / "summary.json"
    assert main(*again, "--summary", summary) == 2
    assert "is finished, and what was done is known no more" in capsys.readouterr().err
    assert main("run", path, "-o", out, "--force", "--summary", summary, *QUICK) == 0
    assert main(*again, "--summary", summary) == 0
    assert json.loads(summary.read_bytes())["records"] == 3


def test_resume_of_what_is_finished_does_not_hide_other_inputs_or_settings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out, summary = write(tmp_path / "in.jsonl", rows(2)), tmp_path / "out.jsonl", tmp_path / "done.json"
    assert main("run", path, "-o", out, "--summary", summary, *QUICK) == 0
    again = ["run", path, "-o", out, "--resume", *QUICK]
    capsys.readouterr()
    assert main(*again) == 0
    assert "is finished; whether with these inputs and settings is not known; --force" in capsys.readouterr().err
    assert main(*again, "--summary", summary) == 0
    assert "is finished, with these inputs and settings; there is nothing to resume." in capsys.readouterr().err
    for more, other in (["--profile", "recall"], "rules or settings"), (["--removals-field", "cut"], "fields"):
        assert main(*again, "--summary", summary, *more) == 2
        assert f"is finished, with other {other} by {summary}; for these: --force." in capsys.readouterr().err
    path.write_bytes(path.read_bytes() + jsonl(rows(3)))
    later = out.stat().st_mtime_ns + 10**9
    os.utime(path, ns=(later, later))
    assert main(*again, "--profile", "recall") == 2
    assert f"is finished, and {path} was changed since; to do it anew: --force." in capsys.readouterr().err
    assert main(*again, "--summary", summary) == 2
    assert "with other inputs" in capsys.readouterr().err
    summary.write_text("my notes")
    assert main(*again, "--summary", summary) == 2
    assert "is no summary of a run" in capsys.readouterr().err
    assert summary.read_text() == "my notes"
    assert len(read(out)) == 2


@pytest.mark.parametrize("group", [False, True], ids=["process", "group"])
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_what_a_scheduler_ends_is_resumed(tmp_path: Path, many: Path, jobs: str, group: bool) -> None:
    inputs = [many / "a.jsonl", many / "b.csv", many / "c.jsonl.zst"]
    whole, out = tmp_path / "whole.jsonl", tmp_path / "out.jsonl"
    args = [*map(str, inputs), "--jobs", jobs, "--checkpoint", "0", *QUICK]
    assert newswash("run", *args, "-o", whole).returncode == 0
    process = subprocess.Popen(
        [sys.executable, "-m", "newswash", "run", *args, "-o", out], stderr=subprocess.PIPE, start_new_session=True
    )
    while not size(tmp_path / "out.jsonl.partial"):
        time.sleep(0.002)
    (os.killpg if group else os.kill)(process.pid, signal.SIGTERM)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130, errors
    assert errors.decode() == f"newswash: {out}: stopped; --resume goes on.\n"
    assert newswash("run", *args, "-o", out, "--resume").returncode == 0
    assert content(out) == content(whole)
    assert content(Path(f"{out}.rejects.jsonl")) == content(Path(f"{whole}.rejects.jsonl"))


@pytest.mark.parametrize("seconds", [0, 0.05, 0.1, 0.2, 0.4])
def test_ctrl_c_while_the_workers_start_is_said_once(tmp_path: Path, many: Path, seconds: float) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(6 * (many / "a.jsonl").read_bytes())
    args = ["run", source, "-o", out, "--jobs", "2", *QUICK]
    process = subprocess.Popen(
        [sys.executable, "-m", "newswash", *args], stderr=subprocess.PIPE, start_new_session=True
    )
    while not (tmp_path / "out.jsonl.partial").exists():
        time.sleep(0.002)
    time.sleep(seconds)
    os.killpg(process.pid, signal.SIGINT)
    os.killpg(process.pid, signal.SIGINT)  # as `timeout` does
    try:
        _, errors = process.communicate(timeout=60)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        raise
    assert process.returncode == 130, errors
    assert errors.decode() == f"newswash: {out}: stopped; --resume goes on.\n"


@pytest.mark.parametrize("there", [True, False])
def test_an_output_that_is_a_link_stays_one(tmp_path: Path, there: bool) -> None:
    path, out, target = write(tmp_path / "in.jsonl", rows(3)), tmp_path / "out.jsonl", tmp_path / "far" / "away.jsonl"
    target.parent.mkdir()
    out.symlink_to(target)
    if there:
        target.write_text("what stood here")
        assert main("run", path, "-o", out, *QUICK) == 2
        assert target.read_text() == "what stood here"
    assert main("run", path, "-o", out, *(["--force"] if there else []), *QUICK) == 0
    assert out.is_symlink()
    assert read(target) == cleaned(rows(3))
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["away.jsonl", "far", "in.jsonl", "out.jsonl"]


def test_two_runs_at_once_are_refused(tmp_path: Path, many: Path) -> None:
    out = tmp_path / "out.jsonl"
    args = [sys.executable, "-m", "newswash", "run", many / "a.jsonl", "-o", out, "--jobs", "1", *QUICK]
    first = subprocess.Popen(args, stdout=subprocess.PIPE)
    while not size(tmp_path / "out.jsonl.partial"):
        time.sleep(0.002)
    first.send_signal(signal.SIGSTOP)
    try:
        for more in ([], ["--resume"], ["--force"]):
            second = subprocess.run([*args, *more], capture_output=True, check=False)
            assert second.returncode == 2
            assert b"another run is writing this output" in second.stderr
    finally:
        first.send_signal(signal.SIGCONT)
    first.communicate()
    assert first.returncode == 0
    assert len(read(out)) == 5000


def limited(code: str, *args: str | Path) -> subprocess.CompletedProcess[bytes]:
    """The command in a child that first warms up, then runs ``code``, so that what it must load is there."""
    program = (
        "import os, resource, signal, sys, tempfile; from pathlib import Path; from newswash.cli import main\n"
        "with tempfile.TemporaryDirectory() as f:\n"
        "    (Path(f) / 'a.jsonl').write_text('{\"text\": \"Advertisement\"}\\n')\n"
        "    main(['run', f + '/a.jsonl', '-o', f + '/b.jsonl'])\n"
        f"{code}\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    return subprocess.run([sys.executable, "-c", program, *map(str, args)], capture_output=True, check=False)


def test_a_full_disk_leaves_all_as_it_was_and_resumes(tmp_path: Path, many: Path) -> None:
    source, out = many / "a.jsonl", tmp_path / "out.jsonl"
    before = source.read_bytes()
    full = "resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, resource.RLIM_INFINITY))"
    done = limited(full, "run", source, "-o", out, "--jobs", "1", "--checkpoint", "0", *QUICK)
    assert done.returncode == 4, done.stderr
    assert b"out.jsonl.partial: File too large; when that is mended, --resume goes on." in done.stderr
    assert not out.exists()
    assert source.read_bytes() == before
    assert main("run", source, "-o", out, "--resume", *QUICK) == 0
    assert read(out) == cleaned(rows(5000))


def test_a_read_only_folder_is_said(reachable: Path) -> None:
    locked = reachable / "locked"
    locked.mkdir()
    source = write(locked / "in.jsonl", rows(2))
    locked.chmod(0o555)
    done = limited("os.geteuid() or os.setuid(65534)", "run", source, "-o", locked / "out.jsonl", "--jobs", "1")
    assert done.returncode == 4, done.stderr
    assert b"out.jsonl.journal: Permission denied." in done.stderr
    assert [p.name for p in locked.iterdir()] == ["in.jsonl"]


def test_memory_does_not_grow_with_the_input(tmp_path: Path) -> None:
    """Peak memory of the whole run (parent and workers) on an input, and on one that is four times as large."""
    program = (
        "import resource, sys; import newswash.bulk.sinks as s; s.PART = 1 << 20; from newswash.cli import main\n"
        "code = main(sys.argv[1:])\n"
        "print(max(resource.getrusage(w).ru_maxrss for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))\n"
        "sys.exit(code)\n"
    )

    def peak(form: str, count: int) -> int:
        filler = [{"id": n, "text": f"Vote {n} passed.", "page": WORDS[n % 12] * 4000} for n in range(count)]
        path = write(tmp_path / f"{count}.{form}", filler)
        args = ["run", str(path), "-o", str(tmp_path / f"{count}-out.{form}"), "--jobs", "2", *QUICK]
        # through a shell, since a process begins with the peak of the one that it was made from
        line = ["sh", "-c", '"$0" "$@"; exit $?', sys.executable, "-c", program, *args]
        done = subprocess.run(line, capture_output=True, check=True)
        return int(done.stdout.split()[-1])

    for form, count in ("jsonl", 1500), ("csv", 1500), ("parquet", 6000):  # 28 kB a record
        small, large = peak(form, count), peak(form, 4 * count)
        assert large < 1.25 * small, (form, small, large)


# ---------------------------------------------------------------------- said


def refusals(tmp_path: Path) -> Iterator[tuple[list[str | Path], int, str]]:
    source = write(tmp_path / "in.jsonl", rows(2))
    odd = tmp_path / "in.dat"
    odd.write_bytes(b"x")
    there = tmp_path / "there.jsonl"
    there.write_bytes(b"mine\n")
    yield [source, "-o", there], 2, "there is a file already"
    yield [source, "-o", source], 2, "would overwrite an input"
    yield [odd, "-o", tmp_path / "o.jsonl"], 2, "its name tells no format"
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "a.html").write_bytes(b"<html>")
    loop = f'for f in {pages}/*.html; do newswash clean --html "$f" > "$f.txt"; done'
    yield [pages, "-o", tmp_path / "o"], 4, loop
    yield [pages / "a.html", "-o", tmp_path / "o"], 2, f"is a page: newswash clean --html {pages / 'a.html'}"
    yield [tmp_path / "none.jsonl", "-o", tmp_path / "o.jsonl"], 4, "No such file"
    yield [source, "-o", tmp_path / "none" / "o.jsonl"], 4, "there is no such folder"
    yield [source, "-o", tmp_path / "o.docx"], 2, "is no format to write"
    yield [source, "-o", tmp_path / "folder"], 2, "a folder takes text files alone"
    yield [source, "-o", tmp_path / "o.jsonl", "--field", "body"], 2, "no field 'body' at its beginning; there are id"
    yield [source, "-o", tmp_path / "o.jsonl", "--to-field", "text"], 2, "is the text's own field"
    yield [source, "-o", tmp_path / "o.jsonl", "--removals-field", "text"], 2, "this field holds text"
    for field, kind in ("text", "text"), ("removed", "removals"):
        both = ["--removals-field", "removed", "--flags-field", field]
        yield [source, "-o", tmp_path / "o.jsonl", *both], 2, f"--flags-field {field}: this field holds {kind}"
    yield [pages, "-o", pages], 2, f"would overwrite its input; name another folder: -o {pages}-clean"
    yield [source, "-o", tmp_path / "o.jsonl", "--jobs", "0"], 2, "at least 1"
    yield [source, "-o", "-"], 2, "for a stream: newswash clean -"
    yield [source, "-o", tmp_path / "o.jsonl", "--rejects", tmp_path / "o.jsonl"], 2, "is a file of the run itself"
    yield [source, "-o", tmp_path / "o.jsonl", "--summary", tmp_path / "o.jsonl"], 2, "is a file of the run itself"
    yield [source, "-o", tmp_path / "o.jsonl", "--summary", tmp_path / "none" / "s.json"], 4, "there is no such folder"
    yield [source, "-o", tmp_path / "o.jsonl", "--summary", source], 2, "would overwrite an input"
    yield [source, "-o", tmp_path / "o.jsonl", "--max-rejects", "-1"], 2, "at least 0"
    for name in (".", "..", "/"):
        yield [source, "-o", name], 2, "is a folder that is there"
    yield [f"{'n' * 300}.jsonl", "-o", tmp_path / "o.jsonl"], 4, "File name too long"
    yield [source, "-o", tmp_path / f"{'n' * 239}.jsonl"], 2, "4 bytes too long; choose a shorter -o"
    yield [source, "-o", tmp_path / f"{'n' * 300}.jsonl"], 2, "bytes too long; choose a shorter -o"
    for encoding in ("utf-16", "utf-8-sig"):
        yield [source, "-o", tmp_path / "o.csv", "--encoding", encoding], 2, "CSV is read and written in encodings"
    yield [source, "-o", tmp_path / "o.csv", "--encoding", "undefined"], 2, "encoding 'undefined' is unknown"
    pipe = tmp_path / "pipe.jsonl"
    os.mkfifo(pipe)
    yield [pipe, "-o", tmp_path / "o.jsonl"], 4, "is no regular file"
    yield [source, "-o", tmp_path / "o.jsonl", "--rejects", pipe, "--force"], 2, "is no regular file"
    journal = tmp_path / "j.jsonl.journal"
    journal.write_bytes(b"my diary")
    yield [source, "-o", tmp_path / "j.jsonl"], 2, "is no journal of a run"


def test_what_cannot_be_meant_is_refused_and_leaves_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for args, code, words in refusals(tmp_path):
        before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
        assert main("run", *args, *QUICK) == code, args
        assert words in capsys.readouterr().err
        assert {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == before, args


def test_an_empty_name_is_no_folder() -> None:
    with pytest.raises(UsageError, match="an input has an empty name"):
        run(Plan([""], Path("out.jsonl")), Cleaner())
    with pytest.raises(UsageError):
        run(Plan(["in.jsonl"], Path("")), Cleaner())


@pytest.mark.parametrize(
    ("module", "name"), [("pyarrow", "a.parquet"), ("zstandard", "a.jsonl.zst"), ("warcio", "a.warc")]
)
def test_a_missing_library_names_the_extra(tmp_path: Path, module: str, name: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    code = f"import sys; sys.modules[{module!r}] = None; from newswash.cli import main; sys.exit(main(sys.argv[1:]))"
    args = ["run", str(tmp_path / name), "-o", str(tmp_path / "out.jsonl")]
    done = subprocess.run([sys.executable, "-c", code, *args], capture_output=True, check=False)
    assert done.returncode == 2
    assert done.stderr.decode() == (
        f"newswash: this format needs {module}, which is missing: pip install 'newswash[bulk]', from a checkout "
        "'.[bulk]'.\n"
    )
    assert [p.name for p in tmp_path.iterdir()] == [name]


def test_a_terminal_sees_progress_rate_and_time_left(tmp_path: Path, many: Path) -> None:
    parent, child = pty.openpty()
    command = [sys.executable, "-m", "newswash", "run", many / "a.jsonl", "-o", tmp_path / "out.jsonl", *QUICK]
    process = subprocess.Popen(
        command, stderr=child, stdout=subprocess.PIPE, env={**os.environ, "TERM": "xterm", "COLUMNS": "100"}
    )
    os.close(child)
    shown = b""
    try:
        while part := os.read(parent, 1 << 16):
            shown += part
    except OSError:  # the other end is closed
        pass
    os.close(parent)
    assert process.wait() == 0
    assert b"5,002 records" in shown
    assert b"B/s" in shown
    assert b"0:00:0" in shown
    assert process.stdout is not None
    process.stdout.close()
