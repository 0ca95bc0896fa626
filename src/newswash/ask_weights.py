"""How much speaks for a sentence that it belongs to an ask: its tone, the groups of cues in it, its voice, its place.

Weights add up along a run of sentences. They were chosen by what asks of unknown outlets and near misses gained and
lost (docs/accuracy.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache

from newswash.cues import Carriers, Cues
from newswash.page import Page, Place
from newswash.scripts import SPACELESS, STOPLESS
from newswash.sentences import ends_sentence, word_count
from newswash.tone import TONES, ToneModel

TONE_SHARE, TONE_BASE = 0.49, -0.3  # of the log odds of a sentence's tone, and what is added
LEAST_WEIGHT, MOST_WEIGHT = -1.8, 2.4  # of a tone
OTHER_TONE = 1.0  # how much less the log odds of another tone count
GROUP_WEIGHTS = (0.0, 1.2, 2.0, 2.5)  # of so many groups of cues
VOICE_WEIGHT = 0.7
WINDED, WINDED_WEIGHT = 200, -1.5  # of a sentence of so many code points: asks are terse
BARE_WEIGHT, LONG_BARE_WEIGHT = -0.5, -1.0  # of a whole sentence with neither
SITE_WEIGHT = 1.0  # of the name of the page's own site
LABEL_WEIGHT = -0.6  # of a short line that is no sentence and sounds like nothing: a button, a price, a heading
NEXT_LINE, NEXT_PARAGRAPH, LONG_SENTENCE, NEXT_IN_LIST = -0.4, -1.5, -1.4, 1.0  # of going on there
POST_REACH = 300  # code points of a line around a sentence that may be a post's
LABEL_WORDS = 8
CALM_WORDS, CALM_WORDS_UNSTOPPED = 5, 12  # at least; in a script that writes no full stops
LONG = 80  # code points
SITE_NAME = 5  # letters
SECOND_LEVEL = frozenset({"ac", "co", "com", "edu", "go", "gov", "ne", "net", "or", "org"})  # as in “.co.uk”
PLATFORMS = frozenset({"blogspot", "ghost", "github", "medium", "substack", "tumblr", "wixsite", "wordpress"})
_POST = re.compile(r"(?<![\w.])@\w{3}|\bt\.co/")
"""A post of a social network: what it asks for is passed on by the article."""
_spaceless = re.compile(f"[{SPACELESS}]")
_stopless = re.compile(f"[{STOPLESS}]")
_BULLETS = frozenset("-–—•*·‣◦▪●+✓✔")


class AskWeights:
    """The weights of a page's sentences for one tone: most lie between -2 and 6.

    ``rules``: the cue rules of that tone, each with the sentences that hold cues of it.
    """

    def __init__(self, page: Page, tone: str, rules: Sequence[tuple[Cues, Carriers]]) -> None:
        self._page, self._tone = page, tone
        self._rules = [rule for rule, _ in rules]
        self._guards = list({(rule.rule.pack, rule.rule.unless): rule for rule in self._rules}.values())
        self._voices = list({rule.voice.source: rule for rule in self._rules if rule.voice is not None}.values())
        self.evidence: dict[Place, set[str]] = {}
        """Sentences that hold cues, and the groups of these."""
        for rule, carriers in rules:
            for place, mask in carriers.items():
                self.evidence.setdefault(place, set()).update(rule.groups(mask))
        self._weights: dict[Place, float | None] = {}

    def weight(self, place: Place) -> float | None:
        """How much speaks for a sentence; None for one that a guard protects."""
        if place not in self._weights:
            self._weights[place] = self._weigh(place)
        return self._weights[place]

    def step(self, place: Place, following: Place) -> float:
        """What it costs to go on from a sentence to the following: nothing on one line, most to another paragraph."""
        lines = self._page.lines
        apart = abs(place[0] - following[0])
        if not apart:
            return 0.0
        bullet = lines[following[0]].lstrip()[:1]
        if bullet in _BULLETS and bullet == lines[place[0]].lstrip()[:1]:
            return NEXT_IN_LIST
        further = LONG_SENTENCE if length(self._page.sentence(following)) > LONG else 0.0
        return (NEXT_PARAGRAPH if apart > 1 else NEXT_LINE) + further

    def is_in_voice(self, place: Place) -> bool:
        """Whether it speaks as the asks of a rule do."""
        return any(rule.in_voice(self._page, place[0], *self._page.within(place)) for rule in self._voices)

    def is_guarded(self, place: Place) -> bool:
        """Whether a guard of any of the rules protects it."""
        return any(rule.is_guarded(self._page, place[0], *self._page.within(place)) for rule in self._guards)

    def level(self, place: Place) -> int:
        """The level of its tone: from 0 to `newswash.tone.SURE`."""
        return ToneModel.load().level(self._page.sentence(place), self._tone)

    def is_calm(self, place: Place) -> bool:
        """Whether it is a whole sentence that neither sounds like an ask nor holds a cue of one."""
        sentence = self._page.sentence(place)
        if not ends_sentence(sentence) and not _stopless.search(sentence):
            return False
        least = CALM_WORDS if ends_sentence(sentence) else CALM_WORDS_UNSTOPPED
        return place not in self.evidence and word_count(sentence) >= least and not self.level(place)

    @cached_property
    def first_calm(self) -> Place | None:
        """The first sentence of the page that is calm."""
        return next(filter(self.is_calm, self._page.places(range(len(self._page.lines)))), None)

    def stand_below_news(self, run: Sequence[Place]) -> bool:
        """Whether a sentence that sounds like no ask stands above a run: what opens with prices reports them."""
        return self.first_calm is not None and self.first_calm < run[0]

    def groups(self, run: Iterable[Place]) -> set[str]:
        """The groups of all cues that sentences hold; the name of the page's site is one of `own`."""
        run = list(run)
        groups = set().union(*(self.evidence.get(place, ()) for place in run))
        return groups | {"own"} if any(map(self._names_site, run)) else groups

    def _weigh(self, place: Place) -> float | None:
        start, end = self._page.within(place)
        if _is_post(self._page.lines[place[0]], max(0, start - POST_REACH), end + POST_REACH):
            return None
        sentence = self._page.sentence(place)
        groups = len(self.evidence.get(place, ()))
        level = self.level(place)
        if not level and not groups:
            return LABEL_WEIGHT if self._is_label(place) else LEAST_WEIGHT
        if not groups and self.is_guarded(place):
            return None
        weight = self._tone_weight(sentence) + GROUP_WEIGHTS[min(groups, len(GROUP_WEIGHTS) - 1)]
        if length(sentence) > WINDED:
            weight += WINDED_WEIGHT
        if self.is_in_voice(place):
            weight += VOICE_WEIGHT
        elif not groups and ends_sentence(sentence):
            weight += BARE_WEIGHT if length(sentence) <= LONG else LONG_BARE_WEIGHT
        return weight + SITE_WEIGHT if self._names_site(place) else weight

    def _names_site(self, place: Place) -> bool:
        return names_site(self._page.sentence(place), self._page.host)

    def _tone_weight(self, sentence: str) -> float:
        """By the tone looked for or another: a pitch for members is half appeal, half offer."""
        model = ToneModel.load()
        odds = max(model.odds(sentence, tone) - (0 if tone == self._tone else OTHER_TONE) for tone in TONES)
        return max(LEAST_WEIGHT, min(MOST_WEIGHT, TONE_SHARE * odds + TONE_BASE))

    def _is_label(self, place: Place) -> bool:
        text = self._page.sentence(place)
        return len(self._page.sentences(place[0])) == 1 and word_count(text) <= LABEL_WORDS and not ends_sentence(text)


def _is_post(line: str, start: int, end: int) -> bool:
    """Whether part of a line is of a post; most lines hold no sign of one, which is quickly seen."""
    return ("@" in line or "t.co/" in line) and _POST.search(line, start, end) is not None


def length(sentence: str) -> int:
    """Code points; one of a script without spaces says as much as three letters."""
    return len(sentence) if sentence.isascii() else len(sentence) + 2 * len(_spaceless.findall(sentence))


def names_site(text: str, host: str | None) -> bool:
    """Whether a text names the site of a host."""
    site = _site_name(host) if host else ""
    return bool(site) and site in _letters(text)


@lru_cache(maxsize=64)
def _site_name(host: str) -> str:
    """The letters of a host's own part (“dailycourier” of “news.daily-courier.co.uk”), if they are long enough for a
    name that is no other word; on a platform for blogs those of the part before."""
    parts = host.split(".")[:-1]
    for others in (SECOND_LEVEL, PLATFORMS):
        if len(parts) > 1 and parts[-1] in others:
            parts.pop()
    name = _letters(parts[-1]) if parts else ""
    return name if len(name) >= SITE_NAME else ""


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.lower()))
