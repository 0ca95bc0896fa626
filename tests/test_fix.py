"""``fix``, ``check`` and ``diff`` on real files: bytes, links, rights, full disks, kills, and what is said to whom."""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
import re
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from newswash.cli import main as command

BEFORE, AFTER = "The vote passed on Tuesday.\n\n", "It was the third attempt.\n"
TEXT, CLEAN = f"{BEFORE}Advertisement\n\n{AFTER}", BEFORE + AFTER
QUICK = ("--no-layout", "--packs", "en")
DAMAGED = "\u2028 \x0b \x85 odd breaks"


def main(*args: str | Path) -> int:
    return command([str(a) for a in args])


def newswash(*args: str | Path, **options: Any) -> subprocess.CompletedProcess[bytes]:
    line = [sys.executable, "-m", "newswash", *map(str, args)]
    return subprocess.run(line, capture_output=True, check=False, **options)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "a.txt"
    file.write_bytes(TEXT.encode())
    return file


# ---------------------------------------------------------------------- bytes


@pytest.mark.parametrize(
    ("encoding", "mark", "words"),
    [
        ("utf-8", b"", "Café " + DAMAGED),
        ("utf-8", b"\xef\xbb\xbf", "Café"),
        ("utf-16-le", b"\xff\xfe", "Café 𝒳"),
        ("utf-16-be", b"\xfe\xff", "Café 𝒳"),
        ("utf-32-le", b"\xff\xfe\x00\x00", "Café"),
        ("latin-1", b"", "Café"),
        ("cp1251", b"", "Голосование"),
        ("shift_jis", b"", "投票は可決"),
        ("gb18030", b"", "投票通过了 𝒳"),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("last", ["\n", ""])
def test_every_byte_outside_of_a_removal_stays(
    tmp_path: Path, encoding: str, mark: bytes, words: str, newline: str, last: str
) -> None:
    def coded(text: str) -> bytes:
        return mark + (f"{words}.\n\n{text}".rstrip("\n") + last).replace("\n", newline).encode(encoding)

    path = tmp_path / "a.txt"
    path.write_bytes(coded(TEXT))
    told = () if mark or encoding == "utf-8" else ("--encoding", encoding)
    assert main("fix", path, *told, *QUICK) == 1
    assert path.read_bytes() == coded(CLEAN)
    assert main("fix", path, *told, *QUICK) == 0
    assert path.read_bytes() == coded(CLEAN)
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


def test_what_is_not_to_be_changed_is_not_written(path: Path) -> None:
    path.write_text(CLEAN)
    before = path.stat()
    assert main("fix", path, *QUICK) == 0
    after = path.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o751])
def test_mode_and_owner_stay(path: Path, mode: int) -> None:
    if os.geteuid() == 0:
        os.chown(path, 1234, 2345)
    path.chmod(mode)
    owner = (path.stat().st_uid, path.stat().st_gid)
    assert main("fix", path, *QUICK) == 1
    after = path.stat()
    assert (stat.S_IMODE(after.st_mode), after.st_uid, after.st_gid) == (mode, *owner)


def test_links(tmp_path: Path, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "deep").mkdir()
    link, chain, hard = tmp_path / "deep" / "b.txt", tmp_path / "c.txt", tmp_path / "hard.txt"
    link.symlink_to("../a.txt")
    chain.symlink_to(link)
    os.link(path, hard)
    assert main("fix", chain, *QUICK) == 1
    assert link.is_symlink()
    assert chain.is_symlink()
    assert path.read_text() == CLEAN
    assert hard.read_text() == TEXT  # a hard link is another file from then on, as the docs say
    loop = tmp_path / "loop.txt"
    loop.symlink_to(loop)
    dangling = tmp_path / "dangling.txt"
    dangling.symlink_to(tmp_path / "none.txt")
    assert main("fix", loop, dangling, *QUICK) == 4
    assert capsys.readouterr().err.count("newswash: ") == 2


def test_what_is_no_regular_file_is_refused(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.txt"
    os.mkfifo(pipe)
    assert main("fix", pipe, *QUICK) == 4
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_records_in_place(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    data = (
        b'\xef\xbb\xbf{ "text" : %s,"n":1.50}\r\n\r\nno json\r\n{"text":"Kept."}' % json.dumps(TEXT).encode()
    )  # fmt: skip
    path.write_bytes(data)
    assert main("fix", "--field", "text", path, *QUICK) == 4  # one record is bad; it stays, the other is done
    assert path.read_bytes() == data.replace(rb"Advertisement\n\n", b"")
    path.write_bytes(path.read_bytes().replace(b"no json", b""))
    assert main("fix", "--field", "text", path, *QUICK) == 0


@pytest.mark.parametrize("option", ["--url", "--title", "--language"])
def test_what_is_of_one_text_is_refused_for_records(
    tmp_path: Path, option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"text": TEXT}) + "\n")
    assert main("fix", "--field", "text", option, "en", path, *QUICK) == 2
    assert f"{option}-field NAME" in capsys.readouterr().err
    assert json.loads(path.read_text())["text"] == TEXT
    assert main("fix", "--field", "text", "-", *QUICK) == 2
    assert "newswash run" not in capsys.readouterr().err  # which reads no stream either


def test_records_in_a_pipe_are_refused_and_the_next_file_is_mended(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pipe, path = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    os.mkfifo(pipe)
    path.write_text(json.dumps({"text": TEXT}) + "\n")
    assert main("fix", "--field", "text", pipe, path, *QUICK) == 4
    assert f"{pipe}: is no regular file" in capsys.readouterr().err
    assert json.loads(path.read_text()) == {"text": CLEAN}


def test_a_name_that_cannot_be_looked_up_does_not_stop_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "b.jsonl"
    path.write_text(json.dumps({"text": TEXT}) + "\n")
    assert main("fix", "--field", "text", f"{'n' * 300}.jsonl", path, *QUICK) == 4
    assert "File name too long" in capsys.readouterr().err
    assert json.loads(path.read_text()) == {"text": CLEAN}


def test_json_that_is_not_written_in_lines_names_the_mend(capsys: pytest.CaptureFixture[str]) -> None:
    assert main("fix", "--field", "text", "my news.json", *QUICK) == 2
    assert "jq -c '.[]' 'my news.json' > 'my news.jsonl' makes them of an array" in capsys.readouterr().err


def test_excluded_records_stay(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config, names = tmp_path / "own.toml", [tmp_path / f"{n}.jsonl" for n in ("old", "new")]
    config.write_text('exclude = ["old*"]')
    for name in names:
        name.write_text(json.dumps({"text": TEXT}) + "\n")
    assert main("fix", "--field", "text", "--config", config, *names, *QUICK) == 1
    assert [json.loads(n.read_text())["text"] for n in names] == [TEXT, CLEAN]
    capsys.readouterr()
    assert main("fix", "--field", "text", "--config", config, names[0], *QUICK) == 0
    assert "nothing to read" in capsys.readouterr().err


def test_rows_in_place(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    row = b'1,"The vote.\n\nAdvertisement\n\nIt ""was"".","x"\r\n'
    data = b'\xef\xbb\xbfid,"body",n\r\n' + row + b'2,  Kept ,""\r\n3,too,many,y\r\n4,z,1'
    path.write_bytes(data)
    assert main("fix", "--field", "body", path, *QUICK) == 4
    assert path.read_bytes() == data.replace(b"Advertisement\n\n", b"")
    path.write_bytes(data.replace(b"3,too,many,y\r\n", b""))
    assert main("fix", "--field", "body", path, *QUICK) == 1
    assert main("fix", "--field", "none", path, *QUICK) == 2


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_a_record_that_is_too_long_is_named_and_nothing_is_changed(
    tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("newswash.bulk.chunks.LONGEST", 1 << 19)
    path, long = tmp_path / f"a.{form}", "x" * (1 << 20)
    record = "{}\n" if form == "csv" else '{{"text": "{}"}}\n'
    data = ("text\n" if form == "csv" else "\n") + "".join(map(record.format, ("Advertisement", long, "Kept.")))
    path.write_text(data)
    assert main("fix", "--field", "text", path, *QUICK) == 4
    said = capsys.readouterr().err
    assert f"{path}:3: is longer than " in said
    assert "bytes, which no record may be; nothing was changed. newswash run rejects it alone." in said
    assert path.read_text() == data


# ---------------------------------------------------------------------- cut off


@pytest.mark.parametrize("kind", ["files", "records"])
def test_killed_at_any_moment_each_file_is_old_or_new(tmp_path: Path, kind: str) -> None:
    names = [tmp_path / (f"{n:03}.txt" if kind == "files" else f"{n:03}.jsonl") for n in range(150)]
    old, new = TEXT, CLEAN
    if kind == "records":
        old, new = (json.dumps({"text": t}) * 1 + "\n" + '{"text": "Kept."}\n' * 50 for t in (TEXT, CLEAN))
    for name in names:
        name.write_text(old)
    field = () if kind == "files" else ("--field", "text")
    args = [sys.executable, "-m", "newswash", "fix", *field, *QUICK, *map(str, names)]
    chance, killed = random.Random(7), 0
    for _ in range(6):
        done = sum(n.read_text() == new for n in names)
        process = subprocess.Popen(args, stdout=subprocess.DEVNULL)
        target = done + chance.randint(1, 20)
        while process.poll() is None and sum(n.read_text() == new for n in names[:target]) < target:
            time.sleep(0.001)
        time.sleep(chance.uniform(0, 0.003))
        process.kill()
        killed += process.wait() == -signal.SIGKILL
        assert {n.read_text() for n in names} <= {old, new}
    assert killed >= 4
    assert main("fix", *field, *QUICK, *names) == 1
    assert {n.read_text() for n in names} == {new}


CHILD = (
    "import os, resource, sys; from newswash.cli import main\n"
    "import newswash.bulk.inplace\n"
    "main(['check', {path!r}, '--no-layout', '--packs', 'en']); {code}\n"
    "sys.exit(main(sys.argv[1:]))"
)


def child(path: Path, code: str, *args: str | Path) -> subprocess.CompletedProcess[bytes]:
    program = CHILD.format(path=str(path), code=code)
    return subprocess.run([sys.executable, "-c", program, *map(str, args)], capture_output=True, check=False)


@pytest.mark.parametrize("name", ["b.txt", "b.jsonl", "b.csv"])
def test_a_full_disk_changes_nothing(tmp_path: Path, path: Path, name: str) -> None:
    big = tmp_path / name
    record = {"b.txt": TEXT, "b.jsonl": json.dumps({"text": TEXT}) + "\n", "b.csv": f'"{TEXT}"\n'}[name]
    big.write_text(("text\n" if name == "b.csv" else "") + record * 500)
    before = big.read_bytes()
    full = "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))"
    field = () if name == "b.txt" else ("--field", "text")
    done = child(path, full, "fix", big, *field, *QUICK)
    assert done.returncode == 4, done.stderr
    assert done.stderr == f"newswash: {big}: File too large; nothing was changed.\n".encode()
    assert big.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(["a.txt", name])


@pytest.mark.parametrize(("folder_mode", "file_mode"), [(0o555, 0o666), (0o777, 0o444)])
def test_what_may_not_be_written_stays(reachable: Path, folder_mode: int, file_mode: int) -> None:
    locked = reachable / "locked"
    locked.mkdir()
    path = locked / "a.txt"
    path.write_text(TEXT)
    path.chmod(file_mode)
    locked.chmod(folder_mode)
    done = child(path, "os.geteuid() or os.setuid(65534)", "fix", path, *QUICK)
    assert done.returncode == 4
    assert done.stderr == f"newswash: {path}: Permission denied; nothing was changed.\n".encode()
    assert path.read_text() == TEXT
    assert [p.name for p in locked.iterdir()] == ["a.txt"]


@pytest.mark.parametrize("command", ["check", "clean", "explain", "diff", "fix", "report"])
def test_a_folder_that_may_not_be_looked_into_is_told_and_the_others_are_done(reachable: Path, command: str) -> None:
    path = reachable / "a.txt"
    path.write_bytes(TEXT.encode())
    path.chmod(0o666)
    dark, closed = reachable / "dark", reachable / "closed"
    for folder, mode in ((dark, 0o000), (closed, 0o444)):  # of the second the names can be read
        folder.mkdir()
        (folder / "b.txt").write_text(TEXT)
        folder.chmod(mode)
    page = reachable / "page.html"
    out = ("-o", page) if command == "report" else ()
    names = (dark, "a" * 300, dark / "b.txt", closed, path)
    done = child(path, "os.geteuid() or os.setuid(65534)", command, *names, *out, *QUICK)
    for folder in (dark, closed):
        folder.chmod(0o755)
    assert done.returncode == 4
    said = (f"{dark}: Permission denied", f"{'a' * 300}: File name too long", f"{dark / 'b.txt'}: Permission denied",
            f"{closed / 'b.txt'}: Permission denied")  # fmt: skip
    assert done.stderr.decode() == "".join(f"newswash: {words}.\n" for words in said)
    shown = {"fix": path, "report": page}[command].read_text() if command in ("fix", "report") else done.stdout.decode()
    assert "The vote passed" in shown
    assert ("Advertisement" in path.read_text()) is (command != "fix")


@pytest.mark.parametrize("letter", ["a", "é", "票"])
def test_a_name_may_be_as_long_as_the_folder_lets_it(
    tmp_path: Path, path: Path, letter: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    name = letter * (251 // len(letter.encode()))
    text, records, base = (Path(name + suffix) for suffix in (".txt", ".csv", ".tsv"))
    text.write_text(TEXT)
    records.write_text(f'text\n"{TEXT}"\n')
    assert main("check", path, "--write-baseline", base, *QUICK) == 0
    assert json.loads(base.read_text())["findings"]
    assert main("fix", text, *QUICK) == 1
    assert text.read_text() == CLEAN
    assert main("fix", "--field", "text", records, *QUICK) == 1
    assert CLEAN in records.read_text()
    assert {p.name for p in tmp_path.iterdir()} == {"a.txt", text.name, records.name, base.name}


def test_output_that_cannot_be_written_is_an_error(path: Path) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "newswash", "check", path, *QUICK], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert (done.returncode, done.stderr) == (4, b"newswash: standard output: No space left on device.\n")
    folder = path.parent / "base.json"
    folder.mkdir()
    assert main("check", path, "--write-baseline", folder, *QUICK) == 4
    assert sorted(p.name for p in path.parent.iterdir()) == ["a.txt", "base.json"]


def test_two_fixes_at_once_leave_whole_files(tmp_path: Path) -> None:
    names = [tmp_path / f"{n}.txt" for n in range(60)]
    for name in names:
        name.write_text(TEXT)
    runs = [subprocess.Popen([sys.executable, "-m", "newswash", "fix", *QUICK, *names]) for _ in range(2)]
    assert all(r.wait() in (0, 1) for r in runs)
    assert {n.read_text() for n in names} == {CLEAN}
    assert len(list(tmp_path.iterdir())) == 60


# ---------------------------------------------------------------------- exit codes


def test_the_highest_exit_code_wins(tmp_path: Path, path: Path) -> None:
    clean, bad = tmp_path / "clean.txt", tmp_path / "bad.txt"
    clean.write_text(CLEAN)
    bad.write_bytes(b"caf\xe9")
    assert main("check", clean, *QUICK) == 0
    assert main("check", clean, path, *QUICK) == 1
    for order in ([bad, path], [path, bad]):
        assert main("check", *order, *QUICK) == 4
        assert main("diff", *order, *QUICK) == 4
    for shown in ("clean", "explain"):
        assert main(shown, path, *QUICK) == 0
        assert main(shown, bad, *QUICK) == 4
    assert main("fix", path, tmp_path / "a.jsonl", *QUICK) == 2  # refused before anything is touched
    assert path.read_text() == TEXT
    records = tmp_path / "r.jsonl"
    records.write_text(json.dumps({"text": TEXT}) + "\n")
    assert main("fix", "--field", "text", records, path, *QUICK) == 2
    assert json.loads(records.read_text())["text"] == TEXT
    assert main("fix", bad, path, *QUICK) == 4
    assert path.read_text() == CLEAN
    with pytest.raises(SystemExit) as end:
        main("check")
    assert end.value.code == 2


def test_standard_input(path: Path) -> None:
    done = newswash("fix", "-", *QUICK, input=TEXT.encode())
    assert (done.returncode, done.stdout) == (1, CLEAN.encode())
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le")):
        done = newswash("fix", "-", *QUICK, input=mark + TEXT.encode(encoding))
        assert done.stdout == mark + CLEAN.encode(encoding)
    assert newswash("check", "-", *QUICK, input=CLEAN.encode()).returncode == 0
    assert newswash("diff", "-", *QUICK, input=b"\xff").returncode == 4


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("end", ["\n", "", "\n\nSign up for our newsletter."])
def test_patch_makes_of_a_diff_what_fix_makes(tmp_path: Path, newline: str, end: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(f"{DAMAGED}\n{TEXT.rstrip()}{end}".replace("\n", newline).encode())
    diff = newswash("diff", "a.txt", "--no-layout", cwd=tmp_path)
    assert diff.returncode == 1
    copy = tmp_path / "copy"
    copy.mkdir()
    (copy / "a.txt").write_bytes(path.read_bytes())
    subprocess.run(["patch", "--binary", "-p0"], input=diff.stdout, cwd=copy, check=True, capture_output=True)
    assert main("fix", path, "--no-layout") == 1
    assert (copy / "a.txt").read_bytes() == path.read_bytes()


@pytest.mark.parametrize(
    ("name", "encoding", "mark"),
    [
        ("a b.txt", "utf-8", b""),
        (" a  b.txt ", "utf-8", b""),
        ("a\tb\nc.txt", "utf-8", b""),
        ('é "a"\\b.txt', "utf-8", b""),
        ("caf\udce9.txt", "utf-8", b""),
        ("a.txt", "utf-8", b"\xef\xbb\xbf"),
        ("a.txt", "latin-1", b""),
        ("a.txt", "utf-16-le", b"\xff\xfe"),
        ("a.txt", "utf-16-be", b"\xfe\xff"),
        ("a.txt", "utf-16-le", b""),
        ("a.txt", "utf-32-be", b"\x00\x00\xfe\xff"),
    ],
)
@pytest.mark.parametrize("text", [TEXT, f"Advertisement\r\n\r\n{DAMAGED} é", "Advertisement\n"])
def test_a_diff_of_any_file_is_a_patch(
    tmp_path: Path, name: str, encoding: str, mark: bytes, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    if encoding == "latin-1":
        text = text.replace("\u2028", "")
    elif encoding.startswith("utf-16"):
        text = text.replace("It was", "It was \u0a0a\u010a")  # code units that hold the byte of a line feed
    data = mark + text.encode(encoding)
    Path(name).write_bytes(data)
    told = () if mark else ("--encoding", encoding)
    diff = _output_of("diff", name, *told)
    subprocess.run(["patch", "--binary", "-p0"], input=diff, check=True, capture_output=True)
    patched = Path(name).read_bytes()
    Path(name).write_bytes(data)
    assert main("fix", name, *told, *QUICK) == 1
    assert Path(name).read_bytes() == patched


def _output_of(*args: str) -> bytes:
    with contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO())) as out:
        assert main(*args, *QUICK) == 1
        return out.buffer.getvalue()


# ---------------------------------------------------------------------- marker, baseline, configuration


@pytest.mark.parametrize(
    "content", ['{"schema": 1, "findings": {"a": 1e400}}', "[" * 100_000, f'{{"schema": {"9" * 5000}}}']
)
def test_what_is_no_baseline_is_refused(path: Path, content: str, capsys: pytest.CaptureFixture[str]) -> None:
    base = path.with_name("base.json")
    base.write_text(content)
    assert main("check", path, "--baseline", base, *QUICK) == 2
    assert capsys.readouterr().err.startswith(f"newswash: {base}: is no baseline (")


def test_the_keep_marker_holds_in_files_and_records_where_it_is_configured(
    tmp_path: Path, path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    kept = TEXT.replace("Advertisement", "[keep]\nAdvertisement")
    records = tmp_path / "r.jsonl"
    path.write_text(kept)
    records.write_text(json.dumps({"text": kept}) + "\n")
    assert main("check", "a.txt", *QUICK) == 1
    (tmp_path / "newswash.toml").write_text('keep_marker = "[keep]"\n')
    assert main("check", "a.txt", *QUICK) == 0
    assert main("fix", "a.txt", *QUICK) == 0
    assert main("fix", "--field", "text", "r.jsonl", *QUICK) == 0
    assert path.read_text() == kept
    capsys.readouterr()
    assert main("run", "r.jsonl", "-o", "out.jsonl", *QUICK) == 0  # a bulk run and clean do not know it
    assert "Advertisement" not in (tmp_path / "out.jsonl").read_text()
    (tmp_path / "newswash.toml").unlink()
    assert main("fix", "a.txt", *QUICK) == 1


def test_a_baseline_is_known_from_every_folder(
    tmp_path: Path, path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    base = tmp_path / "base.json"
    assert main("check", path, "--write-baseline", base, *QUICK) == 0
    (tmp_path / "deep").mkdir()
    for folder, name in ((tmp_path, "a.txt"), (tmp_path, "./a.txt"), (tmp_path / "deep", "../a.txt")):
        monkeypatch.chdir(folder)
        assert main("check", name, "--baseline", base, *QUICK) == 0
        assert main("fix", name, "--baseline", base, *QUICK) == 0
    path.write_text("One more line.\n\n" + TEXT + "\nAdvertisement\n\nThe end.\n")
    capsys.readouterr()
    assert main("check", path, "--baseline", base, *QUICK) == 1
    assert capsys.readouterr().out.count("\n") == 1  # the second of two alike is new
    assert main("check", path, "--baseline", tmp_path / "none.json", *QUICK) == 2
    assert "there is no such baseline; write one with --write-baseline" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("\nprofil = 'recall'", "2: unknown key 'profil'; did you mean 'profile'?"),
        ("xyzzy = 1", "1: unknown key 'xyzzy'; one of profile, packs, "),
        ("profile = 'recal'", "1: no profile 'recal'; did you mean 'recall'?"),
        ("layout = 'yes'", "1: layout must be true or false, not a string."),
        ("packs = 'en'", "1: packs must be a list, not a string."),
        ("\n\nwithout = [1]", "3: without must be a list of strings."),
        ("[categories]\nnewsleter = 'strip'", "2: no category 'newsleter'; did you mean 'newsletter'?"),
        ("[categories]\nnewsletter = 'delete'", "2: newsletter = 'delete': write strip, mark or keep."),
        ("profile = ", " is not TOML: "),
        (f"packs = {'[' * 5000}", " is not TOML: "),
        (f"packs = {'9' * 5000}", " is not TOML: "),
        ("encoding = 'utf-9'", "1: encoding 'utf-9' is unknown."),
        ("encoding = 'hex'", "1: encoding 'hex' is unknown."),
        ("packs = ['nosuch.toml']", "1: no pack, file or folder named 'nosuch.toml'"),
        ("packs = ['en']\nadd_packs = ['nosuch.toml']", "2: no pack, file or folder named 'nosuch.toml'"),
        ("\nwithout = ['en:nosuch-rule']", "2: no rule, pack or category matches 'en:nosuch-rule'"),
        ("without = ['tone']", "1: tone: is no rule of a pack"),
        ("[[overlays]]\nrule = 'poll'\noff = true\n[[overlays]]\nrule = 'x'", "5: overlay: no rule matches 'x'"),
        ("packs = ['en']\n[[overlays]]\nrule = 'en:ad-labels'\nteir = 'strip'", "4: overlay of en:ad-labels: unknown"),
        ("[[overlays]]\ntier = 'strip'\nrule = 'en:ad-labels'\noff = 1", "4: overlay of en:ad-labels: off is true"),
        ("[[overlays]]\noff = true", "1: overlay: names no rule."),
    ],
)
@pytest.mark.parametrize("name", ["newswash.toml", "pyproject.toml"])
def test_a_configuration_that_cannot_be_meant_names_line_and_mend(
    tmp_path: Path, path: Path, name: str, content: str, problem: str, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / name
    if name == "pyproject.toml":
        content = "[tool.newswash]\n" + content.replace("[categories]", "[tool.newswash.categories]")
        content = content.replace("[[overlays]]", "[[tool.newswash.overlays]]")
        problem = re.sub(r"^\d+", lambda m: str(int(m[0]) + 1), problem)
    config.write_text(content)
    assert main("check", path, "--config", config) == 2
    assert capsys.readouterr().err.startswith(f"newswash: {config}:{problem}")


def test_only_what_the_configuration_gives_is_laid_to_it(
    tmp_path: Path, path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "newswash.toml").write_text("packs = ['nosuch.toml']\n")
    assert main("check", path, "--packs", "en", "--without", "en:nosuch-rule") == 2
    assert capsys.readouterr().err.startswith("newswash: no rule, pack or category matches 'en:nosuch-rule'")
    (tmp_path / "newswash.toml").write_text("# own\n[tool.newswash]\nprofile = 'recall'\n")
    assert main("check", path) == 2
    said = "newswash.toml:2: unknown key 'tool': settings stand at the top level of this file."
    assert capsys.readouterr().err == f"newswash: {tmp_path / said}\n"


def test_the_nearest_configuration_counts_and_arguments_win(
    tmp_path: Path, path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    deep = tmp_path / "deep"
    deep.mkdir()
    (tmp_path / "newswash.toml").write_text('layout = false\npacks = ["en"]\n[categories]\nadvertisement = "keep"\n')
    monkeypatch.chdir(deep)
    assert main("check", path) == 0
    assert main("check", path, "--category", "advertisement=strip") == 1
    (deep / "pyproject.toml").write_text('[tool.newswash]\nexclude = ["*/a.txt"]\n')
    assert main("check", path) == 0
    assert main("check", path, "--no-config", *QUICK) == 1
    capsys.readouterr()


# ---------------------------------------------------------------------- what is said


def test_text_shows_the_words_before_and_after(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main("check", path, *QUICK) == 1
    line = capsys.readouterr().out
    assert line == (
        f"{path}:3:1: advertisement: Advertisement [en:ad-labels]"
        " after “The vote passed on Tuesday.”, before “It was the third attempt.”\n"
    )


def test_a_terminal_sees_colour(path: Path) -> None:
    line = f"{sys.executable} -m newswash check {path} {' '.join(QUICK)}"
    done = subprocess.run(
        ["script", "-qec", line, "/dev/null"], capture_output=True, env={**os.environ, "TERM": "xterm"}, check=False
    )
    assert done.returncode == 1
    assert b"\x1b[9;31mAdvertisement\x1b[0m" in done.stdout
    plain = re.sub(rb"\x1b\[[0-9;]*m", b"", done.stdout).decode()
    assert plain.strip() == newswash("check", path, *QUICK).stdout.decode().strip()


def test_json_gives_offsets_and_places(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path.write_text("𝒳é " + TEXT, "utf-8")
    assert main("check", path, "--format", "json", *QUICK) == 1
    (row,) = json.loads(capsys.readouterr().out)
    assert path.read_text("utf-8")[row["start"] : row["end"]].strip() == row["text"] == "Advertisement"
    assert (row["line"], row["column"], row["end_line"], row["end_column"]) == (3, 1, 3, 14)
    assert (row["before"], row["after"]) == ("𝒳é The vote passed on Tuesday.", "It was the third attempt.")


def test_sarif_keeps_the_rules_of_its_structure(
    tmp_path: Path, path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The rules of SARIF 2.1.0 for what a log of ours holds; section numbers are those of the standard."""
    monkeypatch.chdir(tmp_path)
    odd = Path("odd näme%.txt")
    odd.write_text(f"{TEXT}\nSign up for our newsletter.\n", "utf-8")
    assert main("check", odd, "a.txt", path.absolute(), "--format", "sarif", "--no-layout") == 1
    log = json.loads(capsys.readouterr().out)
    assert log.keys() == {"$schema", "version", "runs"}  # 3.13
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    assert run["columnKind"] in ("unicodeCodePoints", "utf16CodeUnits")  # 3.14.17
    driver = run["tool"]["driver"]  # 3.18.2, 3.19
    assert driver["name"] == "newswash"
    ids = [rule["id"] for rule in driver["rules"]]
    assert len(set(ids)) == len(ids)  # 3.19.23
    assert len(run["results"]) == 4
    for result in run["results"]:  # 3.27
        assert result["message"]["text"]
        assert ids[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in ("none", "note", "warning", "error")
        place = result["locations"][0]["physicalLocation"]
        assert re.fullmatch(r"[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]+", place["artifactLocation"]["uri"])  # RFC 3986
        assert not re.search(r"%(?![0-9A-Fa-f]{2})", place["artifactLocation"]["uri"])
        region = place["region"]  # 3.30
        assert 1 <= region["startLine"] <= region["endLine"]
        assert region["startColumn"] >= 1
        assert (region["startLine"], region["startColumn"]) < (region["endLine"], region["endColumn"])
    uris = [r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in run["results"]]
    assert uris == ["odd%20n%C3%A4me%25.txt"] * 2 + ["a.txt", path.absolute().as_uri()]
    (tmp_path / "a.txt").write_text(CLEAN)
    assert main("check", "a.txt", "--format", "sarif", "--no-layout") == 0
    assert json.loads(capsys.readouterr().out)["runs"][0]["results"] == []


def test_github_annotations_escape_what_they_must(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    name = "50%, a:b.txt"
    Path(name).write_text(TEXT)
    assert main("check", name, "--format", "github", *QUICK) == 1
    assert capsys.readouterr().out == (
        "::warning file=50%25%2C a%3Ab.txt,line=3,endLine=3,col=1,title=advertisement::Advertisement [en:ad-labels]\n"
    )


def test_a_name_that_is_no_text(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    with open(name, "w") as file:
        file.write(TEXT)
    line = [sys.executable.encode(), b"-m", b"newswash", b"check", name, *(q.encode() for q in QUICK)]
    done = subprocess.run(line, capture_output=True, check=False)
    assert done.returncode == 1
    assert b"caf\\udce9.txt:3:1: advertisement" in done.stdout
    assert subprocess.run([*line[:3], b"fix", *line[4:]], capture_output=True, check=False).returncode == 1
    with open(name) as file:
        assert file.read() == CLEAN


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_a_text_of_two_bytes_a_letter_is_not_taken_for_one_without_findings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("The vote passed.\n\nAdvertisement\n".encode(encoding))
    done = newswash("check", path)
    assert done.returncode == 4
    assert b"--encoding utf-16-le" in done.stderr
    assert newswash("check", path, "--encoding", encoding).returncode == 1
