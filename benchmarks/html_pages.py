"""trafilatura with newswash against trafilatura alone, on HTML pages whose articles people have written down.

    python benchmarks/html_pages.py PAGES [--profiles balanced,body_only] [--sources a,b] [--incomplete FILE]

PAGES is a folder in the format that benchmarks/corpus.py describes, with the pages' sources beside it in
``html/<source>.jsonl.xz``: `id` and `html`, a page a line. Precision and recall are over shingles of four words, means
over pages, as scrapinghub/article-extraction-benchmark counts them. Prints a Markdown table; ``--lost`` and ``--left``
write, page by page, the article's lines that newswash lost and the lines that it left and no article holds.
"""

from __future__ import annotations

import argparse
import json
import lzma
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing import Pool
from pathlib import Path

import trafilatura

from corpus import incomplete, pages
from newswash import Cleaner
from newswash.html import extract

WORD = re.compile(r"\w+")
SHINGLE = 4
ALONE = "trafilatura alone"
Shingles = Counter[tuple[str, ...]]
Task = tuple[str, str, str | None, str, str]
"""Source, page, address, HTML and gold article."""


@dataclass(frozen=True, slots=True)
class Score:
    """One text of one page: shares of true positives, false positives and false negatives, seconds that it took."""

    hit: float
    extra: float
    missed: float
    seconds: float


@dataclass(slots=True)
class Judged:
    source: str
    page: str
    scores: dict[str, Score] = field(default_factory=dict)
    lost: dict[str, list[str]] = field(default_factory=dict)
    left: dict[str, list[str]] = field(default_factory=dict)


def shingles(text: str) -> Shingles:
    words = WORD.findall(text)
    return Counter(s for i in range(max(1, len(words) - SHINGLE + 1)) if (s := tuple(words[i : i + SHINGLE])))


def score(gold: Shingles, text: str, seconds: float) -> Score:
    found = shingles(text)
    hit = sum((gold & found).values())
    extra, missed = sum(found.values()) - hit, sum(gold.values()) - hit
    total = hit + extra + missed or 1
    return Score(hit / total, extra / total, missed / total, seconds)


def means(scores: list[Score]) -> tuple[float, float, float]:
    """Mean precision over pages with text, mean recall over pages with an article, and F1 of these two."""
    precision = [s.hit / (s.hit + s.extra) for s in scores if s.hit + s.extra]
    recall = [s.hit / (s.hit + s.missed) for s in scores if s.hit + s.missed]
    p, r = (sum(x) / len(x) if x else 0.0 for x in (precision, recall))
    return p, r, 2 * p * r / (p + r) if p + r else 0.0


def line_share(line: str, gold: Shingles) -> float:
    """Which share of a line's shingles the article holds."""
    own = shingles(line)
    return sum((own & gold).values()) / max(1, sum(own.values()))


CLEANERS: dict[str, Cleaner] = {}


def start(profiles: list[str]) -> None:
    """Each worker compiles its rules once."""
    CLEANERS.update({f"newswash, {name}": Cleaner(profile=name) for name in profiles})
    for cleaner in CLEANERS.values():
        cleaner.detect("x")


def judge(task: Task) -> Judged:
    source, page, url, html, gold_text = task
    gold, out = shingles(gold_text), Judged(source, page)
    began = time.perf_counter()
    alone = trafilatura.extract(html, url=url, include_comments=False) or ""
    out.scores[ALONE] = score(gold, alone, time.perf_counter() - began)
    for name, cleaner in CLEANERS.items():
        began = time.perf_counter()
        extracted = extract(html, url=url, cleaner=cleaner)
        out.scores[name] = score(gold, extracted.text, time.perf_counter() - began)
        kept = shingles(extracted.text)
        out.lost[name] = [x for x in alone.split("\n") if line_share(x, gold) > 0.5 and line_share(x, kept) < 0.5]
        out.left[name] = [x for x in extracted.text.split("\n") if x.strip() and line_share(x, gold) < 0.3]
        out.lost[name] += [
            f"PRUNED by {p.expression}: {p.text}" for p in extracted.pruned if line_share(p.text, gold) > 0.5
        ]
    return out


def sources_of(folder: Path) -> list[str]:
    return sorted(p.name.split(".")[0] for p in (folder / "html").glob("*.jsonl.xz"))


def html_of(folder: Path, source: str) -> dict[str, str]:
    with lzma.open(folder / "html" / f"{source}.jsonl.xz", "rt", encoding="utf8") as rows:
        return {row["id"]: row["html"] for row in map(json.loads, rows)}


def tasks(folder: Path, sources: list[str], out: frozenset[tuple[str, str]]) -> Iterator[Task]:
    for source in sources:
        html = html_of(folder, source)
        for page in pages(folder, [source]):
            number = str(page["id"])
            if number in html and (source, number) not in out:
                yield source, number, str(page["url"] or "") or None, html[number], str(page["gold"])


def table(judged: list[Judged]) -> str:
    """The numbers as a Markdown table: a row for each source and extraction, and for all pages together."""
    groups: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        groups[one.source].append(one)
    rows = ["| pages | extraction | precision | recall | F1 | ms a page |", "|---|---|---|---|---|---|"]
    for source, members in [*sorted(groups.items()), ("all", judged)]:
        for name in members[0].scores:
            scores = [m.scores[name] for m in members]
            p, r, f = means(scores)
            ms = 1000 * sum(s.seconds for s in scores) / len(scores)
            rows.append(f"| {source} ({len(members)}) | {name} | {p:.4f} | {r:.4f} | {f:.4f} | {ms:.0f} |")
    return "\n".join(rows)


def write(path: Path, judged: list[Judged], what: str) -> None:
    with path.open("w", encoding="utf8") as out:
        for one in judged:
            for name, lines in getattr(one, what).items():
                out.writelines(f"{one.source}\t{one.page}\t{name}\t{line}\n" for line in lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path)
    parser.add_argument("--profiles", default="balanced,body_only")
    parser.add_argument("--sources", help="only these, separated by commas")
    parser.add_argument("--incomplete", type=Path, help="pages to leave out: source and id, separated by a tab, a line")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--lost", type=Path, help="write here the article's lines that were lost")
    parser.add_argument("--left", type=Path, help="write here the other lines that were left")
    args = parser.parse_args()
    sources = args.sources.split(",") if args.sources else sources_of(args.pages)
    with Pool(args.jobs, start, (args.profiles.split(","),)) as pool:
        judged = list(pool.imap(judge, tasks(args.pages, sources, incomplete(args.incomplete)), chunksize=2))
    judged.sort(key=lambda j: (j.source, j.page))
    print(table(judged))
    for path, what in ((args.lost, "lost"), (args.left, "left")):
        if path:
            write(path, judged, what)


if __name__ == "__main__":
    main()
