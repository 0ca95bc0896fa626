"""What a bulk run is asked to do, and whether that can be meant: all that is refused is refused before it starts."""

from __future__ import annotations

import codecs
import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from newswash.bulk.inputs import DELIMITERS, PARTIAL, REJECTS, Source, format_of, needed, sources
from newswash.errors import DataError, UsageError
from newswash.hints import HINTS

ADDED = ("to", "removals", "flags")
"""The fields that a run can add to a record."""


@dataclass(frozen=True, slots=True)
class Fields:
    """Which fields of a record hold what. ``to``: where the cleaned text goes (default: in place of the text)."""

    text: str = "text"
    url: str | None = None
    title: str | None = None
    language: str | None = None
    to: str | None = None
    removals: str | None = None
    flags: str | None = None

    def added(self) -> tuple[str, ...]:
        return tuple(name for _, name in self.named(*ADDED))

    def named(self, *parts: str) -> Iterator[tuple[str, str]]:
        """The option and the name of each of these parts that was given."""
        for part in parts:
            if name := getattr(self, part):
                yield f"--{part}-field", name


@dataclass(frozen=True, slots=True)
class Plan:
    """One call of ``newswash run``.

    ``exclude``: shell-style patterns of input files to leave out. ``checkpoint``: seconds between two points from
    which a run may resume. ``max_rejects``: the run stops once more records were rejected. ``summary``: a file for
    what was done, as JSON, with ``configuration`` in it as it is.
    """

    inputs: Sequence[str]
    output: Path
    fields: Fields = field(default_factory=Fields)
    format: str | None = None
    encoding: str = "utf-8"
    exclude: Sequence[str] = ()
    jobs: int | None = None
    rejects: Path | None = None
    resume: bool = False
    force: bool = False
    checkpoint: float = 5.0
    max_rejects: int | None = None
    summary: Path | None = None
    configuration: Mapping[str, Any] = field(default_factory=dict)

    @property
    def partial(self) -> Path:
        """Where the output grows until it is whole."""
        return beside(self.target, PARTIAL)

    @property
    def target(self) -> Path:
        """The output, or what it links to: the link stays, and what it leads to is written."""
        return self.output.resolve() if os.path.islink(self.output) else self.output

    @property
    def journal(self) -> Path:
        return beside(self.output, ".journal")

    @property
    def rejects_path(self) -> Path:
        return self.rejects or beside(self.output, REJECTS)

    def sources(self) -> list[Source]:
        """The files to read; raises what ``inputs.sources`` does."""
        return sources(self.inputs, self.format, {p.resolve() for p in self.own()}, self.exclude)

    def own(self) -> tuple[Path, ...]:
        own = (self.output, self.partial, self.journal, self.rejects_path)
        return (*own, self.summary) if self.summary else own


@dataclass(frozen=True, slots=True)
class Order:
    """What a worker has to know: fields, output format, compression, columns and head (CSV), schema (Parquet)."""

    fields: Fields
    output: str
    compression: str = ""
    columns: tuple[str, ...] = ()
    schema: bytes = b""
    head: bytes = b""
    encoding: str = "utf-8"


def beside(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)


def _longest_name(folder: Path) -> int:
    """How many bytes a file's name may have there."""
    try:
        return os.pathconf(folder, "PC_NAME_MAX")
    except (AttributeError, OSError):  # Windows, or no such folder
        return 255


def check(plan: Plan) -> None:
    """Raises UsageError for a plan that can't be meant, DataError when the output's folder isn't there."""
    f = plan.fields
    if f.to == f.text:
        raise UsageError(f"--to-field {f.to}: is the text's own field; leave the option out to replace the text.")
    for part, told in (("removals", (f.text, f.to)), ("flags", (f.text, f.to, f.removals))):
        for option, name in f.named(part):
            if name in told:
                holds = "text" if name in (f.text, f.to) else "removals"
                raise UsageError(f"{option} {name}: this field holds {holds}; choose another name.")
    if plan.jobs is not None and plan.jobs < 1:
        raise UsageError(f"--jobs {plan.jobs}: at least 1.")
    if plan.max_rejects is not None and plan.max_rejects < 0:
        raise UsageError(f"--max-rejects {plan.max_rejects}: at least 0.")
    if plan.resume and plan.force:
        raise UsageError("--resume goes on with a run and --force starts anew: give one of the two.")
    if "-" in (str(plan.output), *plan.inputs):
        raise UsageError("-: run can be resumed and so needs files; for a stream: newswash clean -.")
    if plan.output.name in ("", ".."):
        raise UsageError(f"-o {plan.output}: is a folder that is there (an empty name means a dot); name a new file.")
    if os.path.isdir(plan.output) and any(Path(name).resolve() == plan.output.resolve() for name in plan.inputs):
        raise UsageError(
            f"{plan.output}: would overwrite its input; name another folder: -o {plan.output}-clean, or rewrite the "
            f"texts in place: newswash fix {plan.output}."
        )
    taken: set[Path] = set()
    for path in plan.own():
        if (beyond := len(os.fsencode(path.name)) - _longest_name(path.parent)) > 0:
            raise UsageError(
                f"{path}: this name, which the run needs, is {beyond} bytes too long; choose a shorter -o."
            )
        if path.absolute() in taken:
            raise UsageError(f"{path}: is a file of the run itself; choose another name for --rejects or --summary.")
        taken.add(path.absolute())
    for path in (plan.output, *([plan.summary] if plan.summary else ())):
        if not os.path.isdir(path.parent):
            raise DataError(f"{path.parent}: there is no such folder.")
    check_encoding(plan.encoding, (plan.format,))


def check_encoding(encoding: str, formats: Iterable[str | None]) -> None:
    """Raises UsageError for an encoding that is none, or none of files of these formats, which are read or written."""
    try:
        plain = "a\n".encode(encoding) == b"a\n"
    except (LookupError, ValueError) as error:
        raise UsageError(f"encoding {encoding!r} is unknown.") from error
    if not plain and any(f in DELIMITERS for f in formats):
        raise UsageError(
            f"encoding {encoding}: CSV is read and written in encodings that extend ASCII; convert the file first, or "
            "write another format: -o OUT.jsonl."
        )


def check_encoding_counts(encoding: str, formats: Collection[str]) -> None:
    """Raises UsageError for another encoding than UTF-8 where no file of these formats could have it."""
    if not codecs.lookup(encoding).name.startswith("utf-8") and not {"txt", *DELIMITERS}.intersection(formats):
        raise UsageError(
            f"encoding {encoding}: is for CSV and text files, and these are none; JSON lines are UTF-8: convert others "
            f"first (iconv -f {encoding} -t UTF-8), or give --encoding utf-8."
        )


def check_inputs(plan: Plan, files: Sequence[Source]) -> None:
    """Raises UsageError when an input would be overwritten, can't be decoded, or needs a library that is missing."""
    own = {p.resolve() for p in plan.own()}
    if any(Path(f.path).resolve() in own for f in files):
        raise UsageError(f"{plan.output}: would overwrite an input; choose another -o.")
    output, compression = output_format(plan.output, files)
    formats = {output, *(f.format for f in files)}
    check_encoding(plan.encoding, formats)
    if output == "txt":
        for option, name in plan.fields.named(*HINTS, *ADDED):
            raise UsageError(f"{option} {name}: text files have no fields; for records name a file: -o OUT.jsonl.")
    check_encoding_counts(plan.encoding, formats)
    if "parquet" in formats:
        needed("pyarrow.parquet")
    if "warc" in formats:
        needed("warcio")
    if "zst" in (compression, *(f.compression for f in files)):
        needed("zstandard")


def output_format(out: Path, files: Sequence[Source]) -> tuple[str, str]:
    """Format and compression of the output; ``txt`` for a folder of text files."""
    format, compression = format_of(out)
    if format is None and not out.suffix:
        _check_folder(out, files)
        return "txt", ""
    if format in (None, "warc", "txt") or (format == "parquet" and compression):
        raise UsageError(
            f"{out}: is no format to write; .jsonl, .csv, .tsv (these also .gz or .zst), .parquet, or a folder."
        )
    return str(format), compression


def _check_folder(out: Path, files: Sequence[Source]) -> None:
    if any(f.format != "txt" for f in files):
        raise UsageError(f"{out}: a folder takes text files alone; name a file for records (out.jsonl.zst, …).")
    seen: dict[str, str] = {}
    for f in files:
        if f.name in seen:
            raise UsageError(f"{f.path}: {seen[f.name]} would be written to the same file; run them apart.")
        seen[f.name] = f.path


def refuse_overwriting(plan: Plan, output: str, resumable: bool) -> None:
    """Nothing that stands is overwritten without ``force``, and a folder never, but for what an unfinished run left."""
    for path in (plan.output, plan.rejects_path, plan.partial, *([plan.summary] if plan.summary else ())):
        if not path.exists() or (path == plan.partial and resumable):
            continue
        if path.is_dir():
            raise UsageError(f"{path}: there is a folder already; remove it or choose another -o.")
        if path in (plan.output, plan.rejects_path) and not path.is_file():  # which a rename would put away
            raise UsageError(f"{path}: is no regular file; name one.")
        if not plan.force:
            raise UsageError(f"{path}: there is a file already; choose another name or overwrite it with --force.")
        if path == plan.output and output in ("txt", "parquet"):
            raise UsageError(f"{path}: there is a file already, and this output is a folder; remove it first.")
