"""The linter: proves that each rule does what its examples say, alone and among all others, and nothing dangerous."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import regex

from newswash.cleaner import Cleaner
from newswash.errors import PackError
from newswash.fold import fold, spell
from newswash.language import FUNCTION_WORDS
from newswash.model import CATEGORIES, Action, Document, Result
from newswash.pack import load_rules, read_pack
from newswash.pack_sources import BUILTIN
from newswash.page import Page
from newswash.pattern import compile_pattern
from newswash.phrases import PhraseDetector
from newswash.rule import Example, Pack, Rule, RuleSet
from newswash.sentences import word_count
from newswash.wording import Wording

BEFORE = "The council met on Tuesday evening to discuss the plan for the old harbour."
AFTER = "Work on the site is due to begin in the spring and should take two years."
_COMMON_WORDS = "a i an in on at as by or so we he it is be do if of no after over what when this that"
COMMON = frozenset(_COMMON_WORDS.split())
PROBES = ("a" * 3000, " " * 3000, "a " * 1500, "1" * 3000, "é" * 3000, "中" * 3000, "-" * 3000, "a.b:c|" * 500)
PROBE_SECONDS = 0.02
TRIES = 4
_CONTROL = regex.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_STRIP_ALL: dict[str, Action] = dict.fromkeys(CATEGORIES, "strip")


@dataclass(frozen=True, slots=True)
class Problem:
    """One complaint about one rule; reads ``path:line: rule: problem. Mend.``"""

    path: str
    line: int
    rule: str
    problem: str
    mend: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.rule}: {self.problem}. {self.mend}"


def lint(path: Path, among: RuleSet | None = None) -> Iterator[Problem]:
    """All complaints about one pack file. ``among``: the rules beside which it must hold (default: all installed)."""
    try:
        pack, rules = read_pack(path)
    except PackError as error:
        yield Problem(error.path, error.line, error.rule, error.problem, error.mend)
        return
    source = path.read_text("utf-8").split("\n")
    others = load_rules() if among is None else among
    if any(p.id == pack.id and BUILTIN in Path(p.path).parents and not _is_copy(path, p) for p in others.packs):
        mend = "Give this pack an id of its own; beside the other it is refused."
        yield Problem(str(path), 1, "pack", f"the id {pack.id!r} is that of a built-in pack", mend)
    everything = Cleaner(others.replaced(RuleSet(rules, (pack,))), layout=False, tone=False)
    own = PhraseDetector(_with_guards(everything.rules, pack, rules), tone=False)
    for rule in rules:
        at = next((n for n, s in enumerate(source, 1) if s.strip().startswith("id") and f'"{rule.id}"' in s), 1)
        for problem, mend in _problems(rule, pack, everything, own):
            yield Problem(str(path), at, rule.id, problem, mend)


def _is_copy(path: Path, builtin: Pack) -> bool:
    """Whether a file is this built-in pack, in this newswash or in another one."""
    place = ("newswash", "packs", *Path(builtin.path).relative_to(BUILTIN).parts)
    return path.resolve().parts[-len(place) :] == place


def _with_guards(every: RuleSet, pack: Pack, rules: tuple[Rule, ...]) -> RuleSet:
    """These rules, with the packs that may lend them guard words."""
    return RuleSet(rules, tuple({p.id: p for p in (*every.packs, pack)}.values()))


def _problems(rule: Rule, pack: Pack, everything: Cleaner, own: PhraseDetector) -> Iterator[tuple[str, str]]:
    if not rule.about:
        yield "says nothing of itself", "Write `about`."
    yield from _wording(rule)
    broken = list(_patterns(rule))
    yield from broken
    if broken:
        return
    if not rule.removes:
        yield "has no example of what it removes", "Write `removes`."
    if not rule.keeps:
        yield "has no example of what must stay", "Write `keeps`: the nearest miss."
    single = _with_guards(everything.rules, pack, (replace(rule, tier="strip"),))
    alone = Cleaner(single, layout=False, tone=False, categories=_STRIP_ALL)
    for example in rule.removes:
        if not _is_removed(alone, rule, example):
            why = _why_not(alone, rule, example)
            yield f"alone, it does not remove {_short(example.text)}: {why}", "Mend the rule or the example."
        elif not _neighbours_stay(alone, rule, example):
            yield f"alone, it takes more than {_short(example.text)}", "Mend the rule or the example."
        elif rule.tier == "strip" and everything.profile.action(rule.category) == "strip":
            if not _is_removed(everything, rule, example):
                yield (
                    f"among all rules, {_short(example.text)} is not removed",
                    "See `newswash explain`: a guard of another rule?",
                )
            elif not _neighbours_stay(everything, rule, example):
                yield (
                    f"among all rules, more goes than {_short(example.text)}",
                    "See `newswash explain` for the other rule.",
                )
    for example in rule.keeps:
        if not _stays(alone, rule, example):
            yield f"alone, it touches {_short(example.text)}, which must stay", "Make the rule narrower or add a guard."
        elif (other := _toucher(everything, rule, example)) is not None:
            yield (
                f"among all rules, {other} touches {_short(example.text)}, which must stay",
                "Mend that rule or the example.",
            )
    shadow = _shadowed(rule, own)
    if shadow:
        yield f"every example is wholly taken by {shadow}", "Drop the rule, or give an example of what it alone finds."


def _wording(rule: Rule) -> Iterator[tuple[str, str]]:
    for group, phrases in rule.cues:
        for phrase in phrases:
            bare = fold(phrase.rstrip("*")).strip()
            least = 2 if Wording.of(phrase).spaceless else 4
            if len(bare) < least:
                mend = f"Use {'two' if least == 2 else 'four'} characters or more."
                yield f"the cue {phrase!r} of {group} is too short for the scan", mend
            elif bare in FUNCTION_WORDS:
                yield f"the cue {phrase!r} of {group} is too common", "Use a word that says something."
    for phrase in rule.anchors:
        if word_count(phrase) > 9:
            yield (
                f"the anchor {_short(phrase)} has more than nine words",
                "Shorten it: long anchors do not survive drift.",
            )
        elif word_count(phrase) < 2:
            yield f"the anchor {phrase!r} is too short", "Use two to nine words, better three to eight."
    for phrase in rule.phrases:
        bare = fold(phrase).strip()
        if rule.pattern is None and rule.unit == "match" and word_count(phrase) < 3:
            yield f"the phrase {phrase!r} is too short for unit match", "Use five words and more, or unit line."
        elif bare in FUNCTION_WORDS or bare in COMMON:
            yield f"the phrase {phrase!r} is too common", "Use a label that says something."
        elif not any(c.isalnum() or c in "©®℗" for c in bare):
            yield f"the phrase {phrase!r} holds no letter", "Use words."
    if rule.anchors and len(rule.anchors) < rule.min_anchors:
        yield f"has {len(rule.anchors)} anchors but needs {rule.min_anchors}", "Add anchors or lower min_anchors."


def _patterns(rule: Rule) -> Iterator[tuple[str, str]]:
    for key, pattern in (("pattern", rule.pattern), ("voice", rule.voice)):
        if pattern is None:
            continue
        if control := _CONTROL.search(pattern):
            yield (
                f"the {key} holds the control character {control.group()!r}, as double quotes make one of \\b",
                "Write patterns in single quotes.",
            )
            continue
        try:
            compiled = compile_pattern(pattern)
        except regex.error as error:
            yield f"the {key} is no regular expression ({error})", "Mend it."
            continue
        if compiled.search(""):
            yield f"the {key} matches the empty text", "Make it ask for something."
        letters = dict.fromkeys(c for c in pattern if c.isalpha())
        probes = [
            *PROBES,
            *(c * 600 for c in letters),
            *(f"{p} " * (3000 // (len(p) + 1) + 1) for p in rule.phrases[:3]),
        ]
        for probe in probes:
            # On a busy machine one run may take several times as long as it should: what runs away does so each time.
            if all(_takes_long(compiled, probe) for _ in range(TRIES)):
                yield f"the {key} runs away on {probe[:12]!r}…", "Bound its repeats and avoid nested ones."
                break


def _takes_long(compiled: regex.Pattern[str], probe: str) -> bool:
    began = time.process_time()
    with contextlib.suppress(TimeoutError):
        compiled.search(probe, timeout=10 * PROBE_SECONDS)
    return time.process_time() - began > 5 * PROBE_SECONDS


def _document(rule: Rule, example: Example) -> tuple[Document, int, int]:
    """The example among its neighbours, and where it stands."""
    before, after = example.before, example.after
    glue = (
        example.glue
        if example.glue is not None
        else "\n"
        if rule.kind == "phrase" and rule.unit in ("line", "block", "label")
        else " "
    )
    neutral = before is None and after is None
    head = BEFORE + "\n\n" if neutral else "" if before is None else before + glue
    tail = "\n\n" + AFTER if neutral else "" if after is None else glue + after
    url = f"https://{rule.sites[0]}/" if rule.sites else None
    language = rule.languages[0] if rule.languages else None
    document = Document(head + example.text + tail, url=url, language=language)
    return document, len(head), len(head) + len(example.text)


def _run(cleaner: Cleaner, rule: Rule, example: Example) -> tuple[Result, int, int]:
    document, start, end = _document(rule, example)
    return cleaner.detect(document.text, url=document.url, language=document.language), start, end


def _gone(result: Result) -> bytearray:
    gone = bytearray(len(result.original))
    for r in result.removals:
        gone[r.start : r.end] = b"\1" * (r.end - r.start)
    return gone


def _is_removed(cleaner: Cleaner, rule: Rule, example: Example) -> bool:
    result, start, end = _run(cleaner, rule, example)
    gone = _gone(result)
    return all(gone[i] or not result.original[i].isalnum() for i in range(start, end))


def _why_not(cleaner: Cleaner, rule: Rule, example: Example) -> str:
    """What keeps a rule from removing an example."""
    result, start, end = _run(cleaner, rule, example)
    gone = _gone(result)
    if any(gone[start:end]):
        return f"it leaves {_short(''.join(c for c, g in zip(example.text, gone[start:end], strict=True) if not g))}"
    if rule.kind == "cards":
        return "no list in equal steps is seen there"
    line, folded = example.text, fold(example.text)
    stand = [w for w in rule.wording() if any(Wording.of(w).places(folded, line, 0, len(line)))]
    if not stand:
        return "none of its phrases stands there"
    if rule.kind != "phrase":
        return f"of its {rule.kind}, no more than {', '.join(map(_short, stand))} stands there"
    if rule.pattern is not None and not compile_pattern(rule.pattern).search(spell(line)):
        return "its pattern matches nothing there"
    guards = f"a guard holds ({', '.join(rule.unless)}), or " if rule.unless else ""
    return f"{guards}its {rule.unit} says more than {_short(stand[0])} can carry"


def _neighbours_stay(cleaner: Cleaner, rule: Rule, example: Example) -> bool:
    result, start, end = _run(cleaner, rule, example)
    gone, text = _gone(result), result.original
    return not any(gone[i] and text[i].isalnum() for i in (*range(start), *range(end, len(text))))


def _stays(cleaner: Cleaner, rule: Rule, example: Example) -> bool:
    result, _, _ = _run(cleaner, rule, example)
    return not result.removals


def _toucher(cleaner: Cleaner, rule: Rule, example: Example) -> str | None:
    result, _, _ = _run(cleaner, rule, example)
    return result.removals[0].rule if result.removals else None


def _shadowed(rule: Rule, own: PhraseDetector) -> str | None:
    """Another rule of the pack that takes each of the rule's examples whole, of the same tier and category."""
    takers: set[str] | None = None
    for example in rule.removes:
        document, start, end = _document(rule, example)
        page = Page(document)
        covers = {
            f.rule
            for f in own.find(page)
            if f.rule != rule.name and f.tier == "strip" and f.start <= start and f.end >= end
        }
        takers = covers if takers is None else takers & covers
    return min(takers) if takers else None


def _short(text: str) -> str:
    text = " ".join(text.split())
    return f"“{text[:60]}…”" if len(text) > 61 else f"“{text}”"
