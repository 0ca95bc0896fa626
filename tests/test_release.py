"""What is released: built, checked, and installed where nothing of the checkout is."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

from newswash import CATEGORIES, __version__

ROOT = Path(__file__).resolve().parent.parent


def run(*command: str | Path, cwd: Path) -> str:
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    done = subprocess.run(
        [str(c) for c in command], cwd=cwd, capture_output=True, encoding="utf-8", env=environment, check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--outdir", target, ROOT, cwd=target)
    return target


@pytest.fixture(scope="module")
def installed(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of a fresh environment that holds the wheel and what it depends on."""
    home = tmp_path_factory.mktemp("fresh")
    venv.create(home, with_pip=True)
    programs = home / ("Scripts" if os.name == "nt" else "bin")
    run(programs / "python", "-m", "pip", "install", "--quiet", next(dist.glob("*.whl")), cwd=home)
    return programs


def test_both_distributions_pass_the_check(dist: Path) -> None:
    files = sorted(dist.iterdir())
    assert [f.name for f in files] == [f"newswash-{__version__}-py3-none-any.whl", f"newswash-{__version__}.tar.gz"]
    run(sys.executable, "-m", "twine", "check", "--strict", *files, cwd=dist)


def test_the_wheel_holds_all_data_and_nothing_else(dist: Path) -> None:
    with zipfile.ZipFile(next(dist.glob("*.whl"))) as wheel:
        inside = {n for n in wheel.namelist() if ".dist-info/" not in n}
    source = ROOT / "src"
    tracked = {
        p.relative_to(source).as_posix()
        for p in (source / "newswash").rglob("*")
        if p.is_file() and "__pycache__" not in p.parts
    }
    assert inside == tracked


def test_the_source_distribution_can_be_tested(dist: Path) -> None:
    with tarfile.open(next(dist.glob("*.tar.gz"))) as archive:
        inside = {n.partition("/")[2] for n in archive.getnames()}
    wanted = {"tests/run.py", "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "CITATION.cff", "LICENSE", "mkdocs.yml"}
    assert wanted - inside == set()
    assert any(n.startswith("fixtures/en/") for n in inside)


def test_the_installed_command_cleans_the_example(installed: Path, tmp_path: Path) -> None:
    example = ROOT / "docs" / "example.txt"
    cleaned = run(installed / "newswash", "clean", example, cwd=tmp_path)
    assert cleaned.startswith("Harbour town votes to keep its last ferry\n\nThe town council voted on Tuesday")
    assert "donate the cost of a new engine" in cleaned
    for gone in ("Please support our journalism", "Advertisement", "newsletter", "Comments (14)", "©", "READ MORE"):
        assert gone not in cleaned
    assert run(installed / "newswash", "--version", cwd=tmp_path).strip() == f"newswash {__version__}"


def test_a_pack_begun_with_the_command_is_found_once_installed(installed: Path, tmp_path: Path) -> None:
    text = "Light a lantern for the Holm Courier this winter.\n\nThe vote passed on Tuesday, after a long debate.\n"
    (tmp_path / "page.txt").write_text(text, "utf-8")
    explain = (installed / "newswash", "explain", "page.txt")
    run(installed / "newswash", "rules", "new", "holm-courier", "--language", "en", cwd=tmp_path)
    package = tmp_path / "newswash-holm-courier"
    lint = run(installed / "newswash", "rules", "lint", package / "src", cwd=tmp_path)
    assert lint == "1 pack: 0 problems\n"
    assert "holm-courier:" not in run(*explain, cwd=tmp_path)
    run(installed / "python", "-m", "pip", "install", "--quiet", "pytest", package, cwd=tmp_path)
    assert "holm-courier:lantern-campaign" in run(*explain, cwd=tmp_path)
    assert "2 passed" in run(installed / "python", "-m", "pytest", "-q", cwd=package)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["Holm"], "no id for a pack"),
        (["../holm"], "no id for a pack"),
        (["sites"], "built-in pack"),
        (["holm", "--language", "xx"], "no language pack for 'xx'"),
    ],
)
def test_a_pack_that_cannot_be_begun_is_refused(tmp_path: Path, arguments: list[str], says: str) -> None:
    command = [sys.executable, "-m", "newswash", "rules", "new", *arguments]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_pack_is_not_written_over_another(tmp_path: Path) -> None:
    (tmp_path / "newswash-holm").mkdir()
    command = [sys.executable, "-m", "newswash", "rules", "new", "holm"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 2
    assert "is there already" in done.stderr


def test_the_versions_agree() -> None:
    assert re.search(rf"^version: {re.escape(__version__)}$", (ROOT / "CITATION.cff").read_text("utf-8"), re.MULTILINE)
    changes = (ROOT / "CHANGELOG.md").read_text("utf-8")
    first = changes.partition("\n## ")[2].partition("\n## ")[0]
    assert first.startswith(__version__)
    assert "\n### Code\n" in first
    assert "\n### Rules\n" in first


def test_the_licence_is_the_one_named() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["license"] == "Apache-2.0"
    assert "Apache License" in (ROOT / "LICENSE").read_text("utf-8")[:200]
    assert "license: Apache-2.0" in (ROOT / "CITATION.cff").read_text("utf-8")


def test_the_issue_form_knows_every_category() -> None:
    form = (ROOT / ".github" / "ISSUE_TEMPLATE" / "2-boilerplate-missed.yml").read_text("utf-8")
    offered = set(re.findall(r"^        - ([\w-]+)$", form, re.MULTILINE))
    not_asked_for = {"unnamed", "list", "metadata-block", "correction"}
    assert offered == set(CATEGORIES) - not_asked_for
