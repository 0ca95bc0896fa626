"""Cleaners of text that can stand beside newswash, all called alike: text and language in, text out.

``c4``: the line rules of C4 as datatrove has them (its rules that drop whole documents are off). ``nemo``: NeMo
Curator's boilerplate modifier. ``justext`` and ``trafilatura``: extractors of pages, given the text's lines as
paragraphs. ``keywords``: what people paste into a script, each line with one of some fifty phrases goes.
"""

from __future__ import annotations

import importlib
import importlib.util
import re
import sys
import types
from collections.abc import Callable
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from newswash import PROFILES, Cleaner

Clean = Callable[[str, str], str]  # text and language (ISO 639-1, may be empty) → text

_STOPLISTS = {
    "cs": "Czech", "de": "German", "el": "Greek", "en": "English", "es": "Spanish", "fr": "French", "it": "Italian",
    "nl": "Dutch", "pl": "Polish", "pt": "Portuguese", "ru": "Russian", "sv": "Swedish",
}  # fmt: skip

KEYWORDS = re.compile(
    r"sign up (?:for|to)|subscribe (?:to|now|today)|newsletter|read more|click here|follow us|share (?:this|on)"
    r"|related (?:articles?|stories|posts|topics)|recommended for you|advertisement|sponsored|cookies?\b"
    r"|privacy policy|terms of (?:use|service)|all rights reserved|©|copyright|donate|support (?:us|our|independent)"
    r"|your inbox|log ?in\b|sign in\b|create an account|already a subscriber|more from|you may also like"
    r"|most (?:read|popular|viewed)|trending|photo:|getty images|watch:|listen:|view comments|leave a comment"
    r"|whatsapp|facebook|twitter|linkedin|pinterest|download (?:our|the) app|free trial|unlimited access"
    r"|skip to (?:main )?content|loading\.\.\.|\bmin read\b|enable javascript|continue reading|back to top"
    r"|contact us|about us",
    re.IGNORECASE,
)


def keywords(text: str, language: str) -> str:
    return "\n".join(line for line in text.split("\n") if not KEYWORDS.search(line))


def c4(text: str, language: str) -> str:
    return c4_filtered(c4_filter(sentences=False), text)


def c4_filter(*, sentences: bool) -> Any:
    """datatrove's C4 filter; ``sentences``: with its count of sentences, by which it drops documents."""
    from datatrove.pipeline.filters import C4QualityFilter

    minimum = 5 if sentences else -1
    return _c4_filter(C4QualityFilter, minimum)


@cache
def _c4_filter(kind: Any, minimum: int) -> Any:
    return kind(min_num_sentences=minimum, filter_curly_bracket=False, filter_lorem_ipsum=False)


def c4_filtered(rules: Any, text: str) -> str:
    from datatrove.data import Document

    document = Document(text=text, id="0")
    rules.filter(document)
    return str(document.text)


def nemo(text: str, language: str) -> str:
    module = nemo_module("stages.text.modifiers.string.c4")
    return str(module.BoilerPlateStringModifier().modify_document(text))


@cache
def nemo_module(name: str) -> Any:
    """A module of NeMo Curator without its package's ``__init__``, which would start Ray and load torch.

    So ``pip install --no-deps nemo-curator`` is enough: what its text filters themselves import is small.
    """
    spec = importlib.util.find_spec("nemo_curator")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("nemo_curator is missing: pip install --no-deps nemo-curator==1.4.0")
    home = Path(spec.submodule_search_locations[0])
    parts = name.split(".")
    for depth in range(len(parts)):
        package = ".".join(["nemo_curator", *parts[:depth]])
        bare = types.ModuleType(package)
        bare.__path__ = [str(home.joinpath(*parts[:depth]))]
        sys.modules.setdefault(package, bare)
    return importlib.import_module(f"nemo_curator.{name}")


def justext(text: str, language: str) -> str:
    import justext as engine

    if not text.strip():
        return text
    words = engine.get_stoplist(_STOPLISTS.get(language, "English"))
    paragraphs = engine.justext(as_page(text).encode("utf8", "replace"), words, encoding="utf-8")
    return "\n".join(p.text for p in paragraphs if not p.is_boilerplate)


def trafilatura(text: str, language: str) -> str:
    from trafilatura import extract

    return (extract(as_page(text), include_comments=False) or "") if text.strip() else text


def as_page(text: str) -> str:
    """A text's lines as paragraphs of an HTML page."""
    lines = (line.strip() for line in text.split("\n"))
    return "<html><body>" + "".join(f"<p>{escape(line)}</p>\n" for line in lines if line) + "</body></html>"


def newswash(profile: str) -> Clean:
    cleaner = Cleaner(profile=profile)
    return lambda text, language: cleaner.clean(text)


PEERS: dict[str, Clean] = {
    "C4 lines": c4,
    "NeMo": nemo,
    "jusText": justext,
    "trafilatura": trafilatura,
    "keywords": keywords,
}
OWN = tuple(f"newswash {name}" for name in PROFILES)


def cleaner(name: str) -> Clean:
    """The cleaner of a name: one of `PEERS`, or ``newswash`` and a profile. Raises ValueError for another name."""
    if name in PEERS:
        return PEERS[name]
    if name in OWN:
        return newswash(name.removeprefix("newswash "))
    raise ValueError(f"no cleaner named {name!r}: one of {', '.join([*OWN, *PEERS])}.")
