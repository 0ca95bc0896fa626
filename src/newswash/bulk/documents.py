"""The documents in a file of records, for what only reads them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from newswash.bulk.chunks import Chunk, chunks
from newswash.bulk.errors import BadRecord
from newswash.bulk.inputs import Source
from newswash.bulk.plan import Fields
from newswash.bulk.records import records_of
from newswash.cleaner import Cleaner
from newswash.errors import DataError
from newswash.hints import HINTS, as_hint
from newswash.model import Document


def documents(source: Source, fields: Fields, encoding: str, cleaner: Cleaner) -> Iterator[Document | DataError]:
    """The documents of one file, in order; for a record that holds none a DataError that names its place, but for one
    whose text is null, which is passed over.

    ``cleaner`` extracts the articles of a WARC file's pages. Ids are places: ``path:number``, of which the number is
    a line's (JSONL, CSV) or a record's.
    """
    for chunk in chunks([source]):
        if chunk.broken:
            yield DataError(f"{chunk.path}:{chunk.first}: {chunk.broken}.")
            continue
        try:
            yield from _documents(chunk, fields, encoding, cleaner)
        except BadRecord as bad:
            yield DataError(f"{chunk.path}:1: {bad}.")
            return


def _documents(chunk: Chunk, fields: Fields, encoding: str, cleaner: Cleaner) -> Iterator[Document | DataError]:
    for record in records_of(chunk, fields.text, encoding, cleaner):
        place = f"{chunk.path}:{record.number}"
        text = record.values.get(fields.text)
        if record.problem:
            yield DataError(f"{place}: {record.problem}.")
        elif isinstance(text, str):
            yield Document(text, **_told(record.values, fields), id=place)
        elif text is not None or fields.text not in record.values:
            there = f"; there are {', '.join(record.values)}" if fields.text not in record.values else ""
            yield DataError(f"{place}: has no text in the field {fields.text!r}{there}.")


def _told(values: Mapping[str, object], fields: Fields) -> dict[str, str | None]:
    named = ((key, getattr(fields, key)) for key in HINTS)
    return {key: as_hint(values.get(name)) for key, name in named if name}
