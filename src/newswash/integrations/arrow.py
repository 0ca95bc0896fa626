"""One callable for batches: Hugging Face datasets, Ray Data, PySpark, Polars, DuckDB and plain pyarrow.

>>> import pyarrow as pa
>>> clean = CleanBatch("text", removals="removals")
>>> table = clean(pa.table({"text": ["The vote passed.\\n\\nSign up for our newsletter.", None]}))
>>> table["text"].to_pylist()
['The vote passed.', None]
>>> [(r["category"], r["text"]) for r in table["removals"][0].as_py()]
[('newsletter', '\\n\\nSign up for our newsletter.')]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from inspect import Parameter, Signature
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from newswash.arrow_types import REMOVALS
from newswash.cleaner import Cleaner
from newswash.errors import DataError, NewswashError, UsageError, hint
from newswash.hints import HINTS, as_hint
from newswash.integrations.columns import check_hint, check_text, sound, values
from newswash.integrations.resident import resident


class CleanBatch:
    """Cleans the text column of a batch; hand the object to whatever maps batches. Picklable.

    ``text`` names the column to clean, ``into`` the column to write (default: the same). ``url``, ``title`` and
    ``language`` name the columns that hold them; what is no text there tells nothing. ``removals`` names a new column:
    for each text a list of ``{start, end, category, rule, score, reason, text}``, offsets in code points of the text
    that came in, ``text`` the words that went (its type: ``newswash.arrow_types.REMOVALS``). ``cleaner`` holds rules,
    profile and so on.

    A null text stays null. Anything else that cannot be judged (not UTF-8, not a string) raises DataError with its
    row. If ``error`` names a column, nothing is raised: that row is kept as it came, its removals are null, and the
    column says why (for a null text too).

    What comes in comes out, of the same kind: a Table, a RecordBatch, an iterator of these, a mapping of lists, a
    Polars DataFrame or Series, or Arrays: the text, then url, title and language as far as they were named. Arrays
    return the texts alone, or structs where removals or errors are asked for.

    Rules are compiled once a process, at the first batch. A worker whose installed rules differ from the sender's
    refuses to work; rules given by ``Cleaner(load_rules(…))`` travel along.
    """

    def __init__(
        self,
        text: str = "text",
        *,
        into: str | None = None,
        url: str | None = None,
        title: str | None = None,
        language: str | None = None,
        removals: str | None = None,
        error: str | None = None,
        cleaner: Cleaner | None = None,
    ) -> None:
        if cleaner is not None and not isinstance(cleaner, Cleaner):
            raise UsageError(f"cleaner must be a Cleaner, not {type(cleaner).__name__}: Cleaner(profile=…) makes one.")
        self.text = text
        self.into = into or text
        self.hints = {k: v for k, v in zip(HINTS, (url, title, language), strict=True) if v is not None}
        self.removals, self.error = removals, error
        self.written = [x for x in (self.into, removals, error) if x is not None]
        if len(set(self.written)) < len(self.written):
            raise UsageError(f"two outputs in one column: {', '.join(self.written)}. Give each a name of its own.")
        self.cleaner = cleaner or Cleaner()
        self._expected: str | None = None
        self._resident: Cleaner | None = None

    def __getstate__(self) -> dict[str, Any]:
        """Settings travel, and the fingerprint of the rules, so that caches notice new rules and workers old ones."""
        return {**self.__dict__, "_expected": self._expected or self.cleaner.fingerprint, "_resident": None}

    @property
    def __signature__(self) -> Signature:
        """One parameter a column: DuckDB counts them."""
        return Signature([Parameter(name, Parameter.POSITIONAL_ONLY) for name in ("text", *self.hints)])

    def __call__(self, batch: Any, *columns: Any) -> Any:
        """The batch, cleaned, in the kind in which it came. ``columns`` follow an Array only."""
        if isinstance(batch, pa.Array | pa.ChunkedArray):
            return self._arrays([batch, *columns])
        if columns:
            raise UsageError(f"a {type(batch).__name__} takes no further columns: name them, as in url='url'.")
        if isinstance(batch, pa.RecordBatch):
            return self._batch(batch)
        if isinstance(batch, pa.Table):
            return self._table(batch)
        if isinstance(batch, Mapping):
            return self._mapping(batch)
        if isinstance(batch, Iterator):
            return map(self, batch)
        if type(batch).__module__.partition(".")[0] == "polars":
            return self._polars(batch)
        raise UsageError(
            f"cannot clean a {type(batch).__name__}: pass a pyarrow Table, RecordBatch or Array, a dict of lists, or a "
            "Polars frame (Ray Data: batch_format='pyarrow'; pandas: pyarrow.Table.from_pandas)."
        )

    def schema(self, schema: pa.Schema) -> pa.Schema:
        """The schema of what comes out for what comes in.

        Raises UsageError if a named column is missing or no text, or one that is to be added is there already.
        """
        check_text(schema, self.text)
        self.check_new(schema.names)
        for name in self.hints.values():
            check_hint(schema, name)
        source = schema.field(self.text)
        new = [pa.field(self.into, source.type, source.nullable, source.metadata)]
        new += [pa.field(self.removals, REMOVALS)] if self.removals else []
        new += [pa.field(self.error, pa.string())] if self.error else []
        for column in new:
            at = schema.get_field_index(column.name)
            schema = schema.append(column) if at < 0 else schema.set(at, column)
        return schema

    def check_new(self, names: Iterable[str]) -> None:
        """Raises UsageError if a column that is to be added is one of these."""
        taken = set(self.written).difference([self.text]).intersection(names)
        if taken:
            raise UsageError(f"a column named {min(taken)!r} is there already: give what is added another name.")

    def _judge(self, texts: Sequence[Any], hints: Mapping[str, Sequence[Any]], first: int) -> list[list[Any]]:
        """Texts, removals and errors, each as long as ``texts``. ``first``: the number of the first row."""
        cleaner = self._ready()
        out: list[list[Any]] = [[], [], []]
        for row, text in enumerate(texts):
            cleaned, removals, error = text, None, None
            try:
                if text is not None:
                    result = cleaner.detect(sound(text), **{name: as_hint(told[row]) for name, told in hints.items()})
                    cleaned, removals = result.text, result.removal_rows() if self.removals else None
                elif self.error:
                    error = f"row {first + row}, column {self.text!r}: null."
            except Exception as problem:
                told = problem if isinstance(problem, NewswashError) else f"{type(problem).__name__}: {problem}."
                error = f"row {first + row}, column {self.text!r}: {told}"
                if self.error is None:
                    mend = "Mend it, or pass error='error' to keep the row and get the reason in a column."
                    raise DataError(f"{error} {mend}") from problem
            for column, value in zip(out, (cleaned, removals, error), strict=True):
                column.append(value)
        return out

    def _ready(self) -> Cleaner:
        """The cleaner that this process keeps compiled; raises UsageError where its rules are not the sender's."""
        if self._resident is None:
            kept = resident(self.cleaner)
            if self._expected not in (None, kept.fingerprint):
                raise UsageError(
                    f"this worker's rules ({kept.fingerprint}) are not the sender's ({self._expected}): install the "
                    "same newswash and packs everywhere, or send the rules along: "
                    "CleanBatch(cleaner=Cleaner(load_rules()))."
                )
            self._resident = kept
        return self._resident

    def _batch(self, batch: pa.RecordBatch, first: int = 0) -> pa.RecordBatch:
        schema = self.schema(batch.schema)
        source = batch.column(self.text)
        hints = {name: values(batch.column(column)) for name, column in self.hints.items()}
        given = values(source)
        texts, removals, errors = self._judge(given, hints, first)
        if texts != given:
            whole = pa.array([x if isinstance(x, str) else None for x in texts], source.type)
            source = pc.coalesce(whole, source) if whole.null_count else whole
        new = {self.into: source}
        new |= {self.removals: pa.array(removals, REMOVALS)} if self.removals else {}
        new |= {self.error: pa.array(errors, pa.string())} if self.error else {}
        arrays = [new[f.name] if f.name in new else batch.column(i) for i, f in enumerate(schema)]
        return pa.RecordBatch.from_arrays(arrays, schema=schema)

    def _table(self, table: pa.Table) -> pa.Table:
        batches, first = [], 0
        for batch in table.to_batches():
            batches.append(self._batch(batch, first))
            first += batch.num_rows
        return pa.Table.from_batches(batches, self.schema(table.schema))

    def _mapping(self, batch: Mapping[str, Any]) -> Any:
        """Lists tell no types: an empty list of removals would become a column of nothing. So where a batch of Hugging
        Face datasets has its Arrow table at hand, that table is cleaned and answered."""
        table = getattr(batch, "pa_table", None)
        if isinstance(table, pa.Table):
            return self._table(table)
        if missing := {self.text, *self.hints.values()} - set(batch):
            raise UsageError(f"no column named {min(missing)!r}: {hint(min(missing), batch)}")
        self.check_new(batch)
        judged = self._judge(batch[self.text], {name: batch[column] for name, column in self.hints.items()}, 0)
        names = (self.into, self.removals, self.error)
        return {**batch, **{name: column for name, column in zip(names, judged, strict=True) if name}}

    def _arrays(self, columns: list[pa.Array | pa.ChunkedArray]) -> pa.Array | pa.ChunkedArray:
        names = [self.text, *self.hints.values()]
        if len(columns) != len(names):
            raise UsageError(
                f"{len(columns)} columns came, {len(names)} were named: {', '.join(names)}, in this order."
            )
        table = self._table(pa.table(columns, names)).combine_chunks()
        out = table.select(self.written).to_struct_array() if self.removals or self.error else table[self.into]
        return out if isinstance(columns[0], pa.ChunkedArray) else out.combine_chunks()

    def _polars(self, batch: Any) -> Any:
        import polars

        cleaned = polars.from_arrow(self(batch.to_arrow()))
        return cleaned.rename(batch.name) if isinstance(cleaned, polars.Series) else cleaned
