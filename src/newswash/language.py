"""Which language a document is in: asked only when a rule that depends on it has been hit."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import Any

_ALIASES = {"no": "nb", "nn": "nb", "iw": "he", "in": "id", "sh": "hr", "sr": "hr", "bs": "hr"}
_SAMPLE = 1500  # code points: accuracy does not grow beyond, time does

# The most frequent function words, for a vote that settles most documents without a detector.
_WRITTEN = {
    "en": "the of and to in that is was for on with as it at by from his her",
    "de": "der die und das den von mit ist des im ein eine nicht auf für",
    "fr": "le la les des et du une est dans pour que qui sur pas au",
    "es": "el los las del que en un una por con para se su como más",
    "it": "il di che la un per della una sono con non del nel alla gli",
    "pt": "de que do da em um uma os para com não no na dos mais",
    "nl": "de het een van en is op te dat voor met zijn niet aan er",
    "sv": "och att det som en är på för med av till inte den har ett",
    "da": "og at det en den er til på som med af for ikke de har",
    "nb": "og det at er på en som til for av ikke med har de jeg",
    "fi": "ja on ei se että oli hän ovat mutta myös kun joka mukaan",
    "pl": "w i na z do nie się że to jest o jak po przez dla",
    "cs": "a v na se je že to do si by za jsou ale jako pro",
    "sk": "a v na sa je že to do si by za sú ale ako pre",
    "hu": "a az és hogy nem egy is volt meg de csak már mint ez",
    "ro": "de și în la cu a pe că nu din pentru mai este care un",
    "tr": "ve bir bu da için de ile olarak çok daha olan gibi sonra",
    "hr": "i u je se na da za su od koji a što nije kako bi",
    "id": "yang dan di itu dengan untuk dari ini dalam tidak pada akan",
    "vi": "và của là có trong được cho một các không với người",
}
_WORDS_OF: dict[str, frozenset[str]] = {code: frozenset(words.split()) for code, words in _WRITTEN.items()}
_WORD = re.compile(r"[^\W\d_]+")
FUNCTION_WORDS: frozenset[str] = frozenset().union(*_WORDS_OF.values())
_SCRIPTS = {
    "el": re.compile("[\u0370-\u03ff]"),
    "he": re.compile("[\u0590-\u05ff]"),
    "th": re.compile("[\u0e00-\u0e7f]"),
    "hi": re.compile("[\u0900-\u097f]"),
    "bn": re.compile("[\u0980-\u09ff]"),
    "pa": re.compile("[\u0a00-\u0a7f]"),
    "gu": re.compile("[\u0a80-\u0aff]"),
    "ta": re.compile("[\u0b80-\u0bff]"),
    "te": re.compile("[\u0c00-\u0c7f]"),
    "kn": re.compile("[\u0c80-\u0cff]"),
    "ml": re.compile("[\u0d00-\u0d7f]"),
    "ko": re.compile("[\uac00-\ud7af]"),
    "ja": re.compile("[\u3040-\u30ff]"),
}
_KNOWN_BY_SCRIPT = {*_SCRIPTS, "mr", "ne"} - {"ja"}  # little of a Japanese text may be kana
"""Languages that langdetect need not know: their profiles are half of its memory and of the time to load it."""


def normalise(code: str | None) -> str | None:
    """An ISO 639-1 code as the packs use it: ``zh-TW`` → ``zh``, ``no`` → ``nb``; None for what is no code.

    >>> normalise("zh-TW"), normalise("no"), normalise("english")
    ('zh', 'nb', None)
    """
    if not code:
        return None
    base = re.split(r"[-_]", code.strip().lower())[0]
    return _ALIASES.get(base, base) if len(base) == 2 and base.isalpha() else None


def detect_language(text: str) -> str | None:
    """The language of a text, or None when it is too short to tell. Deterministic."""
    return _detect(text[:_SAMPLE])


@lru_cache(maxsize=1024)
def _detect(sample: str) -> str | None:
    for code, script in _SCRIPTS.items():
        if len(script.findall(sample)) > 0.2 * len(sample):
            return code
    words = [w.lower() for w in _WORD.findall(sample)]
    votes = Counter({code: sum(w in stop for w in words) for code, stop in _WORDS_OF.items()})
    (best, most), (_, next_most) = votes.most_common(2)
    if most >= 6 and most >= 1.5 * next_most:
        return best
    return _langdetect(sample) if len(words) >= 12 or len(sample) > 120 else None


def _langdetect(sample: str) -> str | None:
    from langdetect.lang_detect_exception import LangDetectException

    try:
        detector = _factory().create()
        detector.append(sample)
        return normalise(detector.detect())
    except LangDetectException:
        return None


@lru_cache(maxsize=1)
def _factory() -> Any:
    """A factory of our own with a fixed seed: the package's global one is random and belongs to everybody."""
    from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory

    profiles = (path for path in sorted(Path(PROFILES_DIRECTORY).iterdir()) if path.name not in _KNOWN_BY_SCRIPT)
    factory = DetectorFactory()
    factory.load_json_profile([path.read_text("utf-8") for path in profiles])
    factory.set_seed(0)
    return factory
