"""The command. Nothing else in newswash prints."""

from __future__ import annotations

import argparse
import difflib
import io
import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from newswash import __version__
from newswash.baseline import key as baseline_key
from newswash.baseline import named_from, new_ones, read_baseline, write_baseline
from newswash.bulk.inputs import FORMATS as INPUT_FORMATS
from newswash.cleaner import Cleaner
from newswash.config import Config, find_config, read_config
from newswash.errors import DataError, NewswashError, PackError, UsageError
from newswash.files import (
    TextFile,
    decode,
    is_records,
    kept_by_marker,
    read_text,
    refuse_irregular,
    text_files,
    without,
    write_back,
)
from newswash.fixture import Outcome, judge, read_fixtures, write_fixture
from newswash.formats import FORMATS, Found, as_github, as_json, as_sarif, as_text, found_in, parts_of, shortened
from newswash.lint import Problem, lint
from newswash.model import Action, Document, Mark, Refusal, Removal, Result
from newswash.pack import BUILTIN, load_rules, packs_below, read_pack
from newswash.profiles import PROFILES
from newswash.rule import Rule, RuleSet

if TYPE_CHECKING:
    from newswash.bulk.plan import Plan
    from newswash.bulk.run import Progress
    from newswash.bulk.tally import Tally

OK, FOUND, USAGE, IO = 0, 1, 2, 4
INTERRUPTED = 130  # as a shell has it for a process that was interrupted


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code: 0 nothing found, 1 found or changed, 2 usage, 4 input or output."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a path may hold bytes that are no text
    try:
        args = _arguments(sys.argv[1:] if argv is None else argv)
        code: int = args.run(args)
        sys.stdout.flush()
        return code
    except DataError as error:
        return _fail(error, IO)
    except NewswashError as error:
        return _fail(error, USAGE)
    except BrokenPipeError:
        _drop_output()
        return OK
    except OSError as error:
        _drop_output()
        return _fail(DataError(f"{error.filename or 'standard output'}: {error.strerror}."), IO)
    except KeyboardInterrupt:
        return _fail(DataError("stopped."), INTERRUPTED)


def _drop_output() -> None:
    """What is still to be printed goes nowhere, so that the end of the process does not fail on it again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _fail(error: Exception, code: int) -> int:
    print(f"newswash: {error}", file=sys.stderr)
    return code


# ---------------------------------------------------------------------- arguments


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    """The arguments, read; raises UsageError that teaches where the command is missing or none."""
    parser, commands = _parser()
    if not argv:
        parser.print_help(sys.stderr)
        raise UsageError("say what to do, for example: newswash clean FILE.")
    first = argv[0]
    if first not in commands and (first == "-" or not first.startswith("-")):
        raise UsageError(_no_command(first, commands))
    return parser.parse_args(argv)


def _no_command(word: str, commands: Iterable[str]) -> str:
    if word == "-" or Path(word).suffix or Path(word).exists():
        return f"no command {word!r}: say what to do with it, for example: newswash clean {word}."
    near = difflib.get_close_matches(word, commands, 1)
    if near:
        return f"no command {word!r}: did you mean newswash {near[0]}?"
    return f"no command {word!r}: one of {', '.join(commands)}."


def _parser() -> tuple[argparse.ArgumentParser, Iterable[str]]:
    """The parser, and the names of its commands."""
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
        if name in ("clean", "explain", "check"):
            p.add_argument("--html", action="store_true", help="the files are HTML pages: judge their article")
        if name == "fix":
            p.add_argument("--field", metavar="NAME", help="rewrite this field of each record of JSONL and CSV files")
        if name == "explain":
            p.add_argument("--json", action="store_true", help="one JSON object a file")
        if name in ("check", "fix", "diff"):
            p.add_argument("--baseline", metavar="FILE", help="accept the findings of this file")
        if name == "check":
            p.add_argument("--format", choices=FORMATS, default="text", help="of the findings (default: text)")
            p.add_argument("--write-baseline", metavar="FILE", help="accept what stands today: write it here, exit 0")
    _run_command(commands)
    _report_command(commands)
    _serve_command(commands)
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
    return parser, commands.choices


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
    if "layout" in config.without:
        raise UsageError("layout is no rule: --no-layout leaves it out, or layout = false in the configuration.")
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

    def __init__(self, args: argparse.Namespace, *, in_place: bool = False) -> None:
        self.args = args
        self.in_place = in_place
        self.config = _config(args)
        self.cleaner = _cleaner(self.config)
        self.code = OK

    def raise_code(self, code: int) -> None:
        self.code = max(self.code, code)

    def results(self) -> Iterator[tuple[TextFile, Result]]:
        args = self.args
        if getattr(args, "html", False):
            yield from self._html_results()
            return
        _refuse_records(args.files)
        for name in text_files(args.files, self.config.exclude):
            try:
                file = self.read(name)
            except DataError as error:
                self.raise_code(_fail(error, IO))
                continue
            yield file, self.cleaner.detect(file.text, url=args.url, title=args.title, language=args.language)

    def _html_results(self) -> Iterator[tuple[TextFile, Result]]:
        """As ``results``, of HTML pages: the file's text is the article that was extracted."""
        from newswash.html import extract, html_files, read_html

        args = self.args
        for name in html_files(args.files, self.config.exclude):
            try:
                page = sys.stdin.buffer.read() if name == "-" else read_html(name)
                source = decode(page, args.encoding, name).text if args.encoding else page
            except DataError as error:
                self.raise_code(_fail(error, IO))
                continue
            result = extract(
                source, url=args.url, cleaner=self.cleaner, title=args.title, language=args.language
            ).result
            yield TextFile(name, result.original, "utf-8"), result

    def read(self, name: str) -> TextFile:
        if name == "-":
            return decode(sys.stdin.buffer.read(), self.config.encoding, "-")
        if self.in_place:
            refuse_irregular(name)
        return read_text(name, self.config.encoding)

    def unaccepted(self) -> Iterator[tuple[TextFile, Result, list[Removal]]]:
        """As ``results``, with the removals that neither a keep marker nor the baseline covers."""
        judge = self.judge()
        for file, result in self.results():
            yield file, result, judge(file.path, result)

    def judge(self) -> Callable[[str, Result], list[Removal]]:
        """Picks those removals of a file's text that neither a keep marker nor the baseline covers."""
        baseline = Path(self.config.baseline) if self.config.baseline else None
        accepted = read_baseline(baseline) if baseline else Counter()

        def unaccepted(path: str, result: Result) -> list[Removal]:
            kept = kept_by_marker(result, self.config.keep_marker)
            if baseline is None:
                return list(kept)
            words = [(r, result.original[r.start : r.end]) for r in kept]
            return [r for r, _ in new_ones(named_from(baseline, path), words, accepted)]

        return unaccepted


def _refuse_records(files: Iterable[str]) -> None:
    """Raises UsageError for a file of records: what is judged as one text would be its syntax, too."""
    for name in files:
        if name != "-" and is_records(name):
            raise UsageError(
                f"{name}: holds records; name the field that is text: newswash run {name} --field NAME -o OUT, "
                f"or in place (JSONL, CSV): newswash fix --field NAME {name}."
            )


def _clean(args: argparse.Namespace) -> int:
    run = _Run(args)
    for file, result in run.results():
        _write(result.text, file.encoding)
        if sys.stdout.isatty() and result.text and not result.text.endswith("\n"):
            print()  # else the shell's prompt is glued to the article
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
        base = Path(args.write_baseline)
        write_baseline(base, (baseline_key(named_from(base, f.path), f.removal.category, f.words) for f in found))
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
        console.print(Text.assemble(*parts_of(f)))


def _fix(args: argparse.Namespace) -> int:
    if args.field:
        return _fix_records(args)
    run = _Run(args, in_place=True)
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


def _fix_records(args: argparse.Namespace) -> int:
    """``fix --field``: the named field of each record, in place."""
    from newswash.bulk.inplace import check_fixable, fix_file
    from newswash.bulk.plan import Fields

    run = _Run(args)
    for path in args.files:
        check_fixable(path, run.config.encoding)
    judge = run.judge()
    for path in args.files:
        try:
            tally, bad = fix_file(path, run.cleaner, Fields(args.field), run.config.encoding, partial(judge, path))
        except DataError as error:
            run.raise_code(_fail(error, IO))
            continue
        for row in bad:
            run.raise_code(_fail(DataError(f"{path}:{row['line']}: {row['reason']}; left as it is."), IO))
        if tally.changed:
            print(f"Fixing {path} ({sum(tally.rules.values())} removed in {_count(tally.changed, 'record')})")
            run.raise_code(FOUND)
    return run.code


def _diff(args: argparse.Namespace) -> int:
    run = _Run(args)
    for file, result, removals in run.unaccepted():
        if removals:
            run.raise_code(FOUND)
            before, after = (
                io.StringIO(t, newline="\n").readlines() for t in (result.original, without(result.original, removals))
            )
            for line in difflib.unified_diff(before, after, file.path, file.path):
                sys.stdout.write(line if line.endswith("\n") else line + "\n\\ No newline at end of file\n")
    return run.code


# ---------------------------------------------------------------------- run


def _run_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    p = _command(commands, "run", _bulk, "clean many records: JSONL, CSV, Parquet, WARC, folders of text files")
    p.add_argument("inputs", nargs="+", metavar="INPUT", help="files (JSONL and CSV also .gz, .zst) and folders")
    p.add_argument("-o", "--output", required=True, metavar="OUT", help="its suffix names its format; none: a folder")
    p.add_argument("--field", default="text", metavar="NAME", help="the field that holds the text (default: text)")
    p.add_argument("--url-field", metavar="NAME", help="the field that holds its address")
    p.add_argument("--title-field", metavar="NAME", help="the field that holds its headline")
    p.add_argument("--language-field", metavar="NAME", help="the field that holds its language (a hint)")
    p.add_argument("--to-field", metavar="NAME", help="write the cleaned text here and keep the text as it is")
    p.add_argument("--removals-field", metavar="NAME", help="list here what was removed, and why")
    p.add_argument("--format", choices=sorted(set(INPUT_FORMATS.values())), help="of the inputs (default: by suffix)")
    p.add_argument("--encoding", help="of CSV and text files (default: utf-8)")
    p.add_argument("--jobs", type=int, metavar="N", help="worker processes (default: all cores)")
    p.add_argument("--rejects", metavar="FILE", help="where bad records go (default: OUT.rejects.jsonl)")
    p.add_argument("--resume", action="store_true", help="go on with a run that was cut off")
    p.add_argument("--force", action="store_true", help="overwrite OUT, forget an unfinished run")
    p.add_argument(
        "--checkpoint", type=float, default=5, metavar="SECONDS", help="between points to resume from (default: 5)"
    )
    _settings(p)


def _bulk(args: argparse.Namespace) -> int:
    from newswash.bulk.plan import Fields, Plan
    from newswash.bulk.run import run

    config = _config(args)
    names = (args.url_field, args.title_field, args.language_field, args.to_field, args.removals_field)
    plan = Plan(
        args.inputs,
        Path(args.output),
        Fields(args.field, *names),
        format=args.format,
        encoding=config.encoding,
        jobs=args.jobs,
        rejects=Path(args.rejects) if args.rejects else None,
        resume=args.resume,
        force=args.force,
        checkpoint=args.checkpoint,
    )
    try:
        with _progress_bar() as progress:
            tally = run(plan, _cleaner(config), progress)
    except KeyboardInterrupt:
        return _fail(DataError(f"{plan.output}: stopped; --resume goes on."), INTERRUPTED)
    if tally is None:
        print(f"{plan.output}: is finished; there is nothing to resume.", file=sys.stderr)
        return OK
    _summary(tally, plan)
    return IO if tally.broken else OK


@contextmanager
def _progress_bar() -> Iterator[Callable[[Progress], None]]:
    """Share done, records, rate and time left, on standard error and only if that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich import progress
    from rich.console import Console

    columns = (
        progress.BarColumn(), progress.TaskProgressColumn(), progress.TextColumn("{task.fields[records]:,} records"),
        progress.TransferSpeedColumn(), progress.TimeRemainingColumn(),
    )  # fmt: skip
    with progress.Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None, records=0)
        yield lambda p: bar.update(task, total=p.total, completed=p.read, records=p.records)


def _summary(tally: Tally, plan: Plan) -> None:
    share = (tally.before - tally.after) / tally.before if tally.before else 0
    print(f"{plan.output}: {tally.records:,} records, {tally.changed:,} changed, {share:.1%} of the characters removed")
    if tally.rejected or tally.broken:
        files = f", {tally.broken:,} files could not be read to their end" if tally.broken else ""
        print(f"{plan.rejects_path}: {tally.rejected:,} records rejected{files}")
    for category, n in tally.categories.most_common():
        print(f"  {category:<50} {n:>12,} removals {tally.characters[category]:>14,} characters")
    for rule, n in tally.rules.most_common(20):
        print(f"    {rule:<48} {n:>12,} removals")
    if len(tally.rules) > 20:
        print(f"    and {len(tally.rules) - 20} more rules")


# ---------------------------------------------------------------------- test


def _test(args: argparse.Namespace) -> int:
    paths = [Path(p) for p in args.paths] or [BUILTIN, *([Path("fixtures")] if Path("fixtures").is_dir() else [])]
    packs = list(_pack_files(p for p in paths if p.is_dir() or p.suffix == ".toml"))
    problems = _lint(packs)
    outcomes = [o for p in paths if p.suffix != ".toml" for o in _outcomes(p, _cleaner(_config(args)))]
    failed = sum(_report(o) for o in outcomes)
    figures = _figures(outcomes)
    if packs:
        print(f"{_count(len(packs), 'pack')}: {_count(problems, 'problem')}")
    if outcomes:
        print(f"{_count(len(outcomes), 'fixture')}: {len(outcomes) - failed} passed, {failed} failed")
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


# ---------------------------------------------------------------------- report


def _report_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    p = _command(commands, "report", _report_page, "write one page that shows each removal, under every profile")
    _files(p)
    p.add_argument("-o", "--output", required=True, metavar="FILE", help="the page to write (HTML, holds everything)")
    p.add_argument("--field", metavar="NAME", help="JSONL files: the field that holds the text")
    for key in ("url", "title", "language"):
        p.add_argument(f"--{key}-field", metavar="NAME", help=f"JSONL files: the field that holds the {key}")


def _report_page(args: argparse.Namespace) -> int:
    from newswash.report import report

    run = _Run(args)
    page = report(
        _report_documents(run),
        rules=_chosen(run.config),
        profile=run.config.profile,
        categories=cast("dict[str, Action]", dict(run.config.categories)),
        layout=run.config.layout,
        version=__version__,
    )
    try:
        Path(args.output).write_text(page, "utf-8")
    except OSError as error:
        raise DataError(f"{args.output}: {error.strerror}.") from error
    return run.code


def _report_documents(run: _Run) -> Iterator[Document]:
    """The texts and records of the files named; what can't be read is reported and left out."""
    from newswash.report import read_jsonl

    args = run.args
    fields = {k: getattr(args, f"{k}_field" if k != "text" else "field") for k in ("text", "url", "title", "language")}
    for name in text_files(args.files, run.config.exclude):
        if Path(name).suffix.lower() in (".jsonl", ".ndjson"):
            if not args.field:
                raise UsageError(f"{name}: holds records; say which field is text: --field NAME.")
            for record in read_jsonl(name, fields):
                if isinstance(record, DataError):
                    run.raise_code(_fail(record, IO))
                else:
                    yield record
            continue
        try:
            yield Document(run.read(name).text, args.url, args.title, args.language, id=name)
        except DataError as error:
            run.raise_code(_fail(error, IO))


# ---------------------------------------------------------------------- serve


def _serve_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    p = _command(commands, "serve", _serve, "open a page on this machine where a pasted text is judged")
    p.add_argument("--port", type=int, default=8010, metavar="N", help="default: 8010; 0 takes any that is free")
    _settings(p)


def _serve(args: argparse.Namespace) -> int:
    from newswash.serve import server

    config = _config(args)
    with server(
        args.port,
        rules=_chosen(config),
        profile=config.profile,
        categories=cast("dict[str, Action]", dict(config.categories)),
        layout=config.layout,
        version=__version__,
    ) as page:
        print(f"http://127.0.0.1:{page.server_port}/  (Ctrl-C stops it)", flush=True)
        with suppress(KeyboardInterrupt):
            page.serve_forever()
    return OK


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
    p = _command(verbs, "new", _rules_new, "begin a pack: a package with an entry point, an example rule and a test")
    p.add_argument("id", help="of the pack: lower-case letters, digits, hyphens")
    p.add_argument("--language", default="en", help="whose guard words it borrows (default: en)")
    p.add_argument("--into", default=".", metavar="FOLDER", help="where its folder goes (default: here)")


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
    for key in ("phrases", "anchors", "ends", "pattern", "needs", "voice", "cards", "unless", "sites", "languages"):
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
    files = list(_pack_files(paths))
    problems = _lint(files)
    print(f"{_count(len(files), 'pack')}: {_count(problems, 'problem')}")
    return FOUND if problems else OK


def _rules_new(args: argparse.Namespace) -> int:
    from newswash.scaffold import new_pack

    for path in new_pack(args.id, Path(args.into), language=args.language, version=__version__):
        print(path)
    return OK


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _pack_files(paths: Iterable[Path]) -> Iterator[Path]:
    """The files named, and the packs below folders named."""
    for path in paths:
        yield from packs_below(path) if path.is_dir() else [path]


def _lint(files: Sequence[Path]) -> int:
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
