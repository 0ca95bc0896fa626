"""Settings of the command from ``newswash.toml`` or ``[tool.newswash]`` in ``pyproject.toml``.

For the command alone: the library takes arguments, so that what it does never depends on the folder it runs in.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from newswash.errors import UsageError


@dataclass(frozen=True, slots=True)
class Config:
    """What a project may settle once. Paths in it are relative to the file that holds it."""

    profile: str = "balanced"
    packs: tuple[str, ...] = ()
    add_packs: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    overlays: tuple[Mapping[str, Any], ...] = ()
    layout: bool = True
    categories: Mapping[str, str] = field(default_factory=dict)
    exclude: tuple[str, ...] = ()
    encoding: str = "utf-8"
    keep_marker: str | None = None
    baseline: str | None = None
    path: Path | None = None


_KINDS: dict[str, type] = {
    "profile": str, "packs": list, "add_packs": list, "without": list, "overlays": list, "layout": bool,
    "categories": dict, "exclude": list, "encoding": str, "keep_marker": str, "baseline": str,
}  # fmt: skip


def find_config(start: Path) -> Config:
    """The nearest configuration at or above a folder; the defaults when there is none."""
    for folder in (start, *start.parents):
        own = folder / "newswash.toml"
        if own.is_file():
            return _config(_parse(own), own)
        project = folder / "pyproject.toml"
        if project.is_file():
            table = _parse(project).get("tool", {}).get("newswash")
            if table is not None:
                return _config(table, project)
            return Config()
    return Config()


def read_config(path: Path) -> Config:
    """The configuration in one file (``newswash.toml`` or a ``pyproject.toml``)."""
    table = _parse(path)
    return _config(table.get("tool", {}).get("newswash", {}) if path.name == "pyproject.toml" else table, path)


def _parse(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror}).") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: is not TOML: {error}.") from error


def _config(table: Mapping[str, Any], path: Path) -> Config:
    known = [f.name for f in fields(Config) if f.name != "path"]
    for key, value in table.items():
        if key not in known:
            near = difflib.get_close_matches(key, known, 1)
            hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(known)}."
            raise UsageError(f"{path}: unknown key {key!r}; {hint}")
        if not isinstance(value, _KINDS[key]):
            raise UsageError(f"{path}: {key} must be a {_KINDS[key].__name__}, not {type(value).__name__}.")
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in table.items()}
    for key in ("packs", "add_packs"):
        values[key] = tuple(_beside(path, name) for name in values.get(key, ()))
    if "baseline" in values:
        values["baseline"] = _beside(path, values["baseline"], always=True)
    return Config(**values, path=path)


def _beside(path: Path, name: str, always: bool = False) -> str:
    """A path of the file made absolute; a pack's name stays as it is."""
    there = path.parent / name
    return str(there) if always or there.exists() else name
