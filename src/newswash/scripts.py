"""Scripts of the world: the marks that end a sentence, what may close behind them, and who sets no spaces.

All that judges wording takes them from here. The layout model's own sets stand in `units.py` and `shape.py`: a wider
one would be another feature than it was trained with.
"""

from __future__ import annotations

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
