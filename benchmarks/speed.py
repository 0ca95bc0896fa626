"""What newswash costs beside what it stands beside: each figure a ratio, measured in turns within one process.

    python benchmarks/speed.py                                   over the generated corpus
    python benchmarks/speed.py --pages PAGES                     over real pages (format: benchmarks/README.md)
    python benchmarks/speed.py --plot docs/images/speed.svg      also as a plot

Times are processor time of one core. In each round every contestant gets the same documents as fresh strings, and
newswash has forgotten the lines of the round before, as if it saw each document once; a ratio is the median over rounds
of the ratio within a round. Prints Markdown tables.
"""

from __future__ import annotations

import argparse
import gc
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import hyperscan
import orjson

from cleaners import c4_filter, c4_filtered, nemo_module
from corpus import pages
from generated import articles
from html_pages import html_of
from newswash import Cleaner, load_rules, metadata_words, neighbourhood, units
from newswash.block_model import BlockModel
from newswash.bulk.plan import Plan
from newswash.bulk.run import run
from newswash.layout import LayoutModel
from newswash.scan import spellings
from newswash.tone import ToneModel
from newswash.wording import text_of

FULL, RULES, SCAN, ORJSON, JSONL = "newswash", "newswash, rules alone", "raw scan", "orjson", "newswash run, JSONL"
AHO, TRAFILATURA, RESILIPARSE = "ahocorasick_rs", "trafilatura.extract", "resiliparse main content"
C4, C4_SENTENCES, NEMO = "datatrove C4", "datatrove C4 with its sentence count", "NeMo boilerplate filter"


@dataclass(frozen=True, slots=True)
class Sample:
    """A document as bytes of its text, and the page that it came from if there is one."""

    text: bytes
    html: str | None = None


@dataclass(frozen=True, slots=True)
class Contestant:
    """``ready`` makes the inputs of a round (not timed), ``go`` does the work (timed)."""

    name: str
    ready: Callable[[Sequence[Sample]], Any]
    go: Callable[[Any], object]


def fresh(samples: Sequence[Sample]) -> list[str]:
    """New strings each time: some libraries keep the encoded form inside a string that they have seen."""
    return [s.text.decode() for s in samples]


def first_seen(cleaner: Cleaner) -> Callable[[Sequence[Sample]], list[str]]:
    """Fresh strings for a cleaner that remembers no line."""
    phrases, layout = cleaner._compiled.phrases(), LayoutModel.load()
    remembered = (
        layout._judged_before,
        metadata_words._from_words,
        neighbourhood._start,
        units._count_spaceless,
        ToneModel.load()._remembered,
        BlockModel.load().words._remembered,
    )

    def ready(samples: Sequence[Sample]) -> list[str]:
        phrases._labels._read.clear()
        phrases._remembered.clear()
        for memory in remembered:
            memory.cache_clear()
        return fresh(samples)

    return ready


def each(work: Callable[[str], object]) -> Callable[[Sequence[str]], None]:
    def go(texts: Sequence[str]) -> None:
        for text in texts:
            work(text)

    return go


def raw_scan(cleaner: Cleaner) -> Callable[[str], object]:
    """Encode and scan with the cleaner's own database, counting the hits: the least that any such cleaner does."""
    cleaner.clean("")
    database = cleaner._compiled.phrases()._scanner._database  # type: ignore[attr-defined]
    scratch, count = hyperscan.Scratch(database), [0]

    def hit(*_: object) -> None:
        count[0] += 1

    def scan(text: str) -> None:
        database.scan(text.encode(), match_event_handler=hit, scratch=scratch)

    return scan


def aho_corasick() -> Callable[[str], object]:
    from ahocorasick_rs import BytesAhoCorasick

    wordings = {text_of(w) for rule in load_rules().rules for w in rule.wording()}
    automaton = BytesAhoCorasick(sorted({f.encode() for w in wordings for f in spellings(w)}))
    return lambda text: automaton.find_matches_as_indexes(text.lower().encode(), overlapping=True)


def records(samples: Sequence[Sample]) -> list[bytes]:
    return [orjson.dumps({"id": n, "text": s.text.decode()}) for n, s in enumerate(samples)]


def round_trip(rows: Sequence[bytes]) -> None:
    for row in rows:
        orjson.dumps(orjson.loads(row))


def jsonl(cleaner: Cleaner, folder: Path) -> Contestant:
    source, target = folder / "in.jsonl", folder / "out.jsonl"
    forget = first_seen(cleaner)

    def ready(samples: Sequence[Sample]) -> Plan:
        forget(samples)
        source.write_bytes(b"".join(line + b"\n" for line in records(samples)))
        return Plan([str(source)], target, jobs=1, force=True)

    return Contestant(JSONL, ready, lambda plan: run(plan, cleaner))


def quick(full: Cleaner, folder: Path) -> list[Contestant]:
    """What is fast enough to run over all documents."""
    rules = Cleaner(layout=False, tone=False)
    return [
        Contestant(SCAN, fresh, each(raw_scan(full))),
        Contestant(RULES, first_seen(rules), each(rules.clean)),
        Contestant(FULL, first_seen(full), each(full.clean)),
        Contestant(ORJSON, records, round_trip),
        jsonl(full, folder),
        Contestant(AHO, fresh, each(aho_corasick())),
    ]


def slow(full: Cleaner) -> list[Contestant]:
    """What runs over a part of the documents, beside newswash over the same part."""
    from resiliparse.extract.html2text import extract_plain_text
    from trafilatura import extract

    plain, counted = c4_filter(sentences=False), c4_filter(sentences=True)
    nemo = nemo_module("stages.text.filters.heuristic.string").BoilerPlateStringFilter()
    return [
        Contestant(FULL, first_seen(full), each(full.clean)),
        Contestant(C4, fresh, each(lambda text: c4_filtered(plain, text))),
        Contestant(C4_SENTENCES, fresh, each(lambda text: c4_filtered(counted, text))),
        Contestant(NEMO, fresh, each(lambda text: nemo.keep_document(nemo.score_document(text)))),
        Contestant(TRAFILATURA, html, each(lambda page: extract(page, include_comments=False))),
        Contestant(RESILIPARSE, html, each(lambda page: extract_plain_text(page, main_content=True))),
    ]


def html(samples: Sequence[Sample]) -> list[str]:
    return [s.html for s in samples if s.html is not None]


def race(contestants: Sequence[Contestant], samples: Sequence[Sample], rounds: int) -> dict[str, list[float]]:
    """Seconds of each contestant in each round, after a round that is not counted."""
    times: dict[str, list[float]] = {c.name: [] for c in contestants}
    for number in range(rounds + 1):
        for contestant in contestants:
            inputs = contestant.ready(samples)
            gc.collect()
            began = time.process_time()
            contestant.go(inputs)
            seconds = time.process_time() - began
            if number:
                times[contestant.name].append(seconds)
    return times


def ratio(times: dict[str, list[float]], one: str, other: str) -> float:
    return median(a / b for a, b in zip(times[one], times[other], strict=True))


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    micros: float
    of_clean: float


def race_rows(times: dict[str, list[float]], documents: int) -> list[Row]:
    return [Row(n, 1e6 * median(t) / documents, ratio(times, n, FULL)) for n, t in times.items()]


def generated(count: int) -> list[Sample]:
    return [Sample(a.text.encode(), a.html) for a in articles(count)]


def real(folder: Path) -> list[Sample]:
    """Every article and every third page's text by trafilatura, each with the page's HTML where there is one."""
    out: list[Sample] = []
    for source in sorted(p.name.split(".")[0] for p in folder.glob("*.jsonl.xz")):
        stored = html_of(folder, source) if (folder / "html" / f"{source}.jsonl.xz").exists() else {}
        for n, page in enumerate(pages(folder, [source])):
            markup = stored.get(str(page["id"]))
            raw: dict[str, str] = page.get("raw") or {}
            texts = [str(page["gold"]), *([raw["trafilatura"]] if n % 3 == 0 and "trafilatura" in raw else [])]
            out += [Sample(text.encode("utf8", "replace"), markup) for text in texts]
    return out


# ---------------------------------------------------------------- processes: import, first clean, memory

IMPORT = "import time; t = time.process_time(); import newswash; print(time.process_time() - t)"
FIRST = """
import time, newswash
began = time.process_time()
newswash.clean("The vote passed.")
print(time.process_time() - began)
"""
MEMORY = """
import re, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from newswash import Cleaner
cleaner = Cleaner()
from generated import articles
for article in articles(500):
    cleaner.clean(article.text)
# not getrusage: a process starts with the peak of the one that started it
print(int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024)
"""


def asked(code: str, cache: Path) -> float:
    """The number that a new interpreter prints."""
    command = [sys.executable, "-c", code, str(Path(__file__).parent)]
    done = subprocess.run(command, env={**os.environ, "NEWSWASH_CACHE": str(cache)}, check=True, capture_output=True)
    return float(done.stdout)


def processes(rounds: int) -> list[tuple[str, str]]:
    imports, cold, warm = [], [], []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as name:
            cache = Path(name)
            imports.append(asked(IMPORT, cache))
            cold.append(asked(FIRST, cache))
            warm.append(asked(FIRST, cache))
            memory = asked(MEMORY, cache)
    return [
        ("import newswash", f"{1000 * median(imports):.0f} ms"),
        ("first clean, cache empty", f"{1000 * median(cold):.0f} ms"),
        ("first clean, cache warm", f"{1000 * median(warm):.0f} ms"),
        ("memory of a worker, all packs, cache warm, 500 documents", f"{memory:.0f} MB"),
    ]


# ---------------------------------------------------------------- the report


def aims(fast: dict[str, list[float]], late: dict[str, list[float]]) -> list[tuple[str, str, str]]:
    """The figures that newswash holds itself to: what, measured, aim."""
    return [
        ("rules alone / raw scan", f"{ratio(fast, RULES, SCAN):.2f} ×", "≤ 2 ×"),
        ("clean() / raw scan", f"{ratio(fast, FULL, SCAN):.2f} ×", "≤ 4 ×"),
        ("clean() / orjson loads and dumps", f"{ratio(fast, FULL, ORJSON):.2f} ×", "≤ 1.5 ×"),
        ("JSONL in and out / orjson loads and dumps", f"{ratio(fast, JSONL, ORJSON):.2f} ×", "≤ 2 ×"),
        ("added to trafilatura.extract", f"{100 * ratio(late, FULL, TRAFILATURA):.2f} %", "≤ 0.2 %"),
        ("added to resiliparse main content", f"{100 * ratio(late, FULL, RESILIPARSE):.1f} %", "≤ 2.5 %"),
        ("datatrove C4 without sentence count / clean()", f"{ratio(late, C4, FULL):.1f} ×", "≥ 5 ×"),
    ]


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=Path, help="a folder of real pages in place of the generated corpus")
    parser.add_argument("--documents", type=int, default=1000, help="of the generated corpus")
    parser.add_argument("--part", type=int, default=10, help="slow contestants get each so-many-th document")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--plot", type=Path, help="write the costs here, as SVG")
    args = parser.parse_args()
    samples = real(args.pages) if args.pages else generated(args.documents)
    if not samples:
        sys.exit(f"{args.pages}: holds no page with a gold article; benchmarks/README.md says how to make one.")
    part = [s for s in samples if s.html is not None][:: args.part]
    if not part:
        sys.exit(f"{args.pages}: no page has HTML, which the extractors need: html/<source>.jsonl.xz.")
    full = Cleaner()
    with tempfile.TemporaryDirectory() as folder:
        fast = race(quick(full, Path(folder)), samples, args.rounds)
    late = race(slow(full), part, args.rounds)
    size = sum(len(s.text) for s in samples)
    print(f"{len(samples)} documents, {size / 1e6:.1f} MB; {len(part)} of them for the slow contestants.\n")
    rows = race_rows(fast, len(samples)) + [r for r in race_rows(late, len(part)) if r.name != FULL]
    rows.sort(key=lambda row: row.of_clean)
    print(table(["", "µs a document", "× clean()"], [(r.name, f"{r.micros:.1f}", f"{r.of_clean:.3g}") for r in rows]))
    print()
    print(table(["ratio", "measured", "aim"], aims(fast, late)))
    print()
    print(table(["a new process", "processor time or memory"], processes(3)))
    if args.plot:
        from plots import ratio_bars

        ratio_bars([(r.name, r.of_clean) for r in rows], args.plot)


if __name__ == "__main__":
    main()
