"""Scripts of the world: the marks that end a sentence, what may close behind them, and who sets no spaces.

All that judges wording takes them from here. The layout model's own sets stand in `units.py` and `shape.py`: a wider
one would be another feature than it was trained with.
"""

from __future__ import annotations

from unicodedata import category

HALTS = ".!?…"
"""Marks that may also stand within a sentence: in figures, abbreviations, names."""
WIDE_ENDS = "。！？｡"
"""Marks behind which no space stands."""
OTHER_ENDS = "।॥؟۔։።။។༎།"
"""Devanagari and its neighbours, Arabic, Urdu, Armenian, Ethiopic, Burmese, Khmer, Tibetan."""
SENTENCE_ENDS = frozenset(HALTS + WIDE_ENDS + OTHER_ENDS)
FULL_STOPS = SENTENCE_ENDS - frozenset("!?…！？؟")

ONLY_CLOSERS = "”’»›)]」』）】〉》"
"""Behind a sentence mark these close; the other closers may also open what follows."""
CLOSERS = ONLY_CLOSERS + "\"'“«"

HAN_AND_KANA = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
"""Ranges for a class of characters, like those below: of these about two make a word, ..."""
STOPLESS = "\u0e00-\u109f\u1780-\u17ff"
"""... of these about five. Thai, Lao, Tibetan, Burmese and Khmer: a space may end a sentence, or nothing."""
SPACELESS = HAN_AND_KANA + STOPLESS
"""Scripts that set no spaces between words."""
HANGUL = "\uac00-\ud7af"
"""It sets spaces, but what other languages say in words of their own is part of the word before."""
INDIC = "\u0900-\u0963\u0966-\u0d7f"
"""From Devanagari to Malayalam: vowel signs, which are no letters to a pattern, belong to their words."""
POINTS = "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670"
"""Hebrew and Arabic vowels and the stretched line: most texts leave them out."""

PREFIXES = frozenset(("و", "ف", "ب", "ل", "ک", "ال", "وال", "فال", "بال", "کال", "لل", "ו"))
"""What Arabic and Hebrew write as part of the next word: conjunctions, prepositions, the article; folded. Of the Hebrew
ones only "and" is here: with the others, words of articles beside asks went, too."""
LONGEST_PREFIX = max(map(len, PREFIXES))


def continues_word(c: str) -> bool:
    """Whether a character is a letter, a figure, or a mark that makes another letter of the one before it, as vowel
    signs do, but not those of Hebrew and Arabic: with and without them it is the same word.

    >>> continues_word("a"), continues_word("\u093e"), continues_word("\u0654"), continues_word("-")
    (True, True, False, False)
    """
    return c.isalnum() or (c > "\u02ff" and not "\u0590" < c < "\u0900" and category(c).startswith("M"))
