"""What kinds of asks there are, and which groups of cues say what in them."""

from __future__ import annotations

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
WANTED = {"donation": ASKING, "newsletter": LETTER, "subscription": WALL}
"""For each tone the groups of cues that say what the reader is to do."""
