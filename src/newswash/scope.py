"""Where a rule holds: on its sites, in its languages."""

from __future__ import annotations

from newswash.page import Page
from newswash.rule import Rule


def in_scope(rule: Rule, page: Page) -> bool:
    """Whether a rule holds on a page. Of a page whose language cannot be told, any may."""
    if rule.sites and not page.on_site(rule.sites):
        return False
    if rule.languages:
        from newswash.language import detect_language, normalise  # few rules ask

        language = normalise(page.document.language) or detect_language(page.text)
        return language is None or language in rule.languages
    return True
