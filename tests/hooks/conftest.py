"""The real pre-commit and the real prek in temporary git repositories."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
# What the hooks are built from; what else may lie in the tree would only be copied back and forth.
PARTS = (".pre-commit-hooks.yaml", "LICENSE", "README.md", "pyproject.toml", "src")
TOOLS = {"pre-commit": "pre_commit", "prek": "prek"}
MODEL = "version: 1\nowner: ml-core\nmodels:\n  m:\n    reviewers: [search, support]\n"
UNASKED = MODEL.replace("search, support", "support")
FEATURE = "version: 1\nowner: {team}\nfeatures:\n  {team}-answers: {{status: pilot, uses: {{models: [m]}}}}\n"
GOOD = {
    "ml/ai-ownership.yaml": MODEL,
    "search/ai-ownership.yaml": FEATURE.format(team="search"),
    "support/ai-ownership.yaml": FEATURE.format(team="support"),
}
_NOISE = ("GIT_", "GITHUB_", "GITLAB_", "PRE_COMMIT", "PREK_", "AIOWNERS_", "LEFTHOOK")
# The last variable would compile the hooks of prek, in an environment of uv, in every call.
_NOISE_WORDS = {
    "CI",
    "SKIP",
    "NO_COLOR",
    "FORCE_COLOR",
    "COLUMNS",
    "TF_BUILD",
    "TEAMCITY_VERSION",
    "PYTHONDONTWRITEBYTECODE",
}
_IDENTITY = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b.test",
    "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b.test",
}  # fmt: skip


@dataclass(frozen=True)
class Done:
    """The result of a program: its exit code, and both outputs together."""

    code: int
    output: str


@dataclass(frozen=True)
class Company:
    """A git repository in which a tool is installed."""

    tool: str
    root: Path
    hooks: str
    revision: str
    environment: dict[str, str]

    def write(self, files: dict[str, str]) -> None:
        for path, text in files.items():
            file = self.root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")

    def stage(self, files: dict[str, str]) -> None:
        self.write(files)
        self.git("add", "--", *files)

    def configure(self, *hooks: str, directory: str = ".") -> None:
        """Configure the hooks of `directory`, each as the text of a mapping without braces."""
        listed = ", ".join(f"{{{hook}}}" for hook in hooks)
        text = f"default_install_hook_types: [pre-commit, pre-merge-commit]\nrepos:\n  - repo: {self.hooks}\n"
        self.stage({f"{directory}/.pre-commit-config.yaml": f"{text}    rev: {self.revision}\n    hooks: [{listed}]\n"})

    def git(self, *arguments: str, within: str = ".") -> str:
        """Run git, and return its output. Fail if git fails."""
        done = self.call("git", *arguments, within=within)
        assert done.code == 0, done.output
        return done.output

    def commit(self, *arguments: str, within: str = ".") -> Done:
        return self.call("git", "commit", "-m", "x", *arguments, within=within)

    def run(self, *arguments: str, within: str = ".", **environment: str) -> Done:
        """Run the tool."""
        return self.call(sys.executable, "-m", TOOLS[self.tool], *arguments, within=within, **environment)

    def call(self, *command: str, within: str = ".", **environment: str) -> Done:
        return ended(self.start(*command, within=within, **environment))

    def start(self, *command: str, within: str = ".", **environment: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            command, cwd=self.root / within, env={**self.environment, **environment}, encoding="utf-8",
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip


def ended(process: subprocess.Popen[str]) -> Done:
    """Run a program."""
    output, _ = process.communicate(timeout=300)
    return Done(process.returncode, output)


def _environment(homes: Path) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in _NOISE_WORDS and not name.startswith(_NOISE)
    }  # fmt: skip
    # prek builds with uv; with this setting, it installs uv from the package index, not from a release page.
    directories = {"PRE_COMMIT_HOME": f"{homes}/pre-commit", "PREK_HOME": f"{homes}/prek", "PREK_UV_SOURCE": "pip"}
    return {**kept, **_IDENTITY, **directories}


def _snapshot(directory: Path, environment: dict[str, str]) -> str:
    """Commit the working tree of the project, with new files, to a new repository; return the commit."""

    def git(*arguments: str, cwd: Path = directory) -> str:
        command = ["git", *arguments]
        return subprocess.run(
            command, cwd=cwd, env=environment, check=True, capture_output=True, encoding="utf-8"
        ).stdout

    directory.mkdir(parents=True)
    listing = git("ls-files", "--cached", "--others", "--exclude-standard", "-z", "--", *PARTS, cwd=PROJECT)
    for path in filter(None, listing.split("\0")):
        if (PROJECT / path).is_file():
            (directory / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(PROJECT / path, directory / path)
    git("init", "-q")
    git("add", "--all", "--force")
    git("commit", "-q", "-m", "snapshot")
    return git("rev-parse", "HEAD").strip()


def _prepare(workshop: Path) -> None:
    """Build the environments of the hooks, which takes seconds, and a template repository for each tool."""
    environment = _environment(workshop)
    hooks = workshop / "hooks"
    revision = _snapshot(hooks, environment)
    (workshop / "revision").write_text(revision, encoding="utf-8")
    installing = []
    for tool, module in TOOLS.items():
        company = Company(tool, workshop / f"company-{tool}", str(hooks), revision, environment)
        company.root.mkdir()
        company.git("init", "-q", "-b", "main")
        company.configure("id: aiowners")
        company.stage(GOOD)
        company.git("commit", "-q", "-m", "first")
        installing.append(company.start(sys.executable, "-m", module, "install", "--install-hooks"))
    for done in [ended(process) for process in installing]:
        assert done.code == 0, done.output


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a directory, shared by all workers, with everything that is slow to build."""
    if not (PROJECT / ".git").exists():
        pytest.skip("the hooks are installed from a git checkout of the project")
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    with (shared / "hooks.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        directory = shared / "hooks"
        if not (directory / "ready").exists():
            shutil.rmtree(directory, ignore_errors=True)
            directory.mkdir()
            _prepare(directory)
            (directory / "ready").touch()
    return directory


@pytest.fixture(params=list(TOOLS))
def tool(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def company(tool: str, workshop: Path, tmp_path: Path) -> Company:
    """Return a valid repository with the hook `aiowners`."""
    root = tmp_path / "company"
    shutil.copytree(workshop / f"company-{tool}", root, symlinks=True)
    revision = (workshop / "revision").read_text("utf-8")
    return Company(tool, root, str(workshop / "hooks"), revision, _environment(workshop))
