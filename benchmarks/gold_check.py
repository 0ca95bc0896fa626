"""What goes of articles written down as clean: each is an error, or boilerplate that they hold.

    python benchmarks/gold_check.py PAGES [--language de] [--sources a,b] [--list FILE] [--layout | --held-out FOLDER]

PAGES is a folder in the format that benchmarks/README.md describes. Prints each span that no row of
`gold_boilerplate.tsv`, or of FILE, knows, as such a row, with the rule and the words; then the totals. FOLDER holds the
models of `held_out.py`: each article is cleaned with those that have not seen its host.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from corpus import incomplete, pages
from gold_boilerplate import FILE, is_listed, listed, row_of
from held_out import HeldOut
from newswash import Cleaner


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path)
    parser.add_argument("--language", help="only pages of this language")
    parser.add_argument("--sources", help="only pages of these, separated by commas")
    parser.add_argument("--incomplete", type=Path, help="pages to leave out: source and id, separated by a tab, a line")
    parser.add_argument("--list", type=Path, default=FILE, help="lines of the articles that were read: boilerplate")
    models = parser.add_mutually_exclusive_group()
    models.add_argument("--layout", action="store_true", help="with the layout detector")
    models.add_argument("--held-out", metavar="FOLDER", help="with models of layout and blocks for hosts not seen")
    args = parser.parse_args()
    cleaner = HeldOut(args.held_out) if args.held_out else Cleaner(layout=args.layout)
    every = sorted(p.name.split(".")[0] for p in args.pages.glob("*.jsonl.xz"))
    left_out, boilerplate = incomplete(args.incomplete), listed(args.list)
    count, total = 0, 0
    removed: Counter[bool] = Counter()
    rules: Counter[str] = Counter()
    for page in pages(args.pages, args.sources.split(",") if args.sources else every):
        source, number = str(page["source"]), str(page["id"])
        if args.language not in (None, page["lang"]) or (source, number) in left_out:
            continue
        count += 1
        total += len(page["gold"])
        result = cleaner.detect(page["gold"], url=page["url"] or None)
        for removal, words in result.removed():
            known = is_listed(boilerplate, source, number, words)
            removed[known] += len(words.strip())
            if not known:
                rules[removal.rule] += 1
                print(*row_of(source, number, words), removal.category, removal.rule, " ".join(words.split()), sep="\t")
    for known, what in ((True, "listed as boilerplate"), (False, "else")):
        share = 100 * removed[known] / max(1, total)
        print(f"{count} articles: of {total} characters go {removed[known]} ({share:.4f} %), {what}")
    for rule, n in rules.most_common():
        print(f"{n:>6}  {rule}")


if __name__ == "__main__":
    main()
