"""Inputs read in chunks: what stands in each file from a position on.

A chunk starts where the one before it ended and depends on nothing else, so that a resumed run cuts the same chunks.
The records inside it stay undecoded here; ``records`` opens them in a worker.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, BinaryIO, NamedTuple, cast

from newswash.bulk.inputs import DELIMITERS, Source, needed
from newswash.bulk.rows import Row, Rows
from newswash.bulk.unpack import opened, skip

CHUNK = 1 << 18  # bytes: small enough to stay in the processor's cache, large enough to be worth a message
LONGEST = 32 << 20  # bytes of one record; a longer one is rejected, so that memory stays bounded
PAGES = 32
BOM = b"\xef\xbb\xbf"


class Position(NamedTuple):
    """Where to go on: the file's place in the list, the offset in it (bytes, rows or records), the next number."""

    source: int = 0
    offset: int = 0
    number: int = 1


class Page(NamedTuple):
    """One HTML answer of a WARC file."""

    number: int
    url: str
    charset: str | None
    html: bytes
    date: str = ""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Records in a row of one input. ``first`` is the number of the first; ``next`` where the next chunk starts.

    ``data``: bytes of whole lines (JSONL), Rows (CSV), a batch as an Arrow stream (Parquet), Pages (WARC) or Sources
    (text files). ``cut``: the number of the line, of a record that was too long and is shortened (in JSONL the last).
    ``broken``: why the file's rest can't be read.
    """

    path: str
    format: str
    first: int
    data: Any
    next: Position
    read: int = 0
    head: bytes = b""
    cut: int = 0
    broken: str = ""


def chunks(files: Sequence[Source], start: Position | None = None) -> Iterator[Chunk]:
    """All chunks from a position on. A file that breaks off gives one last chunk that says why; then the next file."""
    before = [0]
    for source in files:
        before.append(before[-1] + source.size)
    at = start or Position()
    while at.source < len(files):
        source = files[at.source]
        try:
            for chunk in _READERS[source.format](files, at):
                at = chunk.next
                yield replace(chunk, read=min(before[at.source] + chunk.read, before[-1]))
        except _broken() as error:
            reason = f"cannot be read further: {getattr(error, 'strerror', None) or error or type(error).__name__}"
            after = Position(at.source + 1)
            yield Chunk(source.path, source.format, at.number, None, after, before[at.source + 1], broken=reason)
            at = after
            continue
        if at.source < len(files) and files[at.source] is source:
            at = Position(at.source + 1)


def _broken() -> tuple[type[Exception], ...]:
    """What reading a damaged file raises (the libraries that were loaded for it know best)."""
    kinds: list[type[Exception]] = [OSError, EOFError, zlib.error]
    for module, name in (
        ("zstandard", "ZstdError"), ("pyarrow", "ArrowException"), ("warcio.exceptions", "ArchiveLoadFailed"),
    ):  # fmt: skip
        loaded = sys.modules.get(module)
        if loaded is not None:
            kinds.append(getattr(loaded, name))
    return tuple(kinds)


# ---------------------------------------------------------------------- formats


def _jsonl(files: Sequence[Source], at: Position) -> Iterator[Chunk]:
    source = files[at.source]
    with opened(source) as (stream, raw):
        skip(stream, raw, at.offset)
        while data := stream.read(CHUNK):
            size, cut = len(data), 0
            if data[-1:] != b"\n":
                try:
                    tail = stream.readline(LONGEST)
                    if tail[-1:] != b"\n" and len(tail) < LONGEST:
                        stream.read(1)  # raises if the line ends here because the file is damaged
                except _broken():
                    data = data[: data.rfind(b"\n") + 1]
                    after = Position(at.source, at.offset + len(data), at.number + data.count(b"\n"))
                    if data:
                        yield Chunk(source.path, "jsonl", at.number, _without_bom(data, at), after, raw.tell())
                    raise
                data, size = data + tail, size + len(tail)
                if len(tail) == LONGEST and tail[-1:] != b"\n":
                    size += _drop_line(stream)
                    data = data[: data.rfind(b"\n") + 1 + 1000] + b"\n"
                    cut = at.number + data.count(b"\n") - 1
            after = Position(at.source, at.offset + size, at.number + data.count(b"\n"))
            yield Chunk(source.path, "jsonl", at.number, _without_bom(data, at), after, raw.tell(), cut=cut)
            at = after


def _without_bom(data: bytes, at: Position) -> bytes:
    return data.removeprefix(BOM) if at.offset == 0 else data


def _drop_line(stream: BinaryIO) -> int:
    size = 0
    while part := stream.readline(CHUNK):
        size += len(part)
        if part[-1:] == b"\n":
            break
    return size


def _csv(files: Sequence[Source], at: Position) -> Iterator[Chunk]:
    source = files[at.source]
    with opened(source) as (stream, raw):
        mark = stream.read(len(BOM)) if cast("Any", stream).peek(len(BOM)).startswith(BOM) else b""
        rows = Rows(stream, DELIMITERS[source.format], LONGEST)
        head = rows.next(1)
        if head is None:
            return
        if head.dropped:
            raise OSError(f"its first record is longer than {LONGEST} bytes")
        start = len(mark) + len(head.raw)
        if at.offset == 0:
            at = Position(at.source, start, 1 + head.raw.count(b"\n"))
            yield Chunk(source.path, source.format, 1, [], at, raw.tell(), head=head.raw)
        else:
            skip(stream, raw, at.offset if stream is raw else at.offset - start)
            rows = Rows(stream, DELIMITERS[source.format], LONGEST, rows.columns)
        batch: list[Row] = []
        offset, number, size = at.offset, at.number, 0

        def chunk() -> Chunk:
            after = Position(at.source, offset + size, number)
            cut = next((row.line for row in batch if row.dropped), 0)
            return Chunk(source.path, source.format, batch[0].line, batch, after, raw.tell(), head=head.raw, cut=cut)

        try:
            while row := rows.next(number):
                batch.append(row)
                size += len(row.raw) + row.dropped
                number += row.raw.count(b"\n") + row.skipped
                if size >= CHUNK and row.raw.endswith(b"\n"):
                    yield chunk()
                    batch, offset, size = [], offset + size, 0
        except _broken():
            if batch and not batch[-1].raw.endswith(b"\n"):  # cut off in the middle
                size -= len(batch.pop().raw)
            if batch:
                yield chunk()
            raise
        if batch:
            yield chunk()


def _parquet(files: Sequence[Source], at: Position) -> Iterator[Chunk]:
    pa, parquet = needed("pyarrow"), needed("pyarrow.parquet")
    source = files[at.source]
    with parquet.ParquetFile(source.path, pre_buffer=False, buffer_size=CHUNK) as file:
        total, row = file.metadata.num_rows, 0
        if not total:  # one chunk all the same, which tells the columns
            data = _stream(pa, file.schema_arrow.empty_table())
            yield Chunk(source.path, "parquet", 1, data, Position(at.source + 1), source.size)
        for group in range(file.metadata.num_row_groups):
            about = file.metadata.row_group(group)
            if row + about.num_rows <= at.offset:
                row += about.num_rows
                continue
            rows = max(1, min(4096, 4 * CHUNK * about.num_rows // max(1, about.total_byte_size)))
            for batch in file.iter_batches(rows, row_groups=[group]):
                row += batch.num_rows
                if row <= at.offset:
                    continue
                first, at = at.number, Position(at.source, row, row + 1)
                data = _stream(pa, batch)
                yield Chunk(source.path, "parquet", first, data, at, source.size * row // max(1, total))


def _stream(pa: Any, rows: Any) -> bytes:
    out = pa.BufferOutputStream()
    with pa.ipc.new_stream(out, rows.schema) as writer:
        writer.write(rows)
    written: bytes = out.getvalue().to_pybytes()
    return written


def _warc(files: Sequence[Source], at: Position) -> Iterator[Chunk]:
    iterator = needed("warcio.archiveiterator").ArchiveIterator
    source = files[at.source]
    with opened(source) as (stream, raw):
        pages: list[Page] = []
        number = 0

        def chunk() -> Chunk:
            return Chunk(source.path, "warc", at.number, pages, Position(at.source, number, number + 1), raw.tell())

        try:
            for number, record in enumerate(iterator(stream), 1):
                if number < at.number:
                    continue
                page = _page(record, number)
                _read_to_end(record.raw_stream)
                if page:
                    pages.append(page)
                if len(pages) == PAGES or sum(len(p.html) for p in pages) >= 16 * CHUNK:
                    yield chunk()
                    at, pages = Position(at.source, number, number + 1), []
        except _broken():
            number -= 1
            if pages:
                yield chunk()
            raise
        if pages:
            yield chunk()


def _read_to_end(content: Any) -> None:
    """What is left of a WARC record; warcio itself does not say when a file breaks off inside one."""
    while content.read(CHUNK):
        pass
    if getattr(content, "limit", 0) > 0:
        raise EOFError("the file ends inside a record")


def _page(record: Any, number: int) -> Page | None:
    """An HTML page of a WARC record; None for everything else."""
    if record.rec_type == "response" and record.http_headers:
        kind = record.http_headers.get_header("Content-Type") or ""
        if record.http_headers.get_statuscode() != "200":
            return None
    elif record.rec_type == "resource":
        kind = record.rec_headers.get_header("Content-Type") or ""
    else:
        return None
    if "html" not in kind.lower():
        return None
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    charset = kind.lower().partition("charset=")[2].partition(";")[0].strip(" \"'") or None
    html = record.content_stream().read(LONGEST + 1)
    return Page(number, url, charset, html, record.rec_headers.get_header("WARC-Date") or "")


def _texts(files: Sequence[Source], at: Position) -> Iterator[Chunk]:
    batch: list[Source] = []
    index, size = at.source, 0
    while index < len(files) and files[index].format == "txt" and size < CHUNK and len(batch) < 500:
        batch.append(files[index])
        size += files[index].size + 1
        index += 1
    yield Chunk(files[at.source].path, "txt", 1, batch, Position(index))


_READERS: Mapping[str, Callable[[Sequence[Source], Position], Iterator[Chunk]]] = {
    "jsonl": _jsonl, "csv": _csv, "tsv": _csv, "parquet": _parquet, "warc": _warc, "txt": _texts,
}  # fmt: skip
