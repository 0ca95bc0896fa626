"""`rules`: list, show and prove rules, or begin a pack."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from newswash import __version__
from newswash.cli.arguments import (
    NOT_OF_A_PACK,
    Commands,
    add_command,
    add_rule_settings,
    chosen_rules,
    file_name,
    settings,
)
from newswash.cli.output import FOUND, OK, count
from newswash.cli.proof import lint_packs, pack_files
from newswash.errors import UsageError
from newswash.pack import load_rules
from newswash.pack_sources import BUILTIN
from newswash.rule import Rule, RuleSet


def add(commands: Commands) -> None:
    rules = commands.add_parser("rules", help="list, show and lint rules")
    verbs = rules.add_subparsers(required=True, metavar="VERB")
    p = add_command(verbs, "list", _list, "list the rules")
    p.add_argument("pattern", nargs="*", help="by name, pack or category (shell-style)")
    add_rule_settings(p)
    p = add_command(verbs, "show", _show, "show a rule with its examples")
    p.add_argument("pattern", nargs="+", help="by name, pack or category (shell-style)")
    add_rule_settings(p)
    p = add_command(verbs, "lint", _lint, "prove that packs do what their examples say")
    p.add_argument("files", nargs="*", type=file_name, help="pack files or folders (default: the built-in packs)")
    p = add_command(verbs, "new", _new, "begin a pack: a package with an entry point, an example rule and a test")
    p.add_argument("id", help="of the pack: lower-case letters, digits, hyphens")
    p.add_argument("--language", default="en", help="whose guard words it borrows (default: en)")
    p.add_argument(
        "--into", type=file_name, default=".", metavar="FOLDER", help="where its folder goes (default: here)"
    )


def _list(args: argparse.Namespace) -> int:
    rules = _chosen(args)
    for rule in rules.rules:
        print(f"{rule.name:<50} {rule.category:<20} {rule.kind:<9} {rule.tier:<8} {rule.about}")
    kinds = Counter(r.kind for r in rules.rules)
    wording = len({p for r in rules.rules for p in r.wording()})
    combined = sum(r.kind != "phrase" or r.pattern is not None for r in rules.rules)
    by_kind = ", ".join(f"{n} {k}" for k, n in sorted(kinds.items()))
    print(
        f"{count(len(rules.rules), 'rule')} ({by_kind}; {combined} combining evidence), {count(wording, 'phrase')}, "
        f"fingerprint {rules.fingerprint}",
        file=sys.stderr,
    )
    return OK


def _chosen(args: argparse.Namespace) -> RuleSet:
    """The rules that the command would judge by, of them those that match a pattern given."""
    config = settings(args)
    rules = chosen_rules(config) or load_rules()
    try:
        return rules.only(*args.pattern) if args.pattern else rules
    except UsageError as error:
        if config.own & {"packs", "without", "overlays"}:
            raise UsageError(f"{error} The rules are those of {config.path}; --no-config gives all.") from error
        raise


def _show(args: argparse.Namespace) -> int:
    for name in args.pattern:
        if name in NOT_OF_A_PACK:
            print(f"{name}: {NOT_OF_A_PACK[name]}")
    args.pattern = [name for name in args.pattern if name not in NOT_OF_A_PACK]
    if args.pattern:
        for rule in _chosen(args).rules:
            _print(rule)
    return OK


def _print(rule: Rule) -> None:
    print(f"{rule.name}  ({rule.category}, {rule.kind}, {rule.tier})\n  {rule.about}")
    for key in ("phrases", "anchors", "ends", "pattern", "needs", "voice", "cards", "unless", "sites", "languages"):
        value = getattr(rule, key)
        if value:
            print(f"  {key}: {value if isinstance(value, str) else ' | '.join(value)}")
    for group, phrases in rule.cues:
        print(f"  cues.{group}: {' | '.join(phrases)}")
    if rule.kind == "phrase":
        print(f"  unit: {rule.unit}")
    for key in ("removes", "keeps"):
        for example in getattr(rule, key):
            print(f"  {key}: {example.text}")


def _lint(args: argparse.Namespace) -> int:
    paths = [Path(f) for f in args.files] or [BUILTIN]
    missing = [p for p in paths if not p.exists()]
    if missing:
        raise UsageError(f"{missing[0]}: no such file or folder.")
    files = list(pack_files(paths))
    if not files:
        raise UsageError(f"{', '.join(map(str, paths))}: no .toml file in there.")
    problems = lint_packs(files)
    print(f"{count(len(files), 'pack')}: {count(problems, 'problem')}")
    return FOUND if problems else OK


def _new(args: argparse.Namespace) -> int:
    from newswash.scaffold import new_pack

    for path in new_pack(args.id, Path(args.into), language=args.language, version=__version__):
        print(path)
    return OK
