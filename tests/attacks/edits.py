"""Edits made while a command writes the same file."""

from __future__ import annotations

import sys

from tests.attacks.company import ML, Company
from tests.attacks.steps import Kind, Step, replace, setup, write

EDIT = "# an edit made in the meantime\n"
# Runs the command, and edits the file at one moment: behind the first reading of it, when the new text gets a file
# of its own, or when that file has been written in full.
DRIVER = """
import os, sys
target, moment, edit, *words = sys.argv[1:]
name = os.path.basename(target)
state = {"reading": False, "done": False}
def disturb():
    state["done"] = True
    if edit == "append":
        with open(target, "a") as file:
            file.write(EDIT)
    elif edit == "replace":
        with open(target + "~", "w") as file:
            file.write(EDIT)
        os.replace(target + "~", target)
    elif edit == "remove":
        os.unlink(target)
    else:
        os.unlink(target)
        os.symlink(os.devnull, target)
def watch(event, arguments):
    if event != "open" or state["done"] or moment == "written":
        return
    path, flags = str(arguments[0]), arguments[2] or 0
    base = os.path.basename(path)
    if base == name and not flags & (os.O_WRONLY | os.O_RDWR):
        state["reading"] = True
    elif moment == "read" and state["reading"]:
        disturb()
    elif moment == "made" and base != name and name in base and flags & (os.O_WRONLY | os.O_RDWR):
        disturb()
sync = os.fsync
def watched_sync(descriptor):
    sync(descriptor)
    if moment == "written" and not state["done"] and name in os.readlink(f"/proc/self/fd/{descriptor}"):
        disturb()
os.fsync = watched_sync
sys.addaudithook(watch)
from aiowners.cli import run
code = run(words)
assert state["done"], "the moment never came"
sys.exit(code)
""".replace("EDIT", repr(EDIT))
MOMENTS = ("read", "made", "written")
OWNERS, PLUS, POLICY = "CODEOWNERS", ".codeowners", ".policy.yml"
BASELINE, HOOK = ".aiowners-baseline.json", ".pre-commit-config.yaml"
LISTED = setup(replace(ML, "downstream", "[data, support]"), write("aiowners.toml", 'forge = "github"\n'))
MISSING = setup(replace(ML, "downstream", "[data]"))


def keeps(path: str, moment: str, *command: str, edit: str = "append") -> Step:
    """State that a command loses no edit of its file: it writes nothing, and exits with code 2."""

    def step(company: Company) -> None:
        company.commit()
        target = company.root / path
        before = target.read_text("utf-8") if target.exists() else ""
        outcome = company.start(sys.executable, "-c", DRIVER, str(target), moment, edit, *command)
        assert "the moment never came" not in outcome.err, outcome
        after = target.read_text("utf-8") if target.exists() else None
        expected = {"append": before + EDIT, "replace": EDIT, "remove": None, "link": ""}
        # A command that reads the file once more may have read the edit.
        if not (moment == "read" and outcome.code != 2 and EDIT in str(after)):
            assert after == expected[edit], (outcome, after)
            assert outcome.code == 2, outcome
        assert not list(target.parent.glob(".*tmp")), list(target.parent.iterdir())

    return step


def at_each_moment(path: str, *command: str) -> list[Step]:
    """State the same for each moment."""
    return [keeps_once for moment in MOMENTS for keeps_once in (keeps(path, moment, *command), restore(path))]


def restore(path: str) -> Step:
    """Undo the edit."""

    def step(company: Company) -> None:
        company.git("checkout", "-q", "--", path)

    return step


KIND = Kind(
    "A command that writes a file detects every edit made since it read the file.",
    known={
        "block of CODEOWNERS": [write(OWNERS, "* @acme/all\n"), *at_each_moment(OWNERS, "codeowners", "--write")],
        "enforcement method": [
            LISTED,
            write(PLUS, "# owners\n"),
            *at_each_moment(PLUS, "enforce", "codeowners-plus"),
        ],
        "baseline": [
            MISSING,
            write(BASELINE, '{"schema": "aiowners-baseline/1", "findings": []}\n'),
            *at_each_moment(BASELINE, "baseline"),
        ],
        "hook": [write(HOOK, "repos: []\n"), *at_each_moment(HOOK, "init", "--hook")],
        "fixes": [MISSING, *at_each_moment(ML, "check", "--fix")],
        "suppressions": [MISSING, *at_each_moment(ML, "check", "--add-ignore", "later")],
    },
    further={
        "policy": [
            LISTED,
            write(
                POLICY,
                "# Generated from the ai-ownership.yaml files: `aiowners enforce policy-bot` renews it, and undoes edits.\n",
            ),
            *at_each_moment(POLICY, "enforce", "policy-bot"),
        ],
        "file that an editor replaces": [
            write(OWNERS, "* @acme/all\n"),
            keeps(OWNERS, "written", "codeowners", "--write", edit="replace"),
        ],
        "file that is removed": [
            write(OWNERS, "* @acme/all\n"),
            keeps(OWNERS, "written", "codeowners", "--write", edit="remove"),
        ],
        "file that becomes a link": [
            write(OWNERS, "* @acme/all\n"),
            keeps(OWNERS, "written", "codeowners", "--write", edit="link"),
        ],
        "file that appears": [keeps(".github/CODEOWNERS", "written", "codeowners", "--write")],
        "baseline that appears": [MISSING, keeps(BASELINE, "written", "baseline")],
        "hook that appears": [keeps(HOOK, "written", "init", "--hook")],
        "manifest that an editor replaces": [MISSING, keeps(ML, "written", "check", "--fix", edit="replace")],
        "manifest that becomes a link": [MISSING, keeps(ML, "written", "check", "--fix", edit="link")],
        "suppression of a manifest that is removed": [
            MISSING,
            keeps(ML, "written", "check", "--add-ignore", "later", edit="remove"),
        ],
    },
)
