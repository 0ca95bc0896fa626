"""What is no text is refused by its name: judged as one, it would lose some of its syntax too."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from newswash.errors import UsageError
from newswash.files import is_page, is_records


def refuse_records(files: Iterable[str]) -> None:
    """Raises UsageError for a file of records: a field of each is text, and ``run`` reads that."""
    for name in files:
        if name == "-" or not is_records(name):
            continue
        if Path(name).suffix.lower() == ".json":
            lines = Path(name).with_suffix(".jsonl")
            raise UsageError(
                f"{name}: holds records, perhaps over several lines; write one object a line: "
                f"jq -c '.[]' {name} > {lines}, then: newswash run {lines} --field NAME -o OUT."
            )
        raise UsageError(
            f"{name}: holds records; name the field that is text: newswash run {name} --field NAME -o OUT, "
            f"or in place (JSONL, CSV): newswash fix --field NAME {name}."
        )


def refuse_pages(files: Iterable[str]) -> None:
    """Raises UsageError for an HTML page where the article is not looked for in it."""
    for name in files:
        if name != "-" and is_page(name):
            raise UsageError(f"{name}: is a page: newswash clean --html {name}.")
