"""Asks that no rule names, or names in part: judged by how their sentences sound and by the cues that they hold.

An appeal begins and ends in words that no rule holds, and many hold none that would decide. Each sentence has a
weight. Beside an ask that rules have found, sentences go with it as long as the sum of their weights grows; far from
one, a run of sentences goes whose sum is high enough.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from operator import itemgetter

from newswash.ask_groups import ASKING, CATEGORY, LETTER, PUBLISHER, RULE, TONE_OF, WALL
from newswash.ask_weights import AskWeights
from newswash.cues import Carriers, Cues
from newswash.headline import headlines
from newswash.interview import is_interview, is_question
from newswash.model import Finding
from newswash.page import Page, Place
from newswash.rule import Pack
from newswash.scope import in_scope
from newswash.tone import CLEAR, LIKELY, SURE
from newswash.whitespace import merge

# Chosen, like the weights, by what asks of unknown outlets and near misses gained and lost (docs/accuracy.md).
CLEARLY_NONE = -1.5  # of a sentence before which an ask may end within another line
HOPELESS = -2.0  # the step to a sentence without cues that no tone makes good
BLANK = 4  # lines from one line to the next that is not blank, at most
GIVE_UP = 4.0  # so far below the highest sum
MOST = 60  # sentences before or behind an edge: hardly an ask is longer
ENOUGH = {"donation": 4.0, "newsletter": 5.0, "subscription": 4.0}
"""The sum with which a run decides far from what rules have found, if one of its sentences is CLEAR, ..."""
ENOUGH_IF_LIKELY = 5.0
"""... and that for a donation of which two sentences are LIKELY."""
ENOUGH_ALONE = 7.0
"""The sum with which a newsletter or a wall goes whatever groups its cues are of."""
ENOUGH_UNSIGNED = 5.0
"""The sum with which whole paragraphs go as a donation though no cue says who asks: cues are of two groups of `ASKING`.
"""
_begin = itemgetter(0)
Kind = tuple[str, str]  # language, tone
Cued = Mapping[int, Sequence[tuple[int, int, int]]]  # by rule: line, wording, group


class AskDetector:
    """Asks of all tones and languages that some packs have cue rules for.

    ``firm_cues``: number, pack and category of the cue rules that strip. ``cue_rule`` gives the cue rule of a number.
    """

    def __init__(
        self,
        packs: Iterable[Pack],
        firm_cues: Iterable[tuple[int, str, str]],
        cue_rule: Callable[[int], Cues],
    ) -> None:
        self._cue_rule = cue_rule
        self._language = {pack.id: pack.language or pack.id for pack in packs}
        self._kinds: dict[int, Kind] = {
            number: (self._language[pack], TONE_OF[category])
            for number, pack, category in firm_cues
            if category in TONE_OF
        }
        self._rules: dict[Kind, list[int]] = defaultdict(list)
        for number, kind in self._kinds.items():
            self._rules[kind].append(number)

    def find(
        self,
        page: Page,
        cues: Cued,
        carriers_of: Callable[[int], Carriers],
        named: Iterable[Finding],
    ) -> Iterator[Finding]:
        """Findings beside those that rules have ``named``, and far from them.

        ``cues``: by rule, each as line, wording and group. ``carriers_of``: the sentences that hold a rule's cues.
        """
        asks: dict[str, list[Finding]] = defaultdict(list)
        carried = Counter(kind for n in cues if (kind := self._kinds.get(n)) for _ in cues[n])
        most = {tone: max(n for kind, n in carried.items() if kind[1] == tone) for _, tone in carried}
        # Other languages share some words (“newsletter”): theirs are left out where one language has twice as many.
        kinds = {kind for kind, count in carried.items() if count > 1 and 2 * count > most[kind[1]]}
        for f in named:
            if f.tier == "strip" and f.category in TONE_OF:
                asks[TONE_OF[f.category]].append(f)
                kinds.add((self._language[f.rule.rpartition(":")[0]], TONE_OF[f.category]))
        for tone in sorted({tone for _, tone in kinds}):
            languages = sorted(language for language, other in kinds if other == tone)
            if tone == "donation" and not asks[tone] and not self._say_what_is_asked(page, languages, cues):
                continue  # no run would decide
            if rules := self._carried(page, languages, tone, cues, carriers_of):
                others = [f for other, of_other in asks.items() if other != tone for f in of_other]
                yield from Asks(page, tone, AskWeights(page, tone, rules)).find(asks[tone], others)

    def weights_of(self, page: Page, cues: Cued, carriers_of: Callable[[int], Carriers]) -> Callable[[str], AskWeights]:
        """What gives the weights of a page's sentences for a tone, by the cues of the languages of which most stand in
        it. Arguments are as for `find`."""
        carried = Counter(kind[0] for n in cues if (kind := self._kinds.get(n)) for _ in cues[n])
        most = max(carried.values(), default=0)
        languages = sorted(language for language, count in carried.items() if 2 * count > most)
        return cache(lambda tone: AskWeights(page, tone, self._carried(page, languages, tone, cues, carriers_of)))

    def _numbers(self, page: Page, languages: Iterable[str], tone: str) -> list[int]:
        """The numbers of the rules of these languages for a tone that hold on the page."""
        numbers = (n for language in languages for n in self._rules.get((language, tone), ()))
        return [n for n in numbers if in_scope(self._cue_rule(n).rule, page)]

    def _carried(
        self, page: Page, languages: Iterable[str], tone: str, cues: Cued, carriers_of: Callable[[int], Carriers]
    ) -> list[tuple[Cues, Carriers]]:
        """The rules of these languages for a tone, each with the sentences that hold its cues."""
        numbers = self._numbers(page, languages, tone)
        return [(self._cue_rule(n), carriers_of(n) if n in cues else {}) for n in numbers]

    def _say_what_is_asked(self, page: Page, languages: Iterable[str], cues: Cued) -> bool:
        """Whether any cue of an appeal is of the groups `ASKING`."""
        for number in self._numbers(page, languages, "donation"):
            mask = 0
            for _, _, group in cues.get(number, ()):
                mask |= 1 << group
            if not ASKING.isdisjoint(self._cue_rule(number).groups(mask)):
                return True
        return False


class Asks:
    """The asks of one tone on a page."""

    def __init__(self, page: Page, tone: str, weights: AskWeights) -> None:
        self._page, self._tone, self._weights = page, tone, weights

    def find(self, asks: Collection[Finding], others: Iterable[Finding]) -> Iterator[Finding]:
        """Findings beside the ``asks`` that rules have found, and far from them. None reaches over ``others``, asks of
        other tones: they sound like this one, too, and would carry along what stands between."""
        page = self._page
        before = {ask.start: ask.category for ask in asks}
        behind = {ask.end: ask.category for ask in asks}
        spans = merge(page.text, ((ask.start, ask.end) for ask in asks))
        places = [(_place(page, start), _place(page, end - 1)) for start, end in spans]
        known = [*places, *((_place(page, f.start), _place(page, f.end - 1)) for f in others)]
        taken = {place for first, last in known for place in self._between(first, last)}
        for (start, end), (first, last) in zip(spans, places, strict=True):
            for edge, step, category in ((first, -1, before[start]), (last, +1, behind[end])):
                reached, _ = self._reached(edge, step, taken)
                if reached:
                    taken.update(reached)
                    yield self._finding(sorted(reached), category, "beside an ask ({}), and sounds like one")
        tried: set[Place] = set()
        for place in sorted(self._weights.evidence):
            if place in taken or place in tried:
                continue
            run, total = self._run(place, taken)
            if self._decides(run, total) and not self._is_passed_on(run) and not self._answers(run[0]):
                taken.update(run)
                yield self._finding(run, CATEGORY[self._tone], "sounds like an ask ({})")
            tried.update(run)

    def _between(self, first: Place, last: Place) -> Iterator[Place]:
        for number in range(first[0], last[0] + 1):
            begin = first[1] if number == first[0] else 0
            end = last[1] + 1 if number == last[0] else len(self._page.sentences(number))
            yield from ((number, k) for k in range(begin, end))

    def _run(self, place: Place, taken: Collection[Place]) -> tuple[list[Place], float]:
        """The sentences around one that go along with it, and the sum of their weights."""
        own = self._weights.weight(place)
        if own is None or own <= 0 or self._is_headline(place):
            return [], 0.0
        before, gain = self._reached(place, -1, taken)
        behind, more = self._reached(place, +1, taken)
        return sorted([*before, place, *behind]), own + gain + more

    def _decides(self, run: Sequence[Place], total: float) -> bool:
        if total < min(ENOUGH[self._tone], ENOUGH_IF_LIKELY):
            return False
        levels = sorted(map(self._weights.level, run), reverse=True)
        highest = levels[0]
        enough = total >= ENOUGH[self._tone] and highest >= CLEAR
        groups = self._weights.groups(run)
        if self._tone == "newsletter":
            return enough and (total >= ENOUGH_ALONE or not LETTER.isdisjoint(groups))
        if self._tone == "subscription":
            return (
                enough
                and self._weights.stand_below_news(run)
                and (total >= ENOUGH_ALONE or highest == SURE or not WALL.isdisjoint(groups))
            )
        if not enough and not (total >= ENOUGH_IF_LIKELY and levels[1:2] >= [LIKELY]):
            return False
        asking = len(ASKING & groups)
        if total >= ENOUGH_UNSIGNED and asking > 1 and self._is_whole(run):
            return True
        if not asking:
            return False
        # The voice alone may be that of whom an article quotes, unless the run is all that stands there.
        return not PUBLISHER.isdisjoint(groups) or (self._is_whole(run) and any(map(self._weights.is_in_voice, run)))

    def _is_whole(self, run: Sequence[Place]) -> bool:
        """Whether it is all of its lines."""
        return run[0][1] == 0 and run[-1][1] == len(self._page.sentences(run[-1][0])) - 1

    def _is_passed_on(self, run: Sequence[Place]) -> bool:
        """Whether a guard protects the sentence before or behind on the same line, and that sounds like no clear ask:
        then the money goes to somebody else, or somebody is being quoted, and the run speaks of that, too."""
        edges = ((run[0], self._neighbour(run[0], -1)), (run[-1], self._neighbour(run[-1], +1)))
        beside = [place for edge, place in edges if place is not None and place[0] == edge[0]]
        return any(self._weights.level(place) < CLEAR and self._weights.is_guarded(place) for place in beside)

    def _answers(self, place: Place) -> bool:
        """Whether a sentence stands below a question of an interview."""
        number = self._neighbour((place[0], 0), -1)
        return number is not None and is_question(self._page, number[0]) and is_interview(self._page)

    def _reached(self, edge: Place, step: int, taken: Collection[Place]) -> tuple[list[Place], float]:
        """The sentences before or behind an edge up to where the sum of their weights is highest, and that sum."""
        reached: list[Place] = []
        total = best = 0.0
        place, size, broken = edge, 0, -1
        while total > best - GIVE_UP and len(reached) < MOST:
            following = self._neighbour(place, step)
            if following is None or following in taken or self._may_be_headline(following):
                break
            step_weight = self._weights.step(place, following)
            if step_weight < HOPELESS and following not in self._weights.evidence:
                break
            weight = self._weights.weight(following)
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

    def _is_headline(self, place: Place) -> bool:
        """Whether a sentence is surely the headline, or may be it and sounds like no clear appeal: that heads one."""
        sure = headlines(self._page).get(place[0])
        if sure or sure is None or self._tone != "donation":
            return bool(sure)
        return self._weights.level(place) < CLEAR

    def _may_be_headline(self, place: Place) -> bool:
        """Whether a sentence may be the headline; of one that asks for no money also whether it opens the text: an
        article about letters or prices does so."""
        if self._tone != "donation" and (place[0] == self._page.first or place[0] in headlines(self._page)):
            return True
        return self._is_headline(place)

    def _may_end(self, place: Place, step: int, broken: bool) -> bool:
        """Whether an ask may begin or end with a sentence of another line than that in which it was found: it has all
        of the line, or it clearly is one, what follows is clearly none, and none such lies behind (``broken``)."""
        following = (place[0], place[1] + step)
        if not 0 <= following[1] < len(self._page.sentences(place[0])):
            return True
        weight = self._weights.weight(following)
        is_clear = weight is not None and weight <= CLEARLY_NONE and self._weights.level(place) >= CLEAR
        return is_clear and not broken

    def _neighbour(self, place: Place, step: int) -> Place | None:
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

    def _finding(self, run: Sequence[Place], category: str, reason: str) -> Finding:
        start, end = self._page.span(run[0], run[-1])
        groups = sorted(self._weights.groups(run))
        reason = reason.format(self._tone) + (f"; cues: {', '.join(groups)}" if groups else "")
        return Finding(start, end, category, RULE, min(0.95, 0.8 + 0.03 * len(groups)), reason)


def _place(page: Page, offset: int) -> Place:
    """The sentence at an offset of the text."""
    number = bisect_right(page.starts, offset) - 1
    return number, max(0, bisect_right(page.sentences(number), offset - page.starts[number], key=_begin) - 1)
