"""The reader of one pack: what a parsed file says as rules, or exactly what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from math import prod
from typing import Any

from newswash.errors import PackError, hint
from newswash.fold import spell
from newswash.model import CATEGORIES
from newswash.pattern_tree import is_known, parse, size
from newswash.rule import GUARDS, HOST_MEND, TIERS, UNITS, Example, Pack, Rule, is_host, wording_flaw

SCHEMA = 1
GUARD_WORDS = ("reported", "payee", "editorial")
KINDS = ("phrases", "anchors", "cues", "cards")
CARDS = ("cut", "date", "link")
LONGEST_PATTERN = 50_000  # code points
MOST_REPEATS = 4000  # in a pattern: of a unit it sees so many code points
LARGEST_PATTERN = 20_000  # parts when it is compiled, of some 300 bytes each
LARGEST_UNKNOWN_PATTERN = 400_000  # as if each of its repeats stood within the others: parts are far fewer
LONGEST_APPEAL, WIDEST_WINDOW = 2000, 20  # words, sentences: the work on a page grows with their square
LARGEST = 100_000  # number in a rule
_ID = re.compile(r"[a-z0-9][a-z0-9./-]*")
_RULE_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_BOUNDED = re.compile(r"\^.*(?<!\\)\$", re.DOTALL)
_COUNT = re.compile(r"\{(?:\d*,)?(\d+)")
_LEAST_COUNT = re.compile(r"\{0*([1-9]\d*)")

_PACK_KEYS = {"id", "version", "about", "language", "license", "maintainers", "homepage"}
_RULE_KEYS = {
    "id", "category", "about", "tier", "phrases", "pattern", "unit", "opens", "anchors", "min_anchors", "length",
    "ends",
    "cues", "needs", "min_cues", "window", "voice", "cards", "unless", "sites", "languages", "removes", "keeps",
}  # fmt: skip


def _is_bloated(pattern: str) -> bool:
    """Whether regex, which writes out each repeat as often as it must stand, would need much memory for a pattern."""
    tree = parse(pattern)
    if is_known(tree):
        return size(tree) > LARGEST_PATTERN
    return len(pattern) * prod(map(int, _LEAST_COUNT.findall(pattern))) > LARGEST_UNKNOWN_PATTERN


def _did_you_mean(word: str, known: Iterable[str]) -> str:
    told = hint(word, known)
    return told[0].upper() + told[1:]


class PackReader:
    """Of a file that TOML has parsed (``raw``) from a ``source``; the ``path`` is for messages.

    ``compiles``: whether patterns are compiled, to see that they can be.
    """

    def __init__(self, raw: Mapping[str, Any], source: str, path: str, *, compiles: bool) -> None:
        self.raw, self.source, self.path, self.compiles = raw, source, path, compiles

    def fail(self, rule: str, problem: str, mend: str, key: str = "") -> PackError:
        return PackError(self.path, self.line(rule, key), rule, problem, mend)

    def line(self, where: str, key: str = "") -> int:
        """That of a rule's id; or that of a key in a table (``pack``, ``guards``, ``prune``), else of the table's head.

        1 where the file spells it in another way.
        """
        for number, text in enumerate(self.source.split("\n"), 1):
            if text.strip().startswith("id") and f'"{where}"' in text:
                return number
        return self._key_line(where, key) if key else 1

    def _key_line(self, table: str, key: str) -> int:
        inside, header = True, 1  # what stands above all tables is said to be of the pack
        for number, text in enumerate(map(str.strip, self.source.split("\n")), 1):
            name, equals, _ = text.partition("=")
            if text.startswith((f"[{key}]", f"[[{key}]]")):
                return number
            if text.startswith("["):
                inside = text.startswith(f"[{table}]")
                header = number if inside else header
            elif inside and equals and name.strip(" \t\"'") == key:
                return number
        return header

    def read(self) -> tuple[Pack, tuple[Rule, ...]]:
        """The pack and its rules. Raises PackError for the first thing that is wrong."""
        raw = self.raw
        if type(raw.get("schema")) is not int or raw["schema"] != SCHEMA:
            problem = f"schema is {raw['schema']!r}" if "schema" in raw else "has no schema"
            raise self.fail("pack", problem, f"This newswash reads `schema = {SCHEMA}`.")
        self.known("pack", raw, {"schema", "pack", "guards", "prune", "rule"})
        head, guards, prune = (self.table(raw, key) for key in ("pack", "guards", "prune"))
        self.known("pack", head, _PACK_KEYS)
        for key in ("id", "version"):
            if head.get(key, "") == "":
                raise self.fail("pack", f"[pack] has no {key}", f'Write `{key} = "…"` below [pack].', key)
            if not isinstance(head[key], str):
                raise self.fail("pack", f"{key} must be a string, not {head[key]!r}", f'Write `{key} = "…"`.', key)
        if not _ID.fullmatch(head["id"]):
            mend = "Lower-case letters, digits, .-/ only."
            raise self.fail("pack", f"id {head['id']!r} has the wrong form", mend, "id")
        for key in ("about", "license", "homepage"):
            if not isinstance(head.get(key, ""), str):
                raise self.fail("pack", f"{key} must be a string", f'Write `{key} = "…"`.', key)
        if "language" in head:
            self.language("pack", "language", head["language"])
        pack = Pack(
            id=head["id"],
            version=head["version"],
            about=head.get("about", ""),
            language=head.get("language") or (head["id"] if len(head["id"]) == 2 else None),
            guards=tuple((k, self.wording("guards", guards, k)) for k in guards),
            prune=tuple((k, self.strings("prune", prune, k)) for k in prune),
            path=self.path,
        )
        self.known("guards", dict(pack.guards), set(GUARD_WORDS))
        self.known("prune", dict(pack.prune), {"xpath", "css", "sites"})
        self.sites("prune", prune)
        rows = raw.get("rule", [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise self.fail("pack", "rule must be a table for each rule", "Write [[rule]] above each.")
        rules: dict[str, Rule] = {}
        for number, row in enumerate(rows, 1):
            if not isinstance(row.get("id"), str):
                raise self.fail(f"rule {number}", "has no id", 'Write `id = "…"`.')
            if not _RULE_ID.fullmatch(row["id"]):
                mend = "Lower-case letters and digits, with single hyphens between."
                raise self.fail(row["id"], f"id {row['id']!r} has the wrong form", mend)
            if row["id"] in rules:
                raise self.fail(row["id"], "the id is used twice in this pack", "Give one of them another id.")
            rules[row["id"]] = self.rule(row, pack)
        return pack, tuple(rules.values())

    def known(self, where: str, table: Mapping[str, Any], keys: set[str]) -> None:
        for key in table:
            if key not in keys:
                raise self.fail(where, f"unknown key {key!r}", _did_you_mean(key, sorted(keys)), key)

    def table(self, raw: Mapping[str, Any], key: str) -> Mapping[str, Any]:
        value = raw.get(key, {})
        if not isinstance(value, dict):
            raise self.fail("pack", f"{key} must be a table", f"Write [{key}].")
        return value

    def sites(self, rule: str, table: Mapping[str, Any]) -> tuple[str, ...]:
        sites = self.strings(rule, table, "sites")
        for site in sites:
            if not is_host(site):
                raise self.fail(rule, f"sites: {site!r} is no host", HOST_MEND)
        return sites

    def strings(self, rule: str, table: Mapping[str, Any], key: str) -> tuple[str, ...]:
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(x, str) and x.strip(" *") for x in value):
            raise self.fail(rule, f"{key} must be a list of strings that say something", f'Write `{key} = ["…"]`.')
        return tuple(value)

    def wording(self, rule: str, table: Mapping[str, Any], key: str) -> tuple[str, ...]:
        """Strings that are looked for in texts."""
        phrases = self.strings(rule, table, key)
        for phrase in phrases:
            if flaw := wording_flaw(phrase):
                raise self.fail(rule, f"{key} {flaw[0]}", flaw[1])
        return phrases

    def choice(self, rule: str, key: str, value: Any, choices: Iterable[str]) -> None:
        if value not in choices:
            raise self.fail(rule, f"{key} {value!r} is unknown", _did_you_mean(str(value), choices))

    def language(self, rule: str, key: str, code: Any) -> None:
        from newswash.language import normalise  # few packs ask

        known = normalise(code) if isinstance(code, str) else None
        if code != known:
            mend = f"Write {known!r}." if known else "Write the two letters, as in `hu` for Hungarian."
            raise self.fail(rule, f"{key} {code!r} is no ISO 639-1 code that newswash uses", mend, key)

    def examples(self, rule: str, row: Mapping[str, Any], key: str) -> tuple[Example, ...]:
        out = []
        entries = row.get(key, [])
        if not isinstance(entries, list):
            raise self.fail(rule, f"{key} must be a list of texts", f'Write `{key} = ["…"]`.')
        for entry in entries:
            table = {"text": entry} if isinstance(entry, str) else entry
            if not isinstance(table, dict) or not isinstance(table.get("text"), str):
                raise self.fail(rule, f"an entry of {key} has no text", "Write a string or { text = …, after = … }.")
            self.known(rule, table, {"text", "before", "after", "glue"})
            if not all(isinstance(value, str) for value in table.values()):
                raise self.fail(
                    rule, f"an entry of {key} holds what is no string", 'Write { text = "…", after = "…" }.'
                )
            out.append(Example(**table))
        return tuple(out)

    def check_kind(self, rule: str, row: Mapping[str, Any]) -> None:
        kinds = [k for k in KINDS if row.get(k)]
        if len(kinds) != 1:
            problem = f"has {' and '.join(kinds)}" if kinds else f"has none of {', '.join(KINDS)}"
            raise self.fail(rule, problem, "A rule has one of them.")

    def cues(self, rule: str, row: Mapping[str, Any]) -> Mapping[str, Any]:
        cues = row.get("cues", {})
        if not isinstance(cues, dict):
            raise self.fail(rule, "cues must be a table", "Write [rule.cues] below the rule.")
        for group in self.strings(rule, row, "needs"):
            if group not in cues:
                raise self.fail(rule, f"needs {group!r}, which is no group of its cues", f"Groups: {', '.join(cues)}.")
        if not cues and (extra := {"min_cues", "window", "needs", "voice"} & set(row)):
            raise self.fail(rule, f"{min(extra)} says nothing without cues", "Take it out, or write [rule.cues].")
        return cues

    def length(self, rule: str, row: Mapping[str, Any]) -> tuple[int, int]:
        length = row.get("length", [10, 200])
        if (
            isinstance(length, list)
            and [type(n) for n in length] == [int, int]
            and 0 < length[0] <= length[1] <= LONGEST_APPEAL
        ):
            return length[0], length[1]
        raise self.fail(
            rule, f"length must be two numbers of words, up to {LONGEST_APPEAL}", "Write `length = [40, 260]`."
        )

    def alternatives(self, rule: str, row: Mapping[str, Any], key: str) -> tuple[str, ...]:
        """Regular expressions of which one must match: given as one, or as a list of them."""
        value = row.get(key, [])
        if isinstance(value, str) and value:
            return (value,)
        if (
            not isinstance(value, list)
            or not all(isinstance(x, str) and x for x in value)
            or (key in row and not value)
        ):
            raise self.fail(rule, f"{key} must be a string or a list of strings", f"Write `{key} = '…'`.")
        return tuple(value)

    def check(self, rule: str, key: str, sources: Sequence[str]) -> None:
        """Whether these can be compiled, and at what expense."""
        import regex

        whole = "|".join(sources)
        longest = max(map(len, _COUNT.findall(whole)), default=0)
        if len(whole) > LONGEST_PATTERN or longest > len(str(MOST_REPEATS)):
            mend = f"Up to {LONGEST_PATTERN} code points, and repeats up to {MOST_REPEATS}."
            raise self.fail(rule, f"{key} is too large", mend)
        try:
            if _is_bloated(whole):
                raise self.fail(rule, f"{key} repeats groups of thousands of parts", "Repeat less, or nest less.")
            for source in sources:
                regex.compile(spell(source), regex.IGNORECASE, cache_pattern=False)
        except (regex.error, ValueError, OverflowError, RecursionError) as error:
            raise self.fail(rule, f"{key} is no regular expression ({error})", "Mend it.") from error

    def rule(self, row: Mapping[str, Any], pack: Pack) -> Rule:
        id = row["id"]
        self.known(id, row, _RULE_KEYS)
        self.choice(id, "category", row.get("category"), CATEGORIES)
        self.choice(id, "tier", row.get("tier", "strip"), TIERS)
        self.choice(id, "unit", row.get("unit", "line"), UNITS)
        for code in self.strings(id, row, "languages"):
            self.language(id, "languages:", code)
        unless = self.strings(id, row, "unless")
        for guard in unless:
            self.choice(id, "guard", guard, GUARDS)
        self.check_kind(id, row)
        cues = self.cues(id, row)
        cards = self.strings(id, row, "cards")
        for sign in cards:
            self.choice(id, "sign of cards", sign, CARDS)
        for key, most in (("min_anchors", LARGEST), ("min_cues", LARGEST), ("window", WIDEST_WINDOW)):
            if type(row.get(key, 1)) is not int or not 1 <= row.get(key, 1) <= most:
                raise self.fail(id, f"{key} must be a number above 0, up to {most}", f"Write `{key} = 2`.")
        if not isinstance(row.get("opens", False), bool):
            raise self.fail(id, "opens must be true or false", "Write `opens = true`.")
        if not isinstance(row.get("about", ""), str):
            raise self.fail(id, "about must be a string", "Write `about = '…'`.")
        pattern, voice = (self.alternatives(id, row, key) for key in ("pattern", "voice"))
        needs = self.strings(id, row, "needs")
        if row.get("unit") == "label" and not all(map(_BOUNDED.fullmatch, pattern)):
            mend = "Write '^…$'. Without a pattern each phrase is the whole line."
            raise self.fail(id, "unit label takes a pattern of the whole line", mend)
        if row.get("unit") == "row" and pattern:
            raise self.fail(id, "unit row takes no pattern", "Each phrase is one of the labels of a row: drop it.")
        if self.compiles:
            self.check(id, "pattern", pattern)
            self.check(id, "voice", voice)
        return Rule(
            id=id,
            pack=pack.id,
            category=row["category"],
            about=row.get("about", ""),
            tier=row.get("tier", "strip"),
            phrases=self.wording(id, row, "phrases"),
            pattern="|".join(pattern) or None,
            unit=row.get("unit", "line"),
            opens=row.get("opens", False) is True,
            anchors=self.wording(id, row, "anchors"),
            min_anchors=row.get("min_anchors", 2),
            length=self.length(id, row),
            ends=self.wording(id, row, "ends"),
            cues=tuple((group, self.wording(id, cues, group)) for group in cues),
            needs=needs,
            min_cues=row.get("min_cues", max(2, len(needs))),
            window=row.get("window", 2),
            voice="|".join(voice) or None,
            cards=cards,
            unless=unless,
            sites=self.sites(id, row),
            languages=self.strings(id, row, "languages"),
            removes=self.examples(id, row, "removes"),
            keeps=self.examples(id, row, "keeps"),
        )
