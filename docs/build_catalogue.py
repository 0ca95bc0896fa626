"""Pages that the documentation build makes: the rule catalogue, the example report, the changelog.

MkDocs loads this file as a hook. ``catalogue`` alone knows no MkDocs, so that a test can read what it writes.
"""

from __future__ import annotations

import html
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from newswash import CATEGORIES, Cleaner, Document, Pack, Rule, RuleSet, load_rules
from newswash.pack_sources import BUILTIN
from newswash.report import report

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = {
    "ar": "Arabic", "bg": "Bulgarian", "bn": "Bengali", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek",
    "en": "English", "es": "Spanish", "fa": "Persian", "fi": "Finnish", "fr": "French", "he": "Hebrew", "hi": "Hindi",
    "hr": "Croatian", "hu": "Hungarian", "id": "Indonesian", "it": "Italian", "ja": "Japanese", "ko": "Korean",
    "nb": "Norwegian", "nl": "Dutch", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian",
    "sk": "Slovak", "sv": "Swedish", "th": "Thai", "tr": "Turkish", "uk": "Ukrainian", "vi": "Vietnamese",
    "zh": "Chinese",
}  # fmt: skip
_SPEAKING = frozenset("&<>\"'\\`*_{}[]()#|~^=:+!")
SHOWN = 30  # phrases of a rule; the pack file holds the others


def catalogue(rules: RuleSet) -> dict[str, str]:
    """The catalogue as Markdown, by path: an index, a page for each language pack, and one for all site packs."""
    by_pack: dict[str, list[Rule]] = defaultdict(list)
    for rule in rules.rules:
        by_pack[rule.pack].append(rule)
    languages = [p for p in rules.packs if not p.id.startswith("sites/")]
    sites = sorted((p for p in rules.packs if p.id.startswith("sites/")), key=lambda p: p.id)
    pages = {f"catalogue/{p.id}.md": _language_page(p, by_pack[p.id]) for p in languages}
    pages["catalogue/sites.md"] = _sites_page([(p, by_pack[p.id]) for p in sites])
    pages["catalogue/index.md"] = _index(rules)
    return pages


def _index(rules: RuleSet) -> str:
    packs = {p.id: p for p in rules.packs}
    rows = "\n".join(_row(r, packs[r.pack]) for r in rules.rules)
    combined = sum(r.kind != "phrase" or r.pattern is not None for r in rules.rules)
    spoken = sorted({_language(p) for p in rules.packs})
    return (
        _head("Rule catalogue") + f"{len(rules.rules):,} rules in {len(rules.packs)} packs; {combined:,} of them need "
        "evidence of several kinds. The page is written from the packs by the documentation build. "
        "On the command line: `newswash rules list PATTERN`, `newswash rules show NAME`.\n\n"
        '<form class="rule-filter" id="rule-filter">\n'
        f"{_select('language', 'Language', spoken)}\n{_select('category', 'Category', CATEGORIES)}\n"
        '<label>Words <input type="search" name="words" placeholder="newsletter, sites/, cues …"></label>\n'
        '<output name="count"></output>\n</form>\n\n'
        '<table class="rules" id="rules">\n'
        "<thead><tr><th>Rule</th><th>Category</th><th>Language</th><th>What it finds</th></tr></thead>\n"
        f"<tbody>\n{rows}\n</tbody>\n</table>\n"
    )


def _row(rule: Rule, pack: Pack) -> str:
    language, page = _language(pack), "sites" if rule.pack.startswith("sites/") else rule.pack
    return (
        f'<tr data-language="{language}" data-category="{rule.category}" data-kind="{rule.kind}">'
        f'<td><a href="{page}/#{_anchor(rule)}"><code>{html.escape(rule.name)}</code></a></td>'
        f"<td>{rule.category}</td><td>{language}</td><td>{html.escape(rule.about)}</td></tr>"
    )


def _select(name: str, label: str, options: Iterable[str]) -> str:
    choices = "".join(f"<option>{o}</option>" for o in options)
    return f'<label>{label} <select name="{name}"><option value="">all</option>{choices}</select></label>'


def _language_page(pack: Pack, rules: list[Rule]) -> str:
    parts = [_head(f"{_language(pack)} (`{pack.id}`)"), _about(pack)]
    for category in CATEGORIES:
        own = [r for r in rules if r.category == category]
        if own:
            parts.append(f"## {category}\n\n")
            parts += [_rule(r, pack) for r in own]
    return "".join(parts)


def _sites_page(packs: Iterable[tuple[Pack, list[Rule]]]) -> str:
    parts = [_head("Site packs"), "Rules for what single outlets say of themselves.\n\n"]
    for pack, rules in packs:
        parts.append(f"## {pack.id.removeprefix('sites/')}\n\n{_about(pack)}")
        parts += [_rule(r, pack) for r in rules]
    return "".join(parts)


def _about(pack: Pack) -> str:
    facts = "".join(f"<dt>prune: {key}</dt><dd>{_wordings(values)}</dd>" for key, values in pack.prune if values)
    pruned = f'<div class="rule"><dl>{facts}</dl></div>\n\n' if facts else ""
    return f"{_flat(pack.about)} Version {pack.version}.\n\n{pruned}"


def _head(title: str) -> str:
    return f"---\nhide: [toc]\n---\n\n# {title}\n\n"


def _language(pack: Pack) -> str:
    return LANGUAGES.get(pack.language or "", "Any language")


def _anchor(rule: Rule) -> str:
    return rule.name.replace("/", "-").replace(":", "--").replace(".", "-")


def _rule(rule: Rule, pack: Pack) -> str:
    facts = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in _facts(rule))
    lang = f' lang="{pack.language}"' if pack.language else ""
    examples = "".join(
        f'<figure class="{key}"><figcaption>{says}</figcaption>'
        f'<blockquote dir="auto"{lang}>{_flat(e.text)}</blockquote></figure>'
        for key, says in (("removes", "removes"), ("keeps", "leaves"))
        for e in getattr(rule, key)
    )
    return (
        f"### `{rule.name}` {{ #{_anchor(rule)} }}\n\n{_flat(rule.about)}\n\n"
        f'<div class="rule">{examples}<dl>{facts}</dl></div>\n\n'
    )


def _facts(rule: Rule) -> Iterator[tuple[str, str]]:
    yield "category", rule.category
    yield "kind", f"{rule.kind}, unit {rule.unit}" if rule.kind == "phrase" else rule.kind
    if rule.tier != "strip":
        yield "tier", rule.tier
    for key in ("sites", "languages", "unless", "needs"):
        if getattr(rule, key):
            yield key, ", ".join(map(html.escape, getattr(rule, key)))
    for key in ("phrases", "anchors", "ends"):
        if getattr(rule, key):
            yield key, _wordings(getattr(rule, key))
    for group, wordings in rule.cues:
        yield f"cues: {html.escape(group)}", _wordings(wordings)
    for key in ("pattern", "voice"):
        if getattr(rule, key):
            yield key, f"<code>{_flat(getattr(rule, key))}</code>"


def _wordings(wordings: tuple[str, ...]) -> str:
    more = f" and {len(wordings) - SHOWN} more" if len(wordings) > SHOWN else ""
    return ", ".join(f"<q>{_flat(w)}</q>" for w in wordings[:SHOWN]) + more


def _flat(text: str) -> str:
    """Text for one line of HTML; no character of it is read as Markdown."""
    safe = "".join(f"&#{ord(c)};" if c in _SPEAKING else c for c in text)
    return safe.replace("\n", "<br>")


# ---------------------------------------------------------------------- the hook


def on_files(files: Any, config: Any) -> Any:
    """Add the pages that are made, not written."""
    from mkdocs.structure.files import File

    rules = load_rules(str(BUILTIN))
    example = Document((ROOT / "docs" / "example.txt").read_text("utf-8"), id="example.txt")
    made = catalogue(rules) | {
        "changelog.md": (ROOT / "CHANGELOG.md").read_text("utf-8"),
        "example-report.html": report([example], Cleaner(rules)),
    }
    for path, content in made.items():
        files.append(File.generated(config, path, content=content))
    return files
