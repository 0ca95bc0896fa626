"""Runs the Python that a page of the documentation shows under one heading, as a program in a folder of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def run_section(page: str, heading: str, folder: Path, **environment: str) -> str:
    """All Python blocks of the section in one program; what it printed. Fails if it fails."""
    text = (ROOT / "docs" / "integrations" / page).read_text("utf-8")
    section = re.search(rf"^## {re.escape(heading)}$(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert section, f"{page} has no section {heading!r}"
    blocks = re.findall(r"^```python\n(.*?)^```$", section[1], re.MULTILINE | re.DOTALL)
    assert blocks, f"{page}, {heading}: nothing to run"
    program = folder / "shown.py"
    program.write_text("".join(blocks), "utf-8")
    done = subprocess.run(
        [sys.executable, program.name],
        cwd=folder,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=400,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
