"""What makes two calls the same run: only then may one go on where the other stopped, or find its work done."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import orjson

from newswash.bulk.inputs import Source, printable
from newswash.bulk.plan import Plan, output_format
from newswash.cleaner import Cleaner
from newswash.errors import DataError, UsageError

Identity = Mapping[str, Any]


def identity(plan: Plan, cleaner: Cleaner, files: Sequence[Source]) -> Identity:
    """All that decides what is written, by the names under which a difference is reported."""
    listing = "".join(f"{f.path}\0{f.format}\0{f.size}\0{f.changed}\n" for f in files)
    return {
        "inputs": hashlib.sha256(listing.encode("utf-8", "surrogateescape")).hexdigest(),
        "rules or settings": cleaner.fingerprint,
        "fields": asdict(plan.fields),
        "format": list(output_format(plan.output, files)),
        "encoding": plan.encoding,
        "rejects": printable(str(plan.rejects_path)),
    }


def difference(before: Identity, now: Identity) -> str | None:
    """The first name under which two runs differ."""
    return next((key for key, value in now.items() if before.get(key) != value), None)


def check_finished(plan: Plan, files: Sequence[Source], now: Identity) -> None:
    """Raises UsageError where a finished output is known to be of another run: by its summary, where one is named, or
    else since an input was changed later than the output."""
    if plan.summary:
        if not plan.summary.exists():
            raise UsageError(f"{plan.output}: is finished, and what was done is known no more; for a summary: --force.")
        other = difference(_told(plan.summary), now)
        if other:
            raise UsageError(f"{plan.output}: is finished, with other {other} by {plan.summary}; for these: --force.")
        return
    finished = plan.output.stat().st_mtime_ns
    later = next((f for f in files if f.changed > finished), None)
    if later:
        raise UsageError(f"{plan.output}: is finished, and {later.path} was changed since; to do it anew: --force.")


def _told(summary: Path) -> Identity:
    try:
        run: Identity = orjson.loads(summary.read_bytes())["run"]
    except OSError as error:
        raise DataError(f"{summary}: {error.strerror}.") from error
    except (ValueError, LookupError, TypeError) as error:
        raise UsageError(f"{summary}: is no summary of a run; choose another name for --summary.") from error
    return run
