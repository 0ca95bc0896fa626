"""Cue rules: an ask, money and "us" in neighbouring sentences are an appeal, whoever wrote it."""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from operator import itemgetter

from newswash.guards import GuardWords, in_quotation, refused
from newswash.model import Finding
from newswash.page import Page, Place
from newswash.pattern import Pattern
from newswash.rule import Rule
from newswash.sentences import ends_sentence
from newswash.wording import Wording

Carriers = dict[Place, int]  # sentences that hold cues → mask of their groups
_begin = itemgetter(0)
FAR = 12  # lines
APART = 10  # sentences that stand for any distance beyond three lines of text


class Cues:
    """A rule with cues, made ready."""

    def __init__(self, rule: Rule, guards: GuardWords, voice: Pattern | None) -> None:
        self.rule = rule
        self.guards = guards
        self.voice = voice
        self._names = [name for name, _ in rule.cues]
        self._need = sum(1 << self._names.index(n) for n in rule.needs)

    def enough(self, mask: int) -> bool:
        """Whether these groups of cues together decide."""
        return mask & self._need == self._need and mask.bit_count() >= self.rule.min_cues

    def groups(self, mask: int) -> list[str]:
        """The names of the groups in a mask."""
        return [name for group, name in enumerate(self._names) if mask >> group & 1]

    def find(self, page: Page, carriers: Carriers) -> Iterator[Finding]:
        """Findings for the sentences that hold cues of the rule."""
        if not carriers:
            return
        places = sorted(carriers)
        positions = _positions(page, places)
        for cluster in self._clusters(page, places, positions):
            strong: set[Place] = set()
            for i, k in enumerate(cluster):
                near = cluster[i : i + self.rule.window]  # each stands one sentence behind the one before it, or more
                window = [places[m] for m in near if positions[m] - positions[k] < self.rule.window]
                strong.update(self._deciding(page, window, carriers))
            if strong and not self._pays_another(page, max(strong)):
                yield self._finding(page, [places[k] for k in cluster], strong, carriers)

    def _pays_another(self, page: Page, last: Place) -> bool:
        """Whether the sentence behind the last one, on the same line, says that the money goes to somebody else."""
        number, k = last
        if "third-party-payee" not in self.rule.unless or k + 1 >= len(page.sentences(number)):
            return False
        start, end = page.sentences(number)[k + 1]
        payee = refused(("third-party-payee",), self.guards, page.lines[number], page.folded(number), start, end)
        return payee is not None and not self.in_voice(page, number, start, end)

    def _deciding(self, page: Page, window: list[Place], carriers: Carriers) -> list[Place]:
        """As many sentences from the first one on as it takes to decide; none if it takes all and they don't."""
        first = window[0]
        bystander = self._is_bystander(page, first, carriers)
        taken: list[Place] = []
        mask = others_mask = 0
        for place in window:
            if place[0] != first[0] and (bystander or self._is_bystander(page, place, carriers)):
                continue
            others_mask |= carriers[place] if taken else 0
            taken.append(place)
            mask |= carriers[place]
            if self.enough(mask):  # no more than it takes: the next sentence may be the article's
                return [] if bystander and self.enough(others_mask) else taken
        return []

    def _is_bystander(self, page: Page, place: Place, carriers: Carriers) -> bool:
        """Whether a whole sentence holds a single cue and does not speak as the appeal does: beside an appeal on
        another line it may be the article's."""
        return (
            carriers[place].bit_count() == 1
            and ends_sentence(page.sentence(place))
            and not self.in_voice(page, place[0], *page.within(place))
        )

    def is_guarded(self, page: Page, number: int, start: int, end: int, *more: str) -> bool:
        """Whether a guard of the rule, or one of ``more``, protects a sentence."""
        unless = (*self.rule.unless, *more)
        return refused(unless, self.guards, page.lines[number], page.folded(number), start, end) is not None

    def carriers(self, page: Page, cues: Iterable[tuple[int, Wording, int]]) -> Carriers:
        """Sentences that hold cues, given as (line, wording, group), and that no guard protects."""
        carriers: Carriers = defaultdict(int)
        barred: set[Place] = set()
        unless_quoted = "quoted" in self.rule.unless
        for number, wording, group in cues:
            line, folded = page.lines[number], page.folded(number)
            cuts = page.sentences(number)
            for a, _ in wording.places(folded, line, 0, len(line)):
                k = max(0, bisect_right(cuts, a, key=_begin) - 1)
                place = (number, k)
                if place in barred or carriers.get(place, 0) >> group & 1:
                    continue
                if unless_quoted and in_quotation(line, a):
                    continue
                if place not in carriers and self.is_guarded(page, number, *cuts[k]):
                    barred.add(place)
                    continue
                carriers[place] |= 1 << group
        return carriers

    def _clusters(self, page: Page, places: list[Place], positions: list[int]) -> list[list[int]]:
        """Runs of sentences with at most one other between two of them, and that one not protected by a guard."""
        cluster = [0]
        clusters = [cluster]
        for k in range(1, len(places)):
            apart = positions[k] - positions[k - 1]
            if apart <= 2 and not (apart == 2 and self._barred_between(page, places[k - 1], places[k])):
                cluster.append(k)
            else:
                clusters.append(cluster := [k])
        return clusters

    def _barred_between(self, page: Page, a: Place, b: Place) -> bool:
        for number in range(a[0], b[0] + 1):
            first = a[1] + 1 if number == a[0] else 0
            last = b[1] if number == b[0] else None
            if any(self.is_guarded(page, number, *cut) for cut in page.sentences(number)[first:last]):
                return True
        return False

    def _finding(self, page: Page, cluster: list[Place], strong: set[Place], carriers: Carriers) -> Finding:
        """From the first to the last sentence that belongs: strong ones, and weaker neighbours of the cluster."""
        inner = [i for i, place in enumerate(cluster) if place in strong]
        lo, hi = inner[0], inner[-1]
        while lo > 0 and self._belongs(cluster[lo - 1], cluster[lo], carriers):
            lo -= 1
        while hi < len(cluster) - 1 and self._belongs(cluster[hi + 1], cluster[hi], carriers):
            hi += 1
        start, end = page.span(self._with_voice(page, cluster[lo], -1), self._with_voice(page, cluster[hi], +1))
        mask = 0
        for place in strong:
            mask |= carriers[place]
        names = self.groups(mask)
        score = min(0.98, 0.88 + 0.03 * len(names))
        reason = f"cues: {', '.join(names)}"
        return Finding(start, end, self.rule.category, self.rule.name, score, reason, self.rule.tier)

    @staticmethod
    def _belongs(place: Place, beside: Place, carriers: Carriers) -> bool:
        """Whether a weaker sentence belongs to the one beside it: on another line it takes two groups of cues."""
        return place[0] == beside[0] or carriers[place].bit_count() >= 2

    def in_voice(self, page: Page, number: int, start: int, end: int) -> bool:
        """Whether a sentence speaks as the rule's asks do."""
        return self.voice is not None and self.voice.match(page, number, start, end, start) is not None

    def _with_voice(self, page: Page, place: Place, step: int) -> Place:
        number, k = place
        cuts = page.sentences(number)
        while 0 <= k + step < len(cuts):
            start, end = cuts[k + step]
            if not self.in_voice(page, number, start, end) or self.is_guarded(page, number, start, end, "quoted"):
                break
            k += step
        return number, k


def _positions(page: Page, places: list[Place]) -> list[int]:
    """A running number for each sentence, so that neighbours differ by one, also across lines."""
    positions, at = [0], 0
    for (n0, k0), (n1, k1) in itertools.pairwise(places):
        if n0 == n1:
            at += k1 - k0
        else:
            at += len(page.sentences(n0)) - k0 + k1
            filled = [n for n in range(n0 + 1, min(n1, n0 + FAR)) if page.lines[n].strip()]
            at += sum(len(page.sentences(n)) for n in filled[:3])
            at += APART if len(filled) > 3 or n1 - n0 > FAR else 0
        positions.append(at)
    return positions
