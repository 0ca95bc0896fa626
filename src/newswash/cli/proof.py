"""Packs put to the proof: what `test` and `rules lint` share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from newswash.errors import PackError
from newswash.lint import Problem, lint
from newswash.pack import read_pack
from newswash.pack_sources import packs_below


def pack_files(paths: Iterable[Path]) -> Iterator[Path]:
    """The files named, and the packs below folders named."""
    for path in paths:
        yield from packs_below(path) if path.is_dir() else [path]


def lint_packs(files: Sequence[Path]) -> int:
    """Print the problems of packs; returns how many there are."""
    problems: list[Problem] = []
    for file in files:
        for problem in [*lint(file), *_prune_problems(file)]:
            print(problem)
            problems.append(problem)
    return len(problems)


def _prune_problems(file: Path) -> Iterator[Problem]:
    """What is wrong with a pack's prune expressions; a file that is no pack is the linter's to report."""
    from newswash.html import prune_problems

    try:
        packs = [read_pack(file)[0]]
    except PackError:
        return
    for e in prune_problems(packs):
        yield Problem(e.path, e.line, e.rule, e.problem, e.mend)
