"""newswash finds boilerplate in scraped news text, names it, and removes it, and touches nothing else.

>>> import newswash
>>> newswash.clean("Sign up for our newsletter.\\n\\nThe vote passed on Tuesday.")
'The vote passed on Tuesday.'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newswash.cleaner import Cleaner, Detector
from newswash.errors import DataError, DetectorError, FixtureError, NewswashError, PackError, UsageError
from newswash.model import CATEGORIES, Document, Finding, Mark, Profile, Refusal, Removal, Result
from newswash.profiles import PROFILES
from newswash.rule import Example, Pack, Rule, RuleSet

if TYPE_CHECKING:
    from newswash.pack import load_rules

__version__ = "0.1.0"
__all__ = [
    "CATEGORIES",
    "PROFILES",
    "Cleaner",
    "DataError",
    "Detector",
    "DetectorError",
    "Document",
    "Example",
    "Finding",
    "FixtureError",
    "Mark",
    "NewswashError",
    "Pack",
    "PackError",
    "Profile",
    "Refusal",
    "Removal",
    "Result",
    "Rule",
    "RuleSet",
    "UsageError",
    "clean",
    "detect",
    "load_rules",
]

_default = Cleaner()


def __getattr__(name: str) -> Any:
    if name == "load_rules":  # what reads packs takes a quarter of the time to import newswash, and may not be needed
        from newswash.pack import load_rules

        return load_rules
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def clean(text: str, *, url: str | None = None, title: str | None = None, language: str | None = None) -> str:
    """The text without its boilerplate, by all installed packs under the balanced profile.

    ``url`` scopes site rules, ``title`` helps to find the headline, ``language`` (ISO 639-1) is a hint.
    Returns the very same string when nothing is removed. Raises UsageError for anything but a str.
    """
    return _default.clean(text, url=url, title=title, language=language)


def detect(text: str, *, url: str | None = None, title: str | None = None, language: str | None = None) -> Result:
    """As ``clean``, with every removal, mark and refusal explained; offsets are code points of ``text``."""
    return _default.detect(text, url=url, title=title, language=language)
