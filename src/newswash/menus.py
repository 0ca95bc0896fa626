"""Menus: runs of short lines, above or below all paragraphs, of which rules know some.

Each site has sections of its own beside those that all have.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence

from newswash.headline import headlines
from newswash.model import Finding
from newswash.page import Page
from newswash.sentences import ends_sentence
from newswash.units import is_text, quick_word_count

RULE = "menu"
SCORE = 0.85
CATEGORIES = frozenset(
    {"navigation", "breadcrumb", "login-account", "player-ui", "share-social", "subscription-paywall", "app-promo"}
)
"""What menus hold beside sections."""
LINES, KNOWN, SHARE = 3, 2, 4  # of a run, at least: lines, lines that rules know, and one in so many of all
WORDS, LENGTH = 3, 30  # of a line of a menu, at most: words, code points


def find_menus(page: Page, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Findings for the lines of menus that rules do not know.

    ``findings``: those of the rules, also the suspects.
    """
    known = {number for f in findings if f.category in CATEGORIES for number in page.whole_lines(f.start, f.end)}
    if len(known) < KNOWN:
        return
    texts = [n for n, line in enumerate(page.lines) if is_text(line.strip())]
    if not texts:
        return
    for above, numbers in ((True, range(texts[0])), (False, range(texts[-1] + 1, len(page.lines)))):
        for run in _runs(page, numbers):
            of_rules = known.intersection(run)
            menu = _apart(run, of_rules, above=above)
            if len(menu) < LINES or len(of_rules) < KNOWN or SHARE * len(of_rules) < len(menu):
                continue
            reason = f"in a menu of {len(menu)} lines of which rules know {len(of_rules)}"
            for n in menu:
                start = page.starts[n]
                yield Finding(start, start + len(page.lines[n]), "navigation", RULE, SCORE, reason)


def _apart(run: Sequence[int], known: Container[int], *, above: bool) -> Sequence[int]:
    """A run without the unknown lines between it and the article: the headline may be one of them, or a name."""
    places = [i for i, n in enumerate(run) if n in known] or [0]
    return run[: places[-1] + 1] if above else run[places[0] :]


def _runs(page: Page, numbers: Iterable[int]) -> Iterator[list[int]]:
    """The runs of lines as short as those of menus, blank ones passed over, by number."""
    run: list[int] = []
    for n in numbers:
        text = page.lines[n].strip()
        if not text:
            continue
        if _is_short(text) and n not in headlines(page):
            run.append(n)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _is_short(text: str) -> bool:
    return len(text) <= LENGTH and quick_word_count(text) <= WORDS and not ends_sentence(text)
