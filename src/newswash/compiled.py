"""Rules made ready for judging: each is compiled once, when a page first needs it. Most pages need few of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from newswash.cues import Cues
from newswash.errors import UsageError
from newswash.guards import GuardWords, guard_words
from newswash.heads import Heads
from newswash.index import Index
from newswash.page import Page
from newswash.pattern import Pattern
from newswash.rule import Rule, RuleSet
from newswash.templates import Template
from newswash.wording import Wording


class PhraseRule(NamedTuple):
    """A rule with phrases, its pattern and the words of its guards."""

    rule: Rule
    pattern: Pattern | None
    guards: GuardWords


@dataclass(frozen=True, slots=True)
class Phrase:
    """A wording that is a phrase of rules.

    ``heads``: what a unit begins with that any of the rules could match; None: it may begin with anything.
    """

    wording: Wording
    rules: Sequence[PhraseRule]
    heads: Heads | None
    sites: tuple[str, ...]
    by_language: bool

    def depends_on(self, page: Page) -> bool:
        """Whether it may say something else on this page than on a page of no known site and language."""
        return self.by_language or (bool(self.sites) and page.on_site(self.sites))


class CompiledRules:
    """The parts of a rule set by number, as the index gives them. Safe to share between threads.

    ``wording`` and ``phrase`` take the number of a wording; ``template`` and ``cue_rule`` that of a rule of the kind.
    """

    def __init__(self, rules: RuleSet, index: Index) -> None:
        self._rules, self._index = rules.rules, index
        self._guards = guard_words(rules.packs)
        self.wording: Callable[[int], Wording] = cache(self._wording)
        self.phrase: Callable[[int], Phrase] = cache(self._phrase)
        self.template: Callable[[int], Template] = cache(self._template)
        self.cue_rule: Callable[[int], Cues] = cache(self._cue_rule)
        self._phrase_rule_of = cache(self._phrase_rule)

    def guards_of(self, wordings: Iterable[int]) -> set[GuardWords]:
        """The guard words of the packs that these wordings are from."""
        uses = (self._index.phrase_of, self._index.anchor_of, self._index.cue_of)
        numbers = {use[0] for i in wordings for of in uses for use in of[i]}
        return {self._guards_of(self._rules[number]) for number in numbers}

    def _guards_of(self, rule: Rule) -> GuardWords:
        """Those of the rule's pack. Raises UsageError if it is none of the rule set's."""
        if rule.pack not in self._guards:
            mend = f"RuleSet(rules, (Pack({rule.pack!r}, …),))"
            raise UsageError(f"rule {rule.name}: the rule set holds no pack {rule.pack!r}. Write {mend}.")
        return self._guards[rule.pack]

    def _wording(self, i: int) -> Wording:
        return Wording.of(self._index.written[i])

    def _phrase(self, i: int) -> Phrase:
        held = [self._phrase_rule_of(number) for (number,) in self._index.phrase_of[i]]
        return Phrase(
            self.wording(i),
            held,
            Heads.of_any(pattern.heads if pattern else None for _, pattern, _ in held),
            tuple({site for rule, _, _ in held for site in rule.sites}),
            any(rule.languages for rule, _, _ in held),
        )

    def _phrase_rule(self, number: int) -> PhraseRule:
        rule = self._rules[number]
        pattern = Pattern(rule.pattern, rule.name) if rule.pattern is not None else None
        return PhraseRule(rule, pattern, self._guards_of(rule))

    def _template(self, number: int) -> Template:
        rule = self._rules[number]
        return Template(rule, self._guards_of(rule))

    def _cue_rule(self, number: int) -> Cues:
        rule = self._rules[number]
        voice = Pattern(rule.voice, rule.name) if rule.voice else None
        return Cues(rule, self._guards_of(rule), voice)
