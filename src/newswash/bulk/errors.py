"""Why one record goes to the rejects: these never end a run."""

from __future__ import annotations


class BadRecord(Exception):
    """A record that can't be cleaned; the text says why."""


class MisfitRecord(BadRecord):
    """A record that was cleaned and can't be written to this output."""
