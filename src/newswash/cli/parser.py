"""argparse, but for a word that it does not know it names the nearest of those that it does."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

from newswash.errors import hint, nearest


class Parser(argparse.ArgumentParser):
    """A parser whose subparsers are told, and tell, what may have been meant."""

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is not None and value not in action.choices:
            raise argparse.ArgumentError(action, f"no {value!r}: {hint(value, action.choices)}")

    def refuse(self, words: Sequence[str]) -> None:
        """Exit 2 over words of the command line that this parser does not know."""
        near = nearest(words[0].partition("=")[0], self._option_string_actions)
        self.error(f"unrecognized arguments: {' '.join(words)}" + (f"; did you mean {near}?" if near else ""))
