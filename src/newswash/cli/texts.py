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
from newswash.errors import DataError, UsageError
from newswash.files import TextFile, decode, is_records, kept_by_marker, read_text, refuse_irregular, text_files
from newswash.model import Removal, Result


class Files:
    """The files of one call, judged one by one; an unreadable file is reported and does not stop the others.

    ``output``: the file that the command will write, which may be none of those it reads.
    """

    def __init__(self, args: argparse.Namespace, *, in_place: bool = False, output: str | None = None) -> None:
        self.args = args
        self.in_place = in_place
        self.output = output
        self.config = settings(args)
        self.cleaner = cleaner(self.config)
        self.code = OK

    def raise_code(self, code: int) -> None:
        self.code = max(self.code, code)

    def results(self) -> Iterator[tuple[TextFile, Result]]:
        args = self.args
        _refuse_records(args.files)
        if getattr(args, "html", False):
            yield from self._html_results()
            return
        for name in self.named(text_files(args.files, self.config.exclude)):
            try:
                file = self.read(name)
            except DataError as error:
                self.raise_code(fail(error, IO))
                continue
            yield file, self.cleaner.detect(file.text, url=args.url, title=args.title, language=args.language)

    def _html_results(self) -> Iterator[tuple[TextFile, Result]]:
        """As ``results``, of HTML pages: the file's text is the article that was extracted."""
        from newswash.html import extract, html_files, read_html

        args = self.args
        for name in self.named(html_files(args.files, self.config.exclude)):
            try:
                page = sys.stdin.buffer.read() if name == "-" else read_html(name)
                source = decode(page, args.encoding, name).text if args.encoding else page
            except DataError as error:
                self.raise_code(fail(error, IO))
                continue
            result = extract(
                source, url=args.url, cleaner=self.cleaner, title=args.title, language=args.language
            ).result
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
            note(f"nothing to read in {', '.join(self.args.files)}: no such file in a folder, or all are excluded.")

    def read(self, name: str) -> TextFile:
        if name == "-":
            return decode(sys.stdin.buffer.read(), self.config.encoding, "-")
        if self.in_place:
            refuse_irregular(name)
        return read_text(name, self.config.encoding)

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


def _refuse_records(files: Iterable[str]) -> None:
    """Raises UsageError for a file of records: what is judged as one text would be its syntax, too."""
    for name in files:
        if name != "-" and is_records(name):
            raise UsageError(
                f"{name}: holds records; name the field that is text: newswash run {name} --field NAME -o OUT, "
                f"or in place (JSONL, CSV): newswash fix --field NAME {name}."
            )
