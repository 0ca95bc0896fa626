"""The test command: makes environments beside the checkout, installs what the tests need, runs everything.

    python3 tests/run.py            all of it
    python3 tests/run.py core       the suites named, here the one without browser, Spark and other people's packages

What can't be installed here is left out and said loudly; where CI is set, that is a failure.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DEBIAN = {
    "chromium": "chromium",
    "git": "git",
    "java": "openjdk-17-jre-headless",
    "patch": "patch",
    "script": "bsdutils",
}


@dataclass(frozen=True)
class Suite:
    """Tests that share an environment: ``extras`` of the package, ``programs`` of the system, pytest's arguments."""

    name: str
    extras: str
    tests: tuple[str, ...]
    programs: tuple[str, ...] = ()
    files: tuple[str, ...] = ()  # of requirements
    by_name: bool = False  # run only where it is asked for


def integrations(*names: str) -> tuple[str, ...]:
    return tuple(f"tests/integrations/test_{name}.py" for name in names)


CORE = ("tests", *(f"--ignore=tests/{name}" for name in ("browser", "integrations", "test_benchmarks.py")))
SUITES = (
    Suite("core", "test,bulk,docs,release", CORE, ("git", "patch", "script")),
    Suite("browser", "test,browser", ("tests/browser",), ("chromium",)),
    Suite("scrapers", "test,test-scrapers", integrations("scrapers", "rag", "same_result_scrapers")),
    Suite("fundus", "test,fundus", integrations("fundus")),  # wants an older lxml
    Suite("frames", "test,test-frames", integrations("frames", "spark", "ray", "datatrove"), ("java",)),
    Suite("nemo", "test,nemo-curator", integrations("nemo")),  # brings PyTorch
    Suite("dolma", "test,dolma", integrations("dolma")),  # wants an older numpy
    Suite("benchmarks", "test", ("tests/test_benchmarks.py",), files=("benchmarks/requirements.txt",), by_name=True),
)


def run(*command: str | Path) -> None:
    print("+", *command, flush=True)
    subprocess.run([str(c) for c in command], cwd=ROOT, check=True)


def missing(programs: tuple[str, ...]) -> list[str]:
    """Which programs the machine still lacks after an attempt to install them."""
    wanted = [p for p in programs if shutil.which(p) is None]
    if wanted and shutil.which("apt-get"):
        sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
        for command in (["update", "-qq"], ["install", "-qq", "-y", *(DEBIAN[p] for p in wanted)]):
            print("+", *sudo, "apt-get", *command, flush=True)
            subprocess.run([*sudo, "apt-get", *command], check=False, stdout=subprocess.DEVNULL)
    return [p for p in wanted if shutil.which(p) is None]


def environment(suite: Suite) -> Path:
    """The interpreter of the suite's environment, with everything installed."""
    home = ROOT / ".venv" / suite.name
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        venv.create(home, with_pip=True)
    install = (python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    run(*install, "pip>=24.1")  # older ones fail on "lxml[html-clean]" beside "lxml[html_clean]"
    run(*install, "--editable", f".[{suite.extras}]", *(x for name in suite.files for x in ("-r", name)))
    return python


def check(python: Path) -> None:
    """Style, types, packs and fixtures."""
    run(python, "-m", "ruff", "check", ".")
    run(python, "-m", "ruff", "format", "--check", ".")
    run(python, "-m", "mypy")
    run(python, "-m", "newswash", "test", "--floors", "tests/floors.json")


def main(names: list[str]) -> int:
    unknown = set(names) - {s.name for s in SUITES}
    if unknown:
        print(f"no suite named {', '.join(unknown)}: one of {', '.join(s.name for s in SUITES)}.", file=sys.stderr)
        return 2
    failed, left_out = [], []
    for suite in SUITES:
        if suite.name not in (names or [s.name for s in SUITES if not s.by_name]):
            continue
        print(f"\n=== {suite.name}", flush=True)
        lacking = missing(suite.programs)
        if lacking:
            left_out.append(f"{suite.name}: needs {', '.join(lacking)}, which could not be installed here")
            continue
        try:
            python = environment(suite)
            if suite.name == "core":
                check(python)
            run(python, "-m", "pytest", *suite.tests)
        except subprocess.CalledProcessError as error:
            failed.append(f"{suite.name}: {' '.join(error.cmd[1:5])}… exited {error.returncode}")
    print("\n=== all in all", flush=True)
    for suite in SUITES:
        if suite.by_name and not names:
            print(f"NOT RUN   {suite.name}: takes long; python3 tests/run.py {suite.name}")
    for line in left_out:
        print(f"LEFT OUT  {line}")
    for line in failed:
        print(f"FAILED    {line}")
    if not failed and not left_out:
        print("everything ran and passed")
    return 1 if failed or (left_out and os.environ.get("CI")) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
