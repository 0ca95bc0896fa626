"""The test command: makes an environment beside the checkout, installs what the tests need, runs everything.

    python3 tests/run.py            all of it
    python3 tests/run.py --quick    no integrations, no browser, no documentation build

What cannot be installed here is said loudly and counted as a failure of the setup, never skipped in silence.
"""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".venv" / "tests"
PYTHON = HOME / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def run(*command: str | Path, **kwargs: str) -> None:
    print("+", *command, flush=True)
    subprocess.run([str(c) for c in command], cwd=ROOT, check=True, env={**os.environ, **kwargs})


def main() -> None:
    if not PYTHON.exists():
        venv.create(HOME, with_pip=True)
    run(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--editable", ".[test]")
    run(PYTHON, "-m", "ruff", "check", ".")
    run(PYTHON, "-m", "ruff", "format", "--check", ".")
    run(PYTHON, "-m", "mypy")
    run(PYTHON, "-m", "newswash", "test", "--floors", "tests/floors.json")
    run(PYTHON, "-m", "pytest")


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(error.returncode)
