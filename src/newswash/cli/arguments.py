"""The arguments that commands share, and what they say together with the configuration file."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from newswash.cleaner import Cleaner
from newswash.cli.parser import Parser
from newswash.config import Config, find_config, is_encoding, read_config
from newswash.errors import UsageError
from newswash.language import normalise
from newswash.model import ACTIONS, Action
from newswash.pack import load_rules
from newswash.profiles import PROFILES
from newswash.rule import RuleSet

NOT_OF_A_PACK: Mapping[str, str] = {
    "layout": (
        "is no rule of a pack but the model that judges lines by their shape and place; --no-layout leaves it out, or "
        "layout = false in the configuration. See 'Evidence' in docs/how-it-decides.md."
    ),
    "tone": (
        "is no rule of a pack but the models that judge sentences and blocks by how they sound; --no-tone leaves them "
        "out, or tone = false in the configuration. See 'Asks that no rule decides' in docs/how-it-decides.md."
    ),
    "menu": (
        "is no rule of a pack but names the lines of a menu of which rules know others; leave out the rules that know "
        "those. See 'Evidence' in docs/how-it-decides.md."
    ),
    "block": (
        "is no rule of a pack but names the lines that go along with most of the block that they stand in; leave out "
        "the rules that took the others. See 'Decision' in docs/how-it-decides.md."
    ),
}
"""What removals name as their rule though no pack holds it, and what it is."""

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[Parser]
else:
    Commands = argparse._SubParsersAction  # what `add_subparsers` returns has no public name


def add_command(
    commands: Commands, name: str, run: Callable[[argparse.Namespace], int], help: str
) -> argparse.ArgumentParser:
    p = commands.add_parser(name, help=help, description=help[0].upper() + help[1:] + ".")
    p.set_defaults(run=run, parser=p)
    return p


def add_files(p: argparse.ArgumentParser, *, html: bool = False) -> None:
    p.add_argument(
        "files",
        nargs="+",
        type=file_name,
        metavar="FILE",
        help="text files, folders of .txt files; - is standard input",
    )
    p.add_argument("--url", help="the address that the text comes from")
    p.add_argument("--title", help="the headline of the article")
    add_language(p)
    p.add_argument("--encoding", help="of the files (default: utf-8)")
    if html:
        p.add_argument("--html", action="store_true", help="the files are HTML pages: judge their article")
    add_settings(p)


def add_language(p: argparse.ArgumentParser) -> None:
    p.add_argument(
        "--language", type=_language, metavar="CODE", help="the language of the text: ISO 639-1, as en (a hint)"
    )


def add_settings(p: argparse.ArgumentParser) -> None:
    p.add_argument("--profile", choices=sorted(PROFILES), help="default: balanced")
    p.add_argument("--no-layout", action="store_true", help="judge no line by its shape and place")
    p.add_argument(
        "--no-tone", action="store_true", help="judge no sentence by how it sounds; with --no-layout: rules alone"
    )
    _add_repeated(p, "--category", "NAME=ACTION", "strip, mark or keep a category")
    add_rule_settings(p)


def add_rule_settings(p: argparse.ArgumentParser) -> None:
    """Those that say which rules there are."""
    _add_repeated(p, "--packs", "PACK", "these packs alone: a name, file or folder")
    _add_repeated(p, "--add-packs", "PACK", "these packs beside the installed ones")
    _add_repeated(p, "--without", "PATTERN", "leave out rules by name, pack or category")
    p.add_argument(
        "--config", type=file_name, metavar="FILE", help="default: the nearest newswash.toml or pyproject.toml"
    )
    p.add_argument("--no-config", action="store_true", help="look for no configuration file")


def _add_repeated(p: argparse.ArgumentParser, option: str, metavar: str, help: str) -> None:
    p.add_argument(option, action="append", type=_one, metavar=metavar, help=f"{help}; can be repeated")


def file_name(text: str) -> str:
    """A file or a folder that is named: what is empty would be the working directory, or as if nothing were said."""
    if not text:
        raise argparse.ArgumentTypeError("is empty: perhaps of a shell variable that is not set")
    return text


def _language(text: str) -> str:
    """A language that texts can be in; of en-GB the region is no matter. A name would be passed over in silence."""
    if normalise(text) is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no ISO 639-1 code: write two letters, as en or de")
    return text


def _one(text: str) -> str:
    """One value. A comma joins none: no pack, rule or category has one in its name, but a path may."""
    if "," in text and not os.path.exists(text):
        raise argparse.ArgumentTypeError(f"{text!r}: repeat the option for each of these")
    return text


def settings(args: argparse.Namespace) -> Config:
    """The configuration file's settings, over which the arguments win."""
    if args.no_config:
        base = Config()
    elif args.config:
        base = read_config(Path(args.config))
    else:
        base = find_config(Path.cwd())
    given: dict[str, Any] = {k: tuple(v) for k in ("packs", "add_packs", "without") if (v := getattr(args, k))}
    for key in ("profile", "encoding", "baseline"):
        if getattr(args, key, None):
            given[key] = getattr(args, key)
    if not is_encoding(given.get("encoding", "utf-8")):
        raise UsageError(f"encoding {given['encoding']!r} is unknown.")
    categories = {**base.categories, **dict(map(_assignment, getattr(args, "category", None) or ()))}
    given |= {key: False for key in ("layout", "tone") if getattr(args, f"no_{key}", False)}
    return replace(base, **given, categories=categories, own=base.own - given.keys())


def cleaner(config: Config) -> Cleaner:
    """The cleaner that a configuration asks for."""
    return Cleaner(
        chosen_rules(config),
        profile=config.profile,
        categories=cast("Mapping[str, Action]", config.categories),
        layout=config.layout,
        tone=config.tone,
    )


def chosen_rules(config: Config) -> RuleSet | None:
    """The rules that a configuration asks for; None for all that are installed."""
    if not (config.packs or config.add_packs or config.without or config.overlays):
        return None
    with config.at("packs"):
        rules = load_rules(*config.packs)
    if config.add_packs:
        with config.at("add_packs"):
            rules = rules | load_rules(*config.add_packs)
    with config.at("without"):
        rules = _without(rules, config.without)
    for number, overlay in enumerate(config.overlays):
        with config.at("overlays", number):
            rules = rules.overlay(overlay)
    return rules


def _without(rules: RuleSet, patterns: Sequence[str]) -> RuleSet:
    for name, told in NOT_OF_A_PACK.items():
        if name in patterns:
            raise UsageError(f"{name}: {told}")
    return rules.without(*patterns)


def _assignment(text: str) -> tuple[str, str]:
    name, sep, action = text.partition("=")
    if not sep or action not in ACTIONS:
        raise UsageError(f"--category {text!r}: write NAME=strip, NAME=mark or NAME=keep.")
    return name, action
