"""Rule sets as they are kept in the cache: quick to read, and the examples, which no text needs, left for later."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from functools import cached_property
from typing import Any, overload

import orjson

from newswash.rule import Example, Pack, Rule, RuleSet

_EXAMPLES = ("removes", "keeps")


class _Texts:
    """The examples of all rules of a set, read when somebody first asks for one."""

    def __init__(self, stored: bytes) -> None:
        self._stored = stored

    @cached_property
    def of_rules(self) -> list[dict[str, list[dict[str, str]]]]:
        rows: list[dict[str, list[dict[str, str]]]] = orjson.loads(self._stored)
        return rows


class Examples(Sequence[Example]):
    """The examples of one kind of one rule."""

    def __init__(self, texts: _Texts, rule: int, kind: str) -> None:
        self._texts, self._rule, self._kind = texts, rule, kind

    @cached_property
    def _all(self) -> tuple[Example, ...]:
        return tuple(Example(**row) for row in self._texts.of_rules[self._rule].get(self._kind, ()))

    @overload
    def __getitem__(self, at: int) -> Example: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Example]: ...
    def __getitem__(self, at: int | slice) -> Example | Sequence[Example]:
        return self._all[at]

    def __iter__(self) -> Iterator[Example]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    def __repr__(self) -> str:
        return repr(self._all)

    def __reduce__(self) -> tuple[type[tuple[Example, ...]], tuple[tuple[Example, ...]]]:
        return tuple, (self._all,)


def freeze(rules: RuleSet) -> bytes:
    """A rule set as bytes for the cache: all but its examples on one line, these on the next."""
    head = {
        "fingerprint": rules.fingerprint,
        "packs": [_row(pack, "path") for pack in rules.packs],
        "rules": [_row(rule, *_EXAMPLES) for rule in rules.rules],
    }
    texts = [{kind: [_row(e) for e in getattr(rule, kind)] for kind in _EXAMPLES} for rule in rules.rules]
    return orjson.dumps(head) + b"\n" + orjson.dumps(texts)


def thaw(stored: bytes, paths: Sequence[str]) -> RuleSet:
    """The rule set that ``freeze`` made bytes of; its packs stand at ``paths`` now.

    Raises ValueError, TypeError or KeyError for what another version has written.
    """
    line, _, rest = stored.partition(b"\n")
    head, texts = orjson.loads(line), _Texts(rest)
    packs = tuple(Pack(**_values(row), path=path) for row, path in zip(head["packs"], paths, strict=True))
    rules = tuple(
        Rule(**_values(row), removes=Examples(texts, n, "removes"), keeps=Examples(texts, n, "keeps"))
        for n, row in enumerate(head["rules"])
    )
    made = RuleSet(rules, packs)
    made.__dict__["fingerprint"] = head["fingerprint"]  # a cached property: hashing all again takes longer than reading
    return made


def _row(x: Example | Pack | Rule, *without: str) -> dict[str, Any]:
    """The fields that are not as they are by default."""
    return {f.name: v for f in fields(x) if f.name not in without and (v := getattr(x, f.name)) != f.default}


def _values(row: dict[str, Any]) -> dict[str, Any]:
    return {k: _tuple(v) if v.__class__ is list else v for k, v in row.items()}


def _tuple(stored: list[Any]) -> tuple[Any, ...]:
    """Lists as the tuples that they were; what a list holds is all of one kind, but for a name before a list."""
    if stored and stored[-1].__class__ is list:
        return tuple(_tuple(x) if x.__class__ is list else x for x in stored)
    return tuple(stored)
