"""Changes of the chain between a model and a team, before the model changes."""

from __future__ import annotations

from tests.attacks.company import DATA, ML, SUPPORT
from tests.attacks.steps import (
    CHANGE,
    Kind,
    append,
    check,
    do,
    merge,
    move,
    remove,
    replace,
    requires,
    requires_exactly,
    setup,
    write,
)

OWN = setup(replace(DATA, "owner: data", "owner: ml-core"))  # the insider owns the model and the step behind it
DIRECT = setup(replace(SUPPORT, "{assets: [idx]}", "{models: [m]}"))
MOBILE = setup(append(ML, "    used_elsewhere: [{team: mobile, repository: acme/mobile}]\n"))
IDENTIFIER = setup(append(ML, "    identifiers: [acme/m]\n"), replace(DATA, "[m]", "[acme/m]"))
PIPELINE = setup(
    write(DATA, "version: 1\nowner: data\nassets:\n  idx: {built_by: [feed]}\n"),
    write("x/ai-ownership.yaml", "version: 1\nowner: ml-core\npipelines:\n  feed: {uses: {models: [m]}}\n"),
)
DERIVED = setup(append(ML, "  n: {derived_from: [m], reviewers: downstream}\n"), replace(DATA, "[m]", "[n]"))
JUDGE = setup(replace(SUPPORT, "{uses: {assets: [idx]}}", "{evaluation: {criteria: [x], judges: [m]}}"))

KIND = Kind(
    "A team that stops being downstream of a model must review the change that makes it so.",
    known={
        "insider takes out the own step of the chain": [
            OWN,
            replace(DATA, "{uses: {models: [m]}}", "{}"),
            requires("support=lost"),
        ],
    },
    further={
        "another team takes out its step": [
            replace(DATA, "{uses: {models: [m]}}", "{}"),
            requires("support=lost data"),
        ],
        "step of the chain is deleted": [OWN, remove(DATA), requires("support=lost")],
        "step of the chain is renamed alone": [
            OWN,
            replace(DATA, "idx:", "idx2:"),
            requires("support=lost"),
            check(1),
        ],
        "step of the chain uses a copy of the model": [
            OWN,
            append(ML, "  m2: {artifacts: [model2/]}\n"),
            replace(DATA, "[m]", "[m2]"),
            requires("support=lost"),
        ],
        "insider takes out the consumer's use": [
            replace(SUPPORT, "{uses: {assets: [idx]}}", "{}"),
            requires("support=lost"),
        ],
        "insider makes the consumer an experiment": [
            replace(SUPPORT, "bot: {", "bot: {status: experiment, "),
            requires("support=lost"),
        ],
        "insider retires the consumer": [
            replace(SUPPORT, "bot: {", "bot: {status: retired, "),
            requires("support=lost"),
        ],
        "insider makes the consumer an idea": [
            replace(SUPPORT, "bot: {", "bot: {status: idea, "),
            requires("support=lost"),
        ],
        "intermediate model is retired": [
            DERIVED,
            replace(ML, "n: {", "n: {status: retired, "),
            CHANGE,
            requires("support data"),
        ],
        "intermediate model is trained anew": [
            DERIVED,
            replace(ML, "derived_from: [m], ", ""),
            requires("support=lost data=lost"),
        ],
        "pipeline stops using the model": [
            PIPELINE,
            replace("x/ai-ownership.yaml", "{uses: {models: [m]}}", "{}"),
            requires("support=lost data=lost"),
        ],
        "asset is built without the pipeline": [
            PIPELINE,
            replace(DATA, "{built_by: [feed]}", "{}"),
            requires("support=lost data"),
        ],
        "consumer has another judge": [
            JUDGE,
            replace(SUPPORT, ", judges: [m]", ""),
            requires("support=lost"),
        ],
        "review is limited to direct uses": [append(ML, "    review_scope: direct\n"), requires("support data")],
        "access is private": [append(ML, "    access: private\n"), requires("support data"), check(1)],
        "access omits one team": [
            append(ML, "    access: [support]\n"),
            requires("support data"),
            check(1, "unapproved-model-use"),
        ],
        "access omits the direct consumer": [
            DIRECT,
            append(ML, "    access: [data]\n"),
            requires("support"),
            check(1, "unapproved-model-use"),
        ],
        "consumer in another repository is removed": [
            MOBILE,
            replace(ML, "    used_elsewhere: [{team: mobile, repository: acme/mobile}]\n", ""),
            requires("mobile"),
        ],
        "identifier is renamed": [
            IDENTIFIER,
            replace(ML, "[acme/m]", "[acme/m2]"),
            requires("support data"),
        ],
        "identifier goes to another model": [
            IDENTIFIER,
            replace(ML, "    identifiers: [acme/m]\n", "  n:\n    identifiers: [acme/m]\n"),
            requires("support data"),
        ],
        "model is renamed without its users": [replace(ML, "  m:", "  m2:"), requires("support data")],
        "model is renamed with its users": [
            replace(ML, "  m:", "  m2:"),
            replace(DATA, "[m]", "[m2]"),
            requires("support data"),
        ],
        "model is replaced by one of another kind": [
            replace(
                ML,
                "models:",
                "assets:",
                "    artifacts: [model/]\n    reviewers: downstream\n",
                "    paths: [model/]\n",
            ),
            requires("support data"),
        ],
        "model is deleted": [remove(ML), requires("support data ml-core")],
        "model is retired": [append(ML, "    status: retired\n"), CHANGE, requires("support data")],
        "model is retired for the past": [append(ML, "    retire_on: 2020-01-01\n"), CHANGE, requires("support data")],
        "model was to be retired by now": [
            setup(append(ML, "    retire_on: 2020-01-01\n")),
            CHANGE,
            requires("support data"),
        ],
        "owner becomes a co-owner": [
            replace(ML, "owner: ml-core\n", "owner: support\n", "  m:\n", "  m:\n    co_owners: [ml-core]\n"),
            requires("ml-core support data"),
        ],
        "downstream team becomes a co-owner": [
            replace(ML, "  m:\n", "  m:\n    co_owners: [support]\n"),
            CHANGE,
            requires("support data"),
        ],
        "downstream team becomes the owner": [
            replace(ML, "owner: ml-core\n", "owner: support\n"),
            CHANGE,
            requires("ml-core support data"),
        ],
        "computed reviewers become a list": [
            replace(ML, "reviewers: downstream", "reviewers: [data]"),
            requires("support data"),
            check(1, "missing-downstream-reviewer"),
        ],
        "second declaration hides the first": [
            write("a/ai-ownership.yaml", "version: 1\nowner: ml-core\nassets:\n  idx: {}\n"),
            CHANGE,
            requires("support data"),
            check(1, "duplicate-declaration"),
        ],
        "second declaration of the consumer": [
            write("a/ai-ownership.yaml", "version: 1\nowner: ml-core\nfeatures:\n  bot: {status: idea}\n"),
            CHANGE,
            requires("support data"),
        ],
        "consumer's manifest cannot be read": [
            write(SUPPORT, "version: 1\nowner: support\nfeatures: [\n"),
            requires("support=lost", code=1),
            check(1),
        ],
        "consumer's manifest has a later version": [
            replace(SUPPORT, "version: 1", "version: 99"),
            requires("support=lost", code=1),
            check(1),
        ],
        "consumer's manifest is renamed": [
            move(SUPPORT, "support/ai-ownership.yml"),
            requires("support=lost"),
            check(1, "misnamed-manifest"),
        ],
        "consumer's manifest becomes a free key": [
            replace(SUPPORT, "features:", "x-features:"),
            requires("support=lost"),
        ],
        "team is lost in one pull request, and the model changes in the next": [
            OWN,
            replace(DATA, "{uses: {models: [m]}}", "{}"),
            requires("support=lost"),
            merge,
            CHANGE,
            requires_exactly("ml-core"),
        ],
    },
    legitimate={
        "new consumer": [
            append(DATA, "features:\n  report: {uses: {models: [m]}}\n"),
            requires_exactly("data"),
        ],
        "another path to the same model": [
            OWN,
            setup(do()),
            replace(SUPPORT, "{assets: [idx]}", "{models: [m]}"),
            requires_exactly("support"),
        ],
        "retired model": [
            setup(append(ML, "    status: retired\n")),
            replace(DATA, "{uses: {models: [m]}}", "{}"),
            requires_exactly("data"),
        ],
    },
)
