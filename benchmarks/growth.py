"""How the time of ``clean()`` grows with the length of a text, the number of rules and the number of documents.

    python benchmarks/growth.py
    python benchmarks/growth.py --most 1000000 --plot docs/images/growth.svg

Processor time of one core, the best of three. The exponent is the slope of the straight line through the logarithms:
1 means twice the work, twice the time.
"""

from __future__ import annotations

import argparse
import math
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from generated import articles
from newswash import Cleaner, Document, Pack, Rule, RuleSet

Points = list[tuple[float, float]]
TRIES = 3
_SYLLABLES = ("ba", "ce", "do", "fi", "gu", "ka", "le", "mi", "no", "pu", "ra", "se", "ti", "vo", "zu")


def exponent(points: Sequence[tuple[float, float]]) -> float:
    """The least-squares slope of log seconds over log size."""
    xs, ys = ([math.log(p[i]) for p in points] for i in (0, 1))
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum((a - x) ** 2 for a in xs)


def best(work: Callable[[], object]) -> float:
    """Seconds of processor time: the least of a few tries."""
    times = []
    for _ in range(TRIES):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return min(times)


def text_of(size: int) -> str:
    """A text of so many code points: different articles one after the other, some with boilerplate between."""
    parts, length = [], 0
    for article in articles(size // 400 + 1):
        parts.append(article.text)
        length += len(article.text) + 2
        if length >= size:
            break
    return "\n\n".join(parts)[:size]


def phrase(chance: random.Random) -> str:
    return " ".join("".join(chance.choices(_SYLLABLES, k=3)) for _ in range(5))


def rules_of(count: int) -> RuleSet:
    """So many rules of one five-word phrase each, all different."""
    chance = random.Random(count)
    phrases = {phrase(chance) for _ in range(count)}
    rules = tuple(Rule(f"r{n}", "growth", "navigation", phrases=(p,)) for n, p in enumerate(sorted(phrases)))
    return RuleSet(rules, (Pack("growth", "1"),))


def by_length(most: int) -> Points:
    cleaner, points = Cleaner(), []
    cleaner.clean("The vote passed.")
    for size in (n for n in (1_000, 10_000, 100_000, 1_000_000, 10_000_000) if n <= most):
        text, copies = text_of(size), max(1, 100_000 // size)
        points.append((float(size), best(lambda t=text, c=copies: [cleaner.clean(t) for _ in range(c)]) / copies))  # type: ignore[misc]
    return points


def by_rules(counts: Sequence[int]) -> Points:
    texts, points = [a.text for a in articles(300)], []
    for count in counts:
        cleaner = Cleaner(rules_of(count), layout=False)
        cleaner.clean("The vote passed.")
        points.append((float(count), best(lambda c=cleaner: [c.clean(t) for t in texts])))  # type: ignore[misc]
    return points


def by_documents(counts: Sequence[int]) -> Points:
    cleaner, points = Cleaner(), []
    cleaner.clean("The vote passed.")
    for count in counts:
        documents = [Document(a.text) for a in articles(count)]
        points.append((float(count), best(lambda d=documents: sum(1 for _ in cleaner.detect_many(d)))))  # type: ignore[misc]
    return points


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--most", type=int, default=10_000_000, help="code points of the longest text")
    parser.add_argument("--rules", default="100,1000,5000,20000", help="numbers of rules, separated by commas")
    parser.add_argument("--documents", default="100,300,1000,3000", help="numbers of documents, separated by commas")
    parser.add_argument("--plot", type=Path, help="write the curves here, as SVG")
    args = parser.parse_args()
    rules, documents = ([int(n) for n in listed.split(",")] for listed in (args.rules, args.documents))
    curves = {
        "code points": by_length(args.most),
        "rules (rules alone)": by_rules(rules),
        "documents": by_documents(documents),
    }
    print("| growth in | size | seconds | exponent |\n|---|---|---|---|")
    for name, points in curves.items():
        for n, (size, seconds) in enumerate(points):
            print(f"| {name} | {size:,.0f} | {seconds:.5f} | {'' if n else f'{exponent(points):.3f}'} |")
    if args.plot:
        from plots import growth

        growth({name: (points, exponent(points)) for name, points in curves.items()}, args.plot)


if __name__ == "__main__":
    main()
