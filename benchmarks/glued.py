"""What an ask costs the article that an extractor has glued it to: `python benchmarks/glued.py PAGES`.

Each ask of `outlets.jsonl` is put on one line with a paragraph of a gold article in its language, in front of it and
behind, with a space between them and without one. Articles that lose words without the ask are left out. Layout is
off.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from asks import FOLDER, NEGLIGIBLE, Placed, gone, read_texts, solid
from corpus import pages
from newswash import Cleaner

SHORTEST, LONGEST = 80, 800  # code points of a paragraph
ARTICLES = 2  # that each ask is glued to
WAYS = {
    "in front, with a space": "{ask} {paragraph}",
    "in front, without": "{ask}{paragraph}",
    "behind, with a space": "{paragraph} {ask}",
    "behind, without": "{paragraph}{ask}",
}
Article = Sequence[str]


def articles(corpus: Path) -> Mapping[str, list[Article]]:
    """By language, three paragraphs of each article."""
    found: dict[str, list[Article]] = defaultdict(list)
    sources = [path.name.removesuffix(".jsonl.xz") for path in sorted(corpus.glob("*.jsonl.xz"))]
    for page in pages(corpus, sources):
        lines = [line for line in str(page["gold"] or "").split("\n") if SHORTEST < len(line) < LONGEST]
        if len(lines) >= 3:
            found[str(page["lang"])].append(lines[:3])
    return found


def glued(way: str, ask: str, article: Article) -> Placed:
    """The article with the ask on the line of its second paragraph."""
    first, second, third = article
    line = WAYS[way].format(ask=ask, paragraph=second)
    start = len(first) + 2 + (0 if line.startswith(ask) else len(line) - len(ask))
    return Placed("\n\n".join([first, line, third]), start, start + len(ask))


def count(cleaner: Cleaner, corpus: Path) -> Iterator[tuple[str, Counter[str]]]:
    """For each way, how many texts there are and how many lose words, and of how many characters how many go."""
    of = articles(corpus)
    counts: dict[str, Counter[str]] = {way: Counter() for way in WAYS}
    for number, text in enumerate(read_texts(FOLDER / "outlets.jsonl", None)):
        if text["kind"] == "core" or text["lang"] not in of:
            continue
        ask = " ".join(text["text"].split())
        for k in range(ARTICLES):
            article = of[text["lang"]][(7 * number + 13 * k) % len(of[text["lang"]])]
            if gone(cleaner, "\n\n".join(article)):
                continue
            for way in WAYS:
                placed = glued(way, ask, article)
                places = gone(cleaner, placed.text)
                lost = len(places) - placed.of_words(places)
                counts[way] += Counter(
                    texts=1, hurt=lost > NEGLIGIBLE, lost=lost, gone=placed.of_words(places),
                    paragraph=solid(article[1]), ask=solid(ask),
                )  # fmt: skip
    yield from counts.items()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("corpus", type=Path)
    cleaners = {"rules alone": Cleaner(layout=False, tone=False), "with tone": Cleaner(layout=False)}
    arguments = parser.parse_args()
    print("| the ask stands | texts | that lose words of the article | of the paragraph's characters | of the ask's |")
    print("|---|---|---|---|---|")
    for name, cleaner in cleaners.items():
        for way, of in count(cleaner, arguments.corpus):
            shares = [of["hurt"] / of["texts"], of["lost"] / of["paragraph"], of["gone"] / of["ask"]]
            cells = [f"{100 * share:.1f} %" for share in shares]
            print(f"| {way} ({name}) | {of['texts']} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
