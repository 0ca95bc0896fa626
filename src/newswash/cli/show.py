"""`clean` and `explain`: the article, or what was taken from it and why."""

from __future__ import annotations

import argparse
import json
import sys

from newswash.cli.arguments import Commands, add_command, add_files
from newswash.cli.output import count, write, write_json
from newswash.cli.texts import Files
from newswash.files import file_without
from newswash.formats import shortened
from newswash.model import Mark, Refusal, Removal


def add(commands: Commands) -> None:
    p = add_command(commands, "clean", _clean, "print the article and nothing else; of many files: run FOLDER -o OUT")
    add_files(p, html=True)
    p = add_command(commands, "explain", _explain, "show each removal: span, category, rule, score, reason, words")
    add_files(p, html=True)
    p.add_argument("--json", action="store_true", help="one JSON object a file")


def _clean(args: argparse.Namespace) -> int:
    files = Files(args)
    open_line = False
    for file, result in files.results():
        if open_line:
            print()  # else the next article is glued to this one
        text = file_without(result.original, result.removals)
        write(text, file.encoding)
        open_line = bool(text) and not text.endswith("\n")
    if open_line and sys.stdout.isatty():
        print()  # else the shell's prompt is
    return files.code


def _explain(args: argparse.Namespace) -> int:
    files = Files(args)
    for file, result in files.results():
        if args.json:
            write_json(json.dumps({"file": file.path, **result.to_dict()}, ensure_ascii=False) + "\n")
            continue
        flags = "".join(f", {f}" for f in sorted(result.flags))
        print(f"{file.path}: {count(len(result.removals), 'removal')}, fingerprint {result.fingerprint}{flags}")
        for removal in result.removals:
            _explain_span("removed", removal, removal.reason, result.original)
        for mark in result.marks:
            _explain_span("marked ", mark, mark.reason, result.original)
        for refusal in result.refusals:
            _explain_span("refused", refusal, refusal.why, result.original)
    return files.code


def _explain_span(what: str, x: Removal | Mark | Refusal, reason: str, text: str) -> None:
    print(f"  {what}  {x.start}–{x.end}  {x.category}  {x.rule}  {x.score:.2f}  {reason}")
    print(f"           {shortened(text[x.start : x.end], 200)}")
