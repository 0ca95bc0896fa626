"""Where packs lie: built in, installed beside newswash, or in files and folders of one's own."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from newswash.errors import UsageError, nearest

BUILTIN = Path(__file__).parent / "packs"
_GROUP = "newswash.packs"
_BUILTIN_NAME = re.compile(r"(?:sites/)?\w[\w.-]*")


def everything() -> list[Path]:
    """All packs that are built in or installed."""
    return [*_builtin(), *_installed()]


def named(name: str) -> list[Path]:
    """The packs that a name, a path of a file or one of a folder stands for. Raises UsageError if there are none."""
    if is_builtin(name):  # "." and "./en" are paths of one's own
        builtin = BUILTIN / f"{name}.toml"
        return [builtin] if builtin.is_file() else packs_below(BUILTIN / name)
    path = Path(name)
    if path.is_file():
        return [path]
    if path.is_dir():
        found = packs_below(path)
        if found:
            return found
        raise UsageError(f"the folder {name!r} holds no .toml file.")
    installed = _installed(name)
    if installed:
        return installed
    known = [p.relative_to(BUILTIN).with_suffix("").as_posix() for p in _builtin()]
    called = {known.rpartition("/")[2]: known for known in known} | {known: known for known in known}
    near = nearest(name, called)
    raise UsageError(f"no pack, file or folder named {name!r}" + (f"; did you mean {called[near]!r}?" if near else "."))


def is_builtin(name: str) -> bool:
    """Whether a name is that of a built-in pack, or of a group of them."""
    return _BUILTIN_NAME.fullmatch(name) is not None and (
        (BUILTIN / f"{name}.toml").is_file() or (BUILTIN / name).is_dir()
    )


def packs_below(folder: Path) -> list[Path]:
    """The packs in a folder and below: its ``.toml`` files but for settings."""
    return sorted(path for path in folder.rglob("*.toml") if path.name not in ("pyproject.toml", "newswash.toml"))


def _builtin() -> list[Path]:
    """English first: of several rules with the same label, the first is named."""
    return sorted(BUILTIN.rglob("*.toml"), key=lambda p: (p.stem != "en", p))


def _installed(name: str | None = None) -> list[Path]:
    if not _names_packs():
        return []
    from importlib.metadata import entry_points  # with all that it loads, it takes longer than the packs

    paths: list[Path] = []
    for point in entry_points(group=_GROUP):
        if name in (None, point.name):
            paths += _package_folder(point.value)
    return paths


def _names_packs() -> bool:
    """Whether a distribution may name packs: where the files are that entry points stand in, one names the group."""
    for entry in map(Path, sys.path):
        if entry.is_file():  # an archive: the library can look into it
            return True
        for kind in ("*.dist-info", "*.egg-info", "EGG-INFO"):
            for file in entry.glob(f"{kind}/entry_points.txt"):
                if _GROUP in file.read_text("utf-8", "replace"):
                    return True
    return False


def _package_folder(package: str) -> list[Path]:
    """The packs of an installed package, found without importing it: an entry point names data, never code."""
    from importlib.util import find_spec

    parent, _, rest = package.partition(":")[0].partition(".")
    spec = find_spec(parent)
    folders = (
        [Path(p).joinpath(*rest.split(".") if rest else ()) for p in (spec.submodule_search_locations or ())]
        if spec
        else []
    )
    found = [path for folder in folders for path in packs_below(folder)]
    if not found:
        raise UsageError(f"the installed pack {package!r} holds no .toml file.")
    return found
