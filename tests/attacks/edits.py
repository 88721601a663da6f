"""Edits made while a command writes the same file."""

from __future__ import annotations

import json
import sys

from tests.attacks.company import ML, Company
from tests.attacks.steps import Kind, Step, replace, setup, write

EDIT = "# an edit made in the meantime\n"
# Runs the command, and edits the file at one moment: behind the first reading of it, when the new text gets a file
# of its own, or when that file has been written in full. Prints how the command ended and what the file contains.
DRIVER = """
import json, os, sys
target, moments, edit, *words = sys.argv[1:]
name = os.path.basename(target)
before = open(target).read() if os.path.exists(target) else None
moment = reading = done = None
def disturb():
    global done
    done = True
    if edit == "append":
        with open(target, "a") as file:
            file.write(EDIT)
    elif edit == "replace":
        with open(target + "~", "w") as file:
            file.write(EDIT)
        os.replace(target + "~", target)
    else:
        os.unlink(target)
        if edit == "link":
            os.symlink(os.devnull, target)
def watch(event, arguments):
    global reading
    if event != "open" or done or moment in (None, "written"):
        return
    base, flags = os.path.basename(str(arguments[0])), arguments[2] or 0
    if base == name and not flags & (os.O_WRONLY | os.O_RDWR):
        reading = True
    elif moment == "read" and reading:
        disturb()
    elif moment == "made" and base != name and name in base and flags & (os.O_WRONLY | os.O_RDWR):
        disturb()
sync = os.fsync
def watched_sync(descriptor):
    sync(descriptor)
    if moment == "written" and not done and name in os.readlink(f"/proc/self/fd/{descriptor}"):
        disturb()
os.fsync = watched_sync
sys.addaudithook(watch)
from aiowners.cli import run
for now in moments.split(","):
    moment, reading, done = now, False, False
    code = run(words)
    moment = None
    after = open(target).read() if os.path.lexists(target) else None
    print("\\n" + json.dumps([now, done, code, after]))
    if before is not None:
        with open(target, "w") as file:
            file.write(before)
""".replace("EDIT", repr(EDIT))
OWNERS, PLUS, POLICY = "CODEOWNERS", ".codeowners", ".policy.yml"
BASELINE, HOOK = ".aiowners-baseline.json", ".pre-commit-config.yaml"
LISTED = setup(replace(ML, "downstream", "[data, support]"), write("aiowners.toml", 'forge = "github"\n'))
MISSING = setup(replace(ML, "downstream", "[data]"))


def keeps(path: str, *command: str, moments: str = "written", edit: str = "append") -> Step:
    """State that a command loses no edit of its file: it writes nothing, and exits with code 2."""

    def step(company: Company) -> None:
        company.commit()
        target = company.root / path
        before = target.read_text("utf-8") if target.exists() else ""
        expected = {"append": before + EDIT, "replace": EDIT, "remove": None, "link": ""}[edit]
        outcome = company.start(sys.executable, "-c", DRIVER, str(target), moments, edit, *command)
        results = [
            json.loads(line) for line in outcome.out.splitlines() if line.startswith(('["made', '["read', '["wri'))
        ]
        assert len(results) == len(moments.split(",")), outcome
        for moment, disturbed, code, after in results:
            assert disturbed, (moment, outcome)
            # A command that reads the file once more may have read the edit.
            if not (moment == "read" and code != 2 and EDIT in after):
                assert (code, after) == (2, expected), (moment, outcome)
        assert not list(target.parent.glob(".*tmp")), list(target.parent.iterdir())

    return step


def at_each_moment(path: str, *command: str) -> Step:
    """State the same for each moment."""
    return keeps(path, *command, moments="read,made,written")


KIND = Kind(
    "A command that writes a file detects every edit made since it read the file.",
    known={
        "block of CODEOWNERS": [write(OWNERS, "* @acme/all\n"), at_each_moment(OWNERS, "codeowners", "--write")],
        "enforcement method": [
            LISTED,
            write(PLUS, "# owners\n"),
            at_each_moment(PLUS, "enforce", "codeowners-plus"),
        ],
        "baseline": [
            MISSING,
            write(BASELINE, '{"schema": "aiowners-baseline/1", "findings": []}\n'),
            at_each_moment(BASELINE, "baseline"),
        ],
        "hook": [write(HOOK, "repos: []\n"), at_each_moment(HOOK, "init", "--hook")],
        "fixes": [MISSING, at_each_moment(ML, "check", "--fix")],
        "suppressions": [MISSING, at_each_moment(ML, "check", "--add-ignore", "later")],
    },
    further={
        "policy": [
            LISTED,
            write(
                POLICY,
                "# Generated from the ai-ownership.yaml files: `aiowners enforce policy-bot` renews it, and undoes edits.\n",
            ),
            at_each_moment(POLICY, "enforce", "policy-bot"),
        ],
        "file that an editor replaces": [
            write(OWNERS, "* @acme/all\n"),
            keeps(OWNERS, "codeowners", "--write", edit="replace"),
        ],
        "file that is removed": [
            write(OWNERS, "* @acme/all\n"),
            keeps(OWNERS, "codeowners", "--write", edit="remove"),
        ],
        "file that becomes a link": [
            write(OWNERS, "* @acme/all\n"),
            keeps(OWNERS, "codeowners", "--write", edit="link"),
        ],
        "file that appears": [keeps(".github/CODEOWNERS", "codeowners", "--write")],
        "baseline that appears": [MISSING, keeps(BASELINE, "baseline")],
        "hook that appears": [keeps(HOOK, "init", "--hook")],
        "manifest that an editor replaces": [MISSING, keeps(ML, "check", "--fix", edit="replace")],
        "manifest that becomes a link": [MISSING, keeps(ML, "check", "--fix", edit="link")],
        "suppression of a manifest that is removed": [
            MISSING,
            keeps(ML, "check", "--add-ignore", "later", edit="remove"),
        ],
    },
)
