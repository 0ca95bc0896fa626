"""The floors of the house: a module imports from floors below, and from its own where no circle arises."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import newswash
from newswash import index, pack, scan

ROOT = Path(newswash.__file__).parent
FLOORS = [
    {"errors", "model", "spans", "fold", "flat", "cache", "scripts", "stopwords"},
    {
        "sentences",
        "page",
        "scan",
        "rule",
        "kept",
        "pack",
        "pack_reader",
        "pack_sources",
        "fixture",
        "language",
        "scope",
        "pattern_tree",
    },
    {
        "pattern",
        "needles",
        "heads",
        "wording",
        "labels",
        "glued",
        "between",
        "index",
        "templates",
        "cues",
        "tone",
        "ask_weights",
        "boilerplate_blocks",
        "edges",
        "ask_groups",
        "block_model",
        "block_words",
        "additive",
        "asks",
        "cards",
        "phrases",
        "compiled",
        "extent",
        "lists",
        "units",
        "fragments",
        "shape",
        "word_memory",
        "neighbourhood",
        "calm",
        "line_score",
        "support",
        "layout",
        "unnamed",
        "metadata",
        "metadata_words",
        "titles",
        "headline",
        "interview",
        "menus",
        "dates",
        "guards",
        "profiles",
        "whitespace",
        "edit",
        "series",
        "remainders",
        "decide",
        "cleaner",
    },
    {
        "lint",
        "html",
        "files",
        "formats",
        "hints",
        "arrow_types",
        "patch",
        "baseline",
        "bulk",
        "report",
        "config",
        "scaffold",
        "serve",
        "cli",
        "integrations",
        "__main__",
    },
]


def floor(module: str) -> int:
    return next(i for i, names in enumerate(FLOORS) if module in names)


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "newswash":
            parts = node.module.split(".")
            found |= {parts[1]} if len(parts) > 1 else {a.name for a in node.names}
        elif isinstance(node, ast.Import):
            found |= {a.name.split(".")[1] for a in node.names if a.name.startswith("newswash.")}
    return found


def graph() -> dict[str, set[str]]:
    modules: dict[str, set[str]] = {}
    for path in ROOT.rglob("*.py"):
        name = path.relative_to(ROOT).parts[0].removesuffix(".py")
        if name != "__init__":
            modules.setdefault(name, set()).update(imports(path) - {name})
    return modules


def test_every_module_has_its_floor_and_looks_down() -> None:
    assert set(graph()) == set().union(*FLOORS)
    for module, used in graph().items():
        for other in used & set().union(*FLOORS):
            assert floor(other) <= floor(module), f"{module} imports {other}"


def test_there_is_no_circle() -> None:
    modules = graph()
    done: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> None:
        assert name not in path, " → ".join((*path, name))
        if name in done or name not in modules:
            return
        for other in modules[name]:
            visit(other, (*path, name))
        done.add(name)

    for name in modules:
        visit(name, ())


def behind(module: str) -> set[str]:
    """All modules that a module imports, directly or through others."""
    found: set[str] = set()
    waiting = [module]
    while waiting:
        new = graph().get(waiting.pop(), set()) - found
        found |= new
        waiting += new
    return found


@pytest.mark.parametrize("module", [index, pack, scan], ids=lambda module: module.__name__)
def test_what_is_cached_depends_on_all_that_makes_it(module: ModuleType) -> None:
    name = module.__name__.rpartition(".")[2]
    makes_nothing = {"__version__", "cache", "errors", "pack_sources"}
    assert set(module._MADE_BY) == {name} | behind(name) - makes_nothing


def only_in(word: str, allowed: set[str]) -> None:
    for path in ROOT.rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        used = any(
            isinstance(n, ast.Import | ast.ImportFrom)
            and any(x.split(".")[0] == word for x in [getattr(n, "module", None) or "", *(a.name for a in n.names)])
            for n in ast.walk(tree)
        )
        name = path.relative_to(ROOT).parts[0].removesuffix(".py")
        assert not used or name in allowed, f"{path.name} imports {word}"


def test_one_module_knows_each_engine() -> None:
    only_in("hyperscan", {"scan"})
    only_in("langdetect", {"language"})
    only_in("tomllib", {"pack", "fixture", "config"})


def test_importing_newswash_loads_nothing_heavy() -> None:
    code = "import sys, newswash; print(*(n for n in sys.argv[1:] if n in sys.modules))"
    heavy = "trafilatura langdetect hyperscan regex orjson tomllib lxml newswash.pack newswash.layout newswash.phrases"
    done = subprocess.run([sys.executable, "-c", code, *heavy.split()], check=True, capture_output=True, text=True)
    assert done.stdout.split() == []


def test_only_the_command_prints() -> None:
    for path in ROOT.rglob("*.py"):
        calls = [n for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.Call)]
        prints = any(isinstance(c.func, ast.Name) and c.func.id == "print" for c in calls)
        assert not prints or path.relative_to(ROOT).parts[0] == "cli", path.name
