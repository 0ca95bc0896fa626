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


def refuse_pages(files: Iterable[str], command: str) -> None:
    """Raises UsageError for a file whose name says that it is an HTML page, where the article is not looked for."""
    for name in files:
        if name != "-" and is_page(name):
            raise UsageError(page_problem(name, command))


def page_problem(name: str, command: str) -> str:
    """Why this command refuses a page, and what to call instead."""
    if command in ("report", "fixture"):  # which are of texts as they were before
        text = Path(name).with_suffix(".txt")
        target = "ARTICLE.txt" if str(text) == name or name == "-" else text
        return f"{name}: is a page; write its article to a file: trafilatura < {name} > {target}."
    if command in ("fix", "diff"):
        return f"{name}: is a page, which is never rewritten; for its article: newswash clean --html {name}."
    return f"{name}: is a page: newswash {command} --html {name}."
