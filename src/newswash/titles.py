"""Titles of pages, and lines that are one: as they stand, and without the site's name and sections at their end."""

from __future__ import annotations

import re

NO_HEADLINE = ".:：。"
"""What no headline ends in."""
LONGEST = 500
"""No title is longer: code points."""
LEAST = 12
"""With less left of it than that, a title has lost more than the site's name: code points."""
_site = re.compile(r"(?<!\s)\s+[|–—·»:-]+\s+[^|–—·»]{2,40}$")
_bar = re.compile(r"(?<!\s)\s+[|–—·»:-]+\s+")


def fold_title(text: str) -> str:
    """A headline for comparison: lower case, letters and digits only."""
    return "".join(c for c in text.lower() if c.isalnum())


def without_site(title: str) -> str:
    """A page title less the name of the site at its end."""
    cut = _site.sub("", title)
    return cut if len(cut) >= LEAST else title


def title_forms(title: str, least: int = LEAST) -> set[str]:
    """A page title and what is left of it without the site's name and sections at its end, for comparison. ``least``:
    code points of a form."""
    ends = [match.start() for match in _bar.finditer(title)]
    return {fold_title(title[:end]) for end in (*ends, len(title)) if end >= least} - {""}


def is_title(line: str, title: str, least: int = LEAST) -> bool:
    """Whether a line is the page's title, with or without the site's name. ``least``: code points of what is left."""
    return len(title) <= LONGEST and fold_title(line) in title_forms(title, least)
