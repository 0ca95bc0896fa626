"""Rule sets as they are kept in the cache: quick to read, since a rule is made when it is first asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Any, overload

import orjson

from newswash.flat import Strings, numbers, of_numbers, pack, unpack
from newswash.rule import Example, Pack, Rule, RuleSet

_EXAMPLES = ("removes", "keeps")
_DEFAULTS = {kind: [(f.name, f.default) for f in fields(kind)] for kind in (Rule, Pack, Example)}


class Rules(Sequence[Rule]):
    """The rules of a set, each kept as JSON until somebody asks for it. Equal to a tuple of the same rules."""

    def __init__(self, rows: Strings) -> None:
        self._rows = rows
        self._made: list[Rule | None] = [None] * len(rows)

    @overload
    def __getitem__(self, at: int) -> Rule: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Rule, ...]: ...
    def __getitem__(self, at: int | slice) -> Rule | tuple[Rule, ...]:
        if isinstance(at, slice):
            return tuple(self[i] for i in range(len(self))[at])
        rule = self._made[at]
        if rule is None:
            rule = self._made[at] = _rule(self._rows[at])
        return rule

    def __iter__(self) -> Iterator[Rule]:
        return map(self.__getitem__, range(len(self)))

    def __len__(self) -> int:
        return len(self._made)

    def __eq__(self, other: object) -> bool:
        return tuple(self) == (tuple(other) if isinstance(other, Rules) else other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))

    def __reduce__(self) -> tuple[type[Rules], tuple[Strings]]:
        return Rules, (self._rows,)


def freeze(rules: RuleSet) -> bytes:
    """A rule set as bytes for the cache."""
    rows = Strings.of(orjson.dumps(_frozen(rule)).decode() for rule in rules.rules)
    return pack(
        {
            "fingerprint": rules.fingerprint.encode(),
            "packs": orjson.dumps([_row(pack, "path") for pack in rules.packs]),
            "rules": rows.joined,
            "ends": of_numbers(rows.ends),
        }
    )


def thaw(stored: bytes, paths: Sequence[str]) -> RuleSet:
    """The rule set that ``freeze`` made bytes of; its packs stand at ``paths`` now.

    Raises ValueError, TypeError or KeyError for what another version has written.
    """
    parts = unpack(stored)
    packs = [Pack(**_values(row), path=path) for row, path in zip(orjson.loads(parts["packs"]), paths, strict=True)]
    made = RuleSet(Rules(Strings(parts["rules"], numbers(parts["ends"]))), tuple(packs))
    # a cached property: hashing all again takes longer than reading
    made.__dict__["fingerprint"] = str(parts["fingerprint"], "ascii")
    return made


def _frozen(rule: Rule) -> dict[str, Any]:
    return _row(rule, *_EXAMPLES) | {kind: [_row(e) for e in getattr(rule, kind)] for kind in _EXAMPLES}


def _rule(row: str) -> Rule:
    values = orjson.loads(row)
    for kind in _EXAMPLES:
        values[kind] = tuple(Example(**example) for example in values[kind])
    return Rule(**_values(values))


def _row(x: Example | Pack | Rule, *without: str) -> dict[str, Any]:
    """The fields that are not as they are by default."""
    defaults = _DEFAULTS[type(x)]
    return {name: v for name, default in defaults if name not in without and (v := getattr(x, name)) != default}


def _values(row: dict[str, Any]) -> dict[str, Any]:
    return {k: _tuple(v) if v.__class__ is list else v for k, v in row.items()}


def _tuple(stored: list[Any]) -> tuple[Any, ...]:
    """Lists as the tuples that they were; what a list holds is all of one kind, but for a name before a list."""
    if stored and stored[-1].__class__ is list:
        return tuple(_tuple(x) if x.__class__ is list else x for x in stored)
    return tuple(stored)
