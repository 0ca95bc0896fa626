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
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
AT_ONCE = 2
"""So many suites run side by side where the machine has the cores: one installs while the other tests."""
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
    bare: tuple[str, ...] = ()  # packages to install without what they depend on
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
    Suite(
        "benchmarks",
        "test",
        ("tests/test_benchmarks.py",),
        files=("benchmarks/requirements.txt",),
        bare=("nemo-curator==1.4.0",),
        by_name=True,
    ),
)


@dataclass(frozen=True)
class Outcome:
    """What came of a suite: why it was left out, or what failed in it; neither if all passed."""

    suite: Suite
    left_out: str = ""
    failed: str = ""


def say(suite: Suite, line: str) -> None:
    """A line of a suite's output; two suites may run at once, so each line names its own."""
    print(f"{suite.name:<10}| {line}", flush=True)


def run(suite: Suite, *command: str | Path) -> None:
    say(suite, f"+ {' '.join(map(str, command))}")
    with subprocess.Popen(
        [str(c) for c in command],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            say(suite, line.rstrip())
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, process.args)


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
    run(suite, *install, "pip>=24.1")  # older ones fail on "lxml[html-clean]" beside "lxml[html_clean]"
    run(suite, *install, "--editable", f".[{suite.extras}]", *(x for name in suite.files for x in ("-r", name)))
    if suite.bare:
        run(suite, *install, "--no-deps", *suite.bare)
    return python


def check(suite: Suite, python: Path) -> None:
    """Style, types, packs and fixtures."""
    run(suite, python, "-m", "ruff", "check", ".")
    run(suite, python, "-m", "ruff", "format", "--check", ".")
    run(suite, python, "-m", "mypy")
    run(suite, python, "-m", "newswash", "test", "--floors", "tests/floors.json")


def outcome(suite: Suite) -> Outcome:
    """Make the suite's environment and run its tests."""
    try:
        python = environment(suite)
        if suite.name == "core":
            check(suite, python)
        run(suite, python, "-m", "pytest", *suite.tests)
    except subprocess.CalledProcessError as error:
        return Outcome(suite, failed=f"{' '.join(error.cmd[1:5])}… exited {error.returncode}")
    return Outcome(suite)


def main(names: list[str]) -> int:
    unknown = set(names) - {s.name for s in SUITES}
    if unknown:
        print(f"no suite named {', '.join(unknown)}: one of {', '.join(s.name for s in SUITES)}.", file=sys.stderr)
        return 2
    wanted = [s for s in SUITES if s.name in (names or [s.name for s in SUITES if not s.by_name])]
    lacking = {suite: missing(suite.programs) for suite in wanted}
    with ThreadPoolExecutor(min(AT_ONCE, os.cpu_count() or 1)) as lanes:
        outcomes = list(lanes.map(outcome, (suite for suite in wanted if not lacking[suite])))
    outcomes += [
        Outcome(suite, left_out=f"needs {', '.join(programs)}, which could not be installed here")
        for suite, programs in lacking.items()
        if programs
    ]
    failed, left_out = [o for o in outcomes if o.failed], [o for o in outcomes if o.left_out]
    print("\n=== all in all", flush=True)
    for suite in SUITES:
        if suite.by_name and not names:
            print(f"NOT RUN   {suite.name}: takes long; python3 tests/run.py {suite.name}")
    for o in left_out:
        print(f"LEFT OUT  {o.suite.name}: {o.left_out}")
    for o in failed:
        print(f"FAILED    {o.suite.name}: {o.failed}")
    if not failed and not left_out:
        print("everything ran and passed")
    return 1 if failed or (left_out and os.environ.get("CI")) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
