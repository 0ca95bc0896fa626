"""What a bulk run did, as plain data: enough to tell later with which rules and settings, and what came of it."""

from __future__ import annotations

from typing import Any

from newswash import __version__
from newswash.bulk.identity import Identity
from newswash.bulk.inputs import printable
from newswash.bulk.plan import Plan
from newswash.bulk.tally import Tally
from newswash.cleaner import Cleaner


def summary(plan: Plan, cleaner: Cleaner, same: Identity, tally: Tally) -> dict[str, Any]:
    """The version, the fingerprint and the configuration, what went in and out, all counts, and what the run is known
    again by (``run``)."""
    return {
        "newswash": __version__,
        "fingerprint": cleaner.fingerprint,
        "configuration": dict(plan.configuration),
        "inputs": list(map(printable, plan.inputs)),
        "output": printable(str(plan.output)),
        "records": tally.records,
        "changed": tally.changed,
        "rejected": tally.rejected,
        "null_texts": tally.nulls,
        "broken_files": list(tally.broken),
        "characters": {"before": tally.before, "after": tally.after},
        "categories": {
            category: {"removals": n, "characters": tally.characters[category]}
            for category, n in tally.categories.most_common()
        },
        "flags": dict(tally.flags.most_common()),
        "rules": dict(tally.rules.most_common()),
        "run": same,
    }
