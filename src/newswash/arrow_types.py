"""What newswash adds to tables, as Arrow types. Needs pyarrow, which not everything that writes records does."""

from __future__ import annotations

import pyarrow as pa

REMOVALS = pa.list_(
    pa.struct(
        [
            ("start", pa.int64()),
            ("end", pa.int64()),
            ("category", pa.string()),
            ("rule", pa.string()),
            ("score", pa.float64()),
            ("reason", pa.string()),
            ("text", pa.string()),
        ]
    )
)
"""A column of removals: for each text what ``Result.removal_rows`` gives."""
