"""The command. Nothing else in newswash prints."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import cast

from newswash import __version__
from newswash.cleaner import Cleaner
from newswash.errors import DataError, NewswashError, UsageError
from newswash.fixture import Outcome, judge, read_fixtures, write_fixture
from newswash.lint import Problem, lint
from newswash.model import Action, Mark, Refusal, Removal, Result
from newswash.pack import BUILTIN, load_rules
from newswash.profiles import PROFILES
from newswash.rule import Rule, RuleSet

OK, FOUND, USAGE, IO = 0, 1, 2, 4


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code: 0 nothing found, 1 found, 2 usage, 4 input or output."""
    try:
        args = _parser().parse_args(argv)
        code: int = args.run(args)
        return code
    except UsageError as error:
        return _fail(error, USAGE)
    except DataError as error:
        return _fail(error, IO)
    except NewswashError as error:
        return _fail(error, USAGE)
    except BrokenPipeError:
        sys.stderr.close()
        return OK


def _fail(error: Exception, code: int) -> int:
    print(f"newswash: {error}", file=sys.stderr)
    return code


# ---------------------------------------------------------------------- arguments


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="newswash", description="Finds boilerplate in scraped news text and removes it."
    )
    parser.add_argument("--version", action="version", version=f"newswash {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    p = _command(commands, "clean", _clean, "print the article and nothing else")
    _files(p)
    p = _command(commands, "check", _check, "exit 1 when something would be removed")
    _files(p)
    p = _command(commands, "explain", _explain, "show each removal: span, category, rule, score, reason, words")
    _files(p)
    p.add_argument("--json", action="store_true", help="one JSON object a file")
    p = _command(commands, "test", _test, "run the examples of rule packs and the fixtures")
    p.add_argument(
        "paths",
        nargs="*",
        help="packs (.toml), fixtures (.txt) and folders of them; default: the built-in packs and ./fixtures",
    )
    p.add_argument("--floors", help="a file of floors for precision, recall and harm on the fixtures")
    p.add_argument(
        "--raise-floors", action="store_true", help="write today's figures as the new floors; lower ones are refused"
    )
    _settings(p)
    _rules_command(commands)
    p = _command(commands, "fixture", _fixture, "write a fixture with today's guess marked, to be corrected by hand")
    p.add_argument("file", help="a text file, or - for standard input")
    p.add_argument("-o", "--output", help="where to write it (default: standard output)")
    p.add_argument("--site", help="the host that the text comes from")
    p.add_argument("--language", help="its language")
    _settings(p)
    return parser


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, run: object, help: str
) -> argparse.ArgumentParser:
    p = commands.add_parser(name, help=help, description=help[0].upper() + help[1:] + ".")
    p.set_defaults(run=run)
    return p


def _files(p: argparse.ArgumentParser) -> None:
    p.add_argument("files", nargs="+", metavar="FILE", help="text files; - is standard input")
    p.add_argument("--url", help="the address that the text comes from")
    p.add_argument("--title", help="the headline of the article")
    p.add_argument("--language", help="the language of the text (a hint)")
    p.add_argument("--encoding", default="utf-8", help="of the files (default: utf-8)")
    _settings(p)


def _settings(p: argparse.ArgumentParser) -> None:
    p.add_argument("--profile", choices=sorted(PROFILES), default="balanced")
    p.add_argument(
        "--packs",
        action="append",
        metavar="PACK",
        help="use these packs alone (a name, file or folder; may be repeated)",
    )
    p.add_argument("--add-packs", action="append", metavar="PACK", help="use these packs beside the installed ones")
    p.add_argument("--without", action="append", metavar="PATTERN", help="leave out rules by name, pack or category")
    p.add_argument("--no-layout", action="store_true", help="rules alone")
    p.add_argument(
        "--category", action="append", metavar="NAME=ACTION", help="strip, mark or keep a category (may be repeated)"
    )


def _cleaner(args: argparse.Namespace) -> Cleaner:
    return Cleaner(
        _chosen(args),
        profile=args.profile,
        categories=dict(map(_assignment, args.category or ())),
        layout=not args.no_layout,
    )


def _chosen(args: argparse.Namespace) -> RuleSet | None:
    if not (args.packs or args.add_packs or args.without):
        return None
    rules = load_rules(*args.packs or ())
    if args.add_packs:
        rules = rules | load_rules(*args.add_packs)
    return rules.without(*args.without) if args.without else rules


def _assignment(text: str) -> tuple[str, Action]:
    name, sep, action = text.partition("=")
    if not sep or action not in ("strip", "mark", "keep"):
        raise UsageError(f"--category {text!r}: write NAME=strip, NAME=mark or NAME=keep.")
    return name, cast("Action", action)


def _read(name: str, encoding: str = "utf-8") -> str:
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return data.decode(encoding)
    except OSError as error:
        raise DataError(f"{name}: {error.strerror}.") from error
    except LookupError as error:
        raise UsageError(f"--encoding {encoding!r} is unknown.") from error
    except UnicodeDecodeError as error:
        raise DataError(
            f"{name}: is not {encoding} (byte {error.start}); name its encoding with --encoding."
        ) from error


# ---------------------------------------------------------------------- clean, check, explain


def _results(args: argparse.Namespace) -> Iterable[tuple[str, Result]]:
    cleaner = _cleaner(args)
    for name in args.files:
        text = _read(name, args.encoding)
        yield name, cleaner.detect(text, url=args.url, title=args.title, language=args.language)


def _clean(args: argparse.Namespace) -> int:
    for _, result in _results(args):
        _write(result.text)
    return OK


def _write(text: str) -> None:
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "surrogateescape"))
    sys.stdout.buffer.flush()


def _check(args: argparse.Namespace) -> int:
    code = OK
    for name, result in _results(args):
        starts = _line_starts(result.original)
        for removal, words in result.removed():
            code = FOUND
            line = _line_of(starts, removal.start)
            print(f"{name}:{line}: {removal.category}: {_short(words)} [{removal.rule}]")
    return code


def _explain(args: argparse.Namespace) -> int:
    for name, result in _results(args):
        if args.json:
            print(json.dumps({"file": name, **result.to_dict()}, ensure_ascii=False))
            continue
        print(
            f"{name}: {len(result.removals)} removals, fingerprint {result.fingerprint}"
            + "".join(f", {f}" for f in sorted(result.flags))
        )
        for removal in result.removals:
            _explain_span("removed", removal, removal.reason, result.original)
        for mark in result.marks:
            _explain_span("marked ", mark, mark.reason, result.original)
        for refusal in result.refusals:
            _explain_span("refused", refusal, refusal.why, result.original)
    return OK


def _explain_span(what: str, x: Removal | Mark | Refusal, reason: str, text: str) -> None:
    print(f"  {what}  {x.start}–{x.end}  {x.category}  {x.rule}  {x.score:.2f}  {reason}")
    print(f"           {_short(text[x.start : x.end], 200)}")


def _line_starts(text: str) -> list[int]:
    return [0, *(i + 1 for i, c in enumerate(text) if c == "\n")]


def _line_of(starts: list[int], offset: int) -> int:
    from bisect import bisect_right

    return bisect_right(starts, offset)


def _short(text: str, limit: int = 80) -> str:
    text = " ".join(text.split())
    return text if len(text) <= limit else f"{text[: limit // 2]} … {text[-limit // 2 :]}"


# ---------------------------------------------------------------------- test


def _test(args: argparse.Namespace) -> int:
    paths = [Path(p) for p in args.paths] or [BUILTIN, *([Path("fixtures")] if Path("fixtures").is_dir() else [])]
    packs = [
        f for p in paths for f in (sorted(p.rglob("*.toml")) if p.is_dir() else [p] if p.suffix == ".toml" else [])
    ]
    problems = _lint(packs)
    outcomes = [o for p in paths if p.suffix != ".toml" for o in _outcomes(p, _cleaner(args))]
    failed = sum(_report(o) for o in outcomes)
    figures = _figures(outcomes)
    if packs:
        print(f"{len(packs)} packs: {problems} problems")
    if outcomes:
        print(f"{len(outcomes)} fixtures: {len(outcomes) - failed} passed, {failed} failed")
        print(", ".join(f"{k} {v:.4f}" for k, v in figures.items()))
    fell = _check_floors(Path(args.floors), figures, args.raise_floors) if args.floors else 0
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
        print(f"{outcome.fixture.path}: missed: {_short(words, 120)}")
    for words in outcome.wrong:
        print(f"{outcome.fixture.path}: wrongly removed: {_short(words, 120)}")
    return 1


def _figures(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Precision and recall of the removed characters, and the share of the articles' characters that was lost."""
    marked, found, article, lost = (
        sum(getattr(o, k) for o in outcomes) for k in ("marked", "found", "article", "lost")
    )
    return {
        "precision": found / (found + lost) if found + lost else 1.0,
        "recall": found / marked if marked else 1.0,
        "harm": lost / article if article else 0.0,
    }


def _check_floors(path: Path, figures: dict[str, float], rise: bool) -> int:
    """Figures against the floors of a file; floors are raised on demand and never lowered."""
    floors = json.loads(path.read_text("utf-8")) if path.exists() else {}
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


# ---------------------------------------------------------------------- rules


def _rules_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    rules = commands.add_parser("rules", help="list, show and lint rules")
    verbs = rules.add_subparsers(required=True, metavar="VERB")
    p = _command(verbs, "list", _rules_list, "list the rules")
    p.add_argument("pattern", nargs="*", help="by name, pack or category (shell-style)")
    p.add_argument("--packs", action="append", metavar="PACK")
    p = _command(verbs, "show", _rules_show, "show a rule with its examples")
    p.add_argument("pattern", nargs="+")
    p.add_argument("--packs", action="append", metavar="PACK")
    p = _command(verbs, "lint", _rules_lint, "prove that packs do what their examples say")
    p.add_argument("files", nargs="*", help="pack files or folders (default: the built-in packs)")


def _rules_list(args: argparse.Namespace) -> int:
    rules = load_rules(*args.packs or ())
    rules = rules.only(*args.pattern) if args.pattern else rules
    for rule in rules.rules:
        print(f"{rule.name:<50} {rule.category:<20} {rule.kind:<9} {rule.tier:<8} {rule.about}")
    kinds = Counter(r.kind for r in rules.rules)
    wording = len({p for r in rules.rules for p in r.wording()})
    combined = sum(r.kind != "phrase" or r.pattern is not None for r in rules.rules)
    by_kind = ", ".join(f"{n} {k}" for k, n in sorted(kinds.items()))
    print(
        f"{len(rules.rules)} rules ({by_kind}; {combined} combine evidence), {wording} phrases, "
        f"fingerprint {rules.fingerprint}",
        file=sys.stderr,
    )
    return OK


def _rules_show(args: argparse.Namespace) -> int:
    for rule in load_rules(*args.packs or ()).only(*args.pattern).rules:
        _show(rule)
    return OK


def _show(rule: Rule) -> None:
    print(f"{rule.name}  ({rule.category}, {rule.kind}, {rule.tier})\n  {rule.about}")
    for key in ("phrases", "anchors", "ends", "pattern", "needs", "voice", "unless", "sites", "languages"):
        value = getattr(rule, key)
        if value:
            print(f"  {key}: {value if isinstance(value, str) else ' | '.join(value)}")
    for group, phrases in rule.cues:
        print(f"  cues.{group}: {' | '.join(phrases)}")
    if rule.kind == "phrase":
        print(f"  unit: {rule.unit}")
    for key in ("removes", "keeps"):
        for example in getattr(rule, key):
            print(f"  {key}: {example.text}")


def _rules_lint(args: argparse.Namespace) -> int:
    paths = [Path(f) for f in args.files] or [BUILTIN]
    missing = [p for p in paths if not p.exists()]
    if missing:
        raise UsageError(f"{missing[0]}: no such file or folder.")
    files = [f for p in paths for f in (sorted(p.rglob("*.toml")) if p.is_dir() else [p])]
    problems = _lint(files)
    print(f"{len(files)} packs: {problems} problems")
    return FOUND if problems else OK


def _lint(files: Sequence[Path]) -> int:
    problems: list[Problem] = []
    for file in files:
        for problem in lint(file):
            print(problem)
            problems.append(problem)
    return len(problems)


# ---------------------------------------------------------------------- fixture


def _fixture(args: argparse.Namespace) -> int:
    text = _read(args.file)
    result = _cleaner(args).detect(text, url=f"https://{args.site}/" if args.site else None, language=args.language)
    source = write_fixture(result, language=args.language, site=args.site)
    if args.output:
        target = Path(args.output)
        if target.exists():
            raise UsageError(f"{target}: there is a file already; choose another name.")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(source, "utf-8")
    else:
        _write(source)
    return OK
