"""Lines between two that rules know, of one form or bar: words that say too little alone, and sums ("Yearly", "$9")."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from newswash.model import Finding
from newswash.page import Page

CATEGORIES = frozenset(
    {"donation-appeal", "membership", "subscription-paywall", "share-social", "comments", "player-ui"}
)
"""What has prices and counts of its own. Ads, links and sections stand among an article's: a score, a table."""
SCORE = 0.85
MOST = 12  # lines between two that rules know


def find_between(page: Page, findings: Iterable[Finding], says_little: Callable[[str], bool]) -> Iterator[Finding]:
    """Findings for lines that say too little alone, where the lines before and behind go as one category.

    ``findings``: those of the rules. Blank lines are passed over.
    """
    firm = (f for f in findings if f.tier == "strip")
    known = {n: f for f in firm for n in page.whole_lines(f.start, f.end)}
    if sum(f.category in CATEGORIES for f in known.values()) < 2:
        return
    before: Finding | None = None
    waiting: list[int] = []
    for n in range(min(known), max(known) + 1):
        text = page.lines[n].strip()
        if finding := known.get(n):
            if before is not None and before.category == finding.category:
                for number in waiting:
                    start = page.starts[number]
                    reason = "between lines of one form or bar"
                    end = start + len(page.lines[number])
                    yield Finding(start, end, finding.category, finding.rule, SCORE, reason)
            before, waiting = finding if finding.category in CATEGORIES else None, []
        elif text and before is not None:
            if len(waiting) < MOST and says_little(text):
                waiting.append(n)
            else:
                before = None
