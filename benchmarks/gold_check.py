"""What the rules remove from articles written down as clean: each is an error, or boilerplate in the gold.

    python benchmarks/gold_check.py PAGES [--language de] [--layout]

PAGES is a folder in the format that benchmarks/README.md describes. Prints each span with its rule, and the totals.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from corpus import pages
from newswash import Cleaner


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path)
    parser.add_argument("--language", help="only pages of this language")
    parser.add_argument("--layout", action="store_true", help="with the layout detector")
    args = parser.parse_args()
    cleaner = Cleaner(layout=args.layout)
    sources = sorted(p.name.split(".")[0] for p in args.pages.glob("*.jsonl.xz"))
    articles = [p for p in pages(args.pages, sources) if p.get("gold") and args.language in (None, p["lang"])]
    removed, total, rules = 0, 0, Counter[str]()
    for page in articles:
        result = cleaner.detect(page["gold"], url=page["url"] or None)
        total += len(page["gold"])
        for removal, words in result.removed():
            removed += len(words.strip())
            rules[removal.rule] += 1
            print(f"{page['source']}\t{page['id']}\t{removal.rule}\t{' '.join(words.split())[:160]}")
    print(f"{len(articles)} articles: {removed} of {total} characters ({100 * removed / max(1, total):.4f} %)")
    for rule, n in rules.most_common():
        print(f"{n:>6}  {rule}")


if __name__ == "__main__":
    main()
