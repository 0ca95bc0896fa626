"""The arguments that commands share, and what they say together with the configuration file."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from newswash.cleaner import Cleaner
from newswash.config import Config, find_config, read_config
from newswash.errors import UsageError
from newswash.model import ACTIONS, Action
from newswash.pack import load_rules
from newswash.profiles import PROFILES
from newswash.rule import RuleSet

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]
else:
    Commands = argparse._SubParsersAction  # what `add_subparsers` returns has no public name


def add_command(
    commands: Commands, name: str, run: Callable[[argparse.Namespace], int], help: str
) -> argparse.ArgumentParser:
    p = commands.add_parser(name, help=help, description=help[0].upper() + help[1:] + ".")
    p.set_defaults(run=run)
    return p


def add_files(p: argparse.ArgumentParser, *, html: bool = False) -> None:
    p.add_argument("files", nargs="+", metavar="FILE", help="text files, folders of .txt files; - is standard input")
    p.add_argument("--url", help="the address that the text comes from")
    p.add_argument("--title", help="the headline of the article")
    p.add_argument("--language", help="the language of the text (a hint)")
    p.add_argument("--encoding", help="of the files (default: utf-8)")
    if html:
        p.add_argument("--html", action="store_true", help="the files are HTML pages: judge their article")
    add_settings(p)


def add_settings(p: argparse.ArgumentParser) -> None:
    p.add_argument("--profile", choices=sorted(PROFILES), help="default: balanced")
    p.add_argument("--packs", action="append", metavar="PACK", help="these packs alone: a name, file or folder")
    p.add_argument("--add-packs", action="append", metavar="PACK", help="these packs beside the installed ones")
    p.add_argument("--without", action="append", metavar="PATTERN", help="leave out rules by name, pack or category")
    p.add_argument("--no-layout", action="store_true", help="judge no line by its shape and place")
    p.add_argument(
        "--no-tone", action="store_true", help="judge no sentence by how it sounds; with --no-layout: rules alone"
    )
    p.add_argument("--category", action="append", metavar="NAME=ACTION", help="strip, mark or keep a category")
    p.add_argument("--config", metavar="FILE", help="default: the nearest newswash.toml or pyproject.toml")
    p.add_argument("--no-config", action="store_true", help="look for no configuration file")


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
    categories = {**base.categories, **dict(map(_assignment, args.category or ()))}
    given |= {"layout": base.layout and not args.no_layout, "tone": base.tone and not args.no_tone}
    return replace(base, **given, categories=categories)


def cleaner(config: Config) -> Cleaner:
    """The cleaner that a configuration asks for."""
    return Cleaner(
        _chosen_rules(config),
        profile=config.profile,
        categories=cast("Mapping[str, Action]", config.categories),
        layout=config.layout,
        tone=config.tone,
    )


def _chosen_rules(config: Config) -> RuleSet | None:
    """The rules that a configuration asks for; None for all that are installed."""
    if not (config.packs or config.add_packs or config.without or config.overlays):
        return None
    for name in ("layout", "tone"):
        if name in config.without:
            raise UsageError(f"{name} is no rule: --no-{name} leaves it out, or {name} = false in the configuration.")
    rules = load_rules(*config.packs)
    if config.add_packs:
        rules = rules | load_rules(*config.add_packs)
    if config.without:
        rules = rules.without(*config.without)
    return rules.overlay(*config.overlays) if config.overlays else rules


def _assignment(text: str) -> tuple[str, str]:
    name, sep, action = text.partition("=")
    if not sep or action not in ACTIONS:
        raise UsageError(f"--category {text!r}: write NAME=strip, NAME=mark or NAME=keep.")
    return name, action
