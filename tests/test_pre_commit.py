"""The hooks, driven by the real pre-commit in real git repositories, installed from a repository made of this tree."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TEXT = "The vote passed on Tuesday.\n\nSign up for our newsletter.\n\nIt was the third attempt.\n"
CLEAN = "The vote passed on Tuesday.\n\nIt was the third attempt.\n"
PACK = """schema = 1
[pack]
id = "sites/example.org"
version = "1"
[[rule]]
id = "members"
category = "membership"
about = "Asks readers to join the circle of friends."
phrases = ["join the example circle of friends"]
removes = ["Join the Example circle of friends today."]
keeps = [{keeps!r}]
"""


@dataclass(frozen=True)
class Shell:
    """Runs git and pre-commit in one folder, away from the settings of whoever runs the tests."""

    folder: Path
    home: Path

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        env = {k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "PRE_COMMIT"))}
        env |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "PRE_COMMIT_HOME": str(self.home)}
        env |= {"PRE_COMMIT_COLOR": "never", "PATH": f"{Path(sys.executable).parent}{os.pathsep}{env['PATH']}"}
        for who in ("AUTHOR", "COMMITTER"):
            env |= {f"GIT_{who}_NAME": "A. Reader", f"GIT_{who}_EMAIL": "reader@example.org"}
        return subprocess.run(
            [str(c) for c in command],
            cwd=self.folder,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )

    def done(self, *command: str | Path) -> str:
        ran = self.run(*command)
        assert ran.returncode == 0, ran.stdout
        return ran.stdout.strip()

    def pre_commit(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return self.run(sys.executable, "-m", "pre_commit", *arguments)

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
        self.done("git", "add", name)
        return path


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pre-commit keeps the environments that it makes."""
    return tmp_path_factory.mktemp("pre-commit")


@pytest.fixture(scope="module")
def hooks(tmp_path_factory: pytest.TempPathFactory, home: Path) -> Path:
    """A git repository that holds this working tree's package and hooks."""
    folder = tmp_path_factory.mktemp("hooks")
    shutil.copytree(ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml"):
        shutil.copy(ROOT / name, folder / name)
    shell = Shell(folder, home)
    shell.done("git", "init", "--quiet")
    shell.done("git", "add", "--all", "--force")
    shell.done("git", "commit", "--quiet", "--message", "The hooks")
    return folder


@pytest.fixture
def repository(tmp_path: Path, home: Path) -> Shell:
    """An empty git repository of somebody who uses the hooks."""
    shell = Shell(tmp_path, home)
    shell.done("git", "init", "--quiet")
    return shell


def configure(shell: Shell, hooks: Path, *names: str) -> None:
    """Use the hooks as anybody does, and install pre-commit's own git hook."""
    revision = Shell(hooks, shell.home).done("git", "rev-parse", "HEAD")
    wanted = "".join(f"      - id: {name}\n" for name in names)
    shell.write(".pre-commit-config.yaml", f"repos:\n  - repo: {hooks}\n    rev: {revision}\n    hooks:\n{wanted}")
    installed = shell.pre_commit("install")
    assert installed.returncode == 0, installed.stdout


def test_the_manifest_is_valid(repository: Shell) -> None:
    checked = repository.pre_commit("validate-manifest", ROOT / ".pre-commit-hooks.yaml")
    assert checked.returncode == 0, checked.stdout


def test_try_repo_finds_fixes_and_lints(repository: Shell, hooks: Path) -> None:
    article = repository.write("articles/vote.txt", TEXT)
    page = repository.write("articles/vote.md", TEXT)
    records = repository.write("articles/vote.jsonl", '{"text": "Advertisement"}\n')
    repository.write("articles/image.txt", "\0\1\2")
    repository.write("packs/example.toml", PACK.format(keeps="The circle of friends met on Monday."))
    first = repository.pre_commit("try-repo", hooks, "--all-files", "--verbose")
    assert first.returncode == 1, first.stdout
    assert "articles/vote.txt:3:1: newsletter: Sign up for our newsletter." in first.stdout
    assert "Fixing articles/vote.txt (1 removed)" in first.stdout
    assert "1 pack: 0 problems" in first.stdout
    assert article.read_text() == CLEAN
    assert (page.read_text(), records.read_text()) == (TEXT, '{"text": "Advertisement"}\n')
    assert "image.txt" not in first.stdout


def test_a_commit_with_boilerplate_is_refused_and_nothing_is_changed(repository: Shell, hooks: Path) -> None:
    configure(repository, hooks, "newswash-check")
    article = repository.write("vote.txt", TEXT)
    refused = repository.run("git", "commit", "--message", "An article")
    assert refused.returncode == 1
    assert "exit code: 1" in refused.stdout
    assert "vote.txt:3:1: newsletter" in refused.stdout
    assert article.read_text() == TEXT
    assert repository.run("git", "rev-parse", "--verify", "HEAD").returncode != 0
    repository.write("vote.txt", CLEAN)
    repository.done("git", "commit", "--message", "An article")


def test_a_commit_is_fixed_and_passes_the_second_time(repository: Shell, hooks: Path) -> None:
    configure(repository, hooks, "newswash-fix")
    article = repository.write("vote.txt", TEXT.replace("\n", "\r\n"))
    refused = repository.run("git", "commit", "--message", "An article")
    assert refused.returncode == 1
    assert "files were modified by this hook" in refused.stdout
    assert article.read_bytes() == CLEAN.replace("\n", "\r\n").encode()
    repository.done("git", "add", "vote.txt")
    repository.done("git", "commit", "--message", "An article")


def test_the_hooks_follow_the_repository_s_configuration(repository: Shell, hooks: Path) -> None:
    configure(repository, hooks, "newswash-check")
    repository.write("newswash.toml", '[categories]\nnewsletter = "mark"\n')
    repository.write("vote.txt", TEXT)
    repository.done("git", "commit", "--message", "An article with its newsletter")


def test_a_pack_that_breaks_its_own_examples_is_refused(repository: Shell, hooks: Path) -> None:
    configure(repository, hooks, "newswash-lint-rules")
    repository.write("packs/example.toml", PACK.format(keeps="Join the Example circle of friends today."))
    repository.write("other.toml", "not = 'a pack'\n")
    refused = repository.run("git", "commit", "--message", "A pack")
    assert refused.returncode == 1
    assert "packs/example.toml" in refused.stdout
    assert "other.toml" not in refused.stdout
    repository.write("packs/example.toml", PACK.format(keeps="The circle of friends met on Monday."))
    repository.done("git", "commit", "--message", "A pack")
