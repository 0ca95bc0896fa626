"""Settings of the command from ``newswash.toml`` or ``[tool.newswash]`` in ``pyproject.toml``.

For the command alone: the library takes arguments, so that what it does never depends on the folder it runs in.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from typing import Any

from newswash.errors import UsageError, hint
from newswash.model import ACTIONS, CATEGORIES
from newswash.pack_sources import is_builtin
from newswash.profiles import PROFILES


@dataclass(frozen=True, slots=True)
class Config:
    """What a project may settle once. Paths in it are relative to the file that holds it.

    ``path``: that file; ``own``: the settings that stand as it gives them.
    """

    profile: str = "balanced"
    packs: tuple[str, ...] = ()
    add_packs: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    overlays: tuple[Mapping[str, Any], ...] = ()
    layout: bool = True
    tone: bool = True
    categories: Mapping[str, str] = field(default_factory=dict)
    exclude: tuple[str, ...] = ()
    encoding: str = "utf-8"
    keep_marker: str | None = None
    baseline: str | None = None
    path: Path | None = None
    own: frozenset[str] = frozenset()

    @contextmanager
    def at(self, key: str, number: int = 0) -> Iterator[None]:
        """A UsageError over a setting names file and line where the file gives it.

        ``number``: which of several tables of this name it is about, from 0.
        """
        try:
            yield
        except UsageError as error:
            if self.path is None or key not in self.own:
                raise
            raise _wrong(self.path, key, str(error), number) from error


_KINDS: dict[str, type] = {
    "profile": str, "packs": list, "add_packs": list, "without": list, "overlays": list, "layout": bool, "tone": bool,
    "categories": dict, "exclude": list, "encoding": str, "keep_marker": str, "baseline": str,
}  # fmt: skip
_NAMES: Mapping[type, str] = {
    str: "a string", list: "a list", dict: "a table", bool: "true or false", int: "a number", float: "a number",
}  # fmt: skip


def find_config(start: Path) -> Config:
    """The nearest configuration at or above a folder; the defaults when there is none."""
    for folder in (start, *start.parents):
        own = folder / "newswash.toml"
        if own.is_file():
            return _config(_parse(own), own)
        project = folder / "pyproject.toml"
        if project.is_file():
            table = _own_table(project)
            if table is not None:
                return _config(table, project)
            return Config()
    return Config()


def read_config(path: Path) -> Config:
    """The configuration in one file (``newswash.toml`` or a ``pyproject.toml``)."""
    table = (_own_table(path) or {}) if path.name == "pyproject.toml" else _parse(path)
    return _config(table, path)


def _own_table(project: Path) -> Mapping[str, Any] | None:
    """What ``[tool.newswash]`` of a ``pyproject.toml`` says; None where there is none."""
    tools = _parse(project).get("tool", {})
    table = tools.get("newswash") if isinstance(tools, dict) else None
    if table is None or isinstance(table, dict):
        return table
    raise _wrong(project, "newswash", "newswash must be a table: write [tool.newswash] above its settings.")


def _parse(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror}).") from error
    except (ValueError, RecursionError) as error:  # also numbers of thousands of digits, lists in thousands of lists
        raise UsageError(f"{path}: is not TOML: {error}.") from error


def _config(table: Mapping[str, Any], path: Path) -> Config:
    for key, value in table.items():
        if key == "tool" and path.name != "pyproject.toml":
            raise _wrong(path, "newswash", "unknown key 'tool': settings stand at the top level of this file.")
        if key not in _KINDS:
            raise _wrong(path, key, f"unknown key {key!r}; {hint(key, _KINDS)}")
        if not isinstance(value, _KINDS[key]):
            raise _wrong(path, key, f"{key} must be {_NAMES[_KINDS[key]]}, not {_NAMES.get(type(value), 'a date')}.")
        item = dict if key == "overlays" else str
        if isinstance(value, list) and not all(isinstance(x, item) for x in value):
            raise _wrong(path, key, f"{key} must be a list of {'tables' if item is dict else 'strings'}.")
        if isinstance(value, list) and "" in value:
            raise _wrong(path, key, f"{key} holds an empty string: write something in it, or leave it out.")
    if table.get("profile", "balanced") not in PROFILES:
        raise _wrong(path, "profile", f"no profile {table['profile']!r}; {hint(table['profile'], PROFILES)}")
    if not is_encoding(table.get("encoding", "utf-8")):
        raise _wrong(path, "encoding", f"encoding {table['encoding']!r} is unknown.")
    for category, action in table.get("categories", {}).items():
        if category not in CATEGORIES:
            raise _wrong(path, category, f"no category {category!r}; {hint(category, CATEGORIES)}")
        if action not in ACTIONS:
            raise _wrong(path, category, f"{category} = {action!r}: write strip, mark or keep.")
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in table.items()}
    for key in ("packs", "add_packs"):
        values[key] = tuple(_beside(path, name) for name in values.get(key, ()))
    if "baseline" in values:
        values["baseline"] = _beside(path, values["baseline"], always=True)
    return Config(**values, path=path, own=frozenset(table))


def is_encoding(name: str) -> bool:
    """Whether a text can be encoded in what is named so."""
    try:
        "a".encode(name)
    except (LookupError, ValueError):  # none is named so, or none can be
        return False
    return True


def _wrong(path: Path, key: str, problem: str, number: int = 0) -> UsageError:
    """The error with the line on which the key, or its table of this number, stands, if the file spells it plainly."""
    place = re.compile(rf"""\s*(?:["']?{re.escape(key)}["']?\s*=|\[+(?:.*\.)?{re.escape(key)}\])""")
    lines = path.read_text("utf-8-sig").split("\n")
    places = [n for n, text in enumerate(lines, 1) if place.match(text)]
    line = places[min(number, len(places) - 1)] if places else 0
    if line and lines[line - 1].lstrip().startswith("["):
        line = _named_below(lines, line, problem)
    return UsageError(f"{path}{f':{line}' if line else ''}: {problem}")


def _named_below(lines: list[str], header: int, problem: str) -> int:
    """The line of the table below this header that holds the first of its keys which the problem names; else the
    header's."""
    below = enumerate(takewhile(lambda text: not text.lstrip().startswith("["), lines[header:]), header + 1)
    keys = {text.partition("=")[0].strip().strip("\"'"): number for number, text in below if "=" in text}
    return next((keys[word] for word in re.findall(r"\w+", problem) if word in keys), header)


def _beside(path: Path, name: str, always: bool = False) -> str:
    """A path of the file made absolute; a pack's name stays as it is."""
    there = path.parent / name
    return str(there) if always or (there.exists() and not is_builtin(name)) else name
