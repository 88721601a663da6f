"""Lists of file names, which lose what a comparison would show."""

from __future__ import annotations

from tests.attacks.company import DATA, ML, SUPPORT, TEAMS, WEIGHTS, Company
from tests.attacks.steps import (
    CHANGE,
    Kind,
    Step,
    clone,
    do,
    git,
    handle,
    move,
    refuses,
    remove,
    replace,
    requires,
    requires_exactly,
    requires_or_refuses,
    setup,
    void,
    write,
)

LIST = ("--files", "-")
NAMES = ("diff", "--name-only", "main")
RENAMES = ("diff", "--name-only", "--no-renames", "main")  # what the documentation says


def piped(teams: str, *command: str) -> Step:
    """State that the output of git, as a list of files, requires these teams."""

    def step(company: Company) -> None:
        company.commit()
        requires(teams, *LIST, text=company.git(*command) + "\n")(company)

    return step


def listed(text: str, teams: str = "support data ml-core") -> Step:
    """State that this list requires the teams or is refused."""
    return requires_or_refuses(teams, *LIST, text=text)


GONE = do(remove(SUPPORT), move(WEIGHTS, "w.bin"))

KIND = Kind(
    "A list of files has a base; a name that neither side contains is an error.",
    known={
        "deleted manifest in the pipe": [GONE, piped("support", *NAMES)],
        "renamed weights in the documented pipe": [GONE, piped("support data ml-core", *RENAMES)],
    },
    further={
        "deleted weights": [remove(WEIGHTS), piped("support data ml-core", *NAMES)],
        "deleted manifest of the model": [remove(ML), piped("support data ml-core", *NAMES)],
        "committed change of a manifest": [
            replace(SUPPORT, "uses: {assets: [idx]}", ""),
            requires("support", "--files", SUPPORT),
        ],
        "committed change of the teams": [
            handle("support", "@acme/ml-core2"),
            requires("support", "--files", TEAMS),
        ],
        "committed change of the configuration": [
            write("aiowners.toml", 'exclude = ["support/"]\n'),
            requires("support", "--files", "aiowners.toml"),
        ],
        "directory that is gone": [remove("support"), requires("support", "--files", "support")],
        "directory of weights that is gone": [remove("ml/model"), requires("support", "--files", "ml/model/")],
        "quoted names": [
            setup(write("ml/model/é.bin", "1\n")),
            remove("ml/model/é.bin"),
            piped("support data ml-core", *NAMES),
        ],
        "names that end with NUL": [
            remove(WEIGHTS),
            requires("support data ml-core", *LIST, text=f"README.md\0{WEIGHTS}\0".replace("README.md", SUPPORT)),
        ],
        "weights become a directory": [
            remove(WEIGHTS),
            write(f"{WEIGHTS}/part", "1\n"),
            piped("support data ml-core", *NAMES),
        ],
        "clone with a remote": [remove(SUPPORT), clone(), requires("support", "--files", SUPPORT)],
        "name with a carriage return": [CHANGE, listed(f"{WEIGHTS}\r\n")],
        "name with a blank behind it": [CHANGE, listed(f"{WEIGHTS} \n")],
        "name in other letters": [CHANGE, listed("ML/model/w.bin\n")],
        "name with git's prefix": [CHANGE, listed(f"b/{WEIGHTS}\n")],
        "name with a status": [CHANGE, listed(f"M\t{WEIGHTS}\n")],
        "name of a rename with a status": [GONE, listed(f"R100\t{WEIGHTS}\tw.bin\n")],
        "names on one line": [CHANGE, listed(f"{WEIGHTS} {SUPPORT}\n")],
        "short form of a rename": [GONE, listed("{ml/model => .}/w.bin\n")],
        "misspelled name among others": [CHANGE, listed(f"{SUPPORT}\nml/model/w.bni\n")],
        "name that neither side contains": [CHANGE, refuses("reviewers", "--files", "ml/model/x.bin", says=("x.bin",))],
        "glob that no shell has expanded": [CHANGE, listed("ml/model/*.bin\n")],
        "empty list": [CHANGE, refuses("reviewers", *LIST, says=("empty",))],
        "empty list in a clone": [CHANGE, clone(), refuses("reviewers", *LIST, says=("empty",))],
        "list without any base": [
            setup(replace(DATA, "owner: data", "owner: ml-core")),
            replace(DATA, "uses: {models: [m]}", ""),
            git("branch", "-D", "main"),
            requires_or_refuses("support", "--files", DATA),
        ],
        "list without any base, of a file that is gone": [
            remove(SUPPORT),
            git("branch", "-D", "main"),
            requires_or_refuses("support", "--files", SUPPORT),
        ],
        "list in a clone without the base": [
            CHANGE,
            clone("refs/heads/pr:refs/remotes/origin/pr"),
            refuses("reviewers", "--files", SUPPORT),
        ],
        "list against a base that has moved": [
            setup(remove("support")),
            CHANGE,
            git("checkout", "-q", "main"),
            write(SUPPORT, "version: 1\nowner: support\nfeatures:\n  bot: {uses: {assets: [idx]}}\n"),
            git("checkout", "-q", "pr"),
            requires("support", "--files", WEIGHTS),
        ],
    },
    legitimate={
        "empty list beside an untracked file": [
            lambda company: void((company.root / "notes.txt").write_text("1\n", encoding="utf-8")),
            requires_exactly("", *LIST),
        ],
        "empty list of no change": [requires_exactly("", *LIST)],
        "list of other files": [CHANGE, write("README.md", "1\n"), requires_exactly("", "--files", "README.md")],
        "list of the change": [CHANGE, piped("support data ml-core", *NAMES)],
    },
)
