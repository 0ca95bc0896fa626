"""Reading rule packs. Nothing else in newswash opens one, and nothing in one is executed."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from newswash import cache
from newswash.errors import PackError, UsageError
from newswash.pack_sources import BUILTIN, everything, named
from newswash.rule import Pack, Rule, RuleSet

MAX_BYTES = 4_000_000
_KIND = "rules"
_MADE_BY = ("pack", "pack_reader", "pattern_tree", "language", "rule", "kept", "flat", "model", "fold")


def load_rules(*packs: str | Path) -> RuleSet:
    """The rules of the named packs, of pack files and folders of packs; without arguments, all that is installed.

    A name is that of a built-in pack (``"en"``, ``"sites/theguardian.com"``, ``"sites"`` for all of them) or of an
    installed pack: an entry point in the group ``newswash.packs`` that names a package holding ``.toml`` files.
    Named packs are read as they stand now; what is installed is read once a process.
    Raises PackError for a bad pack and UsageError for a name that is neither a pack nor a path.
    """
    if not packs:
        return _all_installed()
    for name in packs:
        if not isinstance(name, str | os.PathLike):
            raise UsageError(f"a pack's name must be a str or a Path, not {name!r}: name several one by one.")
    found = {path.resolve(): path for name in packs for path in named(str(name))}
    return _read_all(list(found.values()))


@lru_cache(maxsize=1)
def _all_installed() -> RuleSet:
    """Every Cleaner asks for these, and even from the cache they take a tenth of a second."""
    return _read_all(everything())


def _read_all(paths: Sequence[Path]) -> RuleSet:
    """The rules of several files, from the cache if just these contents have been read together before."""
    contents = [_content(path) for path in paths]
    key = _key(*contents)
    kept = _kept(key, paths)
    if kept is not None:
        return kept
    rules: list[Rule] = []
    packs: list[Pack] = []
    seen: dict[str, str] = {}
    for path, data in zip(paths, contents, strict=True):
        pack, own = parse_pack(data, str(path))
        if pack.id in seen:
            raise PackError(
                str(path), 1, pack.id, f"the pack id is taken by {seen[pack.id]}", "Give this pack an id of its own."
            )
        seen[pack.id] = str(path)
        packs.append(pack)
        rules += own
    made = RuleSet(tuple(rules), tuple(packs))
    _keep(key, made)
    return made


def _key(*contents: bytes) -> str:
    hashes = b"".join(sha256(data).digest() for data in contents)
    return sha256(cache.made_by(*_MADE_BY).encode() + hashes).hexdigest()


def _kept(key: str, paths: Sequence[Path | str]) -> RuleSet | None:
    stored = cache.read(_KIND, key)
    if stored is None:
        return None
    from newswash.kept import thaw

    try:
        return thaw(stored, [str(p) for p in paths])
    except (ValueError, TypeError, KeyError):  # written by another version
        return None


def _keep(key: str, rules: RuleSet) -> None:
    from newswash.kept import freeze

    cache.write(_KIND, key, freeze(rules))


def read_pack(path: Path) -> tuple[Pack, tuple[Rule, ...]]:
    """One pack file, parsed and checked (from the cache if its content has been read before)."""
    return parse_pack(_content(path), str(path))


def _content(path: Path) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise PackError(str(path), 1, "pack", f"cannot be read ({error.strerror})", "Check the path.") from error
    if len(data) > MAX_BYTES:
        raise PackError(str(path), 1, "pack", f"is larger than {MAX_BYTES} bytes", "Split it.")
    return data


def parse_pack(data: bytes, path: str) -> tuple[Pack, tuple[Rule, ...]]:
    """A pack from its bytes; ``path`` is for messages."""
    key = _key(data)
    kept = _kept(key, [path])
    if kept is not None:
        return kept.packs[0], tuple(kept.rules)
    import tomllib

    from newswash.pack_reader import PackReader  # not loaded where the cache knows the rules

    try:
        source = data.decode("utf-8-sig")
        raw = tomllib.loads(source)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise PackError(path, line, "pack", "is not UTF-8", "Save it as UTF-8.") from error
    except (RecursionError, ValueError) as error:
        if not isinstance(error, tomllib.TOMLDecodeError):
            raise PackError(path, 1, "pack", f"is not TOML ({error})", "Mend the syntax.") from error
        place = re.search(r"\(at line (\d+)", str(error))  # else it is the end of the document
        line = int(place[1]) if place else source.count("\n") + 1
        raise PackError(path, line, "pack", f"is not TOML ({error})", _mend(source, line, str(error))) from error
    # To compile all built-in patterns would be a third of the first start: they are left to the linter.
    pack, rules = PackReader(raw, source, path, compiles=BUILTIN not in Path(path).parents).read()
    _keep(key, RuleSet(rules, (pack,)))
    return pack, rules


def _mend(source: str, line: int, error: str) -> str:
    """What to do about a mistake of syntax: the usual ones have to do with quotes."""
    text = source.split("\n")[line - 1]
    if "Unescaped" in error and "\\" in text:
        return "Write patterns in single quotes."
    single = re.sub(r'"(?:[^"\\]|\\.)*"', "", text)
    if re.search(r"'[^']*\w'\w", single) or single.count("'") % 2:
        return "A text with an apostrophe in it stands in double quotes."
    return "Mend the syntax."
