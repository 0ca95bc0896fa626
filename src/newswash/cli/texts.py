"""The texts that a command is given, judged one by one."""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from newswash.baseline import named_from, new_ones, read_baseline
from newswash.cli.arguments import cleaner, settings
from newswash.cli.output import IO, OK, fail, note
from newswash.cli.refusals import page_problem, refuse_pages, refuse_records
from newswash.errors import DataError, UsageError
from newswash.files import (
    PAGE_SUFFIXES,
    TEXT_SUFFIXES,
    TextFile,
    begins_as_page,
    decode,
    files_below,
    is_excluded,
    kept_by_marker,
    read_text,
    refuse_irregular,
    text_files,
)
from newswash.model import Removal, Result


def standard_input() -> bytes:
    """All that is on standard input. Raises DataError where nothing can be read there, as after ``<&-``."""
    if sys.stdin is None:
        raise DataError("standard input: is closed.")
    try:
        return sys.stdin.buffer.read()
    except OSError as error:
        raise DataError(f"standard input: {error.strerror or error}.") from error


class Files:
    """The files of one call, judged one by one; an unreadable file is reported and does not stop the others.

    ``output``: the file that the command will write, which may be none of those it reads.
    """

    def __init__(self, args: argparse.Namespace, *, in_place: bool = False, output: str | None = None) -> None:
        self.args = args
        self.in_place = in_place
        self.output = output
        self.command = args.parser.prog.rpartition(" ")[2]
        self.html = getattr(args, "html", False)
        self.suffixes = PAGE_SUFFIXES if self.html else TEXT_SUFFIXES
        self.config = settings(args)
        self.cleaner = cleaner(self.config)
        self.code = OK

    def raise_code(self, code: int) -> None:
        self.code = max(self.code, code)

    def results(self) -> Iterator[tuple[TextFile, Result]]:
        args = self.args
        files = [f for f in args.files if not os.path.isdir(f) and not is_excluded(f, self.config.exclude)]
        refuse_records(files)
        if self.html:
            yield from self._html_results()
            return
        refuse_pages(files, self.command)
        for name in self.named(text_files(args.files, self.config.exclude)):
            try:
                file = self.read(name)
            except DataError as error:
                self.raise_code(fail(error, IO))
                continue
            yield file, self.cleaner.detect(file.text, url=args.url, title=args.title, language=args.language)

    def _html_results(self) -> Iterator[tuple[TextFile, Result]]:
        """As ``results``, of HTML pages: the file's text is the article that was extracted."""
        from newswash.html import extract, read_html

        args = self.args
        for name in self.named(text_files(args.files, self.config.exclude, self.suffixes)):
            try:
                page = standard_input() if name == "-" else read_html(name)
                source = decode(page, args.encoding, name).text if args.encoding else page
            except DataError as error:
                self.raise_code(fail(error, IO))
                continue
            result = extract(
                source, url=args.url, cleaner=self.cleaner, title=args.title, language=args.language
            ).result
            if not result.original:
                note(f"no article was found in {name}.")
            yield TextFile(name, result.original, "utf-8"), result

    def named(self, names: Iterable[str]) -> Iterator[str]:
        """The names; where there are none, it is said: else nothing read would look like nothing found."""
        nothing = True
        output = os.path.realpath(self.output) if self.output else None
        for name in names:
            nothing = False
            if output and name != "-" and os.path.realpath(name) == output:
                raise UsageError(f"{self.output}: would overwrite an input; choose another name for what is written.")
            yield name
        if nothing:
            note(f"nothing to read: {'; '.join(map(self._why_nothing, self.args.files))}.")

    def _why_nothing(self, name: str) -> str:
        """Why a file or a folder that was named gave nothing to read."""
        is_folder = os.path.isdir(name)
        files = files_below(name, self.suffixes) if is_folder else [name]
        if not files:
            return f"no {' or '.join(sorted(self.suffixes))} file in {name}"
        patterns = [p for p in self.config.exclude if any(is_excluded(file, [p]) for file in files)]
        return f"{'all in ' if is_folder else ''}{name} is excluded by {', '.join(map(repr, patterns))}"

    def read(self, name: str) -> TextFile:
        """Raises DataError for what can't be read, and for a page: judged as text it would lose some of its markup."""
        if self.in_place and name != "-":
            refuse_irregular(name)
        encoding = self.config.encoding
        file = decode(standard_input(), encoding, "-") if name == "-" else read_text(name, encoding)
        if begins_as_page(file.text):
            raise DataError(page_problem(name, self.command))
        return file

    def unaccepted(self, *, baseline: bool = True) -> Iterator[tuple[TextFile, Result, list[Removal]]]:
        """As ``results``, with the removals that ``judge`` picks."""
        judge = self.judge(baseline=baseline)
        for file, result in self.results():
            yield file, result, judge(file.path, result)

    def judge(self, *, baseline: bool = True) -> Callable[[str, Result], list[Removal]]:
        """Picks those removals of a file's text that neither a keep marker nor, if it counts, the baseline covers."""
        base = Path(self.config.baseline) if baseline and self.config.baseline else None
        accepted = read_baseline(base) if base else Counter()

        def unaccepted(path: str, result: Result) -> list[Removal]:
            kept = kept_by_marker(result, self.config.keep_marker)
            if base is None:
                return list(kept)
            words = [(r, result.original[r.start : r.end]) for r in kept]
            return [r for r, _ in new_ones(named_from(base, path), words, accepted)]

        return unaccepted
