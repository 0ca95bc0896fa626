"""A corpus of composed news articles: seeded, ten languages, three in ten with boilerplate in them.

    python benchmarks/generated.py 1000 > articles.jsonl

The same seed gives the same articles everywhere. The words are in ``generated.toml``.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

WORDS: dict[str, dict[str, Any]] = tomllib.loads(Path(__file__).with_name("generated.toml").read_text(encoding="utf8"))
DIRTY = 0.3  # share of articles that hold boilerplate
SEED = 7


@dataclass(frozen=True, slots=True)
class Article:
    """A generated article. ``gold`` is its text without the boilerplate that ``text`` holds."""

    id: str
    language: str
    title: str
    gold: str
    text: str
    cruft: tuple[str, ...]

    @property
    def html(self) -> str:
        """The article as a page: a menu, the text in paragraphs, a footer."""
        menu = "".join(f'<li><a href="/{n}">{escape(line)}</a></li>' for n, line in enumerate(self.cruft * 4))
        body = "".join(f"<p>{escape(line)}</p>\n" for line in self.text.split("\n") if line)
        return (
            f'<!DOCTYPE html><html lang="{self.language}"><head><title>{escape(self.title)}</title></head><body>'
            f"<nav><ul>{menu}</ul></nav><article><h1>{escape(self.title)}</h1>\n{body}</article>"
            f"<footer><ul>{menu}</ul></footer></body></html>"
        )


def articles(count: int, *, seed: int = SEED, dirty: float = DIRTY, language: str | None = None) -> Iterator[Article]:
    """``count`` articles, the languages in turn; ``dirty``: the share that holds boilerplate."""
    names = [language] if language else list(WORDS)
    for n in range(count):
        yield _article(n, names[n % len(names)], random.Random(f"{seed}-{n}"), dirty)


def _article(n: int, language: str, chance: random.Random, dirty: float) -> Article:
    words = WORDS[language]
    paragraphs = [_paragraph(words, chance) for _ in range(chance.randint(4, 16))]
    lines = list(paragraphs)
    cruft: list[str] = []
    if chance.random() < dirty:
        cruft = chance.sample(words["cruft"], chance.randint(1, 5))
        for line in cruft:
            lines.insert(chance.choice((0, len(lines), len(lines), chance.randrange(len(lines) + 1))), line)
    title = _sentence(words, chance).rstrip(".。")
    return Article(f"{language}-{n}", language, title, "\n\n".join(paragraphs), "\n\n".join(lines), tuple(cruft))


def _paragraph(words: dict[str, Any], chance: random.Random) -> str:
    sentences = [_sentence(words, chance) for _ in range(chance.randint(1, 4))]
    if chance.random() < 0.3:
        sentences.append(chance.choice(words["said"]))
    return str(words.get("space", " ")).join(sentences)


def _sentence(words: dict[str, Any], chance: random.Random) -> str:
    return str(words.get("space", " ")).join(chance.choice(part) for part in words["parts"]) + str(
        words.get("stop", ".")
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int)
    parser.add_argument("--seed", type=int, default=SEED)
    args = parser.parse_args()
    for a in articles(args.count, seed=args.seed):
        row = {"id": a.id, "lang": a.language, "title": a.title, "gold": a.gold, "text": a.text}
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
