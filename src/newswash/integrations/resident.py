"""One compiled set of rules per process, however often a framework unpickles or copies the cleaner."""

from __future__ import annotations

import threading
from collections import OrderedDict

from newswash.cleaner import Cleaner

KEPT = 4  # rule sets that stay compiled in one process

_lock = threading.Lock()
_compiled: OrderedDict[str, Cleaner] = OrderedDict()


def resident(cleaner: Cleaner) -> Cleaner:
    """The given cleaner, ready: it takes over what this process has already compiled from the same rules.

    Cluster frameworks unpickle a function for each task, pipelines deep-copy their steps; compiling belongs to neither.
    """
    rules = cleaner.rules.fingerprint
    with _lock:
        first = _compiled.setdefault(rules, cleaner)
        _compiled.move_to_end(rules)
        while len(_compiled) > KEPT:
            _compiled.popitem(last=False)
    if cleaner._phrases is None:
        cleaner._phrases = first._compiled()
    return cleaner
