"""The one path: every way of using newswash ends in ``Cleaner.detect``."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

from newswash.decide import Decision, decide
from newswash.errors import UsageError
from newswash.model import CATEGORIES, Action, Document, Finding, Mark, Profile, Refusal, Removal, Result
from newswash.page import Line, Page
from newswash.profiles import PROFILES
from newswash.rule import RuleSet
from newswash.whitespace import merge, split_at_seams, widen

if TYPE_CHECKING:
    from newswash.phrases import PhraseDetector

ROUNDS = 12  # a removal may uncover another; all texts seen settle within three
PIECE_ROUNDS = 3


class Detector(Protocol):
    """Anything with ``find``: it reports findings with offsets into ``page.text`` and decides nothing."""

    def find(self, page: Page) -> Iterable[Finding]: ...


class Cleaner:
    """Finds and removes boilerplate. Immutable, picklable, safe to share between threads.

    ``rules``: a RuleSet (default: all installed packs). ``profile``: precision, balanced, recall or body_only.
    ``categories``: category → "strip", "mark" or "keep", on top of the profile. ``layout``: whether lines that no rule
    names are judged by shape and neighbourhood. ``detectors``: your own, asked after the built-in ones.

    >>> cleaner = Cleaner(profile="precision", categories={"newsletter": "mark"})
    >>> result = cleaner.detect("The vote passed.\\n\\nSign up for our newsletter.")
    >>> result.text == result.original, result.marks[0].category
    (True, 'newsletter')
    """

    def __init__(
        self,
        rules: RuleSet | None = None,
        *,
        profile: str = "balanced",
        categories: Mapping[str, Action] | None = None,
        layout: bool = True,
        detectors: Iterable[Detector] = (),
    ) -> None:
        if profile not in PROFILES:
            raise UsageError(f"no profile named {profile!r}: one of {', '.join(PROFILES)}.")
        for category, action in (categories or {}).items():
            if category not in CATEGORIES:
                raise UsageError(f"no category named {category!r}: one of {', '.join(CATEGORIES)}.")
            if action not in ("strip", "mark", "keep"):
                raise UsageError(f"category {category}: {action!r} is no action: strip, mark or keep.")
        if rules is not None and not isinstance(rules, RuleSet):
            raise UsageError(f"rules must be a RuleSet, not {type(rules).__name__}: load_rules(…) makes one.")
        base = PROFILES[profile]
        self.profile: Profile = replace(base, actions={**base.actions, **(categories or {})})
        self.layout = layout
        self.detectors: tuple[Detector, ...] = tuple(detectors)
        self._rules = rules
        self._lock = threading.Lock()
        self._phrases: PhraseDetector | None = None
        self._print = ""

    def __getstate__(self) -> dict[str, Any]:
        """Settings and rules travel; what is compiled from them does not."""
        keep = ("profile", "layout", "detectors", "_rules")
        return {k: self.__dict__[k] for k in keep}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._lock, self._phrases, self._print = threading.Lock(), None, ""

    @property
    def rules(self) -> RuleSet:
        from newswash.pack import load_rules  # not loaded before it is needed

        return load_rules() if self._rules is None else self._rules

    @property
    def fingerprint(self) -> str:
        """Names rules, weights, settings and the classes of own detectors: what the same version of newswash decides
        under the same fingerprint, it decides alike."""
        if not self._print:
            from hashlib import sha256

            from newswash.layout import LayoutModel

            settings = [
                self.rules.fingerprint,
                self.profile.name,
                LayoutModel.load().digest if self.layout else "",
                *(f"{type(d).__module__}.{type(d).__qualname__}" for d in self.detectors),
                *sorted(map(str, self.profile.actions.items())),
            ]
            self._print = sha256("\n".join(settings).encode()).hexdigest()[:16]
        return self._print

    def clean(self, text: str, *, url: str | None = None, title: str | None = None, language: str | None = None) -> str:
        """The text without its boilerplate; the very same string if there is none."""
        return self.detect(text, url=url, title=title, language=language).text

    def detect(
        self, text: str, *, url: str | None = None, title: str | None = None, language: str | None = None
    ) -> Result:
        """The text with each removal, mark and refusal explained. Offsets are code points of ``text``."""
        return self._judge(Document(text, url, title, language))

    def detect_many(self, documents: Iterable[Document | str]) -> Iterator[Result]:
        """A result for each document, in order; ``Result.id`` is the document's."""
        for document in documents:
            yield self._judge(document if isinstance(document, Document) else Document(document))

    def _compiled(self) -> PhraseDetector:
        if self._phrases is None:
            with self._lock:
                if self._phrases is None:
                    self._phrases = self._made_ready()
        return self._phrases

    def _made_ready(self) -> PhraseDetector:
        from newswash.phrases import PhraseDetector  # with all that reads rules: not loaded before it is needed

        # All that is made here stays: a collector that looks through it again and again takes a tenth of the time.
        collects = gc.isenabled()
        gc.disable()
        try:
            return PhraseDetector(self.rules)
        finally:
            if collects:
                gc.enable()

    def _judge(self, document: Document) -> Result:
        phrases = self._compiled()
        page = Page(document)
        findings, refusals = self._find(page, phrases)
        if not findings and not refusals:
            return Result(document.text, fingerprint=self.fingerprint, id=document.id)
        edit = _Edit(document.text)
        decision = self._decide(page, findings, phrases)
        first = decision
        for _ in range(ROUNDS):
            spans = edit.apply(decision.removals)
            if not spans:
                break
            page = page.after(edit.text)
            findings, refusals = self._find(page, phrases)
            decision = self._decide(page, findings, phrases)
        decision.refusals += refusals
        return edit.result(decision, first.flags, self.fingerprint, document)

    def _find(self, page: Page, phrases: PhraseDetector) -> tuple[list[Finding], list[Refusal]]:
        """The findings of all detectors, and what the layout model's own guards refused."""
        findings = phrases.find(page)
        refusals: list[Refusal] = []
        if self.layout:
            from newswash.layout import LayoutModel  # takes as long to load as all else together
            from newswash.unnamed import find_unnamed

            unnamed, refusals = find_unnamed(page, LayoutModel.load(), findings, self.profile)
            findings += unnamed
        for detector in self.detectors:
            findings += detector.find(page)
        return findings, refusals

    def _decide(self, page: Page, findings: list[Finding], phrases: PhraseDetector) -> Decision:
        """Decide, then judge what a removal leaves of a line as a line of its own, and decide again."""
        decision = decide(page, findings, self.profile) if findings else Decision()
        judged: set[Line] = set()
        for _ in range(PIECE_ROUNDS):
            pieces = [p for p in _pieces(page, decision.removals) if p not in judged]
            more = phrases.find_pieces(page, pieces) if pieces else []
            judged.update(pieces)
            if not more:
                break
            findings = findings + more
            decision = decide(page, findings, self.profile)
        return decision


def _pieces(page: Page, removals: list[Finding]) -> list[Line]:
    """What removals leave of the lines that they cut."""
    cuts: dict[int, list[tuple[int, int]]] = {}
    line = 0
    for r in removals:
        while line + 1 < len(page.lines) and page.starts[line + 1] <= r.start:
            line += 1
        at = line
        while at < len(page.lines) and page.starts[at] < r.end:
            begin = page.starts[at]
            a, b = max(0, r.start - begin), min(len(page.lines[at]), r.end - begin)
            if (a, b) != (0, len(page.lines[at])):
                cuts.setdefault(at, []).append((a, b))
            at += 1
    pieces = []
    for number, spans in cuts.items():
        text, at = page.lines[number], 0
        for a, b in [*spans, (len(text), len(text))]:
            start, end = at, a
            while start < end and text[start].isspace():
                start += 1
            while end > start and text[end - 1].isspace():
                end -= 1
            if start < end:
                pieces.append(Line(number, start, end))
            at = max(at, b)
    return pieces


class _Edit:
    """A text being cut round by round, with what was cut in offsets of the original."""

    def __init__(self, text: str) -> None:
        self.original = self.text = text
        self.kept = [(0, len(text))]
        self.removals: list[Removal] = []

    def apply(self, findings: list[Finding]) -> list[tuple[int, int]]:
        """Cut the findings (offsets of the current text) with their white space; the spans that were cut."""
        if not findings:
            return []
        seams = [(a, b, f) for f in findings for a, b in split_at_seams(self.text, [(f.start, f.end)])]
        spans = [widen(self.text, a, b) for a, b in merge(self.text, [(a, b) for a, b, _ in seams])]
        spans = merge(self.text, spans)
        owners: list[tuple[int, int, Finding]] = []
        seams.sort(key=lambda s: s[0])
        k = 0
        for a, b in spans:
            members = []
            while k < len(seams) and seams[k][0] < b:
                members.append(seams[k])
                k += 1
            edges = [a, *(m[0] for m in members[1:]), b]
            owners += [(edges[i], edges[i + 1], m[2]) for i, m in enumerate(members)]
        for a, b, f in owners:
            for start, end in self._original(a, b):
                self.removals.append(Removal(start, end, f.category, f.rule, f.score, f.reason))
        self._cut(spans)
        return spans

    def _cut(self, spans: list[tuple[int, int]]) -> None:
        gone = [piece for a, b in spans for piece in self._original(a, b)]
        kept = []
        k = 0
        for a, b in self.kept:
            at = a
            while k < len(gone) and gone[k][0] < b:
                if gone[k][0] > at:
                    kept.append((at, gone[k][0]))
                at = gone[k][1]
                k += 1
            if at < b:
                kept.append((at, b))
        self.kept = kept
        self.text = "".join(self.original[a:b] for a, b in kept)

    def _original(self, a: int, b: int) -> list[tuple[int, int]]:
        """A span of the current text as spans of the original."""
        out, base = [], 0
        for start, end in self.kept:
            size = end - start
            lo, hi = max(a - base, 0), min(b - base, size)
            if lo < hi:
                out.append((start + lo, start + hi))
            base += size
            if base >= b:
                break
        return out

    def result(self, last: Decision, flags: set[str], fingerprint: str, document: Document) -> Result:
        def moved(x: Any) -> Any:
            spans = self._original(x.start, x.end)
            return replace(x, start=spans[0][0], end=spans[-1][1]) if spans else None

        marks: list[Mark] = [m for m in map(moved, last.marks) if m]
        refusals: list[Refusal] = [r for r in map(moved, last.refusals) if r]
        found = set(flags) | last.flags
        if self.removals and not self.text.strip():
            found.add("emptied")
        if any(x.category == "subscription-paywall" for x in self.removals) and _breaks_off(self.text):
            found.add("truncated")
        return Result(
            document.text,
            tuple(_without_blanks(document.text, sorted(self.removals, key=lambda r: r.start))),
            tuple(sorted(marks, key=lambda m: m.start)),
            tuple(sorted(refusals, key=lambda r: r.start)),
            frozenset(found),
            fingerprint,
            document.id,
        )


def _without_blanks(text: str, removals: list[Removal]) -> list[Removal]:
    """The removals, with what took nothing but white space left of a line to the removal beside it."""
    out: list[Removal] = []
    for r in removals:
        if out and out[-1].end == r.start:
            if text[r.start : r.end].isspace():
                out[-1] = replace(out[-1], end=r.end)
                continue
            if text[out[-1].start : out[-1].end].isspace():
                r = replace(r, start=out.pop().start)
        out.append(r)
    return out


def _breaks_off(text: str) -> bool:
    """Whether a text ends in the middle of a sentence."""
    return text.rstrip().endswith(("…", "...")) or (
        bool(text.strip()) and text.rstrip()[-1] not in ".!?\"'”’»)]。！？।॥؟۔"
    )
