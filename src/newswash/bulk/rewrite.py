"""One chunk of records in, the same records cleaned out: what a worker of a bulk run does.

A record in which nothing changes keeps its own bytes. In one that changes only the fields written are spelled anew,
as far as the output has the input's format.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from newswash.bulk import delimited, jsonl, parquet
from newswash.bulk.chunks import Chunk
from newswash.bulk.errors import BadRecord, MisfitRecord, as_bad
from newswash.bulk.inputs import DELIMITERS, needed, printable
from newswash.bulk.jsonl import Values
from newswash.bulk.plan import Order
from newswash.bulk.records import json_lines, records_of, text_of
from newswash.bulk.tally import Block, Tally, reject_line
from newswash.cleaner import Cleaner
from newswash.errors import NewswashError
from newswash.files import without
from newswash.hints import as_hint
from newswash.model import Removal, Result


class Rewriter:
    """Called with a chunk, returns its block. Picklable as far as the cleaner is.

    ``choose`` picks the removals to follow (default: all). ``lenient`` keeps bad records in the output as they are.
    """

    def __init__(
        self,
        cleaner: Cleaner,
        order: Order,
        choose: Callable[[Result], Iterable[Removal]] | None = None,
        lenient: bool = False,
    ) -> None:
        self.cleaner, self.order, self.fields = cleaner, order, order.fields
        self._choose, self._lenient, self._added = choose, lenient, order.fields.added()
        self._tally, self._rejects = Tally(), list[bytes]()

    def __call__(self, chunk: Chunk) -> Block:
        self._tally, self._rejects = Tally(), []
        same = chunk.format == self.order.output
        data: Any
        bad_head = self._bad_head(chunk)
        if chunk.broken or bad_head:
            if chunk.broken or chunk.first == 1:  # a file with a bad head is told once, not with each chunk
                self._tally.broken[printable(chunk.path)] += 1
                self._rejects.append(reject_line(chunk, chunk.first, chunk.broken or bad_head, None))
            data = self._written(chunk, [])
        elif same and chunk.format == "jsonl":
            data = self.packed(b"\n".join(self._lines(chunk)))
        elif same and chunk.format in DELIMITERS:
            data = self.packed(b"".join(self._rows(chunk)))
        elif same and chunk.format == "parquet":
            data = self._batch(chunk)
        elif self.order.output == "txt":
            data = list(self._texts(chunk))
        else:
            data = self._written(chunk, self._cleaned(chunk))
        return Block(data, b"".join(self._rejects), self._tally)

    def _bad_head(self, chunk: Chunk) -> str:
        """Why a table's columns can't be told apart. The first file's were looked at before the start."""
        try:
            if chunk.format in DELIMITERS and not chunk.broken:
                delimited.columns_of(chunk, self.order.encoding)
            elif chunk.format == "parquet" and not chunk.broken:
                parquet.columns_of(chunk.data)
        except BadRecord as bad:
            return f"cannot be read: {bad}"
        return ""

    def packed(self, data: bytes) -> bytes:
        """Each chunk is compressed by itself, so that a file may be cut off and continued after any of them."""
        if data and self.order.compression == "gz":
            return gzip.compress(data, 6, mtime=0)
        if data and self.order.compression == "zst":
            compressed: bytes = needed("zstandard").ZstdCompressor(level=3).compress(data)
            return compressed
        return data

    # ------------------------------------------------------------------ one record

    def _updates(self, values: Values) -> Values | None:
        """The fields of a record to be written anew; None when it stays as it is."""
        f = self.fields  # this runs once a record: it is kept flat
        for name in self._added:
            if name in values:  # the first records, which were looked at before the start, had none
                raise BadRecord(f"has a field {name!r}, which would be overwritten")
        try:
            text = values[f.text]
        except KeyError:
            raise BadRecord(f"has no field {f.text!r}") from None
        if text is None:
            self._tally.records += 1
            self._tally.nulls += 1
            return dict.fromkeys(self._added) or None
        if not isinstance(text, str):
            raise BadRecord(f"field {f.text!r} is {type(text).__name__}, not a string")
        try:
            if f.url or f.title or f.language:
                url, title, language = (self._hint(values, name) for name in (f.url, f.title, f.language))
                result = self.cleaner.detect(text, url=url, title=title, language=language)
            else:
                result = self.cleaner.detect(text)
        except Exception as error:  # whatever one text does to the cleaner must not end the run
            told = error if isinstance(error, NewswashError) else f"{type(error).__name__}: {error}"
            raise BadRecord(f"could not be cleaned: {told}") from error
        if not result.removals and not result.flags and not self._added:
            self._tally.records += 1
            self._tally.before += len(text)
            self._tally.after += len(text)
            return None
        return self._counted(result)

    def _hint(self, values: Values, name: str | None) -> str | None:
        told = as_hint(values.get(name)) if name else None
        if name and told:
            self._tally.hints[name] += 1
        return told

    def _counted(self, result: Result) -> Values | None:
        removals = list(self._choose(result)) if self._choose else result.removals
        text = without(result.original, removals) if removals else result.original
        self._tally.count(len(result.original), removals, result.flags)
        updates: Values = {}
        if self.fields.to:
            updates[self.fields.to] = text
        elif removals:
            updates[self.fields.text] = text
        if self.fields.removals:
            updates[self.fields.removals] = result.removal_rows()
        if self.fields.flags:
            updates[self.fields.flags] = sorted(result.flags)
        return updates or None

    def _reject(self, chunk: Chunk, number: int, error: Exception, content: Any, path: str = "") -> None:
        bad = as_bad(error)
        self._tally.rejected += 1
        self._tally.records += not isinstance(bad, MisfitRecord)  # which was counted when it was cleaned
        self._rejects.append(reject_line(chunk, number, str(bad), content, path))

    # ------------------------------------------------------------------ the output has the input's format

    def _lines(self, chunk: Chunk) -> Iterator[bytes]:
        """The lines of JSONL without their breaks; a last one that had none gets one unless ``lenient``."""
        line, ended = b"", True
        for number, line, problem in json_lines(chunk):
            ended = True
            if not line or line.isspace():
                yield line
                continue
            ended = False
            try:
                if problem:
                    raise BadRecord(problem)
                values = jsonl.parsed(line)
                updates = self._updates(values)
                yield jsonl.patched(line, values, updates) if updates else line
            except Exception as error:  # whatever one record does to what reads or writes it must not end the run
                self._reject(chunk, number, error, line)
                if self._lenient:
                    yield line
        if not ended and not self._lenient:
            yield b""

    def _rows(self, chunk: Chunk) -> Iterator[bytes]:
        encoding, format = self.order.encoding, chunk.format
        header = delimited.columns_of(chunk, encoding)
        same = list(dict.fromkeys([*header, *self._added])) == list(self.order.columns)
        ending = b"" if self._lenient else delimited.line_end(chunk.head)
        for row in chunk.data:
            missing = b"" if row.raw.endswith(b"\n") else ending
            if not row.raw.strip(b"\r\n"):
                yield row.raw + missing
                continue
            try:
                values = delimited.row_values(row, header, format, encoding)
                updates = self._updates(values) or {}
                if not same:
                    yield self._csv_line(values | updates)
                elif updates:
                    yield delimited.spliced(row.raw, header, updates, format, encoding) + missing
                else:
                    yield row.raw + missing
            except Exception as error:
                self._reject(chunk, row.line, error, row.raw)
                if self._lenient:
                    yield row.raw

    def _batch(self, chunk: Chunk) -> bytes:
        """A batch of Parquet rows: all columns but the fields written are left as they are."""
        table, schema = parquet.table_of(chunk.data), parquet.schema_of(self.order.schema)
        f = self.fields
        names = [
            n for n in dict.fromkeys((f.text, f.url, f.title, f.language, *self._added)) if n in table.column_names
        ]
        looked_at = parquet.rows_of(table.select(names)) if names else [({}, {})] * table.num_rows
        kept: list[int] = []
        written: dict[str, list[Any]] = {name: [] for name in dict.fromkeys((f.to or f.text, *self._added))}
        for at, (values, problems) in enumerate(looked_at):
            try:
                if f.text in problems:
                    raise BadRecord(problems[f.text])
                updates = self._updates(values | dict.fromkeys(problems)) or {}
            except BadRecord as bad:
                self._reject(chunk, chunk.first + at, bad, next(parquet.rows_of(table.slice(at, 1)))[0])
                continue
            kept.append(at)
            for name, column in written.items():
                column.append(updates.get(name, values.get(f.text)))
        try:
            return parquet.stream_of(parquet.with_columns(table, schema, kept, written))
        except BadRecord as bad:
            self._tally, self._rejects = Tally(), []
            for at, (row, _) in enumerate(parquet.rows_of(table)):
                self._reject(chunk, chunk.first + at, BadRecord(str(bad)), row)
            return parquet.stream_of(schema.empty_table())

    def _texts(self, chunk: Chunk) -> Iterator[tuple[str, bytes]]:
        for at, source in enumerate(chunk.data):
            try:
                file, raw = text_of(source, self.order.encoding)
                updates = self._updates({self.fields.text: file.text})
                text = updates[self.fields.text] if updates else None
                yield source.name, raw if text is None else file.bom + text.encode(file.encoding)
            except Exception as error:
                self._reject(chunk, at + 1, error, None, source.path)

    # ------------------------------------------------------------------ from any format to any other

    def _cleaned(self, chunk: Chunk) -> Iterator[tuple[int, Values]]:
        for record in records_of(chunk, self.fields.text, self.order.encoding, self.cleaner):
            try:
                if record.problem:
                    raise BadRecord(record.problem)
                updates = self._updates(record.values) if record.result is None else self._counted(record.result)
                yield record.number, record.values | (updates or {})
            except Exception as error:
                self._reject(chunk, record.number, error, record.content, record.path)

    def _written(self, chunk: Chunk, rows: Iterable[tuple[int, Values]]) -> Any:
        """Records in the output's format. What does not fit it is rejected."""
        if self.order.output == "jsonl":
            return self.packed(b"".join(self._each(chunk, rows, jsonl.json_line)))
        if self.order.output in DELIMITERS:
            return self.packed(b"".join(self._each(chunk, rows, self._csv_line)))
        return self._table(chunk, list(rows)) if self.order.output == "parquet" else []

    def _each(
        self, chunk: Chunk, rows: Iterable[tuple[int, Values]], write: Callable[[Values], bytes]
    ) -> Iterator[bytes]:
        for number, values in rows:
            try:
                yield write(values)
            except Exception as error:
                self._reject(chunk, number, error, values)

    def _csv_line(self, values: Values) -> bytes:
        unknown = [name for name in values if name not in self.order.columns]
        if unknown:
            raise MisfitRecord(f"field {unknown[0]!r} is not among the columns of the output")
        cells = [delimited.cell(values.get(name)) for name in self.order.columns]
        return delimited.csv_line(cells, self.order.output, self.order.encoding)

    def _table(self, chunk: Chunk, rows: list[tuple[int, Values]]) -> bytes:
        schema = parquet.schema_of(self.order.schema)
        try:
            return parquet.stream_of(parquet.table_from([values for _, values in rows], schema))
        except MisfitRecord:
            good = []
            for number, values in rows:
                try:
                    parquet.table_from([values], schema)
                    good.append(values)
                except MisfitRecord as bad:
                    self._reject(chunk, number, bad, values)
            return parquet.stream_of(parquet.table_from(good, schema))
