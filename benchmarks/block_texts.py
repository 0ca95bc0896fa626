"""The texts that the models of blocks learn from: boilerplate, and articles of the kinds that tempt most.

All are composed but what is of a corpus: its gold articles, and what extractors leave around them. Of most sources
every second text is set aside: the report tells what becomes of those.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from zlib import crc32

from asks import Placed, articles, between, read_texts
from corpus import Sample, fold_of, pages, samples
from layout_units import FOLDS, NO_LANGUAGES
from newswash import Cleaner, load_rules
from newswash.ask_groups import TONE_OF
from newswash.block_words import ASK, NOTICE, NOTICES
from newswash.fixture import read_fixtures
from newswash.metadata_words import signs
from newswash.model import Document
from newswash.page import Page
from newswash.units import quick_word_count
from train_tone import ARTICLE, TRAIN, composed, examples

FOLDER = Path(__file__).parent
ASKS = {"donation", "membership", "newsletter", "subscription-paywall"}
KINDS = {*ASKS, *NOTICES, ARTICLE}
NOTICE_OF = {category: kind for kind, category in NOTICES.items() if kind != "tip"} | {
    "app-promo": "follow", "login-account": "", "navigation": "",
}  # fmt: skip
"""Categories of notices, and their kinds, if they have one."""
TELLING = {*TONE_OF, *NOTICE_OF} - {"related-links", "navigation"}
"""Categories by which a block around an article is known: links to other articles sound like those."""
OF_PAGES = ("corpus", "margins")
"""The sources that are of real pages; their folds are by host."""
LEAST = 30  # code points of an example that counts as a block
LONG = "blocks, several as one"
TOGETHER = 4  # composed texts
PER_HOST = 50  # blocks of one host that are learnt from
LINE_WORDS = 7  # of the longest line of a block that says something, rather than lists labels
SURE = 0.5  # log odds, by its words, from which on a block beside an article is boilerplate rather than another article
_SHORTEST, _LONGEST = 40, 4000  # code points of a block around an article
_ALIKE = 80  # letters by which blocks of one host are told apart
_gap = re.compile(r"\n\s*\n|\n")
_articles = cache(articles)


@dataclass(frozen=True)
class Text:
    """A text of one kind: `ASK`, `NOTICE` or `ARTICLE`."""

    words: str
    label: str
    language: str
    source: str
    fold: int | None
    """In which part it is held out while the words are learnt; None: it is always learnt from."""
    kind: str = ""
    """Of a notice: one of `NOTICES`, if known."""
    unseen: bool = False
    """Nothing is learnt from it."""
    is_block: bool = True
    """Whether it is one as pages hold it, not a sentence."""


def _fold(text: str) -> int:
    return crc32(text.encode()) % FOLDS


def _label(kind: str) -> str:
    return kind if kind == ARTICLE else ASK if kind in ASKS else NOTICE


def of_blocks(folder: Path) -> Iterator[Text]:
    """A folder of <language>.jsonl: kind and text of each.

    These are short, real blocks often are not: so some of a kind also make a long one, and paragraphs an article.
    """
    for path in sorted(folder.glob("*.jsonl")):
        of_kind: dict[str, list[str]] = defaultdict(list)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            row = json.loads(line)
            if row.get("kind") not in KINDS or not row.get("text"):
                sys.exit(f"{path}:{number}: no text, or not of a kind: {', '.join(sorted(KINDS))}.")
            of_kind[row["kind"]].append(row["text"])
        for kind, texts in of_kind.items():
            for k in range(0, len(texts), TOGETHER):
                yield from _of_one_kind(kind, path.stem, texts[k : k + TOGETHER])


def _of_one_kind(kind: str, language: str, texts: Sequence[str]) -> Iterator[Text]:
    """Texts that share a fold: an article, or boilerplate, each for itself and all as one block."""
    fold = _fold(texts[0])
    if kind == ARTICLE:
        yield Text("\n\n".join(texts), ARTICLE, language, "blocks", fold)
        return
    text = Text("", _label(kind), language, "blocks", fold, kind if kind in NOTICES else "")
    yield from (replace(text, words=words) for words in texts)
    yield replace(text, words=" ".join(texts), source=LONG)


def of_outlets() -> Iterator[Text]:
    for text in read_texts(FOLDER / "outlets.jsonl", None):
        label = NOTICE if text["kind"] == "core" else ASK
        unseen = not text["read"]
        yield Text(text["text"], label, text["lang"], "outlets.jsonl", _fold(text["text"]), unseen=unseen)


def of_asks() -> Iterator[Text]:
    for number, text in enumerate(read_texts(FOLDER / "asks.jsonl", None)):
        yield Text(text["text"], ASK, text["lang"], "asks.jsonl", _fold(text["text"]), unseen=bool(number % 2))


def of_fixtures() -> Iterator[Text]:
    for fixture in read_fixtures(FOLDER.parent / "fixtures"):
        of, fold = fixture.language or "en", _fold(fixture.text)
        for mark in fixture.marks:
            if mark.category in TONE_OF:
                words = fixture.text[mark.start : mark.end]
                yield Text(words, ASK, of, "fixtures", fold, unseen=fixture.held_out)
        if not fixture.marks:
            yield Text(fixture.text, ARTICLE, of, "fixtures", fold, unseen=fixture.held_out)


def of_articles(corpus: Path) -> Iterator[Text]:
    """Near misses, articles that tempt, and the gold articles of a corpus without what rules remove from them."""
    for number, row in enumerate((FOLDER / "near_misses.tsv").read_text("utf-8").splitlines()):
        language, _, words = row.partition("\t")
        yield Text(words, ARTICLE, language, "near_misses.tsv", _fold(words), unseen=bool(number % 2))
    for number, text in enumerate(read_texts(FOLDER / "articles.jsonl", None)):
        words, language = text["text"], text["lang"]
        unseen = bool(number % 2) or not text.get("read", True)
        yield Text(words, ARTICLE, language, "articles.jsonl", _fold(words), unseen=unseen)
    cleaner = Cleaner(layout=False, tone=False)
    for page in pages(corpus, TRAIN):
        fold = fold_of(str(page["host"]), FOLDS)
        yield Text(cleaner.clean(str(page["gold"] or "")), ARTICLE, str(page["lang"]), "corpus", fold)


def of_margins(corpus: Path, sound: Callable[[str], tuple[float, str]]) -> Iterator[Text]:
    """Blocks that stand around the articles of a corpus, in what extractors made of the pages.

    Much of that is of other articles. So a block counts if rules take half of it, or if it sounds like boilerplate to
    models that have not learnt from any: ``sound`` tells how much, log odds, and like what, `ASK` or `NOTICE`.
    """
    cleaner = Cleaner(layout=False, tone=False)
    known: set[tuple[str, str]] = set()
    taken: Counter[str] = Counter()
    for sample in samples(corpus, TRAIN, frozenset(), NO_LANGUAGES):
        for words, category in _margins(sample, cleaner) if sample.extractor != "gold" else ():
            key = sample.host, "".join(filter(str.isalpha, words.lower()))[:_ALIKE]
            if key in known or taken[sample.host] == PER_HOST:
                continue
            odds, label = sound(words)
            if category:
                label = ASK if category in TONE_OF else NOTICE
            elif odds < SURE:
                continue
            known.add(key)
            taken[sample.host] += 1
            kind = NOTICE_OF.get(category, "")
            yield Text(words, label, sample.language, "margins", fold_of(sample.host, FOLDS), kind)


def _margins(sample: Sample, cleaner: Cleaner) -> Iterator[tuple[str, str]]:
    """The blocks of a text in which no word is the article's and that say something, each with the category of
    `TELLING` of which rules take half of it, if they do."""
    page = Page(Document(sample.text))
    removals = [r for r in cleaner.detect(sample.text).removals if r.category in TELLING]
    for lines in page.blocks:
        start, end = page.starts[lines[0]], page.starts[lines[-1]] + len(page.lines[lines[-1]])
        words = "\n".join(" ".join(page.lines[n].split()) for n in lines)
        if not _SHORTEST <= len(words) <= _LONGEST or sample.tokens(start, end)[1]:
            continue
        said = words.split("\n")
        if max(map(quick_word_count, said)) < LINE_WORDS or all(map(signs, said)):
            continue
        by: Counter[str] = Counter()
        for r in removals:
            by[r.category] += max(0, min(r.end, end) - max(r.start, start))
        yield words, max(by, key=by.__getitem__) if 2 * by.total() >= end - start else ""


def of_sentences() -> Iterator[Text]:
    """The sentences that the tone model learns from, and examples of notices."""
    for sentence in (*examples(), *composed(FOLDER / "tone")):
        label = ARTICLE if sentence.kind == ARTICLE else ASK
        yield Text(sentence.text, label, sentence.language, "sentences", None, is_block=False)
    rules = load_rules()
    language = {pack.id: pack.language or pack.id for pack in rules.packs}
    for rule in rules.rules:
        for example in rule.removes if rule.category in NOTICE_OF else ():
            for line in example.text.split("\n"):
                if len(line) >= LEAST:
                    kind, of = NOTICE_OF[rule.category], language[rule.pack]
                    yield Text(line, NOTICE, of, "sentences", None, kind, is_block=False)


def paragraphs(text: Text) -> Iterator[Text]:
    """An article's paragraphs, each for itself; other texts as they are."""
    if text.label != ARTICLE:
        yield text
        return
    yield from (replace(text, words=words) for words in _gap.split(text.words.strip()) if words.strip())


def placed(text: Text) -> Iterator[Placed]:
    """As a page would hold it. Of an article, the paragraphs each for itself and several in one block, on lines of
    their own and on one."""
    if text.label != ARTICLE:
        yield between((_articles()[text.language] or _articles()["en"])[0], text.words)
        return
    pieces = [piece.words for piece in paragraphs(text)]
    for size, joint in ((1, ""), (2, "\n"), (2, " "), (5, "\n"), (5, " ")):
        joined = "\n\n".join([*(joint.join(pieces[k : k + size]) for k in range(0, len(pieces), size)), "", ""])
        yield Placed(joined, 0, len(joined))
