"""How much goes of asks that no rule was written for, of typical lines of pages, and of what only comes near to them.

    python benchmarks/asks.py [--language de] [--show]

`asks.jsonl` holds whole asks of invented outlets in unusual words, `outlets.jsonl` boilerplate as ordinary outlets
write it (half of it unread by those who wrote rules), `lines.tsv` lines of all kinds as their pages hold them,
`near_misses.tsv` sentences that a reporter may write, `articles.jsonl` whole articles of kinds that tempt a cleaner
(price lists, app instructions, glossaries, open letters; 160 of them unread); all were composed. Each ask and each
outlet's text is put between the paragraphs of articles and below them, each line and near miss as a paragraph into one:
these are the fixtures that hold no boilerplate. Layout is off.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Set
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from newswash import Cleaner
from newswash.fixture import read_fixtures

FOLDER = Path(__file__).parent
FIXTURES = FOLDER.parent / "fixtures"
ARTICLES = {"asks.jsonl": 3, "outlets.jsonl": 1}
"""Into how many articles a text is put."""
NEGLIGIBLE = 3
"""So many characters of what must stay may go without being counted: a word's end, a bullet."""
WHOLE = 0.9
"""A line goes if so much of it goes."""
_gap = re.compile(r"\n+")


@dataclass(frozen=True)
class Placed:
    """A text, and where in it the words stand that were put into an article."""

    text: str
    start: int
    end: int
    shift: int = 0
    """So much further on than in the article stands what follows the words."""

    def of_words(self, places: Set[int]) -> int:
        """How many of these places in the text are in the words."""
        return sum(self.start <= i < self.end for i in places)

    def of_article(self, places: Set[int]) -> set[int]:
        """Where in the article those of these places are that are not in the words."""
        return {i if i < self.start else i - self.shift for i in places if not self.start <= i < self.end}


def articles() -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for fixture in read_fixtures(FIXTURES):
        if not fixture.marks and not fixture.held_out and fixture.language and len(_gap.findall(fixture.text)) >= 2:
            found[fixture.language].append(fixture.text.strip())
    return found


def below(article: str, words: str) -> Placed:
    start = len(article) + 2
    return Placed(f"{article}\n\n{words}\n", start, start + len(words))


def between(article: str, words: str) -> Placed:
    """After the paragraph that ends nearest to the middle."""
    gap = min(_gap.finditer(article), key=lambda m: abs(2 * m.start() - len(article)))
    before, after = f"{article[: gap.start()]}\n\n", f"\n\n{article[gap.end() :]}\n"
    end = len(before) + len(words)
    return Placed(before + words + after, len(before), end, end + 2 - gap.end())


def solid(text: str) -> int:
    return len("".join(text.split()))


def gone(cleaner: Cleaner, text: str, host: str | None = None) -> set[int]:
    """Where in a text the characters stand that go, white space aside."""
    removals = cleaner.detect(text, url=host and f"https://{host}/").removals
    return {i for r in removals for i in range(r.start, r.end) if not text[i].isspace()}


def read_texts(path: Path, language: str | None) -> list[dict[str, str]]:
    texts = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [text for text in texts if language in (None, text["lang"])]


def print_texts(file: str, cleaners: dict[str, Cleaner], language: str | None, show: bool) -> None:
    of = articles()
    total: dict[str, int] = defaultdict(int)
    taken: dict[tuple[str, str], int] = defaultdict(int)
    count, harmed = 0, dict.fromkeys(cleaners, 0)
    for text in read_texts(FOLDER / file, language):
        words, host = text["text"], text.get("host")
        keys = [text["kind"], "all"]
        if "read" not in text:
            keys.append(text["lang"])
        elif not text["read"]:
            keys += [f"{text['kind']}, unread", "all, unread"]
        for article in islice(of[text["lang"]], ARTICLES[file]):
            alone = {name: gone(cleaner, article, host) for name, cleaner in cleaners.items()}
            for placed in (below(article, words), between(article, words)):
                count += 1
                for key in keys:
                    total[key] += solid(words)
                for name, cleaner in cleaners.items():
                    places = gone(cleaner, placed.text, host)
                    for key in keys:
                        taken[key, name] += placed.of_words(places)
                    if len(placed.of_article(places) - alone[name]) > NEGLIGIBLE:
                        harmed[name] += 1
                        if show:
                            print(f"article harmed by {name}: {text['lang']}, {words[:60]!r}")
    print(f"| {file}: share of the characters removed | " + " | ".join(cleaners) + " |")
    print("|---|" + "---|" * len(cleaners))
    for key in sorted(total, key=lambda key: (key.endswith("unread"), key.startswith("all"), len(key) < 3, key)):
        shares = [f"{100 * taken[key, name] / total[key]:.1f} %" for name in cleaners]
        print(f"| {key} | " + " | ".join(shares) + " |")
    counts = ", ".join(f"{n} ({name})" for name, n in harmed.items())
    print(f"\nOf {count} texts, so many lost words of the article as well: {counts}.\n")


def paragraphs(name: str, language: str | None) -> Iterator[tuple[str, Placed]]:
    """The rows of a file of languages and texts, each put into an article as a paragraph."""
    of = articles()
    for row in (FOLDER / name).read_text("utf-8").splitlines():
        lang, _, text = row.partition("\t")
        if language in (None, lang):
            yield row, between(of[lang][0], text)


def print_lines(cleaners: dict[str, Cleaner], language: str | None) -> None:
    count, found = 0, dict.fromkeys(cleaners, 0)
    for row, placed in paragraphs("lines.tsv", language):
        count += 1
        for name, cleaner in cleaners.items():
            found[name] += placed.of_words(gone(cleaner, placed.text)) >= WHOLE * solid(row.partition("\t")[2])
    print(f"\nOf {count} lines of pages, so many go: " + ", ".join(f"{n} ({name})" for name, n in found.items()))


def print_near_misses(cleaners: dict[str, Cleaner], language: str | None, show: bool) -> None:
    count, taken = 0, dict.fromkeys(cleaners, 0)
    for row, placed in paragraphs("near_misses.tsv", language):
        count += 1
        for name, cleaner in cleaners.items():
            if placed.of_words(gone(cleaner, placed.text)) > NEGLIGIBLE:
                taken[name] += 1
                if show:
                    print(f"taken by {name}: {row}")
    print(f"\nOf {count} near misses, so many are taken: " + ", ".join(f"{n} ({name})" for name, n in taken.items()))


def print_articles(cleaners: dict[str, Cleaner], language: str | None, show: bool) -> None:
    count: dict[str, int] = defaultdict(int)
    hurt: dict[tuple[str, str], int] = defaultdict(int)
    for line in (FOLDER / "articles.jsonl").read_text("utf-8").splitlines():
        article = json.loads(line)
        if language not in (None, article["lang"]):
            continue
        keys = ["all", "unread"] if not article.get("read", True) else ["all"]
        for key in keys:
            count[key] += 1
        for name, cleaner in cleaners.items():
            lost = [words for text in _as_lines(article["text"]) for _, words in cleaner.detect(text).removed()]
            for key in keys:
                hurt[key, name] += bool(lost)
            if show and lost:
                print(f"lost by {name}: {article['id']}\t{lost}")
    for key in ("all", "unread"):
        counts = ", ".join(f"{hurt[key, name]} ({name})" for name in cleaners)
        print(f"\nOf {count[key]} articles that hold no boilerplate ({key}), so many lose words: {counts}")


def _as_lines(text: str) -> tuple[str, str]:
    """A text as extractors give it: with blank lines between its paragraphs, and without."""
    return text, _gap.sub("\n", text)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--language", help="only asks and sentences of this language")
    parser.add_argument("--show", action="store_true", help="what is lost of articles, and the near misses taken")
    args = parser.parse_args()
    languages = sorted({text["lang"] for text in read_texts(FOLDER / "asks.jsonl", None)})
    if args.language not in (None, *languages):
        sys.exit(f"--language {args.language}: no ask is in it; choose one of {', '.join(languages)}.")
    cleaners = {"rules alone": Cleaner(layout=False, tone=False), "with tone": Cleaner(layout=False)}
    for file in ARTICLES:
        print_texts(file, cleaners, args.language, args.show)
    print_lines(cleaners, args.language)
    print_near_misses(cleaners, args.language, args.show)
    print_articles(cleaners, args.language, args.show)


if __name__ == "__main__":
    main()
