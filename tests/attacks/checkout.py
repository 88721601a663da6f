"""Checkouts that are not what people review: another commit, converted texts, files that are left out."""

from __future__ import annotations

import json
import shutil

from tests.attacks.company import DATA, ML, WEIGHTS, Company
from tests.attacks.steps import (
    CHANGE,
    NO_BASE,
    Kind,
    Step,
    append,
    check,
    clone,
    env,
    git,
    link,
    move,
    refuses,
    replace,
    requires,
    requires_or_refuses,
    setup,
    write,
)

ALL = "support data ml-core"
ATTRIBUTES = ".gitattributes"
# UTF-7 writes `_` as `+AF8-`: the asset names another model than the one in git.
NAMED = setup(
    replace(ML, "  m:", "  m_1:"),
    replace(DATA, "idx: {uses: {models: [m]}}", "idx:\n    uses:\n      models:\n      - m_1"),
)


def encoded(path: str) -> Step:
    """Have git write a file in UTF-7."""
    return append(ATTRIBUTES, f"{path} working-tree-encoding=UTF-7\n")


def event(facts: str) -> Step:
    """Be a job of GitHub Actions for an event; `{main}` and `{pr}` are commits."""

    def step(company: Company) -> None:
        names = {name: company.known(f"refs/remotes/origin/{name}") for name in ("main", "pr")}
        file = company.root.parent / "event.json"
        text = facts
        for name, commit in names.items():
            text = text.replace(f"{{{name}}}", commit)
        file.write_text(json.dumps(json.loads(text)), encoding="utf-8")
        company.set({"CI": "true", "GITHUB_ACTIONS": "true", "GITHUB_EVENT_PATH": str(file)})

    return step


REQUEST = event('{"pull_request": {"base": {"ref": "main", "sha": "{main}"}, "head": {"ref": "pr", "sha": "{pr}"}}}')
COMMENT = event('{"issue": {"pull_request": {"url": "1"}}, "repository": {"default_branch": "main"}}')
RUN = event('{"workflow_run": {"event": "pull_request", "head_sha": "{pr}"}, "repository": {"default_branch": "main"}}')
ON_BASE = (CHANGE, clone(), git("checkout", "-q", "--detach", "refs/remotes/origin/main"))


def sparse(*directories: str) -> Step:
    """Check out these directories alone."""
    return git("sparse-checkout", "set", *directories)


def without_git(company: Company) -> None:
    """Work in a copy of the tree without its repository."""
    company.commit()
    shutil.rmtree(company.root / ".git")
    company.edited = False


KIND = Kind(
    "What is checked out is what is reviewed, or the command exits with code 2.",
    known={},
    further={
        "encoding of a manifest downstream": [NAMED, CHANGE, encoded(DATA), clone(), requires_or_refuses(ALL, NO_BASE)],
        "encoding of all manifests": [NAMED, CHANGE, encoded("*.yaml"), clone(), requires_or_refuses(ALL, NO_BASE)],
        "encoding of the configuration": [
            setup(write("aiowners.toml", 'fail-on = "error"\n')),
            encoded("aiowners.toml"),
            clone(),
            check(2),
        ],
        "encoding of CODEOWNERS": [
            setup(write("CODEOWNERS", "* @acme/data\n")),
            encoded("CODEOWNERS"),
            clone(),
            check(2),
        ],
        "name with an id that git expands": [
            setup(replace(ML, "  m:", "  m$Id$:"), replace(DATA, "[m]", "[m$Id$]")),
            CHANGE,
            write(ATTRIBUTES, "*.yaml ident\n"),
            clone(),
            requires_or_refuses(ALL, NO_BASE),
        ],
        "base is checked out": [*ON_BASE, REQUEST, requires_or_refuses(ALL, NO_BASE), refuses("check", "--ci")],
        "base is checked out, and is named": [*ON_BASE, REQUEST, requires_or_refuses(ALL, "--base", "origin/main")],
        "base is checked out for a comment": [*ON_BASE, COMMENT, requires_or_refuses(ALL, NO_BASE)],
        "base is checked out after a run": [*ON_BASE, RUN, requires_or_refuses(ALL, NO_BASE)],
        "base is checked out on Azure": [
            *ON_BASE,
            env(TF_BUILD="True", SYSTEM_PULLREQUEST_TARGETBRANCH="main", SYSTEM_PULLREQUEST_SOURCECOMMITID="{pr}"),
            requires_or_refuses(ALL, NO_BASE),
        ],
        "CODEOWNERS outside a sparse checkout": [
            setup(
                write(".github/CODEOWNERS", "/ml/ @acme/ml-core\n"),
                write("aiowners.toml", '[rules]\ncodeowners-missing-reviewer = "error"\n'),
            ),
            sparse("ml"),
            check(0, "unguarded-manifest"),
        ],
        "link without git": [
            move(WEIGHTS, "blobs/w.bin"),
            link(WEIGHTS, "../../blobs/w.bin"),
            without_git,
            requires(ALL, "--files", "blobs/w.bin"),
        ],
        "link to a directory without git": [
            move("ml/model", "ml/real"),
            link("ml/model", "real"),
            without_git,
            requires(ALL, "--files", "ml/real/w.bin"),
        ],
    },
    legitimate={
        "encoding of other files": [CHANGE, encoded("*.txt"), write("a.txt", "a_b\n"), clone(), requires(ALL, NO_BASE)],
        "encoding of git itself": [CHANGE, write(ATTRIBUTES, "*.yaml working-tree-encoding=UTF-8\n"), requires(ALL)],
        "id that nothing contains": [CHANGE, write(ATTRIBUTES, "* ident\n"), requires(ALL)],
        "head that is named beside the base": [*ON_BASE, REQUEST, requires(ALL, "--head", "origin/pr")],
        "sparse checkout": [CHANGE, sparse("ml"), requires(ALL)],
        "event of a pull request": [CHANGE, clone(), REQUEST, requires(ALL, NO_BASE)],
    },
)
