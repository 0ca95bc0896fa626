"""Where the bulk command writes: each sink can tell how far it is, make that durable, and go back to it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any, Protocol

from newswash.bulk.inputs import needed
from newswash.bulk.parquet import schema_of, table_of
from newswash.errors import DataError

PART = 64 << 20  # bytes of one Parquet part in memory; part files come out smaller


class Sink(Protocol):
    """``settled``: all that was written may be called done. ``rare``: so seldom that each time is a checkpoint."""

    rare: bool

    @property
    def settled(self) -> bool: ...
    def write(self, data: Any) -> None: ...
    def sync(self) -> int: ...
    def close(self) -> int: ...


class FileSink:
    """One file of bytes; the mark is its size. Opened at a mark, all behind it is cut off."""

    rare, settled = False, True

    def __init__(self, path: Path, mark: int) -> None:
        self._file = open(path, "r+b" if mark else "wb", buffering=0)  # noqa: SIM115 (open for the whole run)
        size = os.fstat(self._file.fileno()).st_size
        if size < mark:
            self._file.close()
            raise DataError(f"{path}: has {size} bytes, the journal says {mark}; start anew with --force.")
        self._file.truncate(mark)
        self._at = self._file.seek(mark)

    def write(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            size = self._file.write(view)
            self._at += size
            view = view[size:]

    def sync(self) -> int:
        os.fsync(self._file.fileno())
        return self._at

    def close(self) -> int:
        mark = self.sync()
        self._file.close()
        return mark


class PartsSink:
    """A folder of Parquet files; the mark is the number of whole ones. A part is written aside and then renamed."""

    rare = True

    def __init__(self, folder: Path, mark: int, schema: bytes) -> None:
        self._pa, self._parquet = needed("pyarrow"), needed("pyarrow.parquet")
        self._schema = schema_of(schema)
        self._folder, self._mark = folder, mark
        self._waiting: list[Any] = []
        self._size = 0
        if not mark and folder.exists():
            shutil.rmtree(folder)
        folder.mkdir(exist_ok=True)
        have = {p.name for p in folder.iterdir()}
        whole = {self._name(n) for n in range(mark)}
        if not whole <= have:
            raise DataError(f"{folder}: {min(whole - have)} is missing; start anew with --force.")
        for name in have - whole:
            (folder / name).unlink()

    @property
    def settled(self) -> bool:
        return not self._waiting

    @staticmethod
    def _name(number: int) -> str:
        return f"part-{number:05}.parquet"

    def write(self, data: bytes) -> None:
        table = table_of(data)
        if table.num_rows:
            self._waiting.append(table)
            self._size += len(data)
        if self._size >= PART:
            self._part()

    def _part(self) -> None:
        path = self._folder / self._name(self._mark)
        aside = path.with_suffix(".writing")
        with open(aside, "wb") as file:
            table = self._pa.concat_tables(self._waiting) if self._waiting else self._schema.empty_table()
            self._parquet.write_table(table, file, compression="zstd")
            file.flush()
            os.fsync(file.fileno())
        os.replace(aside, path)
        self._waiting, self._size = [], 0
        self._mark += 1

    def sync(self) -> int:
        return self._mark

    def close(self) -> int:
        if self._waiting or not self._mark:
            self._part()
        return self._mark


class FolderSink:
    """A folder of text files, one a record; the mark is their number. Writing one again gives the same."""

    rare, settled = False, True

    def __init__(self, folder: Path, mark: int) -> None:
        self._folder, self._mark = folder, mark
        self._new: list[Path] = []
        if not mark and folder.exists():
            shutil.rmtree(folder)
        folder.mkdir(exist_ok=True)
        have = sum(p.is_file() for p in folder.rglob("*"))
        if have < mark:
            raise DataError(f"{folder}: has {have} files, the journal says {mark}; start anew with --force.")

    def write(self, data: list[tuple[str, bytes]]) -> None:
        for name, content in data:
            path = self._folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            self._new.append(path)
            self._mark += 1

    def sync(self) -> int:
        for path in self._new:
            with open(path, "rb") as file:
                os.fsync(file.fileno())
        self._new = []
        return self._mark

    def close(self) -> int:
        return self.sync()
