"""One compiled cleaner per process and settings, however often a framework unpickles or copies it."""

from __future__ import annotations

import threading
from collections import OrderedDict

from newswash.cleaner import Cleaner

KEPT = 8  # cleaners that stay compiled in one process

_lock = threading.Lock()
_kept: OrderedDict[str, Cleaner] = OrderedDict()


def resident(cleaner: Cleaner | None = None) -> Cleaner:
    """The cleaner that this process keeps for the rules and settings of the one given (None: the defaults).

    Cluster frameworks unpickle a function for each task, pipelines deep-copy their steps; compiling belongs to neither.
    A cleaner with detectors, or of a class, of its own comes back as it is: its fingerprint does not tell them apart.
    """
    cleaner = cleaner or Cleaner()
    if cleaner.detectors or type(cleaner) is not Cleaner:
        return cleaner
    with _lock:
        kept = _kept.setdefault(cleaner.fingerprint, cleaner)
        _kept.move_to_end(kept.fingerprint)
        if len(_kept) > KEPT:
            _kept.popitem(last=False)
    return kept
