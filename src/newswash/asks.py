"""Asks that no rule names, or names in part: judged by how their sentences sound and by the cues that they hold.

An appeal begins and ends in words that no rule holds, and many hold none that would decide. Each sentence has a weight:
its tone, the groups of cues in it, whether it speaks as asks do. Beside an ask that rules have found, sentences go with
it as long as the sum of their weights grows; far from one, a run of sentences goes whose sum is high enough.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter

from newswash.cues import Carriers, Cues, Sentence
from newswash.model import Finding
from newswash.page import Page
from newswash.rule import RuleSet
from newswash.scope import in_scope
from newswash.sentences import ends_sentence, word_count
from newswash.tone import CLEAR, LIKELY, SURE, TONES, ToneModel
from newswash.whitespace import merge

RULE = "tone"
TONE_OF = {
    "donation-appeal": "donation",
    "membership": "donation",
    "newsletter": "newsletter",
    "subscription-paywall": "subscription",
}
CATEGORY = {tone: category for category, tone in reversed(TONE_OF.items())}
PUBLISHER = frozenset({"us", "ours", "own", "press", "mission", "funding", "funded", "independence", "free-press"})
"""Groups of cues that say who asks: without one of them an appeal may be a charity's, which an article passes on."""
ASKING = frozenset({"ask", "money", "give", "join", "funding", "funded"})
"""Groups of cues that say what is asked for: without one of them a newsroom may be speaking of its work."""
LETTER = frozenset({"ours", "own", "letter", "where", "self"})
"""Groups of cues that say what is to be signed up for: without one of them it may be an agency's alerts."""
WALL = frozenset({"ask", "access", "account"})
"""Groups of cues that say that something is to be subscribed to here: without one of them it may be news of a price."""

# Weights: chosen by what asks of unknown outlets and near misses gained and lost (docs/accuracy.md).
TONE_SHARE, TONE_BASE = 0.49, -0.3  # of the log odds of a sentence's tone, and what is added
LEAST_WEIGHT, MOST_WEIGHT = -1.8, 2.4  # of a tone
OTHER_TONE = 1.0  # how much less the log odds of another tone count
GROUP_WEIGHTS = (0.0, 1.2, 2.0, 2.5)  # of so many groups of cues
VOICE_WEIGHT = 0.7
WINDED, WINDED_WEIGHT = 200, -1.5  # of a sentence of so many code points: asks are terse
BARE_WEIGHT, LONG_BARE_WEIGHT = -0.5, -1.0  # of a whole sentence with neither
SITE_WEIGHT = 1.0  # of the name of the page's own site
LABEL_WEIGHT = -0.6  # of a short line that is no sentence and sounds like nothing: a button, a price, a heading
NEXT_LINE, NEXT_PARAGRAPH, LONG_SENTENCE, NEXT_IN_LIST = -0.4, -1.0, -1.4, 1.0  # of going on there
CLEARLY_NONE = -1.5
HOPELESS = -2.0  # the step to a sentence without cues that no tone makes good
POST_REACH = 300  # code points of a line around a sentence that may be a post's
LABEL_WORDS = 8
LONG = 80  # code points
SITE_NAME = 5  # letters
BLANK = 4  # lines from one line to the next that is not blank, at most
GIVE_UP = 4.0  # so far below the highest sum
ENOUGH = {"donation": 4.0, "newsletter": 5.0, "subscription": 4.0}
"""The sum with which a run decides far from what rules have found, if one of its sentences is CLEAR, ..."""
ENOUGH_IF_LIKELY = 5.0
"""... and that for a donation of which two sentences are LIKELY."""
ENOUGH_ALONE = 7.0
"""The sum with which a newsletter or a wall goes whatever groups its cues are of."""
_POST = re.compile(r"(?<![\w.])@\w{3}|\bt\.co/")
"""A post of a social network: what it asks for is passed on by the article."""
_BULLETS = frozenset("-–—•*·‣◦▪●+✓✔")
_begin = itemgetter(0)
Kind = tuple[str, str]  # language, tone
Evidence = dict[Sentence, set[str]]  # sentences that hold cues → the groups of these


class AskDetector:
    """Asks of all tones and languages that a rule set has cue rules for.

    ``cue_rule`` gives the cue rule of a number.
    """

    def __init__(self, rules: RuleSet, cue_rule: Callable[[int], Cues]) -> None:
        self._cue_rule = cue_rule
        self._language = {pack.id: pack.language or pack.id for pack in rules.packs}
        self._kinds: dict[int, Kind] = {
            number: (self._language[rule.pack], TONE_OF[rule.category])
            for number, rule in enumerate(rules.rules)
            if rule.cues and rule.tier == "strip" and rule.category in TONE_OF
        }
        self._rules: dict[Kind, list[int]] = defaultdict(list)
        for number, kind in self._kinds.items():
            self._rules[kind].append(number)

    def find(
        self,
        page: Page,
        cues: Mapping[int, Sequence[object]],
        carriers_of: Callable[[int], Carriers],
        named: Iterable[Finding],
    ) -> Iterator[Finding]:
        """Findings beside those that rules have ``named``, and far from them.

        ``cues``: by rule. ``carriers_of``: the sentences that hold a rule's cues.
        """
        spans: dict[str, list[tuple[int, int]]] = defaultdict(list)
        carried = Counter(kind for n in cues if (kind := self._kinds.get(n)) for _ in cues[n])
        most = {tone: max(n for kind, n in carried.items() if kind[1] == tone) for _, tone in carried}
        # Other languages share some words (“newsletter”): theirs are left out where one language has twice as many.
        kinds = {kind for kind, count in carried.items() if count > 1 and 2 * count > most[kind[1]]}
        for f in named:
            if f.tier == "strip" and f.category in TONE_OF:
                spans[TONE_OF[f.category]].append((f.start, f.end))
                kinds.add((self._language[f.rule.partition(":")[0]], TONE_OF[f.category]))
        for tone in sorted({tone for _, tone in kinds}):
            numbers = [n for kind in sorted(kinds) if kind[1] == tone for n in self._rules.get(kind, ())]
            numbers = [n for n in numbers if in_scope(self._cue_rule(n).rule, page)]
            rules = [(self._cue_rule(n), carriers_of(n) if n in cues else {}) for n in numbers]
            if rules:
                yield from Asks(page, tone, rules).find(merge(page.text, spans[tone]))


class Asks:
    """The asks of one tone on a page. ``rules``: its cue rules, each with the sentences that hold cues of it."""

    def __init__(self, page: Page, tone: str, rules: Sequence[tuple[Cues, Carriers]]) -> None:
        self._page, self._tone = page, tone
        self._rules = [rule for rule, _ in rules]
        self._guards = list({rule.rule.pack: rule for rule in self._rules}.values())
        self._site = _site_name(page.host)
        self._evidence: Evidence = {}
        for rule, carriers in rules:
            for place, mask in carriers.items():
                self._evidence.setdefault(place, set()).update(rule.groups(mask))
        self._weights: dict[Sentence, float | None] = {}

    def find(self, spans: Iterable[tuple[int, int]]) -> Iterator[Finding]:
        """Findings beside the disjoint ``spans`` that rules have found, and far from them."""
        page = self._page
        edges = [(_place(page, start), _place(page, end - 1)) for start, end in spans]
        taken = {place for first, last in edges for place in self._between(first, last)}
        for first, last in edges:
            for edge, step in ((first, -1), (last, +1)):
                reached, _ = self._reached(edge, step, taken)
                if reached:
                    taken.update(reached)
                    yield self._finding(sorted(reached), "beside an ask ({}), and sounds like one")
        tried: set[Sentence] = set()
        for place in sorted(self._evidence):
            if place in taken or place in tried:
                continue
            run, total = self._run(place, taken)
            if self._decides(run, total) and not self._is_passed_on(run):
                taken.update(run)
                yield self._finding(run, "sounds like an ask ({})")
            tried.update(run)

    def _between(self, first: Sentence, last: Sentence) -> Iterator[Sentence]:
        for number in range(first[0], last[0] + 1):
            for k in range(len(self._page.sentences(number))):
                if first <= (number, k) <= last:
                    yield number, k

    def _run(self, place: Sentence, taken: Collection[Sentence]) -> tuple[list[Sentence], float]:
        """The sentences around one that go along with it, and the sum of their weights."""
        own = self._weight(place)
        if own is None or own <= 0:
            return [], 0.0
        before, gain = self._reached(place, -1, taken)
        behind, more = self._reached(place, +1, taken)
        return sorted([*before, place, *behind]), own + gain + more

    def _decides(self, run: Sequence[Sentence], total: float) -> bool:
        if total < min(ENOUGH[self._tone], ENOUGH_IF_LIKELY):
            return False
        levels = sorted(map(self._level, run), reverse=True)
        highest = levels[0]
        enough = total >= ENOUGH[self._tone] and highest >= CLEAR
        groups = self._groups(run)
        if self._tone == "newsletter":
            return enough and (total >= ENOUGH_ALONE or not LETTER.isdisjoint(groups))
        if self._tone == "subscription":
            return enough and (total >= ENOUGH_ALONE or highest == SURE or not WALL.isdisjoint(groups))
        if not enough and not (total >= ENOUGH_IF_LIKELY and levels[1:2] >= [LIKELY]):
            return False
        return not ASKING.isdisjoint(groups) and (not PUBLISHER.isdisjoint(groups) or any(map(self._is_in_voice, run)))

    def _is_passed_on(self, run: Sequence[Sentence]) -> bool:
        """Whether a guard protects the sentence before or behind on the same line, and that sounds like no clear ask:
        then the money goes to somebody else, or somebody is being quoted, and the run speaks of that, too."""
        edges = ((run[0], self._neighbour(run[0], -1)), (run[-1], self._neighbour(run[-1], +1)))
        return any(
            place and place[0] == edge[0] and self._weight(place) is None and self._level(place) < CLEAR
            for edge, place in edges
        )

    def _reached(self, edge: Sentence, step: int, taken: Collection[Sentence]) -> tuple[list[Sentence], float]:
        """The sentences before or behind an edge up to where the sum of their weights is highest, and that sum."""
        reached: list[Sentence] = []
        total = best = 0.0
        place, size, broken = edge, 0, -1
        while total > best - GIVE_UP:
            following = self._neighbour(place, step)
            if following is None or following in taken:
                break
            step_weight = self._step_weight(place, following)
            if step_weight < HOPELESS and following not in self._evidence:
                break
            weight = self._weight(following)
            if weight is None:
                break
            total += weight + step_weight
            reached.append(following)
            if weight <= CLEARLY_NONE:
                broken = following[0]
            if (
                total > best
                and weight > 0
                and (following[0] == edge[0] or self._may_end(following, step, broken == following[0]))
            ):
                best, size = total, len(reached)
            place = following
        return reached[:size], best

    def _may_end(self, place: Sentence, step: int, broken: bool) -> bool:
        """Whether an ask may begin or end with a sentence of another line than that in which it was found: it has all
        of the line, or what follows is clearly none and no such sentence lies behind (``broken``)."""
        following = (place[0], place[1] + step)
        if not 0 <= following[1] < len(self._page.sentences(place[0])):
            return True
        weight = self._weight(following)
        return not broken and weight is not None and weight <= CLEARLY_NONE

    def _neighbour(self, place: Sentence, step: int) -> Sentence | None:
        """The sentence before or after another, on its line or on the next that is not blank."""
        number, k = place
        if 0 <= k + step < len(self._page.sentences(number)):
            return number, k + step
        for n in range(number + step, number + step * BLANK, step):
            if not 0 <= n < len(self._page.lines):
                break
            if self._page.lines[n].strip():
                return n, 0 if step > 0 else len(self._page.sentences(n)) - 1
        return None

    def _step_weight(self, place: Sentence, following: Sentence) -> float:
        """What it costs to go on from a sentence to the following: nothing on one line, most to another paragraph."""
        lines = self._page.lines
        apart = abs(place[0] - following[0])
        if not apart:
            return 0.0
        bullet = lines[following[0]].lstrip()[:1]
        if bullet in _BULLETS and bullet == lines[place[0]].lstrip()[:1]:
            return NEXT_IN_LIST
        start, end = self._page.sentences(following[0])[following[1]]
        return (NEXT_PARAGRAPH if apart > 1 else NEXT_LINE) + (LONG_SENTENCE if end - start > LONG else 0.0)

    def _weight(self, place: Sentence) -> float | None:
        """How much speaks for a sentence; None for one that a guard protects."""
        if place not in self._weights:
            self._weights[place] = self._weigh(place)
        return self._weights[place]

    def _weigh(self, place: Sentence) -> float | None:
        number, k = place
        start, end = self._page.sentences(number)[k]
        if _POST.search(self._page.lines[number], max(0, start - POST_REACH), end + POST_REACH):
            return None
        groups = len(self._evidence.get(place, ()))
        level = self._level(place)
        if not level and not groups:
            return LABEL_WEIGHT if self._is_label(number, start, end) else LEAST_WEIGHT
        if not groups and any(rule.is_guarded(self._page, number, start, end) for rule in self._guards):
            return None
        weight = self._tone_weight(number, start, end) + GROUP_WEIGHTS[min(groups, len(GROUP_WEIGHTS) - 1)]
        if end - start > WINDED:
            weight += WINDED_WEIGHT
        if self._is_in_voice(place):
            weight += VOICE_WEIGHT
        elif not groups and ends_sentence(self._page.lines[number][start:end]):
            weight += BARE_WEIGHT if end - start <= LONG else LONG_BARE_WEIGHT
        if self._site and self._site in _letters(self._page.lines[number][start:end]):
            self._evidence.setdefault(place, set()).add("own")
            weight += SITE_WEIGHT
        return weight

    def _tone_weight(self, number: int, start: int, end: int) -> float:
        """By the tone looked for or another: a pitch for members is half appeal, half offer."""
        model, sentence = ToneModel.load(), self._page.lines[number][start:end]
        odds = max(model.odds(sentence, tone) - (0 if tone == self._tone else OTHER_TONE) for tone in TONES)
        return max(LEAST_WEIGHT, min(MOST_WEIGHT, TONE_SHARE * odds + TONE_BASE))

    def _is_label(self, number: int, start: int, end: int) -> bool:
        text = self._page.lines[number][start:end]
        return len(self._page.sentences(number)) == 1 and word_count(text) <= LABEL_WORDS and not ends_sentence(text)

    def _is_in_voice(self, place: Sentence) -> bool:
        start, end = self._page.sentences(place[0])[place[1]]
        return any(rule.in_voice(self._page, place[0], start, end) for rule in self._rules)

    def _level(self, place: Sentence) -> int:
        start, end = self._page.sentences(place[0])[place[1]]
        return ToneModel.load().level(self._page.lines[place[0]][start:end], self._tone)

    def _groups(self, run: Iterable[Sentence]) -> set[str]:
        return set().union(*(self._evidence.get(place, ()) for place in run))

    def _finding(self, run: Sequence[Sentence], reason: str) -> Finding:
        page, (first, k), (last, n) = self._page, run[0], run[-1]
        start = page.starts[first] + page.sentences(first)[k][0]
        end = page.starts[last] + page.sentences(last)[n][1]
        groups = sorted(self._groups(run))
        reason = reason.format(self._tone) + (f"; cues: {', '.join(groups)}" if groups else "")
        return Finding(start, end, CATEGORY[self._tone], RULE, min(0.95, 0.8 + 0.03 * len(groups)), reason)


def _site_name(host: str | None) -> str:
    """The letters of the longest part of a host (“dailycourier” of “www.daily-courier.co.uk”), if they are a name."""
    name = _letters(max((host or "").split("."), key=len))
    return name if len(name) >= SITE_NAME else ""


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.lower()))


def _place(page: Page, offset: int) -> Sentence:
    """The sentence at an offset of the text."""
    number = bisect_right(page.starts, offset) - 1
    return number, max(0, bisect_right(page.sentences(number), offset - page.starts[number], key=_begin) - 1)
