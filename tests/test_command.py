"""The command, as a process on real files."""

from __future__ import annotations

import json
import os
import shlex
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

TEXT = "The vote passed on Tuesday.\n\nAdvertisement\n\nIt was the third attempt.\n"
CLEAN = "The vote passed on Tuesday.\n\nIt was the third attempt.\n"


def newswash(
    *args: str | Path, input: bytes | None = None, cwd: Path | None = None
) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "newswash", *map(str, args)]
    return subprocess.run(command, input=input, capture_output=True, cwd=cwd, check=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_bytes(TEXT.encode())
    (tmp_path / "b.txt").write_bytes(CLEAN.encode())
    return tmp_path


def test_clean_writes_the_article_and_nothing_else(folder: Path) -> None:
    done = newswash("clean", folder / "a.txt")
    assert (done.returncode, done.stdout, done.stderr) == (0, CLEAN.encode(), b"")
    assert newswash("clean", "-", input=TEXT.encode()).stdout == CLEAN.encode()


def test_clean_ends_an_article_as_its_file_ended(folder: Path) -> None:
    for newline in ("\n", "\r\n", ""):
        text = f"{CLEAN}\nRead more{newline}".replace("\n", newline or "\n").encode()
        left = CLEAN.rstrip().replace("\n", newline or "\n").encode() + newline.encode()
        assert newswash("clean", "-", "--no-layout", "--packs", "en", input=text).stdout == left


def test_on_a_terminal_the_articles_last_line_is_ended(folder: Path) -> None:
    (folder / "a.txt").write_text(TEXT.rstrip())
    shown = _on_a_terminal("clean", folder / "a.txt")
    assert shown.replace("\r\n", "\n") == CLEAN
    assert newswash("clean", folder / "a.txt").stdout.decode() == CLEAN.rstrip()


def _on_a_terminal(*args: str | Path) -> str:
    line = shlex.join([sys.executable, "-m", "newswash", *map(str, args)])
    done = subprocess.run(["script", "-qec", line, "/dev/null"], capture_output=True, check=True)
    return done.stdout.decode()


@pytest.mark.parametrize(
    ("args", "taught"),
    [
        (["a.txt"], "newswash clean a.txt"),
        (["-"], "newswash clean -"),
        (["clean.txt"], "newswash clean clean.txt"),
        (["cleen", "a.txt"], "did you mean newswash clean?"),
        (["frobnicate"], "one of clean, explain"),
        ([], "newswash clean FILE"),
        (["clean", "a.txt", "--without", "layout"], "--no-layout"),
        (["clean", "a.txt", "--without", "block"], "block: is no rule of a pack but names the lines that go along"),
        (["clean", "a.txt", "--language", "klingon"], "'klingon' is no ISO 639-1 code: write two letters"),
        (["clean", "a.txt", "--language", ""], "'' is no ISO 639-1 code"),
        (["fixture", "a.txt", "--language", "english"], "'english' is no ISO 639-1 code"),
        (["clean", "a.txt", "--profle", "recall"], "did you mean --profile?"),
        (["--verison"], "--verison; did you mean --version?"),
        (["a" * 300], "one of clean, explain"),
        (["check", "a.txt", "--encoding", "undefined"], "encoding 'undefined' is unknown."),
        (["check", "a.txt", "--packs", "a," * 200], "repeat the option for each"),
        (["rules", "list", "--no-packs"], "did you mean --packs?"),
        (["rules", "lst"], "no 'lst': did you mean 'list'?"),
        (["clean", "a.txt", "--profile", "precison"], "no 'precison': did you mean 'precision'?"),
        (["clean", "a.txt", "--packs", "en,de"], "--packs: 'en,de': repeat the option for each"),
        (["clean", "a.txt", "--packs", "444.hu"], "did you mean 'sites/444.hu'?"),
        (["rules", "show", "nosuch"], "no rule, pack or category matches 'nosuch': see `newswash rules list`."),
        (["rules", "show", "reader-ak"], "did you mean 'en:reader-ask'?"),
    ],
)
def test_a_call_that_goes_wrong_teaches_the_right_one(folder: Path, args: list[str], taught: str) -> None:
    done = newswash(*args, cwd=folder)
    assert (done.returncode, done.stdout) == (2, b"")
    assert taught in done.stderr.decode()


@pytest.mark.parametrize(
    "args",
    [
        *([command, "a.txt", ""] for command in ("clean", "explain", "check", "fix", "diff", "test")),
        ["fix", "--field", "text", ""],
        ["report", "a.txt", "", "-o", "page.html"],
        ["run", "", "-o", "out"],
        ["run", "a.txt", "-o", ""],
        ["rules", "lint", ""],
        ["rules", "new", "own-pack", "--into", ""],
        ["fixture", ""],
        ["check", "a.txt", "--config", ""],
        ["check", "a.txt", "--baseline", ""],
        ["check", "a.txt", "--write-baseline", ""],
        ["test", "a.txt", "--floors", ""],
    ],
)
def test_an_empty_name_is_no_name(folder: Path, args: list[str]) -> None:
    done = newswash(*args, cwd=folder)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"is empty: perhaps of a shell variable that is not set" in done.stderr
    assert {p.name: p.read_text() for p in folder.iterdir()} == {"a.txt": TEXT, "b.txt": CLEAN}


@pytest.mark.parametrize("args", [["check", "-"], ["clean", "--html", "-"], ["fixture", "-"]])
@pytest.mark.parametrize(("input", "said"), [("<&-", "is closed"), ("0>out", "Bad file descriptor")])
def test_a_standard_input_that_cannot_be_read_is_told(folder: Path, args: list[str], input: str, said: str) -> None:
    line = f"{shlex.join([sys.executable, '-m', 'newswash', *args])} --no-layout --packs en {input}"
    done = subprocess.run(["sh", "-c", line], cwd=folder, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (4, f"newswash: standard input: {said}.\n".encode())


def test_a_working_directory_that_is_gone_is_told(folder: Path) -> None:
    gone = folder / "gone"
    gone.mkdir()
    line = f"rmdir {shlex.quote(str(gone))}; {shlex.quote(sys.executable)} -m newswash check ../a.txt"
    done = subprocess.run(["sh", "-c", line], cwd=gone, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (4, b"newswash: the working directory: No such file or directory.\n")


def test_a_command_that_is_interrupted_while_it_loads_says_so_alone() -> None:
    code = (
        "import sys\n"
        "class Interrupted:\n"
        "    def find_spec(name, path, target=None):\n"
        "        if name == 'newswash.cli.findings': raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Interrupted)\n"
        "from newswash.cli import main; sys.exit(main(['check', 'a.txt']))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (130, b"newswash: stopped.\n")


def test_check_says_where_and_exits_1(folder: Path) -> None:
    done = newswash("check", folder)
    assert done.returncode == 1
    assert done.stdout.decode().startswith(f"{folder / 'a.txt'}:3:1: advertisement: Advertisement [")
    assert newswash("check", folder / "b.txt").returncode == 0


def test_explain_shows_span_category_rule_score_reason_and_words(folder: Path) -> None:
    done = newswash("explain", folder / "a.txt", "--json")
    row = json.loads(done.stdout)
    removal = row["removals"][0]
    assert done.returncode == 0
    assert (removal["category"], removal["text"].strip()) == ("advertisement", "Advertisement")
    assert {"start", "end", "rule", "score", "reason"} <= removal.keys()
    assert b"removed  29" in newswash("explain", folder / "a.txt").stdout


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + TEXT.encode(),
        b"\xff\xfe" + TEXT.encode("utf-16-le"),
        TEXT.rstrip().encode(),
        TEXT.replace("third", "third\u2028 \u00e9").encode(),
    ],
    ids=["lf", "crlf", "bom", "utf-16", "no last newline", "odd breaks"],
)
def test_fix_keeps_every_byte_outside_of_what_it_removes(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    path.chmod(0o640)
    done = newswash("fix", path)
    assert done.returncode == 1, done.stderr
    left = path.read_bytes()
    encoding = "utf-16-le" if data.startswith(b"\xff\xfe") else "utf-8"
    word, newline = "Advertisement".encode(encoding), ("\r\n" if b"\r\n" in data else "\n").encode(encoding)
    assert left == data.replace(word + newline + newline, b"")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert newswash("fix", path).returncode == 0
    assert path.read_bytes() == left


@pytest.mark.parametrize("newline", ["\n", "\r\n", ""])
def test_fix_ends_a_file_as_it_ended(tmp_path: Path, newline: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(f"{CLEAN}\nRead more{newline}".replace("\n", newline or "\n").encode())
    assert newswash("fix", path).returncode == 1
    assert path.read_bytes() == CLEAN.rstrip().replace("\n", newline or "\n").encode() + newline.encode()
    assert newswash("fix", path).returncode == 0


def test_the_articles_of_several_files_are_not_glued(folder: Path) -> None:
    (folder / "a.txt").write_text(TEXT.rstrip() + "\n\nRead more")
    assert newswash("clean", folder).stdout.decode() == CLEAN + CLEAN


@pytest.mark.parametrize("command", ["clean", "explain", "check", "fix", "diff"])
def test_where_nothing_is_read_it_is_said(tmp_path: Path, command: str) -> None:
    (tmp_path / "a.html").write_text("<p>Advertisement")
    done = newswash(command, tmp_path)
    assert (done.returncode, done.stdout) == (0, b"")
    assert done.stderr == f"newswash: nothing to read: no .txt file in {tmp_path}.\n".encode()


def test_of_what_is_excluded_it_is_said_by_what(folder: Path) -> None:
    (folder / "newswash.toml").write_text('exclude = ["*.bak", "old/*", "b.*"]\n')
    (folder / "old").mkdir()
    (folder / "old" / "c.txt").write_text(TEXT)
    (folder / "b.html").write_text("<p>Advertisement")
    done = newswash("check", "b.txt", "old", "b.html", cwd=folder)
    assert (done.returncode, done.stdout) == (0, b"")
    said = "b.txt is excluded by 'b.*'; all in old is excluded by 'old/*'; b.html is excluded by 'b.*'"
    assert done.stderr == f"newswash: nothing to read: {said}.\n".encode()


@pytest.mark.parametrize("suffix", ["txt", "html"])
def test_hidden_files_are_not_looked_for_and_a_suffix_has_no_case(tmp_path: Path, suffix: str) -> None:
    article = f"<html><body><article><p>{TEXT}</p></article></body></html>" if suffix == "html" else TEXT
    hidden = [f".venv/lib/a.{suffix}", f".git/b.{suffix}", f"deep/.c.{suffix}"]
    plain = [f"deep/D.{suffix.upper()}", f"e.{suffix}"]
    for name in (*hidden, *plain):
        path = tmp_path / ".all" / name  # a hidden folder that is named is read
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(article)
    told = ("--html",) if suffix == "html" else ()
    done = newswash("explain", "--json", *told, "--no-layout", "--packs", "en", ".all", cwd=tmp_path)
    read = [json.loads(line)["file"] for line in done.stdout.splitlines()]
    assert read == [f".all/{name}" for name in plain]


def test_fix_reads_the_encoding_it_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(TEXT.replace("vote", "Abstimmung für").encode("latin-1"))
    done = newswash("fix", path)
    assert done.returncode == 4
    assert b"is not utf-8" in done.stderr
    assert newswash("fix", "--encoding", "latin-1", path).returncode == 1
    assert path.read_bytes() == CLEAN.replace("vote", "Abstimmung für").encode("latin-1")


@pytest.mark.parametrize(("encoding", "text"), [("punycode", TEXT), ("idna", "xn--")])
def test_what_is_in_a_code_for_other_things_is_told(folder: Path, encoding: str, text: str) -> None:
    (folder / "a.txt").write_text(text)
    done = newswash("fix", "--encoding", encoding, "a.txt", cwd=folder)
    assert done.returncode == 4
    assert done.stderr == f"newswash: a.txt: is not {encoding}; name its encoding: --encoding NAME.\n".encode()


def test_a_bad_file_is_reported_and_the_others_are_done(folder: Path) -> None:
    (folder / "c.txt").write_bytes(b"\xff\xfe\xff")
    done = newswash("fix", folder / "c.txt", folder / "missing.txt", folder / "a.txt")
    assert done.returncode == 4
    assert done.stderr.count(b"newswash: ") == 2
    assert (folder / "a.txt").read_bytes() == CLEAN.encode()
    assert (folder / "c.txt").read_bytes() == b"\xff\xfe\xff"


def test_links_are_followed(folder: Path) -> None:
    link = folder / "link.txt"
    link.symlink_to(folder / "a.txt")
    assert newswash("fix", link).returncode == 1
    assert link.is_symlink()
    assert (folder / "a.txt").read_bytes() == CLEAN.encode()


def _cut_off(*args: str | Path) -> int:
    """The exit code where nobody reads the output."""
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = subprocess.run([sys.executable, "-m", "newswash", *map(str, args)], stdout=writer, check=False)
    finally:
        os.close(writer)
    return done.returncode


def test_a_reader_that_stops_hides_nothing_that_was_found(folder: Path) -> None:
    quick = ("--no-layout", "--packs", "en")
    assert _cut_off("check", *quick, folder / "a.txt") in (1, 128 + signal.SIGPIPE)
    assert _cut_off("clean", *quick, folder / "a.txt") == 128 + signal.SIGPIPE
    many = folder / "many"
    many.mkdir()
    names = [many / f"{'an-article-with-a-long-name-' * 4}{n}.txt" for n in range(80)]
    for name in names:
        name.write_text(TEXT)  # so many that what is said of them is more than the output holds back
    assert _cut_off("check", *quick, many) in (1, 128 + signal.SIGPIPE)
    assert _cut_off("fix", *quick, many) == 1
    assert {n.read_text() for n in names} == {CLEAN}


def test_a_closed_output_is_no_error(folder: Path) -> None:
    for closed in (">&-", "2>&-", ">&- 2>&-"):
        line = f"{shlex.quote(sys.executable)} -m newswash clean a.txt --no-layout --packs en {closed}"
        assert subprocess.run(["sh", "-c", line], cwd=folder, check=False).returncode == 0
    line = f"{shlex.quote(sys.executable)} -m newswash fix a.txt none.txt --no-layout --packs en >&- 2>&-"
    assert subprocess.run(["sh", "-c", line], cwd=folder, check=False).returncode == 4
    assert (folder / "a.txt").read_text() == CLEAN


@pytest.mark.parametrize("command", ["clean", "explain", "check", "fix", "diff"])
def test_records_are_refused(tmp_path: Path, command: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "Advertisement"}\n')
    done = newswash(command, path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"newswash run" in done.stderr
    assert b"newswash fix --field" in done.stderr
    path.rename(tmp_path / "a.json")
    done = newswash(command, "a.json", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"jq -c '.[]' a.json > a.jsonl, then: newswash run a.jsonl" in done.stderr


@pytest.mark.parametrize("command", ["clean", "explain", "check", "fix", "diff"])
@pytest.mark.parametrize("name", ["a.html", "a.HTM", "a.xhtml"])
def test_a_page_is_not_judged_as_text(tmp_path: Path, command: str, name: str) -> None:
    (tmp_path / name).write_text("<p>The vote passed.</p>\n\nAdvertisement\n")
    done = newswash(command, name, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    called = command if command in ("explain", "check") else "clean"
    assert done.stderr.startswith(f"newswash: {name}: is a page".encode())
    assert done.stderr.endswith(f": newswash {called} --html {name}.\n".encode())
    assert "Advertisement" in (tmp_path / name).read_text()


@pytest.mark.parametrize("command", ["clean", "check", "fix", "diff", "report", "fixture"])
@pytest.mark.parametrize("head", ["<!DOCTYPE html>\n<html>", '\n<?xml version="1.0"?>\n<html lang="en">'])
def test_a_page_that_is_called_a_text_is_not_judged_as_one(folder: Path, command: str, head: str) -> None:
    source = f"{head}<p>The vote passed.</p>\n\nAdvertisement\n"
    (folder / "page.txt").write_text(source)
    more = {"report": ("-o", "report.html"), "fixture": ()}.get(command, ("a.txt",))
    done = newswash(command, "page.txt", *more, "--no-layout", "--packs", "en", cwd=folder)
    assert done.returncode == (2 if command == "fixture" else 4)
    assert b"newswash: page.txt: is a page" in done.stderr
    assert b"> page.txt" not in done.stderr
    assert (folder / "page.txt").read_text() == source
    assert ((folder / "a.txt").read_text() == CLEAN) is (command == "fix")


def test_it_is_said_that_a_page_holds_no_article(tmp_path: Path) -> None:
    for name, data in (("a.html", b""), ("b.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00")):
        (tmp_path / name).write_bytes(data)
        done = newswash("clean", "--html", name, "--no-layout", "--packs", "en", cwd=tmp_path)
        assert (done.returncode, done.stdout) == (0, b"")
        assert done.stderr == f"newswash: no article was found in {name}.\n".encode()


def test_html_pages_are_not_looked_for_in_records(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "Advertisement"}\n')
    assert newswash("clean", "--html", path).returncode == 2


@pytest.mark.parametrize(
    "command", [("report", "-o"), ("check", "--write-baseline"), ("check", "--html", "--write-baseline")]
)
@pytest.mark.parametrize("named", [".", "a.txt"])
def test_what_is_read_is_not_written_over(folder: Path, command: tuple[str, ...], named: str) -> None:
    if "--html" in command:
        (folder / "a.html").write_text("<p>Advertisement</p>")
        named = named.replace("txt", "html")
    name = "a.html" if "--html" in command else "a.txt"
    (folder / "link").symlink_to(name)
    before = (folder / name).read_bytes()
    for target in (name, "link", folder / name):
        done = newswash(*command, target, named, cwd=folder)
        assert (done.returncode, done.stdout) == (2, b"")
        assert b"would overwrite an input" in done.stderr
        assert (folder / name).read_bytes() == before


def test_a_report_is_written_whole_or_not_at_all(folder: Path) -> None:
    page = folder / "page.html"
    page.write_text("old")
    code = (
        "import resource, sys; import newswash; newswash.clean('x'); "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)); "
        "from newswash.cli import main; sys.exit(main(['report', 'a.txt', '-o', 'page.html']))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (4, b"newswash: page.html: File too large.\n")
    assert page.read_text() == "old"
    assert newswash("report", "a.txt", "-o", "page.html", cwd=folder).returncode == 0
    assert newswash("report", "a.txt", "-o", "/dev/stdout", cwd=folder).stdout == page.read_bytes()
    assert sorted(p.name for p in folder.iterdir()) == ["a.txt", "b.txt", "page.html"]


def test_diff_shows_and_changes_nothing(folder: Path) -> None:
    done = newswash("diff", folder / "a.txt")
    assert done.returncode == 1
    assert b"\n-Advertisement\n" in done.stdout
    assert (folder / "a.txt").read_bytes() == TEXT.encode()


def test_a_baseline_accepts_what_stands(folder: Path) -> None:
    base = folder / "baseline.json"
    assert newswash("check", folder / "a.txt", "--write-baseline", base).returncode == 0
    assert newswash("check", folder / "a.txt", "--baseline", base).returncode == 0
    (folder / "a.txt").write_text("Advertisement\n\n" + TEXT)
    done = newswash("check", folder / "a.txt", "--baseline", base)
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 1
    base.write_text("{}")
    assert newswash("check", folder / "a.txt", "--baseline", base).returncode == 2


def test_a_baseline_is_begun_where_one_is_configured_and_written_again_whole(folder: Path) -> None:
    quick = ("--no-layout", "--packs", "en")
    (folder / "newswash.toml").write_text('baseline = "newswash-baseline.json"\n')
    call = ("check", "--write-baseline", "newswash-baseline.json", "a.txt", *quick)
    done = newswash(*call, cwd=folder)
    assert (done.returncode, done.stderr) == (0, b"newswash-baseline.json: 1 finding accepted.\n")
    (folder / "a.txt").write_text(TEXT + "\nSign up for our newsletter.\n")
    assert newswash("check", "a.txt", *quick, cwd=folder).returncode == 1
    assert newswash(*call, cwd=folder).stderr == b"newswash-baseline.json: 2 findings accepted.\n"
    assert newswash("check", "a.txt", *quick, cwd=folder).returncode == 0
    (folder / "newswash-baseline.json").write_text("{}")
    assert newswash(*call, cwd=folder).returncode == 0


def test_the_configuration_is_found_and_its_mistakes_are_named(folder: Path) -> None:
    config = folder / "newswash.toml"
    config.write_text('keep_marker = "newswash: keep"\n[categories]\nadvertisement = "keep"\n')
    assert newswash("check", "a.txt", cwd=folder).returncode == 0
    assert newswash("check", "a.txt", "--no-config", cwd=folder).returncode == 1
    config.write_text("profil = 'recall'\n")
    done = newswash("check", "a.txt", cwd=folder)
    assert done.returncode == 2
    assert b"did you mean 'profile'" in done.stderr
    config.write_text("profil = 'recall'\n", "utf-8-sig")
    assert b"newswash.toml:1: unknown key" in newswash("check", "a.txt", cwd=folder).stderr
    config.unlink()
    (folder / "pyproject.toml").write_text("[tool]\nnewswash = 3\n")
    for named in ((), ("--config", "pyproject.toml")):
        done = newswash("check", "a.txt", *named, cwd=folder)
        assert done.returncode == 2
        assert b"pyproject.toml:2: newswash must be a table" in done.stderr
    (folder / "pyproject.toml").write_text('[tool.newswash]\nexclude = ["*.bak", ""]\n')
    done = newswash("check", "a.txt", cwd=folder)
    assert done.returncode == 2
    assert b"pyproject.toml:2: exclude holds an empty string" in done.stderr
    (folder / "pyproject.toml").write_text('[tool.newswash]\nwithout = ["advertisement"]\n')
    assert newswash("check", "a.txt", "--no-layout", cwd=folder).returncode == 0


def test_a_folder_named_like_a_pack_does_not_stand_for_it(folder: Path) -> None:
    (folder / "en").mkdir()
    (folder / "newswash.toml").write_text('packs = ["en", "de"]\n')
    assert newswash("check", "a.txt", cwd=folder).returncode == 1


def test_the_keep_marker_counts_only_where_it_is_switched_on(folder: Path) -> None:
    (folder / "a.txt").write_text(TEXT.replace("Advertisement", "newswash: keep\nAdvertisement"))
    assert newswash("check", "a.txt", cwd=folder).returncode == 1
    (folder / "newswash.toml").write_text('keep_marker = "newswash: keep"\n')
    assert newswash("check", "a.txt", cwd=folder).returncode == 0
    assert newswash("fix", "a.txt", cwd=folder).returncode == 0
    assert b"Advertisement" not in newswash("clean", "a.txt", cwd=folder).stdout


def test_sarif_json_and_github_name_the_place(folder: Path) -> None:
    sarif = json.loads(newswash("check", "a.txt", "--format", "sarif", cwd=folder).stdout)
    region = sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 3, "startColumn": 1, "endLine": 3, "endColumn": 14}
    rows = json.loads(newswash("check", "a.txt", "--format", "json", cwd=folder).stdout)
    assert TEXT[rows[0]["start"] : rows[0]["end"]].strip() == "Advertisement"
    github = newswash("check", "a.txt", "--format", "github", cwd=folder).stdout
    assert github.startswith(b"::warning file=a.txt,line=3,")


@pytest.mark.parametrize("call", [("explain", "--json"), ("check", "--format", "json"), ("check", "--format", "sarif")])
def test_json_is_json_in_any_terminal(tmp_path: Path, call: tuple[str, ...]) -> None:
    name = os.fsencode(tmp_path) + b"/caf\xe9 \xf0\x9f\x98\x80.txt"
    words = "Sign up for our newsletter, café 😀."
    with open(name, "w", encoding="utf-8") as file:
        file.write(f"The vote “passed” on Tuesday 😀.\n\n{words}\n")
    line = [sys.executable, "-m", "newswash", *call, name]
    for encoding in ("ascii", "latin-1", "utf-16"):
        told = {**os.environ, "PYTHONIOENCODING": encoding}
        data = json.loads(subprocess.run(line, capture_output=True, env=told, check=False).stdout.decode("utf-8"))
        if "sarif" in call:
            assert words in data["runs"][0]["results"][0]["message"]["text"]
            continue
        row = data if isinstance(data, dict) else data[0]
        assert os.fsencode(row.get("file") or row["path"]) == name
        assert words in json.dumps(row, ensure_ascii=False)


def test_a_read_only_folder_keeps_the_file(reachable: Path) -> None:
    target = reachable / "locked"
    target.mkdir()
    (target / "a.txt").write_text(TEXT)
    target.chmod(0o555)
    try:
        code = (
            "import os, sys; from newswash.cli import main; "
            f"main(['check', {str(target / 'a.txt')!r}]); "  # all that is needed is loaded before root is given up
            "os.geteuid() or os.setuid(65534); "
            f"sys.exit(main(['fix', {str(target / 'a.txt')!r}]))"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
        assert done.returncode == 4, done.stderr
        assert b"nothing was changed" in done.stderr
        assert (target / "a.txt").read_text() == TEXT
    finally:
        target.chmod(0o755)


def test_a_full_disk_keeps_the_file(folder: Path) -> None:
    big = TEXT * 4000
    (folder / "a.txt").write_text(big)
    code = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
        "import newswash; newswash.clean('x'); resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)); "
        "from newswash.cli import main; sys.exit(main(['fix', 'a.txt']))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, check=False)
    assert done.returncode == 4, done.stderr
    assert b"nothing was changed" in done.stderr
    assert (folder / "a.txt").read_text() == big
    assert [p.name for p in folder.iterdir() if p.name.startswith(".")] == []


def test_kill_in_the_middle_of_fix_leaves_old_or_new(folder: Path) -> None:
    names = [folder / f"many-{i}.txt" for i in range(300)]
    for name in names:
        name.write_text(TEXT)
    process = subprocess.Popen([sys.executable, "-m", "newswash", "fix", *map(str, names)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert {n.read_text() for n in names} <= {TEXT, CLEAN}
    assert newswash("fix", *names).returncode in (0, 1)
    assert {n.read_text() for n in names} == {CLEAN}


def test_two_runs_at_once_leave_whole_files(folder: Path) -> None:
    names = [folder / f"many-{i}.txt" for i in range(100)]
    for name in names:
        name.write_text(TEXT)
    runs = [subprocess.Popen([sys.executable, "-m", "newswash", "fix", *map(str, names)]) for _ in range(2)]
    assert all(r.wait() in (0, 1) for r in runs)
    assert {n.read_text() for n in names} == {CLEAN}


def test_floors_are_not_lowered(tmp_path: Path) -> None:
    fixture = tmp_path / "a.txt"
    fixture.write_text('+++\nlanguage = "en"\n+++\n' + TEXT.replace("Advertisement", "⟦advertisement: Advertisement⟧"))
    floors = tmp_path / "floors.json"
    assert newswash("test", fixture, "--floors", floors, "--raise-floors").returncode == 0
    assert json.loads(floors.read_text())["recall"] > 0.99
    missed = '+++\nlanguage = "en"\n+++\n' + TEXT.replace("It was", "⟦poll: It was⟧")
    fixture.write_text(missed)
    done = newswash("test", fixture, "--floors", floors, "--raise-floors")
    assert done.returncode == 1
    assert b"floors only rise" in done.stdout
    assert json.loads(floors.read_text())["recall"] > 0.99
    fixture.write_text(missed.replace("+++\n", '+++\nknown_failure = "no rule yet"\n', 1))
    done = newswash("test", fixture, "--floors", floors)
    assert done.returncode == 0, done.stdout
    assert b"1 fixture: 1 passed, 0 failed\n" in done.stdout
    assert b"(1 known failure left out)" in done.stdout


@pytest.mark.parametrize("content", ["{x", '{"harm": "a"}', "[]", '{"harm": null}', "[" * 100_000])
def test_what_holds_no_floors_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "a.txt").write_text('+++\nlanguage = "en"\n+++\nIt passed.\n')
    floors = tmp_path / "floors.json"
    floors.write_text(content)
    for more in ((), ("--raise-floors",)):
        done = newswash("test", "a.txt", "--floors", "floors.json", *more, cwd=tmp_path)
        assert (done.returncode, done.stdout) == (2, b"")
        assert done.stderr.startswith(b"newswash: floors.json: holds no floors (")
        assert floors.read_text() == content


def test_floors_that_would_hold_nothing_up_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text('+++\nlanguage = "en"\n+++\nIt passed.\n')
    done = newswash("test", "a.txt", "--floors", "floor.json", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith(b"newswash: floor.json: there is no such file; --raise-floors writes")
    (tmp_path / "floors.json").write_text('{"recal": 0.9}')
    done = newswash("test", "a.txt", "--floors", "floors.json", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr == b"newswash: floors.json: no figure named 'recal': did you mean 'recall'?\n"


@pytest.mark.parametrize("value", ["[" * 5000, "9" * 5000])
def test_a_fixtures_head_that_is_not_toml_is_told(tmp_path: Path, value: str) -> None:
    (tmp_path / "a.txt").write_text(f"+++\nlanguage = {value}\n+++\nIt passed.\n")
    done = newswash("test", "a.txt", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"newswash: a.txt:2: the head is not TOML (")


def test_no_floor_holds_or_rises_where_nothing_was_measured(tmp_path: Path) -> None:
    floors = tmp_path / "floors.json"
    (tmp_path / "empty").mkdir()
    done = newswash("test", tmp_path / "empty", "--floors", floors, "--raise-floors")
    assert done.returncode == 2
    assert b"no fixture is in" in done.stderr
    assert not floors.exists()
    done = newswash("test", tmp_path / "empty", "--raise-floors")
    assert done.returncode == 2
    assert b"--floors FILE" in done.stderr


def test_where_nothing_is_tested_it_is_said(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = newswash("test", "empty", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr == b"newswash: no fixture and no pack is in empty.\n"


def test_what_stayed_of_a_mark_is_said(tmp_path: Path) -> None:
    fixture = tmp_path / "a.txt"
    fixture.write_text(
        '+++\nlanguage = "en"\n+++\n' + TEXT.replace("Advertisement", "⟦poll: Advertisement\n\nNobody.⟧")
    )
    done = newswash("test", fixture)
    assert done.returncode == 1
    assert f"{fixture}: missed: Nobody.\n" in done.stdout.decode()


def test_rules_can_be_listed_shown_and_linted(tmp_path: Path) -> None:
    listed = newswash("rules", "list", "newsletter")
    assert listed.returncode == 0
    assert b"newsletter" in listed.stdout
    name = listed.stdout.split()[0].decode()
    assert b"removes:" in newswash("rules", "show", name).stdout
    shown = newswash("rules", "show", "layout", "tone", "block", name).stdout
    assert shown.count(b"is no rule of a pack") == 3
    assert b"removes:" in shown
    pack = tmp_path / "bad.toml"
    pack.write_text("schema = 1\n[pack]\nid = 'x'\n")
    done = newswash("rules", "lint", pack)
    assert done.returncode == 1
    assert done.stdout.decode().startswith(f"{pack}:2: pack: [pack] has no version. ")
    assert newswash("rules", "lint", tmp_path / "none.toml").returncode == 2
    pack.rename(tmp_path / "pyproject.toml")  # a package's own settings: no pack
    done = newswash("rules", "lint", tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"no .toml file" in done.stderr
    assert newswash("rules", "show", "nothing-like-it").returncode == 2


def test_rules_are_listed_and_shown_as_they_would_judge(scoped: Path) -> None:
    listed = newswash("rules", "list", "--add-packs", "own.toml", "own:site", cwd=scoped)
    assert listed.stdout.startswith(b"own:site ")
    assert listed.stderr.startswith(b"1 rule (1 phrase; 0 combining evidence), 1 phrase, fingerprint ")
    assert b"harbour bulletin" in newswash("rules", "show", "--add-packs", "own.toml", "own:site", cwd=scoped).stdout
    (scoped / "newswash.toml").write_text(
        'add_packs = ["own.toml"]\nwithout = ["own:tongue"]\n[[overlays]]\nrule = "own:site"\ntier = "suspect"\n'
    )
    assert b"own:site  (newsletter, phrase, suspect)" in newswash("rules", "show", "own:*", cwd=scoped).stdout
    done = newswash("rules", "show", "own:tongue", cwd=scoped)
    assert done.returncode == 2
    assert b"newswash.toml; --no-config gives all." in done.stderr
    told = ("--no-config", "--packs", "own.toml", "--without", "own:site")
    assert newswash("rules", "list", *told, cwd=scoped).stdout.startswith(b"own:tongue ")


def test_a_fixture_is_written_and_not_overwritten(folder: Path) -> None:
    out = folder / "new" / "case.txt"
    assert newswash("fixture", folder / "a.txt", "-o", out, "--language", "en", "--site", "example.org").returncode == 0
    assert "⟦advertisement: Advertisement⟧" in out.read_text("utf-8")
    assert newswash("fixture", folder / "a.txt", "-o", out).returncode == 2


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.jsonl", '{"text": "Advertisement"}\n', "holds records"),
        ("a.html", "<p>Advertisement</p>\n", "is a page"),
        ("a.txt", '+++\nlanguage = "en"\n+++\nAdvertisement\n', "is a fixture already"),
    ],
)
def test_a_fixture_is_made_of_an_articles_text_alone(tmp_path: Path, name: str, content: str, said: str) -> None:
    (tmp_path / name).write_text(content)
    done = newswash("fixture", name, "-o", "case.txt", cwd=tmp_path)
    assert done.returncode == 2
    assert f"{name}: {said}" in done.stderr.decode()
    assert not (tmp_path / "case.txt").exists()


def test_a_fixture_is_read_in_the_encoding_told(folder: Path) -> None:
    old = TEXT.replace("vote", "Abstimmung für")
    (folder / "old.txt").write_bytes(old.encode("latin-1"))
    done = newswash("fixture", "old.txt", cwd=folder)
    assert done.returncode == 4
    assert b"--encoding NAME" in done.stderr
    told = newswash("fixture", "old.txt", "--encoding", "latin-1", cwd=folder)
    assert "Abstimmung für" in told.stdout.decode()
    (folder / "newswash.toml").write_text('encoding = "latin-1"\n')
    assert newswash("fixture", "old.txt", cwd=folder).stdout == told.stdout
    assert newswash("fixture", "-", cwd=folder, input=old.encode("latin-1")).stdout == told.stdout


PACK = """schema = 1
[pack]
id = "own"
version = "1"
about = "For tests."
[[rule]]
id = "site"
category = "newsletter"
about = "Of one site."
sites = ["example.org"]
phrases = ["harbour bulletin"]
removes = ["Harbour bulletin"]
keeps = ["The harbour bulletin is printed."]
[[rule]]
id = "tongue"
category = "newsletter"
about = "Of one language."
languages = ["hu"]
phrases = ["kikötői levél"]
removes = ["Kikötői levél"]
keeps = ["A kikötői levél megjelent."]
"""
SCOPED = TEXT.replace("Advertisement", "Advertisement\n\nHarbour bulletin\n\nKikötői levél")


@pytest.fixture
def scoped(folder: Path) -> Path:
    (folder / "own.toml").write_text(PACK)
    (folder / "a.txt").write_text(SCOPED)
    (folder / "a.jsonl").write_text(json.dumps({"text": SCOPED}) + "\n")
    return folder


def test_packs_alone_and_beside_the_installed_ones(scoped: Path) -> None:
    def left(*told: str) -> list[str]:
        text = newswash("clean", "a.txt", "--url", "https://example.org/1", "--no-layout", *told, cwd=scoped).stdout
        return [words for words in ("Advertisement", "Harbour bulletin") if words in text.decode()]

    assert left() == ["Harbour bulletin"]
    assert left("--packs", "own.toml") == ["Advertisement"]
    assert left("--add-packs", "own.toml") == []


def test_what_is_known_of_a_text_reaches_the_rules(scoped: Path) -> None:
    quick = ("--no-layout", "--packs", "own.toml")
    for told, gone in (
        ((), set()),
        (("--url", "https://www.example.org/1"), {"site"}),
        (("--url", "https://example.net/1"), set()),
        (("--language", "hu"), {"tongue"}),
        (("--language", "hu-HU"), {"tongue"}),
        (("--language", "en"), set()),
    ):
        text = newswash("clean", "a.txt", *told, *quick, cwd=scoped).stdout.decode()
        words = (("site", "Harbour bulletin"), ("tongue", "Kikötői levél"))
        assert {rule for rule, line in words if line not in text} == gone
        for name in ("a.txt", "a.jsonl"):
            done = newswash("report", name, "--field", "text", "-o", "page.html", *told, *quick, cwd=scoped)
            assert done.returncode == 0, done.stderr
            page = (scoped / "page.html").read_text()
            assert {rule for rule, _ in words if f'"own:{rule}"' in page} == gone


def test_what_a_record_tells_of_itself_wins_in_a_report(scoped: Path) -> None:
    (scoped / "a.jsonl").write_text(json.dumps({"text": SCOPED, "u": "https://example.net/1"}) + "\n")
    told = ("--field", "text", "--url", "https://example.org/1", "--no-layout", "--packs", "own.toml")
    for more, found in ((), True), (("--url-field", "u"), False):
        assert newswash("report", "a.jsonl", "-o", "page.html", *told, *more, cwd=scoped).returncode == 0
        assert ('"own:site"' in (scoped / "page.html").read_text()) is found


def test_a_headline_that_is_told_is_known(folder: Path) -> None:
    title = "Pancakes for a harbour morning"
    lines = ["1 cup of plain flour, sieved", "2 large eggs from the market", "A pinch of fine sea salt",
             "Half a litre of whole milk", "Butter for the pan, unsalted"]  # fmt: skip
    prose = (
        "The council voted on Tuesday to keep the old harbour open to fishing boats for two more years.",
        "Anna Lind, who has mended nets there for thirty years, said she had stopped hoping for it.",
        "Work on the new quay is to begin in the spring, and it will take two years, the mayor said.",
    )
    (folder / "a.txt").write_text("\n\n".join([title, *lines, *prose]))
    assert title in newswash("clean", "a.txt", "--profile", "body_only", cwd=folder).stdout.decode()
    told = newswash("clean", "a.txt", "--profile", "body_only", "--title", title, cwd=folder).stdout.decode()
    assert title not in told
    assert told.endswith("\n\n".join([*lines, *prose]))


@pytest.mark.parametrize("port", ["x", "-1", "65536", "1.5", 5000 * "1"])
def test_what_is_no_port_is_named(folder: Path, port: str) -> None:
    done = newswash("serve", f"--port={port}", cwd=folder)
    assert done.returncode == 2
    assert b"is no port: 0 to 65535" in done.stderr
