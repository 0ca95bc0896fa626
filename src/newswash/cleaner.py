"""The one path: every way of using newswash ends in ``Cleaner.detect``."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, Self

from newswash.decide import Decision, decide
from newswash.edit import Edit, pieces_left
from newswash.errors import DetectorError, UsageError, hint
from newswash.model import ACTIONS, CATEGORIES, Action, Document, Finding, Profile, Refusal, Result
from newswash.page import Line, Page
from newswash.profiles import PROFILES
from newswash.remainders import find_remainders
from newswash.rule import TIERS, RuleSet
from newswash.series import keep_alternating, keep_series

if TYPE_CHECKING:
    from newswash.phrases import PhraseDetector

ROUNDS = 12  # a removal may uncover another; all texts seen settle within three, others are flagged
PIECE_ROUNDS = 3


class Detector(Protocol):
    """Anything with ``find``: it reports findings with offsets into ``page.text`` and decides nothing.

    It is asked again about what a removal has left, until nothing more is found: so it must know what it looks for by
    its words, not by its place ("the first line").
    """

    def find(self, page: Page) -> Iterable[Finding]: ...


class Cleaner:
    """Finds and removes boilerplate. Picklable, safe to share between threads; for other settings make another
    (``under``: for another profile).

    ``rules``: a RuleSet (default: all installed packs). ``profile``: precision, balanced, recall or body_only.
    ``categories``: category → "strip", "mark" or "keep", on top of the profile. ``layout``: whether lines that no rule
    names are judged by shape and neighbourhood. ``tone``: whether sentences beside an ask, or with too few cues for a
    rule, are judged by how they sound. ``detectors``: your own, asked after the built-in ones.

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
        tone: bool = True,
        detectors: Iterable[Detector] = (),
    ) -> None:
        if not isinstance(categories, Mapping | None):
            raise UsageError(f"categories must be a mapping of category → action, not {type(categories).__name__}.")
        for name, switch in (("layout", layout), ("tone", tone)):
            if not isinstance(switch, bool):
                raise UsageError(f"{name} must be True or False, not {switch!r}.")
        for category, action in (categories or {}).items():
            if category not in CATEGORIES:
                raise UsageError(f"no category named {category!r}: {hint(category, CATEGORIES)}")
            if action not in ACTIONS:
                raise UsageError(f"category {category}: {action!r} is no action: strip, mark or keep.")
        if rules is not None and not isinstance(rules, RuleSet):
            raise UsageError(f"rules must be a RuleSet, not {type(rules).__name__}: load_rules(…) makes one.")
        own = tuple(detectors) if isinstance(detectors, Iterable) else None
        if own is None or not all(callable(getattr(d, "find", None)) for d in own):
            raise UsageError("detectors must be a list of objects with find(page), which gives Findings.")
        if made_of := [d.__name__ for d in own if isinstance(d, type)]:
            raise UsageError(f"detectors: {made_of[0]} is a class; make an object of it: {made_of[0]}(…).")
        self._categories = dict(categories or {})
        self._profile = _laid_over(profile, self._categories)
        self._layout, self._tone, self._detectors = layout, tone, own
        self._compiled = _Compiled(rules, tone)
        self._print = ""

    def __getstate__(self) -> dict[str, Any]:
        """All but the fingerprint, which names the rules that are installed where it is asked for."""
        return {**self.__dict__, "_print": ""}

    def under(self, profile: str) -> Self:
        """A cleaner with the same rules, categories, layout, tone and detectors under another profile, given by name.

        It is as one made so at once, and shares what is compiled: both together take hardly more than one.
        """
        other = copy(self)
        other._profile = _laid_over(profile, self._categories)
        return other

    @property
    def profile(self) -> Profile:
        """The actions in force: those of the profile named, with ``categories`` laid over them. Its ``name`` is the
        one given; other actions make another Cleaner."""
        return self._profile

    @property
    def layout(self) -> bool:
        return self._layout

    @property
    def tone(self) -> bool:
        return self._tone

    @property
    def detectors(self) -> tuple[Detector, ...]:
        return self._detectors

    @property
    def rules(self) -> RuleSet:
        return self._compiled.rules

    @property
    def fingerprint(self) -> str:
        """Names rules, weights, settings and the classes of own detectors: what the same version of newswash decides
        under the same fingerprint, it decides alike."""
        if not self._print:
            from hashlib import sha256

            from newswash import block_model, layout, tone

            settings = [
                self.rules.fingerprint,
                self.profile.name,
                _digest(layout.DATA) if self.layout else "",
                _digest(tone.DATA) + _digest(block_model.DATA) if self.tone else "",
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
        if isinstance(documents, str):
            raise UsageError("documents must be a list of texts, not one text: detect(text) judges one.")
        return (self._judge(d if isinstance(d, Document) else Document(d)) for d in documents)

    def _judge(self, document: Document) -> Result:
        phrases = self._compiled.phrases()
        page = Page(document)
        findings, refusals = self._find(page, phrases)
        if not findings and not refusals:
            return Result(document.text, fingerprint=self.fingerprint, id=document.id)
        edit = Edit(document.text)
        decision = self._decide(page, findings, phrases)
        first = decision
        for _ in range(ROUNDS):
            spans = edit.apply(decision.removals)
            if not spans:
                break
            page = page.after(edit.text)
            findings, refusals = self._find(page, phrases)
            decision = self._decide(page, findings, phrases)
        else:
            if decision.removals:
                decision.flags.add("unsettled")
        decision.refusals += refusals
        return edit.result(decision, first.flags, self.fingerprint, document)

    def _find(self, page: Page, phrases: PhraseDetector) -> tuple[list[Finding], list[Refusal]]:
        """The findings of all detectors, and what guards of the body's series and of the layout model refused."""
        findings, refusals = keep_series(page, phrases.find(page))
        if self.layout:
            from newswash.layout import LayoutModel  # takes as long to load as all else together
            from newswash.unnamed import find_unnamed

            unnamed, guarded = find_unnamed(page, LayoutModel.load(), findings, self.profile)
            unnamed, alternating = keep_alternating(page, unnamed)
            findings += unnamed
            refusals += guarded + alternating
        for detector in self.detectors:
            findings += _heard(detector, page)
        return findings, refusals

    def _decide(self, page: Page, findings: list[Finding], phrases: PhraseDetector) -> Decision:
        """Decide, then judge what removals leave of lines and of blocks, and decide again."""
        decision = decide(page, findings, self.profile) if findings else Decision()
        judged: set[Line] = set()
        for _ in range(PIECE_ROUNDS):
            pieces = [p for p in pieces_left(page, decision.removals) if p not in judged]
            more = phrases.find_pieces(page, pieces) if pieces else []
            judged.update(pieces)
            if not more:
                break
            findings = findings + more
            decision = decide(page, findings, self.profile)
        spared = [f for f in findings if self.profile.action(f.category) != "strip"]
        remainders = list(find_remainders(page, decision.removals, spared))
        return decide(page, findings + remainders, self.profile) if remainders else decision


class _Compiled:
    """Rules and what they are compiled to: when it is first needed, and once for all cleaners that share it."""

    def __init__(self, rules: RuleSet | None, tone: bool) -> None:
        self._rules, self._tone = rules, tone
        self._lock = threading.Lock()
        self._phrases: PhraseDetector | None = None

    def __reduce__(self) -> tuple[type[_Compiled], tuple[RuleSet | None, bool]]:
        """Rules travel; what is compiled from them does not."""
        return _Compiled, (self._rules, self._tone)

    @property
    def rules(self) -> RuleSet:
        from newswash.pack import load_rules  # not loaded before it is needed

        return load_rules() if self._rules is None else self._rules

    def phrases(self) -> PhraseDetector:
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
            return PhraseDetector(self.rules, tone=self._tone)
        finally:
            if collects:
                gc.enable()


@cache
def _digest(path: Path) -> str:
    """Names weights by the bytes of their file: for most texts they need not be read."""
    from hashlib import sha256

    return sha256(path.read_bytes()).hexdigest()


def _laid_over(profile: str, categories: Mapping[str, Action]) -> Profile:
    """The profile of that name, with the actions of these categories in place of its own.

    Raises UsageError where there is none of that name.
    """
    if not isinstance(profile, str):
        raise UsageError(f"profile must be a name, not {type(profile).__name__}: one of {', '.join(PROFILES)}.")
    if profile not in PROFILES:
        raise UsageError(f"no profile named {profile!r}: {hint(profile, PROFILES)}")
    base = PROFILES[profile]
    return replace(base, actions={**base.actions, **categories})


def _heard(detector: Detector, page: Page) -> list[Finding]:
    """The findings of a caller's detector; raises UsageError for what is none, DetectorError for what it raises."""
    name = type(detector).__qualname__
    try:
        found = detector.find(page)
        findings = list(found) if isinstance(found, Iterable) else None
    except Exception as error:
        raise DetectorError(f"detector {name}: {type(error).__name__}: {error}".rstrip(".") + ".") from error
    if findings is None:
        raise UsageError(f"detector {name}: find must give Findings (none: an empty list), not {found!r}.")
    for f in findings:
        if not isinstance(f, Finding):
            raise UsageError(f"detector {name}: gave {f!r}, which is no Finding.")
        if f.category not in CATEGORIES:
            raise UsageError(f"detector {name}: no category named {f.category!r}: {hint(f.category, CATEGORIES)}")
        if f.tier not in TIERS:
            raise UsageError(f"detector {name}: no tier named {f.tier!r}: {hint(str(f.tier), TIERS)}")
        if not (isinstance(f.start, int) and isinstance(f.end, int)):
            raise UsageError(f"detector {name}: start and end must be int, not {f.start!r} and {f.end!r}.")
        if not 0 <= f.start <= f.end <= len(page.text):
            raise UsageError(f"detector {name}: [{f.start}, {f.end}) is no span of a text of {len(page.text)}.")
        if not (isinstance(f.score, int | float) and 0 <= f.score <= 1):
            raise UsageError(f"detector {name}: the score {f.score!r} is not between 0 and 1.")
        if not (isinstance(f.rule, str) and isinstance(f.reason, str)):
            raise UsageError(f"detector {name}: rule and reason must be str, not {f.rule!r} and {f.reason!r}.")
    return findings
