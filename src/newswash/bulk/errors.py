"""Why one record goes to the rejects: these never end a run."""

from __future__ import annotations


class BadRecord(Exception):
    """A record that can't be cleaned; the text says why."""


class MisfitRecord(BadRecord):
    """A record that was cleaned and can't be written to this output."""


def as_bad(error: Exception) -> BadRecord:
    """Whatever one record raised, as what sends it to the rejects."""
    if isinstance(error, BadRecord):
        return error
    return MisfitRecord(f"can't be written: {type(error).__name__}: {error}")
