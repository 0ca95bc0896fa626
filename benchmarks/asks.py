"""How much goes of asks that no rule was written for, and of sentences that only come near to one.

    python benchmarks/asks.py [--language de] [--show]

`asks.jsonl` holds whole asks of invented outlets, `near_misses.tsv` sentences that a reporter may write; both were
composed. Each ask is put between the paragraphs of articles and below them, each near miss as a paragraph into one:
the articles are the fixtures that hold no boilerplate. Layout is off.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import defaultdict
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from newswash import Cleaner
from newswash.fixture import read_fixtures

FOLDER = Path(__file__).parent
FIXTURES = FOLDER.parent / "fixtures"
ARTICLES = 3
"""Into how many articles an ask is put."""
HARMED = 3
"""So many characters of an article may go beside an ask without being counted: a word's end, a bullet."""
_gap = re.compile(r"\n+")


@dataclass(frozen=True)
class Placed:
    """A text, and where in it the words stand that were put into an article."""

    text: str
    start: int
    end: int


def articles() -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for fixture in read_fixtures(FIXTURES):
        if not fixture.marks and fixture.language and len(_gap.findall(fixture.text)) >= 2:
            found[fixture.language].append(fixture.text.strip())
    return found


def below(article: str, words: str) -> Placed:
    start = len(article) + 2
    return Placed(f"{article}\n\n{words}\n", start, start + len(words))


def between(article: str, words: str) -> Placed:
    """After the paragraph that ends nearest to the middle."""
    gap = min(_gap.finditer(article), key=lambda m: abs(2 * m.start() - len(article)))
    start = gap.start() + 2
    return Placed(f"{article[: gap.start()]}\n\n{words}\n\n{article[gap.end() :]}\n", start, start + len(words))


def solid(text: str) -> int:
    return len("".join(text.split()))


def removed(cleaner: Cleaner, placed: Placed, host: str | None = None) -> tuple[int, int]:
    """How many characters of the words and how many of the article go, white space not counted."""
    words = article = 0
    for r in cleaner.detect(placed.text, url=host and f"https://{host}/").removals:
        inside = solid(placed.text[max(r.start, placed.start) : min(r.end, placed.end)])
        words += inside
        article += solid(placed.text[r.start : r.end]) - inside
    return words, article


def alone(cleaner: Cleaner, article: str, host: str) -> int:
    """How many characters of an article go that holds no ask."""
    return sum(solid(words) for _, words in cleaner.detect(article, url=f"https://{host}/").removed())


def read_asks(path: Path, language: str | None) -> list[dict[str, str]]:
    asks = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    languages = sorted({ask["lang"] for ask in asks})
    if language not in (None, *languages):
        sys.exit(f"--language {language}: no ask is in it; choose one of {', '.join(languages)}.")
    return [ask for ask in asks if language in (None, ask["lang"])]


def print_asks(cleaners: dict[str, Cleaner], language: str | None, show: bool) -> None:
    of = articles()
    total: dict[str, int] = defaultdict(int)
    gone: dict[tuple[str, str], int] = defaultdict(int)
    texts, harmed = 0, dict.fromkeys(cleaners, 0)
    for ask in read_asks(FOLDER / "asks.jsonl", language):
        keys = (ask["kind"], ask["lang"], "all")
        for article in islice(of[ask["lang"]], ARTICLES):
            for placed in (below(article, ask["text"]), between(article, ask["text"])):
                texts += 1
                for key in keys:
                    total[key] += solid(ask["text"])
                for name, cleaner in cleaners.items():
                    words, beside = removed(cleaner, placed, ask["host"])
                    for key in keys:
                        gone[key, name] += words
                    if beside - alone(cleaner, article, ask["host"]) > HARMED:
                        harmed[name] += 1
                        if show:
                            print(f"article harmed by {name}: {ask['lang']}, {ask['outlet']}")
    print("| share of the characters removed | " + " | ".join(cleaners) + " |")
    print("|---|" + "---|" * len(cleaners))
    for key in sorted(total, key=lambda key: (key == "all", len(key) < 4, key)):
        shares = [f"{100 * gone[key, name] / total[key]:.1f} %" for name in cleaners]
        print(f"| {key} | " + " | ".join(shares) + " |")
    counts = ", ".join(f"{n} ({name})" for name, n in harmed.items())
    print(f"\nOf {texts} texts, so many lost words of the article as well: {counts}.")


def print_near_misses(cleaners: dict[str, Cleaner], language: str | None, show: bool) -> None:
    of = articles()
    count, taken = 0, dict.fromkeys(cleaners, 0)
    for line in (FOLDER / "near_misses.tsv").read_text("utf-8").splitlines():
        lang, _, sentence = line.partition("\t")
        if language not in (None, lang):
            continue
        count += 1
        placed = between(of[lang][0], sentence)
        for name, cleaner in cleaners.items():
            if removed(cleaner, placed)[0] > HARMED:
                taken[name] += 1
                if show:
                    print(f"taken by {name}: {lang}\t{sentence}")
    print(f"\nOf {count} near misses, so many are taken: " + ", ".join(f"{n} ({name})" for name, n in taken.items()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--language", help="only asks and sentences of this language")
    parser.add_argument("--show", action="store_true", help="what is lost of articles, and the near misses taken")
    args = parser.parse_args()
    cleaners = {"rules alone": Cleaner(layout=False, tone=False), "with tone": Cleaner(layout=False)}
    print_asks(cleaners, args.language, args.show)
    print_near_misses(cleaners, args.language, args.show)


if __name__ == "__main__":
    main()
