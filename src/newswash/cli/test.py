"""`test`: packs and fixtures against what they say."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from newswash.cleaner import Cleaner
from newswash.cli.arguments import Commands, add_command, add_settings, cleaner, file_name, settings
from newswash.cli.output import FOUND, OK, count
from newswash.cli.proof import lint_packs, pack_files
from newswash.errors import UsageError, hint
from newswash.fixture import Outcome, judge, read_fixtures
from newswash.formats import shortened
from newswash.pack_sources import BUILTIN

FIGURES = ("precision", "recall", "harm")


def add(commands: Commands) -> None:
    p = add_command(commands, "test", _test, "run the examples of rule packs and the fixtures")
    p.add_argument(
        "paths",
        nargs="*",
        type=file_name,
        help="packs (.toml), fixtures (.txt), folders; default: the built-in packs and ./fixtures",
    )
    p.add_argument("--floors", type=file_name, help="a file of floors for precision, recall and harm on the fixtures")
    p.add_argument(
        "--raise-floors", action="store_true", help="write today's figures as floors; lower ones are refused"
    )
    add_settings(p)


def _test(args: argparse.Namespace) -> int:
    if args.raise_floors and not args.floors:
        raise UsageError("--raise-floors: say which file holds them: --floors FILE.")
    floors = _read_floors(Path(args.floors), written=args.raise_floors) if args.floors else {}
    paths = [Path(p) for p in args.paths] or [BUILTIN, *([Path("fixtures")] if Path("fixtures").is_dir() else [])]
    packs = list(pack_files(p for p in paths if p.is_dir() or p.suffix == ".toml"))
    problems = lint_packs(packs)
    judged = cleaner(settings(args))
    outcomes = [o for p in paths if p.suffix != ".toml" for o in _outcomes(p, judged)]
    failed = sum(_report(o) for o in outcomes)
    measured = [o for o in outcomes if not o.fixture.known_failure]
    if args.floors and not outcomes:
        raise UsageError(f"--floors {args.floors}: no fixture is in {', '.join(map(str, paths))}.")
    if not packs and not outcomes:
        raise UsageError(f"no fixture and no pack is in {', '.join(map(str, paths))}.")
    figures = _figures(measured)
    if packs:
        print(f"{count(len(packs), 'pack')}: {count(problems, 'problem')}")
    if outcomes:
        print(f"{count(len(outcomes), 'fixture')}: {len(outcomes) - failed} passed, {failed} failed")
        known = len(outcomes) - len(measured)
        left_out = f" ({count(known, 'known failure')} left out)" if known else ""
        print(", ".join(f"{k} {v:.4f}" for k, v in figures.items()) + left_out)
    fell = _check_floors(Path(args.floors), floors, figures, args.raise_floors) if args.floors and measured else 0
    return FOUND if problems or failed or fell else OK


def _outcomes(path: Path, cleaner: Cleaner) -> Iterable[Outcome]:
    optional = [c for c, action in cleaner.profile.actions.items() if action != "strip"]
    for fixture in read_fixtures(path):
        d = fixture.document
        yield judge(fixture, cleaner.detect(d.text, url=d.url, title=d.title), optional)


def _report(outcome: Outcome) -> int:
    known = outcome.fixture.known_failure
    if outcome.passed and known:
        print(f"{outcome.fixture.path}: passes, though it is known to fail ({known}). Take known_failure out.")
        return 1
    if outcome.passed or known:
        return 0
    for words in outcome.missed:
        print(f"{outcome.fixture.path}: missed: {shortened(words, 120)}")
    for words in outcome.wrong:
        print(f"{outcome.fixture.path}: wrongly removed: {shortened(words, 120)}")
    return 1


def _figures(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Precision and recall of the removed characters, and the share of the articles' characters that was lost."""
    marked, found, article, lost = (
        sum(getattr(o, k) for o in outcomes) for k in ("marked", "found", "article", "lost")
    )
    precision = found / (found + lost) if found + lost else 1.0
    recall = found / marked if marked else 1.0
    harm = lost / article if article else 0.0
    return dict(zip(FIGURES, (precision, recall, harm), strict=True))


def _read_floors(path: Path, *, written: bool) -> dict[str, float]:
    """The floors in a file; none where there is no such file and it is to be ``written``.

    Raises UsageError for a file that is missing else, and for one that holds anything else.
    """
    try:
        floors = {str(k): float(v) for k, v in json.loads(path.read_text("utf-8")).items()}
    except FileNotFoundError as error:
        if written:
            return {}
        raise UsageError(f"{path}: there is no such file; --raise-floors writes today's figures into it.") from error
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise UsageError(f"{path}: holds no floors ({error}); mend it, or remove it and write it anew.") from error
    for name in floors:
        if name not in FIGURES:
            raise UsageError(f"{path}: no figure named {name!r}: {hint(name, FIGURES)}")
    return floors


def _check_floors(path: Path, floors: dict[str, float], figures: dict[str, float], rise: bool) -> int:
    """Figures against the floors of a file; floors are raised on demand and never lowered."""
    worse = [
        k for k, v in figures.items() if k in floors and (v > floors[k] + 1e-9 if k == "harm" else v < floors[k] - 1e-9)
    ]
    for k in worse:
        print(f"{path}: {k} is {figures[k]:.4f}, the floor {floors[k]:.4f}. Mend what made it worse: floors only rise.")
    if rise and not worse:
        path.write_text(
            json.dumps(
                {k: round(v - 5e-5, 4) if k != "harm" else round(v + 5e-6, 5) for k, v in figures.items()}, indent=1
            )
            + "\n",
            "utf-8",
        )
    return len(worse)
