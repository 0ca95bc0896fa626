"""Extractors × cleaners on pages whose articles people have written down.

    python benchmarks/compare.py PAGES
    python benchmarks/compare.py PAGES --extractors dump,trafilatura --cleaners "newswash balanced,C4 lines"
    python benchmarks/compare.py PAGES --plot docs/images/accuracy.svg --json accuracy.json

PAGES is a folder of pages in the format that benchmarks/README.md describes. A page's stored raw texts are cleaned;
with ``--html``, extractors run anew over the pages' HTML. Prints Markdown tables: F1 before and after, harm and strip.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from multiprocessing import Pool
from pathlib import Path
from typing import Any

from cleaners import OWN, PEERS, Clean, cleaner
from corpus import Tokens, incomplete, pages
from extractors import EXTRACTORS
from html_pages import html_of
from measure import Outcome, Reference, Summary, shingles, summary

ARTICLE = "the article itself"  # as an input: all that a cleaner removes of it is lost
POOLED = "all extractors"
Cell = tuple[str, str]  # extractor, cleaner


@dataclass(frozen=True, slots=True)
class Task:
    """One page: its article, and its raw texts or the HTML from which extractors make them."""

    page: str
    language: str
    gold: str
    raw: dict[str, str]
    html: str | None = None


@dataclass(slots=True)
class Judged:
    """What came of one page. ``failures`` name an extractor or cleaner that raised, and what it said."""

    outcomes: list[tuple[Cell, Outcome]] = field(default_factory=list)
    failures: list[tuple[str, str]] = field(default_factory=list)


_cleaners: dict[str, Clean] = {}
_extractors: Sequence[str] = ()


def start(names: Sequence[str], extractors: Sequence[str]) -> None:
    """Make a worker ready."""
    global _extractors
    _extractors = extractors
    _cleaners.update({name: cleaner(name) for name in names})


def judge(task: Task) -> Judged:
    gold, gold_shingles, out = Tokens(task.gold), shingles(task.gold), Judged()
    for extractor, text in (*_texts(task, out), (ARTICLE, task.gold)):
        reference = Reference(gold, gold_shingles, text)
        for name, clean in _cleaners.items():
            try:
                cleaned = clean(text, task.language)
            except Exception as error:  # a peer's own failure: its text stays as it is, and is counted
                out.failures.append((name, f"{task.page}: {type(error).__name__}: {error}"))
                cleaned = text
            out.outcomes.append(((extractor, name), reference.judge(cleaned)))
    return out


def _texts(task: Task, out: Judged) -> Iterator[tuple[str, str]]:
    for name in _extractors:
        if task.html is None:
            if name in task.raw:
                yield name, task.raw[name]
            continue
        try:
            yield name, EXTRACTORS[name](task.html)
        except Exception as error:
            out.failures.append((name, f"{task.page}: {type(error).__name__}: {error}"))


def tasks(
    folder: Path, sources: Sequence[str], left_out: frozenset[tuple[str, str]], limit: int | None, from_html: bool
) -> Iterator[Task]:
    for source in sources:
        html = html_of(folder, source) if from_html else {}
        taken = 0
        for page in pages(folder, [source]):
            number = str(page["id"])
            if (source, number) in left_out or (from_html and number not in html):
                continue
            if taken == limit:
                break
            taken += 1
            raw: dict[str, str] = page.get("raw") or {}
            yield Task(f"{source}/{number}", str(page.get("lang") or ""), str(page["gold"]), raw, html.get(number))


def sources_of(folder: Path, chosen: str | None) -> list[str]:
    """The sources asked for, else all of the folder. Exits with a message when there is none."""
    there = sorted(p.name.split(".")[0] for p in folder.glob("*.jsonl.xz"))
    if not there:
        sys.exit(f"{folder}: holds no <source>.jsonl.xz; benchmarks/README.md says how to make one.")
    names = chosen.split(",") if chosen else there
    if missing := [name for name in names if name not in there]:
        sys.exit(f"{folder}: has no source {', '.join(missing)}; there are {', '.join(there)}.")
    return names


def summaries(judged: Sequence[Judged]) -> dict[Cell, Summary]:
    """For each extractor and cleaner, and for all extractors' texts together."""
    cells: dict[Cell, list[Outcome]] = defaultdict(list)
    for one in judged:
        for (extractor, name), outcome in one.outcomes:
            cells[extractor, name].append(outcome)
            if extractor != ARTICLE:
                cells[POOLED, name].append(outcome)
    return {cell: summary(outcomes) for cell, outcomes in cells.items()}


def tables(cells: dict[Cell, Summary], extractors: Sequence[str], cleaners: Sequence[str]) -> str:
    """Three Markdown tables; a row for each input, a column for each cleaner."""
    rows = [name for name in (*extractors, POOLED, ARTICLE) if (name, cleaners[0]) in cells]
    parts = [
        _table("F1", "before", rows, cleaners, lambda r, c: f"{100 * cells[r, c].f1_after:.2f}",
               lambda r: f"{100 * cells[r, cleaners[0]].f1_before:.2f}"),
        _table("harm, % of the article's tokens lost (pages that lost over 1 %)", "pages", rows, cleaners,
               lambda r, c: f"{100 * cells[r, c].harm:.3f} ({cells[r, c].hurt})",
               lambda r: str(cells[r, cleaners[0]].pages)),
        _table("strip, % of the other tokens removed", "pages", [r for r in rows if r != ARTICLE], cleaners,
               lambda r, c: f"{100 * cells[r, c].strip:.1f}", lambda r: str(cells[r, cleaners[0]].pages)),
    ]  # fmt: skip
    return "\n\n".join(parts)


def _table(title: str, first: str, rows: Sequence[str], cleaners: Sequence[str], value: Any, lead: Any) -> str:
    lines = [f"**{title}**", "", f"| input | {first} | {' | '.join(cleaners)} |", "|---" * (2 + len(cleaners)) + "|"]
    lines += [f"| {r} | {lead(r)} | {' | '.join(value(r, c) for c in cleaners)} |" for r in rows]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path)
    parser.add_argument("--sources", help="only these, separated by commas")
    parser.add_argument("--extractors", default=",".join(EXTRACTORS))
    parser.add_argument("--cleaners", default=",".join([*OWN, *PEERS]))
    parser.add_argument("--html", action="store_true", help="run the extractors over html/<source>.jsonl.xz")
    parser.add_argument("--incomplete", type=Path, help="pages to leave out: source and id, separated by a tab, a line")
    parser.add_argument("--limit", type=int, help="so many pages of each source")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--json", type=Path, help="write all numbers here")
    parser.add_argument("--plot", type=Path, help="write harm against strip here, as SVG")
    args = parser.parse_args()
    cleaners, extractors = args.cleaners.split(","), args.extractors.split(",")
    for name in cleaners:
        if name not in OWN and name not in PEERS:
            parser.error(f"no cleaner named {name!r}: one of {', '.join([*OWN, *PEERS])}.")
    if unknown := [name for name in extractors if name not in EXTRACTORS]:
        parser.error(f"no extractor named {', '.join(unknown)}: one of {', '.join(EXTRACTORS)}.")
    sources = sources_of(args.pages, args.sources)
    todo = tasks(args.pages, sources, incomplete(args.incomplete), args.limit, args.html)
    with Pool(args.jobs, initializer=start, initargs=(cleaners, extractors)) as pool:
        judged = list(pool.imap(judge, todo, chunksize=2))
    if not judged:
        sys.exit(f"{args.pages}: none of its pages has a gold article{' and HTML' if args.html else ''}.")
    cells = summaries(judged)
    print(tables(cells, extractors, cleaners))
    for name, message in [f for one in judged for f in one.failures][:20]:
        print(f"{name} failed: {message}", file=sys.stderr)
    if args.json:
        rows = [{"extractor": e, "cleaner": c, **asdict(s)} for (e, c), s in cells.items()]
        args.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf8")
    if args.plot:
        from plots import harm_and_strip

        harm_and_strip(cells, POOLED, cleaners, args.plot)


if __name__ == "__main__":
    main()
