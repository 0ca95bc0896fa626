"""Scrapy: an item pipeline that cleans the text fields of every item, and the add-on that switches it on.

    ADDONS = {"newswash.integrations.scrapy.Addon": 500}
    NEWSWASH_FIELDS = ["text"]

Settings: ``NEWSWASH_FIELDS`` (required) names the item fields that hold text; ``NEWSWASH_PACKS`` the rule packs
(default: all installed); ``NEWSWASH_ADD_PACKS`` packs beside these; ``NEWSWASH_WITHOUT`` rules to leave out, by name,
pack or category; ``NEWSWASH_PROFILE`` the profile (default: balanced); ``NEWSWASH_CATEGORIES`` what happens to a
category, on top of the profile; ``NEWSWASH_LAYOUT`` and ``NEWSWASH_TONE`` whether these judge (default: True); in place
of all these, ``NEWSWASH_CLEANER`` a Cleaner of your own; ``NEWSWASH_REPORT_FIELD`` the item field that receives what
was found, by field (default: none).
"""

from __future__ import annotations

import logging
from collections import Counter
from typing import Any

from itemadapter import ItemAdapter
from scrapy.crawler import Crawler
from scrapy.settings import BaseSettings
from scrapy.utils.misc import load_object

from newswash.cleaner import Cleaner
from newswash.errors import UsageError, hint
from newswash.integrations.paragraphs import clean_paragraphs
from newswash.integrations.resident import resident
from newswash.integrations.told import hints, report
from newswash.model import Result
from newswash.pack import load_rules

_log = logging.getLogger(__name__)
_OF_A_CLEANER = (
    "NEWSWASH_PACKS",
    "NEWSWASH_ADD_PACKS",
    "NEWSWASH_WITHOUT",
    "NEWSWASH_PROFILE",
    "NEWSWASH_CATEGORIES",
    "NEWSWASH_LAYOUT",
    "NEWSWASH_TONE",
)


class NewswashPipeline:
    """Cleans ``fields`` of each item: text, or a list of paragraphs, which stays a list. Other values stay untouched.

    The item's own url (``url``), title (``title``, ``headline``) and language (``language``, ``inLanguage``) are used
    where they stand. Items may be of every kind that itemadapter knows. Stats: ``newswash/texts``,
    ``newswash/changed``, ``newswash/removed/<category>`` in spans, ``newswash/removed_chars``,
    ``newswash/flags/<flag>``.
    """

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        _check_names(settings)
        self.fields = settings.getlist("NEWSWASH_FIELDS")
        if not self.fields:
            raise UsageError("NEWSWASH_FIELDS names no field: set it to the item fields that hold text, as ['text'].")
        self.report_field: str | None = settings.get("NEWSWASH_REPORT_FIELD")
        if self.report_field in self.fields:
            raise UsageError(f"NEWSWASH_REPORT_FIELD {self.report_field!r} is one of NEWSWASH_FIELDS: name another.")
        self.cleaner = resident(_cleaner(settings))
        self.stats: Any = crawler.stats
        self._met: Counter[str] = Counter()
        self._unreportable: set[type] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> NewswashPipeline:
        return cls(crawler)

    def process_item(self, item: Any, spider: Any = None) -> Any:
        """The same item, cleaned."""
        adapter = ItemAdapter(item)
        told = hints(adapter.get)
        reports = {}
        for field in self.fields:
            if field not in adapter:
                continue
            self._met[field] += 1
            result = self._clean(adapter, field, told)
            if result is not None:
                reports[field] = report(result)
                self._count(result)
        if reports and self.report_field:
            self._report(adapter, self.report_field, reports)
        return item

    def close_spider(self, spider: Any = None) -> None:
        """Warns of fields that no item had: most likely a name misspelt in the settings."""
        for field in self.fields:
            if not self._met[field]:
                _log.warning("NEWSWASH_FIELDS names %r, which no item of this crawl had.", field)

    def _clean(self, adapter: ItemAdapter, field: str, told: dict[str, str | None]) -> Result | None:
        value = adapter[field]
        if isinstance(value, str):
            result = self.cleaner.detect(value, **told)
            if result.removals:
                adapter[field] = result.text
            return result
        if isinstance(value, list | tuple) and all(isinstance(x, str) for x in value):
            cleaned, result = clean_paragraphs(self.cleaner, value, **told)
            if result.removals:
                adapter[field] = type(value)(x for x in cleaned if x is not None)
            return result
        return None

    def _count(self, result: Result) -> None:
        self.stats.inc_value("newswash/texts")
        if result.removals:
            self.stats.inc_value("newswash/changed")
            self.stats.inc_value("newswash/removed_chars", sum(r.end - r.start for r in result.removals))
        for removal in result.removals:
            self.stats.inc_value(f"newswash/removed/{removal.category}")
        for flag in result.flags:
            self.stats.inc_value(f"newswash/flags/{flag}")

    def _report(self, adapter: ItemAdapter, field: str, reports: dict[str, Any]) -> None:
        try:
            adapter[field] = reports
        except (KeyError, AttributeError, ValueError):  # ValueError: pydantic, for a field that a model does not have
            kind = type(adapter.item)
            if kind not in self._unreportable:
                self._unreportable.add(kind)
                _log.error(
                    "%s has no field %r for NEWSWASH_REPORT_FIELD: declare it. Its items are cleaned without a report.",
                    kind.__name__,
                    field,
                )


def _check_names(settings: BaseSettings) -> None:
    """Raises UsageError for a setting that begins as ours do and is none."""
    known = ("NEWSWASH_FIELDS", "NEWSWASH_REPORT_FIELD", "NEWSWASH_CLEANER", *_OF_A_CLEANER)
    for name in settings:
        if isinstance(name, str) and name.startswith("NEWSWASH_") and name not in known:
            raise UsageError(f"no setting is named {name}: {hint(name, known)}")


def _cleaner(settings: BaseSettings) -> Cleaner:
    """The cleaner that the settings ask for. Raises UsageError for what can't be meant."""
    if chosen := settings.get("NEWSWASH_CLEANER"):
        if beside := [name for name in _OF_A_CLEANER if _is_said(settings, name)]:
            raise UsageError(f"{beside[0]} has no say beside NEWSWASH_CLEANER: say it where that cleaner is made.")
        return _loaded(chosen)
    rules = load_rules(*settings.getlist("NEWSWASH_PACKS"))
    if added := settings.getlist("NEWSWASH_ADD_PACKS"):
        rules = rules | load_rules(*added)
    if without := settings.getlist("NEWSWASH_WITHOUT"):
        rules = rules.without(*without)
    return Cleaner(
        rules,
        profile=settings.get("NEWSWASH_PROFILE") or "balanced",
        categories=_categories(settings),
        layout=_switch(settings, "NEWSWASH_LAYOUT"),
        tone=_switch(settings, "NEWSWASH_TONE"),
    )


def _is_said(settings: BaseSettings, name: str) -> bool:
    """Whether a setting says anything: ``False`` does, what is empty does not."""
    value = settings.get(name)
    return value == 0 or bool(value)


def _categories(settings: BaseSettings) -> dict[str, Any]:
    """Category → action, from a dict or JSON. Raises UsageError for what is neither."""
    if not _is_said(settings, "NEWSWASH_CATEGORIES"):
        return {}
    try:
        return dict(settings.getdict("NEWSWASH_CATEGORIES"))
    except (TypeError, ValueError) as error:
        raise UsageError(
            f"NEWSWASH_CATEGORIES = {settings.get('NEWSWASH_CATEGORIES')!r}: write a dict of category → action, on the "
            'command line as JSON: {"newsletter": "mark"}.'
        ) from error


def _switch(settings: BaseSettings, name: str) -> bool:
    """Whether a setting that is on by default is on. Raises UsageError for what says neither."""
    if not _is_said(settings, name):
        return True
    try:
        return bool(settings.getbool(name))
    except (TypeError, ValueError) as error:
        raise UsageError(f"{name} must be True or False, not {settings.get(name)!r}.") from error


def _loaded(chosen: Any) -> Cleaner:
    """The Cleaner that a setting holds, names by its dotted path, or has a callable for."""
    try:
        made = load_object(chosen) if isinstance(chosen, str) else chosen
    except (ImportError, ValueError, NameError) as error:
        raise UsageError(f"NEWSWASH_CLEANER = {chosen!r} can't be loaded: {error}.") from error
    if callable(made):
        made = made()
    if not isinstance(made, Cleaner):
        raise UsageError(f"NEWSWASH_CLEANER gives a {type(made).__name__}: name a Cleaner, or what makes one.")
    return made


class Addon:
    """For ``ADDONS``: puts the pipeline at 300 unless ``ITEM_PIPELINES`` already names it."""

    def update_settings(self, settings: BaseSettings) -> None:
        settings.setdefault_in_component_priority_dict("ITEM_PIPELINES", NewswashPipeline, 300)
