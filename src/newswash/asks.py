"""What goes along with an ask: sentences beside one that rules have found, too weak to decide by themselves.

An appeal begins and ends in words that no rule holds. Beside it, a few cues and the tone of a sentence are enough. For
each kind of ask and each language the cue rules of that kind lend their cues, their voice and their guards.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter

from newswash.cues import Cues, Sentence
from newswash.model import Finding
from newswash.page import Page
from newswash.rule import RuleSet
from newswash.scope import in_scope
from newswash.tone import CLEAR, LIKELY, POSSIBLE, ToneModel
from newswash.whitespace import merge
from newswash.wording import Wording

RULE = "tone"
TONE_OF = {
    "donation-appeal": "donation",
    "membership": "donation",
    "newsletter": "newsletter",
    "subscription-paywall": "subscription",
}
CATEGORY = {tone: category for category, tone in reversed(TONE_OF.items())}
BLANK = 4  # lines from one line to the next that is not blank, at most
FAR = 12  # lines from what rules have found to the last that goes along with it, at most
_begin = itemgetter(0)
Kind = tuple[str, str]  # language, tone
Evidence = dict[Sentence, set[str]]  # sentences that hold cues → the groups of these


class AskDetector:
    """What goes along with asks of all kinds and languages that a rule set has cue rules for.

    ``cue_rule`` and ``wording`` give the cue rule and the wording of a number.
    """

    def __init__(self, rules: RuleSet, cue_rule: Callable[[int], Cues], wording: Callable[[int], Wording]) -> None:
        self._cue_rule, self._wording = cue_rule, wording
        self._language = {pack.id: pack.language or pack.id for pack in rules.packs}
        self._rules: dict[Kind, list[int]] = defaultdict(list)
        for number, rule in enumerate(rules.rules):
            if rule.cues and rule.tier == "strip" and rule.category in TONE_OF:
                self._rules[self._language[rule.pack], TONE_OF[rule.category]].append(number)

    def find(
        self, page: Page, cues: Mapping[int, list[tuple[int, int, int]]], named: Iterable[Finding]
    ) -> list[Finding]:
        """Findings beside those that rules have ``named``. ``cues``: by rule, as (line, wording, group)."""
        spans: dict[Kind, list[tuple[int, int]]] = defaultdict(list)
        for f in named:
            if f.tier == "strip" and f.category in TONE_OF:
                spans[self._language[f.rule.partition(":")[0]], TONE_OF[f.category]].append((f.start, f.end))
        found: list[Finding] = []
        for kind, of_kind in spans.items():
            numbers = [n for n in self._rules.get(kind, ()) if in_scope(self._cue_rule(n).rule, page)]
            if numbers:
                covered = merge(page.text, of_kind)
                rules = [(self._cue_rule(n), self._near(page, covered, cues.get(n, ()))) for n in numbers]
                found += Asks(page, kind[1], rules).beside(covered)
        return found

    def _near(
        self, page: Page, spans: Sequence[tuple[int, int]], carried: Iterable[tuple[int, int, int]]
    ) -> list[tuple[int, Wording, int]]:
        """The cues that stand near enough to a span to matter."""
        if not carried:
            return []
        near: set[int] = set()
        for start, end in spans:
            lines = page.lines_of(start, end)
            near.update(range(lines.start - FAR, lines.stop + FAR))
        return [(number, self._wording(i), group) for number, i, group in carried if number in near]


class Asks:
    """The asks of one kind on a page. ``rules``: the cue rules of that kind, each with its cues."""

    def __init__(self, page: Page, tone: str, rules: Sequence[tuple[Cues, list[tuple[int, Wording, int]]]]) -> None:
        self._page, self._tone = page, tone
        self._rules = [rule for rule, _ in rules]
        self._evidence: Evidence = {}
        for rule, cues in rules:
            for place, mask in (rule.carriers(page, cues) if cues else {}).items():
                self._evidence.setdefault(place, set()).update(rule.groups(mask))
        self._lines = {number for number, _ in self._evidence}

    def beside(self, spans: Iterable[tuple[int, int]]) -> Iterator[Finding]:
        """A finding for what goes along before and behind each of some disjoint stretches of the text."""
        edges = [(_place(self._page, start), _place(self._page, end - 1)) for start, end in spans]
        taken = {place for edge in edges for place in edge}
        for first, last in edges:
            for edge, step in ((first, -1), (last, +1)):
                reached = self._reached(edge, step, taken)
                if reached:
                    taken.update(reached)
                    yield self._finding(sorted(reached))

    def _reached(self, edge: Sentence, step: int, taken: Collection[Sentence]) -> list[Sentence]:
        """The sentences that go along with the one at the edge, one behind the other."""
        reached: list[Sentence] = []
        place = edge
        while True:
            following = self._neighbour(place, step)
            if following is None or following in taken or not self._joins(following, place):
                return reached
            reached.append(following)
            place = following

    def _neighbour(self, place: Sentence, step: int) -> Sentence | None:
        """The sentence before or after another: on its line, or on the next that is not blank if that holds cues."""
        number, k = place
        if 0 <= k + step < len(self._page.sentences(number)):
            return number, k + step
        for n in range(number + step, number + step * BLANK, step):
            if not 0 <= n < len(self._page.lines):
                break
            if n in self._lines:
                return n, 0 if step > 0 else len(self._page.sentences(n)) - 1
            if self._page.lines[n].strip():
                break
        return None

    def _joins(self, place: Sentence, beside: Sentence) -> bool:
        """Whether a sentence goes along with the ask beside it: the fewer its cues, the more it must sound like one."""
        number, k = place
        start, end = self._page.sentences(number)[k]
        groups = len(self._evidence.get(place, ()))
        if number == beside[0]:
            if groups and any(rule.in_voice(self._page, number, start, end) for rule in self._rules):
                return True
            wanted = POSSIBLE if groups >= 2 else LIKELY
        else:
            wanted = LIKELY if groups >= 2 else CLEAR
            if not groups:
                return False
        if self._level(number, start, end) < wanted:
            return False
        return bool(groups) or not self._rules[0].is_guarded(self._page, number, start, end)

    def _level(self, number: int, start: int, end: int) -> int:
        return ToneModel.load().level(self._page.lines[number][start:end], self._tone)

    def _finding(self, run: list[Sentence]) -> Finding:
        page, (first, k), (last, n) = self._page, run[0], run[-1]
        start = page.starts[first] + page.sentences(first)[k][0]
        end = page.starts[last] + page.sentences(last)[n][1]
        groups = sorted(set().union(*(self._evidence.get(place, ()) for place in run)))
        reason = f"beside an ask ({self._tone}), and sounds like one"
        reason += f"; cues: {', '.join(groups)}" if groups else ""
        return Finding(start, end, CATEGORY[self._tone], RULE, min(0.95, 0.8 + 0.03 * len(groups)), reason)


def _place(page: Page, offset: int) -> Sentence:
    """The sentence at an offset of the text."""
    number = bisect_right(page.starts, offset) - 1
    return number, max(0, bisect_right(page.sentences(number), offset - page.starts[number], key=_begin) - 1)
