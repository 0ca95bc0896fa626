"""The command. Nothing else in newswash prints."""

from __future__ import annotations

import argparse
import difflib
import json
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from newswash import __version__
from newswash.baseline import key as baseline_key
from newswash.baseline import new_ones, read_baseline, write_baseline
from newswash.cleaner import Cleaner
from newswash.config import Config, find_config, read_config
from newswash.errors import DataError, NewswashError, UsageError
from newswash.files import TextFile, decode, is_records, kept_by_marker, read_text, text_files, without, write_back
from newswash.fixture import Outcome, judge, read_fixtures, write_fixture
from newswash.formats import FORMATS, Found, as_github, as_json, as_sarif, as_text, found_in, shortened
from newswash.lint import Problem, lint
from newswash.model import Action, Mark, Refusal, Removal, Result
from newswash.pack import BUILTIN, load_rules
from newswash.profiles import PROFILES
from newswash.rule import Rule, RuleSet

OK, FOUND, USAGE, IO = 0, 1, 2, 4


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code: 0 nothing found, 1 found or changed, 2 usage, 4 input or output."""
    try:
        args = _parser().parse_args(argv)
        code: int = args.run(args)
        sys.stdout.flush()
        return code
    except DataError as error:
        return _fail(error, IO)
    except NewswashError as error:
        return _fail(error, USAGE)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK


def _fail(error: Exception, code: int) -> int:
    print(f"newswash: {error}", file=sys.stderr)
    return code


# ---------------------------------------------------------------------- arguments


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="newswash", description="Finds boilerplate in scraped news text, names it, and removes it."
    )
    parser.add_argument("--version", action="version", version=f"newswash {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, run, help in (
        ("clean", _clean, "print the article and nothing else"),
        ("explain", _explain, "show each removal: span, category, rule, score, reason, words"),
        ("check", _check, "find boilerplate; exit 1 when something would be removed"),
        ("fix", _fix, "rewrite files in place without their boilerplate; exit 1 when something was changed"),
        ("diff", _diff, "show what fix would change; exit 1 when something would be"),
    ):
        p = _command(commands, name, run, help)
        _files(p)
        if name == "explain":
            p.add_argument("--json", action="store_true", help="one JSON object a file")
        if name in ("check", "fix", "diff"):
            p.add_argument("--baseline", metavar="FILE", help="accept the findings of this file")
        if name == "check":
            p.add_argument("--format", choices=FORMATS, default="text", help="of the findings (default: text)")
            p.add_argument("--write-baseline", metavar="FILE", help="accept what stands today: write it here, exit 0")
    p = _command(commands, "test", _test, "run the examples of rule packs and the fixtures")
    p.add_argument(
        "paths", nargs="*", help="packs (.toml), fixtures (.txt), folders; default: the built-in packs and ./fixtures"
    )
    p.add_argument("--floors", help="a file of floors for precision, recall and harm on the fixtures")
    p.add_argument(
        "--raise-floors", action="store_true", help="write today's figures as floors; lower ones are refused"
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
    p.add_argument("files", nargs="+", metavar="FILE", help="text files, folders of .txt files; - is standard input")
    p.add_argument("--url", help="the address that the text comes from")
    p.add_argument("--title", help="the headline of the article")
    p.add_argument("--language", help="the language of the text (a hint)")
    p.add_argument("--encoding", help="of the files (default: utf-8)")
    _settings(p)


def _settings(p: argparse.ArgumentParser) -> None:
    p.add_argument("--profile", choices=sorted(PROFILES), help="default: balanced")
    p.add_argument("--packs", action="append", metavar="PACK", help="these packs alone: a name, file or folder")
    p.add_argument("--add-packs", action="append", metavar="PACK", help="these packs beside the installed ones")
    p.add_argument("--without", action="append", metavar="PATTERN", help="leave out rules by name, pack or category")
    p.add_argument("--no-layout", action="store_true", help="rules alone")
    p.add_argument("--category", action="append", metavar="NAME=ACTION", help="strip, mark or keep a category")
    p.add_argument("--config", metavar="FILE", help="default: the nearest newswash.toml or pyproject.toml")
    p.add_argument("--no-config", action="store_true", help="look for no configuration file")


def _config(args: argparse.Namespace) -> Config:
    """The configuration file's settings, over which the arguments win."""
    if args.no_config:
        base = Config()
    elif args.config:
        base = read_config(Path(args.config))
    else:
        base = find_config(Path.cwd())
    given: dict[str, Any] = {k: tuple(v) for k in ("packs", "add_packs", "without") if (v := getattr(args, k))}
    for key in ("profile", "encoding", "baseline"):
        if getattr(args, key, None):
            given[key] = getattr(args, key)
    categories = {**base.categories, **dict(map(_assignment, args.category or ()))}
    return replace(base, **given, categories=categories, layout=base.layout and not args.no_layout)


def _cleaner(config: Config) -> Cleaner:
    return Cleaner(
        _chosen(config),
        profile=config.profile,
        categories=cast("dict[str, Action]", dict(config.categories)),
        layout=config.layout,
    )


def _chosen(config: Config) -> RuleSet | None:
    if not (config.packs or config.add_packs or config.without or config.overlays):
        return None
    rules = load_rules(*config.packs)
    if config.add_packs:
        rules = rules | load_rules(*config.add_packs)
    if config.without:
        rules = rules.without(*config.without)
    return rules.overlay(*config.overlays) if config.overlays else rules


def _assignment(text: str) -> tuple[str, str]:
    name, sep, action = text.partition("=")
    if not sep or action not in ("strip", "mark", "keep"):
        raise UsageError(f"--category {text!r}: write NAME=strip, NAME=mark or NAME=keep.")
    return name, action


# ---------------------------------------------------------------------- clean, explain, check, fix, diff


class _Run:
    """The files of one call, judged one by one; an unreadable file is reported and does not stop the others."""

    def __init__(self, args: argparse.Namespace) -> None:
        self.args = args
        self.config = _config(args)
        self.cleaner = _cleaner(self.config)
        self.code = OK

    def raise_code(self, code: int) -> None:
        self.code = max(self.code, code)

    def results(self) -> Iterator[tuple[TextFile, Result]]:
        args = self.args
        for name in text_files(args.files, self.config.exclude):
            try:
                file = self._read(name)
            except DataError as error:
                self.raise_code(_fail(error, IO))
                continue
            yield file, self.cleaner.detect(file.text, url=args.url, title=args.title, language=args.language)

    def _read(self, name: str) -> TextFile:
        if name == "-":
            return decode(sys.stdin.buffer.read(), self.config.encoding, "-")
        return read_text(name, self.config.encoding)

    def unaccepted(self) -> Iterator[tuple[TextFile, Result, list[Removal]]]:
        """As ``results``, with the removals that neither a keep marker nor the baseline covers."""
        accepted = read_baseline(Path(self.config.baseline)) if self.config.baseline else Counter()
        for file, result in self.results():
            kept = kept_by_marker(result, self.config.keep_marker)
            words = [(r, result.original[r.start : r.end]) for r in kept]
            yield file, result, [r for r, _ in new_ones(file.path, words, accepted)]


def _clean(args: argparse.Namespace) -> int:
    run = _Run(args)
    for file, result in run.results():
        _write(result.text, file.encoding)
    return run.code


def _write(text: str, encoding: str = "utf-8") -> None:
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode(encoding))
    sys.stdout.buffer.flush()


def _explain(args: argparse.Namespace) -> int:
    run = _Run(args)
    for file, result in run.results():
        if args.json:
            print(json.dumps({"file": file.path, **result.to_dict()}, ensure_ascii=False))
            continue
        flags = "".join(f", {f}" for f in sorted(result.flags))
        print(f"{file.path}: {len(result.removals)} removals, fingerprint {result.fingerprint}{flags}")
        for removal in result.removals:
            _explain_span("removed", removal, removal.reason, result.original)
        for mark in result.marks:
            _explain_span("marked ", mark, mark.reason, result.original)
        for refusal in result.refusals:
            _explain_span("refused", refusal, refusal.why, result.original)
    return run.code


def _explain_span(what: str, x: Removal | Mark | Refusal, reason: str, text: str) -> None:
    print(f"  {what}  {x.start}–{x.end}  {x.category}  {x.rule}  {x.score:.2f}  {reason}")
    print(f"           {shortened(text[x.start : x.end], 200)}")


def _check(args: argparse.Namespace) -> int:
    run = _Run(args)
    found: list[Found] = []
    for file, result, removals in run.unaccepted():
        here = found_in(file.path, result.original, removals)
        if args.format == "text" and not args.write_baseline:
            _print_found(here)
        found += here
    if args.write_baseline:
        write_baseline(Path(args.write_baseline), (baseline_key(f.path, f.removal.category, f.words) for f in found))
        print(f"{args.write_baseline}: {len(found)} findings accepted.", file=sys.stderr)
        return run.code
    if args.format != "text":
        writers = {"json": as_json, "github": as_github, "sarif": as_sarif}
        sys.stdout.write(writers[args.format](found))
    if found:
        run.raise_code(FOUND)
    return run.code


def _print_found(found: Sequence[Found]) -> None:
    """Findings for people: in colour where the terminal has it."""
    if not sys.stdout.isatty():
        sys.stdout.write(as_text(found))
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, soft_wrap=True)
    for f in found:
        console.print(
            Text.assemble(
                (f"{f.path}:{f.line}:{f.column}: ", "bold"),
                (f"{f.removal.category}: ", "cyan"),
                (shortened(f.words), "red strike"),
                (f" [{f.removal.rule}]", "dim"),
            )
        )


def _fix(args: argparse.Namespace) -> int:
    records = [f for f in args.files if f != "-" and is_records(f)]
    if records:
        raise UsageError(
            f"{records[0]}: holds records; say which field is text: newswash run {records[0]} --field NAME -o OUT."
        )
    run = _Run(args)
    for file, result, removals in run.unaccepted():
        text = without(result.original, removals)
        if file.path == "-":
            _write(text, file.encoding)
        elif removals:
            try:
                write_back(file, text)
            except DataError as error:
                run.raise_code(_fail(error, IO))
                continue
            print(f"Fixing {file.path} ({len(removals)} removed)")
        if removals:
            run.raise_code(FOUND)
    return run.code


def _diff(args: argparse.Namespace) -> int:
    run = _Run(args)
    for file, result, removals in run.unaccepted():
        if removals:
            run.raise_code(FOUND)
            before = result.original.splitlines(keepends=True)
            after = without(result.original, removals).splitlines(keepends=True)
            for line in difflib.unified_diff(before, after, file.path, f"{file.path} (cleaned)"):
                sys.stdout.write(line if line.endswith("\n") else line + "\n\\ No newline at end of file\n")
    return run.code


# ---------------------------------------------------------------------- test


def _test(args: argparse.Namespace) -> int:
    paths = [Path(p) for p in args.paths] or [BUILTIN, *([Path("fixtures")] if Path("fixtures").is_dir() else [])]
    packs = [
        f for p in paths for f in (sorted(p.rglob("*.toml")) if p.is_dir() else [p] if p.suffix == ".toml" else [])
    ]
    problems = _lint(packs)
    outcomes = [o for p in paths if p.suffix != ".toml" for o in _outcomes(p, _cleaner(_config(args)))]
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
        print(f"{outcome.fixture.path}: missed: {shortened(words, 120)}")
    for words in outcome.wrong:
        print(f"{outcome.fixture.path}: wrongly removed: {shortened(words, 120)}")
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
    file = decode(sys.stdin.buffer.read(), "utf-8", "-") if args.file == "-" else read_text(args.file, "utf-8")
    url = f"https://{args.site}/" if args.site else None
    result = _cleaner(_config(args)).detect(file.text, url=url, language=args.language)
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
