"""A new rule pack as a package of its own: an entry point, an example rule, and a test. Templates: ``data/pack``."""

from __future__ import annotations

import re
from pathlib import Path

from newswash.errors import DataError, UsageError
from newswash.language import normalise
from newswash.pack_sources import BUILTIN

TEMPLATES = Path(__file__).parent / "data" / "pack"
_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


def new_pack(id: str, into: Path, *, language: str = "en", version: str) -> list[Path]:
    """Write the package ``newswash-<id>`` below the folder ``into``; returns the files written.

    ``version`` is the newswash that the package will ask for. Raises UsageError for an id or a language that cannot be
    used, and when the package's folder is there already; DataError when it can't be written.
    """
    if not _ID.fullmatch(id) or len(id) < 3:
        raise UsageError(f"{id!r} is no id for a pack: lower-case letters, digits and single hyphens, three or more.")
    if (BUILTIN / f"{id}.toml").exists() or (BUILTIN / id).exists():
        raise UsageError(f"{id!r} is the name of a built-in pack: choose another.")
    code = normalise(language)
    if code is None or not (BUILTIN / f"{code}.toml").exists():
        known = ", ".join(sorted(p.stem for p in BUILTIN.glob("*.toml")))
        raise UsageError(
            f"no language pack for {language!r}: one of {known}. "
            "For another language take any of these, then write its code and its [guards] into the rules."
        )
    folder = into / f"newswash-{id}"
    package = f"newswash_{id.replace('-', '_')}"
    words = {"@@ID@@": id, "@@PACKAGE@@": package, "@@LANGUAGE@@": code, "@@VERSION@@": version}
    places = {
        "pyproject.toml": folder,
        "README.md": folder,
        "__init__.py": folder / "src" / package,
        "rules.toml": folder / "src" / package,
        "test_pack.py": folder / "tests",
    }
    if folder.exists():
        raise UsageError(f"{folder}: is there already; choose another name or folder.")
    try:
        return [_write(place / name, (TEMPLATES / f"{name}.template").read_text("utf-8"), words)
                for name, place in places.items()]  # fmt: skip
    except OSError as error:
        raise DataError(f"{folder}: {error.strerror}.") from error


def _write(target: Path, template: str, words: dict[str, str]) -> Path:
    for mark, word in words.items():
        template = template.replace(mark, word)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(template, "utf-8")
    return target
