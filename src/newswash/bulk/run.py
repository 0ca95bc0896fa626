"""The bulk run: chunks of records to workers, blocks back in order, checkpoints on the way.

The output grows beside its final name (``OUT.partial``) and takes it when it is whole. Each checkpoint says up to where
the inputs are done and how long the output was then; whatever came later is cut off and done again when a run resumes.
"""

from __future__ import annotations

import os
import pickle
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from newswash.bulk.chunks import Position, chunks
from newswash.bulk.columns import from_json, learned, to_json
from newswash.bulk.identity import Identity, check_finished, identity
from newswash.bulk.inputs import Source, cores, printable
from newswash.bulk.journal import Journal
from newswash.bulk.plan import Order, Plan, check, check_inputs, output_format, refuse_overwriting
from newswash.bulk.rewrite import Rewriter
from newswash.bulk.sinks import FileSink, FolderSink, PartsSink, Sink
from newswash.bulk.summary import summary
from newswash.bulk.tally import Tally, first_reason
from newswash.bulk.workers import blocks
from newswash.cleaner import Cleaner
from newswash.errors import DataError, UsageError
from newswash.files import sync_folder

SMALL = 256 << 10  # bytes of input for which one more process is worth its start


@dataclass(frozen=True, slots=True)
class Progress:
    """Bytes of input read, of how many, and records done."""

    read: int
    total: int
    records: int


def run(plan: Plan, cleaner: Cleaner, progress: Callable[[Progress], None] = lambda _: None) -> Tally | None:
    """Clean all inputs into the output. Returns what was done; None if it had been finished before (``resume``).

    Raises UsageError for a plan that can't be meant or an output that is in use, DataError for what can't be read or
    written, or for more rejects than the plan allows; after a DataError the run can be resumed.
    """
    check(plan)
    files = plan.sources()
    check_inputs(plan, files)
    same = identity(plan, cleaner, files)
    if plan.resume and plan.output.exists() and not plan.journal.exists():
        check_finished(plan, files, same)
        return None
    if _jobs(plan, files) > 1:
        _check_travels(cleaner)
    journal = Journal(plan.journal)
    try:
        return _Run(plan, cleaner, files, same, journal, progress).go()
    except OSError as error:
        name = printable(str(error.filename or plan.partial))
        raise DataError(f"{name}: {error.strerror}; when that is mended, --resume goes on.") from error
    finally:
        if journal.head is None:
            journal.remove()
        journal.close()


class _Run:
    """One run while it holds the journal."""

    def __init__(
        self,
        plan: Plan,
        cleaner: Cleaner,
        files: Sequence[Source],
        same: Identity,
        journal: Journal,
        progress: Callable[[Progress], None],
    ) -> None:
        self.plan, self.cleaner, self.files, self.same = plan, cleaner, files, same
        self.journal, self.progress = journal, progress

    def go(self) -> Tally:
        order = self._order()
        last = self.journal.last
        tally = Tally.from_dict(last["tally"]) if last else Tally()
        if not last.get("done"):
            self._wash(order, tally)
        self._finish(tally)
        return tally

    def _order(self) -> Order:
        """What the workers are to do: found out for a new run, read from the journal for one that goes on."""
        plan, journal = self.plan, self.journal
        if journal.head is not None and not plan.force and not plan.resume:
            raise UsageError(f"{plan.output}: a run of it is unfinished; go on with --resume or start anew by --force.")
        output, compression = output_format(plan.output, self.files)
        order = Order(plan.fields, output, compression, encoding=plan.encoding)
        if journal.head is not None and not plan.force:
            journal.check(self.same)
            return from_json(order, journal.head["layout"])
        refuse_overwriting(plan, output, resumable=journal.head is not None)
        order = learned(self.files, order, self.cleaner)
        journal.start({**self.same, "layout": to_json(order)})
        return order

    def _wash(self, order: Order, tally: Tally) -> None:
        plan, journal, last = self.plan, self.journal, self.journal.last
        position = Position(*last["position"]) if last else Position()
        total = sum(f.size for f in self.files)
        rewriter = Rewriter(self.cleaner, order)
        sink = _sink(plan.partial, order, last.get("output", 0))
        rejects = FileSink(plan.rejects_path, last.get("rejects", 0))
        if not last and order.head:
            sink.write(rewriter.packed(order.head))
        saved = time.monotonic()
        _stop_at_rejects(plan, tally)
        with closing(blocks(chunks(self.files, position), rewriter, _jobs(plan, self.files))) as done:
            for chunk, block in done:
                sink.write(block.data)
                rejects.write(block.rejects)
                tally.add(block.tally)
                position = chunk.next
                self.progress(Progress(chunk.read, total, tally.records))
                full = plan.max_rejects is not None and tally.rejected > plan.max_rejects
                if sink.settled and (full or sink.rare or time.monotonic() - saved >= plan.checkpoint):
                    journal.checkpoint(_entry(position, sink.sync(), rejects.sync(), tally))
                    saved = time.monotonic()
                _stop_at_rejects(plan, tally)
        journal.checkpoint({**_entry(position, sink.close(), rejects.close(), tally), "done": True})

    def _finish(self, tally: Tally) -> None:
        """The output takes its name; nothing else of the run stays but the summary, and rejects if there are any."""
        plan = self.plan
        if plan.partial.exists():
            os.replace(plan.partial, plan.target)
            sync_folder(plan.target.absolute().parent)
        rejects = plan.rejects_path
        if rejects.exists() and not rejects.stat().st_size:
            rejects.unlink()
        if plan.summary:
            told = orjson.dumps(summary(plan, self.cleaner, self.same, tally), option=orjson.OPT_INDENT_2)
            plan.summary.write_bytes(told + b"\n")
        self.journal.remove()


def _jobs(plan: Plan, files: Sequence[Source]) -> int:
    return plan.jobs or max(1, min(cores(), sum(f.size for f in files) // SMALL))


def _check_travels(cleaner: Cleaner) -> None:
    """Raises UsageError for a cleaner that can't be sent to worker processes."""
    try:
        pickle.dumps(cleaner)
    except Exception as error:  # a detector can refuse in any way
        raise UsageError(
            f"the cleaner can't be sent to worker processes ({error}): define the classes of its detectors at the top "
            "of a module, with state that can be pickled, or ask for one job."
        ) from error


def _stop_at_rejects(plan: Plan, tally: Tally) -> None:
    if plan.max_rejects is not None and tally.rejected > plan.max_rejects:
        raise DataError(
            f"{plan.rejects_path}: more records were rejected than --max-rejects {plan.max_rejects}, so the run stops; "
            f"the first: {first_reason(plan.rejects_path).rstrip('.')}. --resume with a higher --max-rejects goes on, "
            "--force starts anew."
        )


def _entry(position: Position, output: int, rejects: int, tally: Tally) -> dict[str, Any]:
    return {"position": list(position), "output": output, "rejects": rejects, "tally": tally.to_dict()}


def _sink(path: Path, order: Order, mark: int) -> Sink:
    if order.output == "parquet":
        return PartsSink(path, mark, order.schema)
    return FolderSink(path, mark) if order.output == "txt" else FileSink(path, mark)
