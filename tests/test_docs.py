"""What the documentation shows is run: Python blocks, commands with their output, rules, configuration."""

from __future__ import annotations

import doctest
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from newswash.config import read_config
from newswash.lint import lint

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
HEAD = 'schema = 1\n[pack]\nid = "shown-in-the-documentation"\nversion = "1"\nlanguage = "en"\n'
_BLOCK = re.compile(r"^```(\w+)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_NEEDS = re.compile(r"<!-- needs: (.+?) -->")


@dataclass(frozen=True)
class Block:
    kind: str
    source: str
    line: int


def blocks(page: Path) -> list[Block]:
    text = page.read_text("utf-8")
    return [Block(m[1], m[2], text.count("\n", 0, m.start()) + 2) for m in _BLOCK.finditer(text)]


def needs(page: Path) -> str | None:
    """The extra that a page's first line names: its blocks are run by the tests of that integration."""
    found = _NEEDS.match(page.read_text("utf-8"))
    return found[1] if found else None


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


HERE = [p for p in PAGES if needs(p) is None]


def having(*kinds: str) -> list[Any]:
    return [pytest.param(p, id=name(p)) for p in HERE if any(b.kind in kinds for b in blocks(p))]


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of what the pages name, so that a command that writes does not write into the project."""
    for part in ("docs", "fixtures", "src/newswash/packs"):
        shutil.copytree(ROOT / part, tmp_path / part)
    shutil.copy(ROOT / "README.md", tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("page", having("python", "console"))
def test_code_and_commands_do_what_the_page_says(page: Path, checkout: Path) -> None:
    namespace: dict[str, Any] = {"__name__": "__main__"}
    for block in blocks(page):
        if block.kind == "python":
            run_python(page, block, namespace)
        elif block.kind == "console":
            for command, shown in commands(block):
                if command.startswith("newswash "):
                    run_command(page, block, command, shown)


def run_python(page: Path, block: Block, namespace: dict[str, Any]) -> None:
    if block.source.startswith(">>>"):
        test = doctest.DocTestParser().get_doctest(block.source, namespace, name(page), name(page), block.line)
        report: list[str] = []
        doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, out=report.append, clear_globs=False)
        namespace.update(test.globs)
        assert not report, "".join(report)
        return
    code = compile("\n" * (block.line - 1) + block.source, str(page), "exec")
    exec(code, namespace)


def commands(block: Block) -> Iterator[tuple[str, str]]:
    """Each command of a block with the output shown below it."""
    for part in re.split(r"^\$ ", block.source, flags=re.MULTILINE)[1:]:
        command, _, shown = part.partition("\n")
        while command.endswith("\\"):
            more, _, shown = shown.partition("\n")
            command = command[:-1] + more.removeprefix("> ")
        yield command.partition("  #")[0].strip(), shown


def run_command(page: Path, block: Block, command: str, shown: str) -> None:
    arguments = shlex.split(command)[1:]
    done = subprocess.run(
        [sys.executable, "-m", "newswash", *arguments], capture_output=True, text=True, encoding="utf-8", check=False
    )
    said = f"{name(page)}:{block.line}: $ {command}\n{done.stdout}{done.stderr}"
    assert done.returncode in (0, 1), said
    assert matches(shown, done.stdout + done.stderr), said


def matches(shown: str, got: str) -> bool:
    """Whether an output is the one shown; ``...`` stands for any characters, white space at line ends is no matter."""
    want, have = ("\n".join(line.rstrip() for line in text.strip().split("\n")) for text in (shown, got))
    pattern = ".*".join(map(re.escape, want.replace("…", "...").split("...")))
    return re.fullmatch(pattern, have.replace("…", "..."), re.DOTALL) is not None


def test_matches_is_strict() -> None:
    assert matches("a ... c\n", "a b\nb c")
    assert matches("a\n\nb", "a  \n\nb\n")
    assert not matches("a", "a\nb")
    assert not matches("a ... d", "a b c")
    assert not matches("", "a")


@pytest.mark.parametrize("page", having("toml"))
def test_rules_and_settings_shown_are_right(page: Path, tmp_path: Path) -> None:
    for number, block in enumerate(b for b in blocks(page) if b.kind == "toml"):
        tables = tomllib.loads(block.source)
        file = tmp_path / f"{number}.toml"
        if "rule" in tables or "pack" in tables:
            file.write_text(block.source if "pack" in tables else HEAD + block.source, "utf-8")
            problems = [str(p) for p in lint(file)]
            assert problems == [], f"{name(page)}:{block.line}"
        elif block.source.startswith("# newswash.toml"):
            file.write_text(block.source, "utf-8")
            read_config(file)
        elif "newswash" in tables.get("tool", {}):
            file = tmp_path / "pyproject.toml"
            file.write_text(block.source, "utf-8")
            read_config(file)


def test_pages_left_to_the_integrations_are_few_and_told(capsys: pytest.CaptureFixture[str]) -> None:
    left = {name(p): extra for p in PAGES if (extra := needs(p))}
    with capsys.disabled():
        print(f"\n{len(left)} pages are run by the tests of their integration:", *left, sep="\n  ")
    assert all(p.startswith("docs/integrations/") for p in left), left


@pytest.mark.parametrize("page", [pytest.param(p, id=name(p)) for p in PAGES])
def test_the_links_of_a_page_lead_somewhere(page: Path) -> None:
    """Files by their presence, addresses by their form; anchors are checked by the strict build."""
    text = _BLOCK.sub("", page.read_text("utf-8"))
    made = {"catalogue/index.md", "changelog.md", "example-report.html", "images/weights.svg"}
    for target in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"`[^`\n]*`", "", text)):
        path = target.partition("#")[0]
        if "://" in target:
            assert re.fullmatch(r"https://[\w.-]+\.[a-z]{2,}(/\S*)?", target), target
        elif path:
            there = (page.parent / path).resolve()
            inside = there.is_relative_to(ROOT / "docs") and there.relative_to(ROOT / "docs").as_posix() in made
            assert there.exists() or inside, f"{name(page)}: {target}"


def table(text: str, title: str) -> dict[str, dict[str, str]]:
    """The rows of the first table below a title, by their first cell: heading → cell."""
    lines = [line for line in text[text.index(title) :].split("\n\n", 2)[1].split("\n") if line.startswith("|")]
    head, _, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {row[0]: dict(zip(head[1:], row[1:], strict=True)) for row in rows}


def test_the_readme_has_the_figures_of_the_accuracy_page() -> None:
    measured = (ROOT / "docs" / "accuracy.md").read_text("utf-8")
    scores, harm = table(measured, "**F1**\n"), table(measured, "**harm, %")["all extractors"]
    shown = table((ROOT / "README.md").read_text("utf-8"), "F1 of the text against the article")
    columns = {
        "as it was": "before",
        "newswash": "newswash balanced",
        "newswash, `body_only`": "newswash body_only",
        "C4 line rules": "C4 lines",
        "jusText": "jusText",
        "keyword list": "keywords",
    }
    inputs = {"whole page (dump)": "dump", "BeautifulSoup `get_text`": "bs4"}
    *rows, lost = shown
    for row in rows:
        for column, source in columns.items():
            value = float(scores[inputs.get(row, row)][source])
            assert float(shown[row][column]) == pytest.approx(value, abs=0.051), (row, column)
    for column, source in columns.items():
        if source != "before":
            share = float(harm[source].split()[0])
            assert float(shown[lost][column].rstrip(" %")) == pytest.approx(share, rel=0.07), column
