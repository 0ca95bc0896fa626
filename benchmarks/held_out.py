"""Clean each page with the models of layout and of blocks that did not see its host in training.

`train_layout.py --folds FOLDER` and `train_blocks.py --folds FOLDER` write the five of each. With NEWSWASH_FOLDS=FOLDER
in the environment, `held_out:clean` and `held_out:HeldOut(profile="body_only").clean` are cleaners like
`newswash:clean`; they need the page's `url`.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from corpus import fold_of
from layout_units import FOLDS
from newswash import Cleaner, Result, block_model, layout


class HeldOut:
    """A cleaner with a model of each kind for each fold. ``settings`` are those of ``newswash.Cleaner``."""

    def __init__(self, folder: str | None = None, **settings: Any) -> None:
        self._folder = Path(folder or os.environ["NEWSWASH_FOLDS"])
        self._cleaner = Cleaner(**settings)

    def clean(self, text: str, *, url: str | None = None, title: str | None = None, language: str | None = None) -> str:
        """The text without its boilerplate."""
        return self.detect(text, url=url, title=title, language=language).text

    def detect(
        self, text: str, *, url: str | None = None, title: str | None = None, language: str | None = None
    ) -> Result:
        """What `Cleaner.detect` gives with the models that did not see the host."""
        fold = fold_of(urlsplit(url or "").hostname or "", FOLDS)
        layout.DATA = self._folder / f"layout-{fold}.json"
        block_model.DATA = self._folder / f"blocks-{fold}.json"
        return self._cleaner.detect(text, url=url, title=title, language=language)


def clean(text: str, *, url: str | None = None, title: str | None = None, language: str | None = None) -> str:
    """`newswash.clean` with the models that did not see the host."""
    global _default
    if _default is None:
        _default = HeldOut()
    return _default.clean(text, url=url, title=title, language=language)


_default: HeldOut | None = None
