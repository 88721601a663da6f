"""Names, handles, and addresses that change hands."""

from __future__ import annotations

from tests.attacks.company import DATA, ML, SUPPORT, TEAMS
from tests.attacks.steps import (
    CHANGE,
    Kind,
    Step,
    append,
    do,
    gh,
    handle,
    merge,
    remove,
    remove_line,
    replace,
    requests,
    requires,
    requires_exactly,
    setup,
    team,
    write,
)


def known_as(owner: str) -> Step:
    """Make the last team known by a handle or an address alone, which no manifest declares."""
    return setup(remove_line(TEAMS, "support:"), replace(SUPPORT, "owner: support", f'owner: "{owner}"'))


def takes(facts: str) -> Step:
    """Add a handle or an address to the insider's own team, and change the model."""
    return do(team("ml-core", facts), CHANGE)


UNDECLARED = (remove(TEAMS), write("README.md", "No manifest declares a team.\n"))
SALES = write("sales/ai-ownership.yaml", 'version: 1\nowner: "@acme/sales"\nfeatures:\n  crm: {uses: {models: [m]}}\n')

KIND = Kind(
    "Each revision uses its own names: a team of the base keeps the handles that it had there.",
    known={
        "own team takes the handle on another code host": [
            known_as("@acme/support"),
            takes('handles: {github: "@acme/ml-core", gitlab: "@acme/support"}'),
            requires("@acme/support data ml-core"),
            requests("@acme/support"),
            gh("@acme/support"),
        ],
        "decoy team takes the handle on another code host": [
            known_as("@acme/support"),
            CHANGE,
            team("decoy", 'handles: {github: "@acme/ml-core2", gitlab: "@acme/support"}'),
            requires("@acme/support data ml-core"),
            requests("@acme/support"),
            gh("@acme/support"),
        ],
    },
    further={
        "own team takes the address": [
            known_as("support@acme.test"),
            takes('handles: {github: "@acme/ml-core"}, contact: {email: support@acme.test}'),
            requires("support@acme.test"),
        ],
        "own team takes the address in capitals": [
            known_as("support@acme.test"),
            takes('handles: {github: "@acme/ml-core"}, contact: {email: Support@ACME.test}'),
            requires("support@acme.test"),
        ],
        "own team takes the handle in capitals": [
            known_as("@acme/support"),
            takes('handles: {github: "@acme/ml-core", bitbucket: "@ACME/Support"}'),
            requires("@acme/support"),
            requests("@acme/support"),
        ],
        "own team takes the handle as a second one on the same code host": [
            known_as("@acme/support"),
            takes('handles: {github: ["@acme/ml-core", "@acme/support"]}'),
            requests("@acme/support"),
            requires("@acme/support"),
        ],
        "own team takes the account of a person": [
            known_as("@maya"),
            takes('handles: {github: ["@acme/ml-core", "@maya"]}'),
            requests("@maya"),
            requires("@maya"),
        ],
        "handle is taken first, and the model changed in the next pull request": [
            known_as("@acme/support"),
            team("ml-core", 'handles: {github: "@acme/ml-core", gitlab: "@acme/support"}'),
            requires("@acme/support"),
        ],
        "two teams swap handles": [
            handle("ml-core", "@acme/support"),
            handle("support", "@acme/ml-core"),
            CHANGE,
            requires("support ml-core data"),
            requests("@acme/support", "@acme/ml-core"),
        ],
        "three teams rotate handles without a change of the model": [
            handle("ml-core", "@acme/data"),
            handle("data", "@acme/support"),
            handle("support", "@acme/ml-core"),
            requires("support=team data=team ml-core=team"),
            requests("@acme/support", "@acme/data"),
        ],
        "handle of a downstream team is replaced": [
            handle("support", "@acme/ml-core2"),
            CHANGE,
            requires("support=team"),
            requests("@acme/support"),
        ],
        "team moves to the insider's manifest with another handle": [
            remove_line(TEAMS, "support:"),
            append(ML, 'teams:\n  support: {handles: {github: "@acme/ml-core2"}}\n'),
            CHANGE,
            requires("support"),
            requests("@acme/support"),
        ],
        "second declaration of the team comes first": [
            write("a/ai-ownership.yaml", 'version: 1\nteams:\n  support: {handles: {github: "@acme/ml-core2"}}\n'),
            CHANGE,
            requires("support"),
            requests("@acme/support"),
        ],
        "team is renamed everywhere, with another handle": [
            remove_line(TEAMS, "support:"),
            handle("helpdesk", "@acme/ml-core2"),
            replace(SUPPORT, "owner: support", "owner: helpdesk"),
            CHANGE,
            requires("support"),
            requests("@acme/support"),
        ],
        "team is deleted, and its name becomes a person of the insider's": [
            remove_line(TEAMS, "support:"),
            replace(SUPPORT, "owner: support", 'owner: "@mallory"'),
            CHANGE,
            requires("support"),
            requests("@acme/support"),
        ],
        "names without any declared team are declared by the insider": [
            setup(*UNDECLARED),
            write(TEAMS, 'version: 1\nteams:\n  support: {handles: {github: "@acme/ml-core2"}}\n'),
            append(
                TEAMS, '  ml-core: {handles: {github: "@acme/ml-core"}}\n  data: {handles: {github: "@acme/data"}}\n'
            ),
            requires("support"),
        ],
        "two handles of the base become one team of the head": [
            setup(SALES),
            known_as("@acme/support"),
            team("business", 'handles: {github: "@acme/support", gitlab: "@acme/sales"}'),
            CHANGE,
            requests("@acme/support", "@acme/sales"),
        ],
        "listed reviewer is taken over": [
            setup(replace(ML, "reviewers: downstream", 'reviewers: [data, support, "@acme/legal"]')),
            takes('handles: {github: "@acme/ml-core", gitlab: "@acme/legal"}'),
            requires("@acme/legal"),
            requests("@acme/legal"),
        ],
        "consumer in another repository is taken over": [
            setup(append(ML, '    used_elsewhere: [{team: "@acme/mobile", repository: acme/mobile}]\n')),
            takes('handles: {github: "@acme/ml-core", gitlab: "@acme/mobile"}'),
            requires("@acme/mobile"),
            requests("@acme/mobile"),
        ],
        "intermediate owner is taken over": [
            setup(replace(DATA, "owner: data", 'owner: "@acme/index"')),
            takes('handles: {github: "@acme/ml-core", gitlab: "@acme/index"}'),
            requires("@acme/index support"),
            requests("@acme/index"),
        ],
        "handle is handed over in two steps": [
            known_as("@acme/support"),
            handle("holding", "@acme/support"),
            requires("@acme/support"),
            requests("@acme/support"),
            merge,
            handle("holding", "@acme/ml-core2"),
            CHANGE,
            requires("holding"),
            requests("@acme/support"),
        ],
    },
    legitimate={
        "other spelling of the same team": [
            replace(SUPPORT, "owner: support", 'owner: "@ACME/support"'),
            requires_exactly(""),
        ],
        "teams in another order": [
            remove_line(TEAMS, "support:"),
            handle("support", "@acme/support"),
            requires_exactly(""),
        ],
        "undeclared handle is declared": [
            known_as("@acme/support"),
            handle("support", "@acme/support"),
            CHANGE,
            requests("@acme/support", "@acme/data", "@acme/ml-core"),
        ],
    },
)
