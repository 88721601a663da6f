"""Waivers that a team never agreed to."""

from __future__ import annotations

from tests.attacks.company import DATA, ML, SUPPORT, WEIGHTS
from tests.attacks.steps import (
    BASE,
    CHANGE,
    Kind,
    Step,
    append,
    check,
    do,
    handle,
    lists,
    merge,
    move,
    notifies,
    replace,
    requires,
    requires_exactly,
    setup,
    write,
)

N = "n/ai-ownership.yaml"
WAIVER = "    waivers: [{team: support, reason: agreed}]\n"
TODAY = (*BASE, "--today", "2026-06-01")
SECOND = do(write("n/w.bin", "2\n"))


def model(waiver: str, more: str = "") -> Step:
    """Declare a second model, with a waiver."""
    text = f"version: 1\nowner: ml-core\nmodels:\n  n:\n    artifacts: [w.bin]\n    waivers: [{waiver}]\n{more}"
    return do(write(N, text), write("n/w.bin", "1\n"))


EARLY = model("{team: support, reason: agreed}")  # nothing of `support` depends on `n`
USES = replace(SUPPORT, "assets: [idx]", "assets: [idx], models: [n]")
CHAIN = replace(DATA, "models: [m]", "models: [m, n]")
AGREED = setup(append(ML, WAIVER))

KIND = Kind(
    "A waiver is an agreement: it counts only if the team that depends on the model agreed to it.",
    known={
        "waiver before the dependency": [
            EARLY,
            check(1, "stale-waiver"),
            merge,
            USES,
            requires("support=waiver"),
            merge,
            SECOND,
            notifies("support"),
        ],
    },
    further={
        "waiver under the team's handle": [
            model('{team: "@acme/support", reason: agreed}'),
            check(1, "stale-waiver"),
            merge,
            USES,
            requires("support=waiver"),
        ],
        "waiver under the team's handle in capitals": [
            model('{team: "@ACME/Support", reason: agreed}'),
            check(1, "stale-waiver"),
        ],
        "waiver that runs out later": [
            model("{team: support, reason: agreed, until: 2099-01-31}"),
            check(1, "stale-waiver"),
            merge,
            USES,
            requires("support=waiver"),
        ],
        "another team brings the dependency": [
            setup(EARLY),
            CHAIN,
            requires("support=waiver"),
        ],
        "insider's own asset brings the dependency": [
            setup(EARLY, write("x/ai-ownership.yaml", "version: 1\nowner: ml-core\nassets:\n  mid: {}\n")),
            setup(replace(SUPPORT, "[idx]", "[idx, mid]")),
            replace("x/ai-ownership.yaml", "mid: {}", "mid: {uses: {models: [n]}}"),
            requires("support=waiver"),
        ],
        "stale waiver is ignored": [
            EARLY,
            replace(N, "    waivers:", "    # aiowners: ignore[stale-waiver] soon\n    waivers:"),
            check(0, "new-suppression", arguments=("--since", "main")),
            lists("ignore"),
            requires("support=suppression"),
            merge,
            USES,
            requires("support=waiver"),
        ],
        "waiver of a retired use": [
            setup(
                EARLY,
                replace(SUPPORT, "bot: {", "bot: {status: retired, "),
                replace(SUPPORT, "assets: [idx]", "assets: [idx], models: [n]"),
            ),
            replace(SUPPORT, "status: retired, ", ""),
            requires("support=waiver"),
        ],
        "waiver of a team that does not exist yet": [
            setup(model("{team: helpdesk, reason: agreed}")),
            handle("helpdesk", "@acme/helpdesk"),
            write("h/ai-ownership.yaml", "version: 1\nowner: helpdesk\nfeatures:\n  chat: {uses: {models: [n]}}\n"),
            requires("helpdesk"),
        ],
        "waiver in the change itself": [
            append(ML, WAIVER),
            CHANGE,
            requires("support=downstream"),
            lists("waiver"),
        ],
        "waiver for a consumer that is declared with it": [
            append(ML, "    used_elsewhere: [{team: mobile, repository: acme/mobile}]\n"),
            append(ML, "    waivers: [{team: mobile, reason: agreed}]\n"),
            requires("mobile"),
        ],
        "waiver is made valid by a consumer elsewhere": [
            EARLY,
            append(N, "    used_elsewhere: [{team: support, repository: acme/app}]\n"),
            requires("support"),
        ],
        "standing waiver is made valid by a consumer elsewhere": [
            setup(EARLY),
            append(N, "    used_elsewhere: [{team: support, repository: acme/app}]\n"),
            requires("support=waiver"),
        ],
        "expired waiver is extended": [
            setup(append(ML, WAIVER.replace("agreed", "agreed, until: 2026-01-31"))),
            replace(ML, "2026-01-31", "2099-01-31"),
            CHANGE,
            requires("support=downstream", *TODAY),
            lists("waiver", arguments=TODAY),
        ],
        "waiver that is in effect is extended": [
            setup(append(ML, WAIVER.replace("agreed", "agreed, until: 2026-12-31"))),
            replace(ML, "2026-12-31", "2099-01-31"),
            requires("support=downstream", *TODAY),
            lists("waiver", arguments=TODAY),
            check(1, "new-suppression", arguments=("--since", "main", "--fail-on", "warning", "--today", "2026-06-01")),
        ],
        "waiver that is in effect loses its date": [
            setup(append(ML, WAIVER.replace("agreed", "agreed, until: 2026-12-31"))),
            replace(ML, ", until: 2026-12-31", ""),
            requires("support=downstream", *TODAY),
        ],
        "waiver that is in effect gets a longer double": [
            setup(append(ML, "    waivers:\n      - {team: support, reason: agreed, until: 2026-12-31}\n")),
            append(ML, "      - {team: support, reason: agreed, until: 2099-12-31}\n"),
            requires("support=downstream", *TODAY),
        ],
        "last day of a waiver loses its date": [
            setup(append(ML, WAIVER.replace("agreed", "agreed, until: 2026-01-31"))),
            replace(ML, ", until: 2026-01-31", ""),
            CHANGE,
            requires("support=downstream", *TODAY),
        ],
        "waiver moves to the model's new name": [
            AGREED,
            replace(ML, "  m:", "  m2:"),
            replace(DATA, "[m]", "[m2]"),
            CHANGE,
            requires("support data"),
        ],
        "waiver moves to a copy of the model": [
            AGREED,
            append(ML, "  m2:\n    artifacts: [model/]\n" + WAIVER),
            replace(DATA, "[m]", "[m, m2]"),
            requires("support"),
        ],
        "waiver in a second declaration of the model": [
            write(N, "version: 1\nowner: ml-core\nmodels:\n  m:\n    reviewers: downstream\n" + WAIVER),
            CHANGE,
            requires("support=downstream"),
        ],
        "waiver in a declaration that moved, with the change": [
            move(ML, "ml2/ai-ownership.yaml"),
            move("ml/model", "ml2/model"),
            append("ml2/ai-ownership.yaml", WAIVER),
            requires("support=downstream"),
        ],
        "waiver of the owner that the consumer is handed to": [
            setup(append(ML, "    waivers: [{team: data, reason: agreed}]\n")),
            replace(SUPPORT, "owner: support", "owner: data"),
            CHANGE,
            requires("support"),
        ],
        "handle of a team that waived": [
            setup(handle("sales", "@acme/sales"), model("{team: sales, reason: agreed}"), USES),
            replace(N, "team: sales", "team: support"),
            SECOND,
            requires("support=downstream"),
        ],
        "waiver of another team's handle": [
            setup(model('{team: "@acme/other", reason: agreed}'), USES),
            handle("support", "@acme/support", "@acme/other"),
            SECOND,
            requires("support=downstream"),
        ],
        "waiver that ended and comes back": [
            setup(append(ML, WAIVER.replace("agreed", "agreed, until: 2026-01-31"))),
            CHANGE,
            requires("support=downstream", *TODAY),
        ],
    },
    legitimate={
        "agreed waiver": [
            AGREED,
            check(0, "-stale-waiver"),
            write(WEIGHTS, "2\n"),
            notifies("support"),
            requires_exactly("ml-core data"),
        ],
        "waiver that is withdrawn": [
            AGREED,
            replace(ML, WAIVER, ""),
            requires("support"),
        ],
    },
)
