"""Checks that are skipped, whose cause is hidden."""

from __future__ import annotations

from tests.attacks.company import ML, SUPPORT, TEAMS
from tests.attacks.steps import Kind, Step, append, apply, check, do, link, remove, replace, write

CONFIGURATION = "aiowners.toml"
# The owner of the model is misspelled and its reviewers are gone: which reviewers are missing cannot be checked.
SKIPS = replace(ML, "reviewers: downstream", "reviewers: []", "owner: ml-core", "owner: mlcore")
IGNORED = replace(ML, "owner: mlcore", "owner: mlcore  # aiowners: ignore[unknown-team] renaming")
JUNK = "ai-owners.yml"
DECLARES = 'version: 1\nteams:\n  mlcore: {handles: {github: "@acme/ml-core"}}\n'


def level(text: str) -> Step:
    """Hide the cause with this configuration."""
    return do(SKIPS, write(CONFIGURATION, text))


def misnamed(path: str, text: str = DECLARES) -> Step:
    """Add a file that is named nearly like a manifest and contains the misspelled name."""
    return do(SKIPS, write(path, text))


# The consumer's manifest has a text that cannot be read, which contains the name of a model that does not exist.
UNREAD = do(
    replace(SUPPORT, "uses: {assets: [idx]}", "uses: {assets: [idx], models: [mm]}"),
    write("data/more/ai-ownership.yaml", "version: 1\nowner: data\nmodels:\n  mm: {owner: [}\n"),
)

KIND = Kind(
    "A skipped check fails like the finding that it could have been, unless its cause is reported.",
    known={
        "cause is ignored": [SKIPS, check(1, "unknown-team"), IGNORED, check(1, "skipped-check")],
        "cause is off": [level('[rules]\nunknown-team = "off"\n'), check(1, "skipped-check")],
        "cause is a warning": [level('[rules]\nunknown-team = "warning"\n'), check(1, "skipped-check")],
        "cause is in the baseline": [SKIPS, apply("baseline"), check(1, "skipped-check")],
        "file with nearly the right name holds the word": [
            misnamed(JUNK, "mlcore\n"),
            check(1, "misnamed-manifest", "unknown-team"),
        ],
    },
    further={
        "cause is off for one directory": [
            level('[[overrides]]\npaths = ["ml/"]\nrules = {unknown-team = "off"}\n'),
            check(1, "skipped-check"),
        ],
        "category of the cause is off": [level('[rules]\nreference = "off"\n'), check(1, "skipped-check")],
        "cause is info in pyproject": [
            SKIPS,
            write("pyproject.toml", '[tool.aiowners.rules]\nunknown-team = "info"\n'),
            check(1, "skipped-check"),
        ],
        "only other rules are selected": [SKIPS, check(1, "skipped-check", arguments=("--select", "review"))],
        "only the rule that is skipped is selected": [
            SKIPS,
            check(1, "skipped-check", arguments=("--select", "missing-downstream-reviewer")),
        ],
        "cause is left out by a flag": [SKIPS, check(1, "skipped-check", arguments=("--ignore", "unknown-team"))],
        "cause is lowered by a flag": [SKIPS, check(1, "skipped-check", arguments=("--severity", "unknown-team=info"))],
        "skipped checks are left out by a flag": [
            SKIPS,
            check(1, "skipped-check", arguments=("--ignore", "unknown-team,manifest")),
        ],
        "skipped checks are turned off with their category": [
            level('[rules]\nmanifest = "off"\nreference = "off"\n'),
            check(1, "skipped-check"),
        ],
        "skipped checks are ignored with their cause": [
            SKIPS,
            replace(ML, "mlcore", "mlcore  # aiowners: ignore[unknown-team, skipped-check] renaming"),
            check(1),
        ],
        "skipped checks are in the baseline": [
            SKIPS,
            IGNORED,
            apply("baseline"),
            check(1, "skipped-check"),
        ],
        "cause was at the base already": [SKIPS, IGNORED, check(1, "skipped-check", arguments=("--since", "pr"))],
        "cause is in the baseline of a revision": [
            SKIPS,
            check(1, "skipped-check", arguments=("--baseline-from", "HEAD")),
        ],
        "suppression expires later": [
            SKIPS,
            replace(ML, "mlcore", "mlcore  # aiowners: ignore[unknown-team] until=2099-01-31 renaming"),
            check(1, "skipped-check"),
        ],
        "owner of the model alone is unknown": [
            replace(
                ML, "reviewers: downstream", "reviewers: []\n    owner: mlcore  # aiowners: ignore[unknown-team] later"
            ),
            check(1, "skipped-check"),
        ],
        "owner is a misspelled handle in a list of teams": [
            replace(ML, "reviewers: downstream", "reviewers: []", "owner: ml-core", "owner: ml-corp"),
            write(CONFIGURATION, '[rules]\nunknown-team = "info"\n'),
            check(1, "skipped-check"),
        ],
        "other paths are reported": [SKIPS, IGNORED, check(1, "skipped-check", arguments=("ml/",))],
        "syntax error is off": [
            UNREAD,
            check(1, "yaml-syntax"),
            write(CONFIGURATION, '[rules]\nyaml-syntax = "off"\n'),
            check(1, "skipped-check"),
        ],
        "syntax error is in the baseline": [UNREAD, apply("baseline"), check(1, "skipped-check")],
        "later version is off": [
            SKIPS,
            write("x/ai-ownership.yaml", "version: 99\nteams: {mlcore: {}}\n"),
            write(CONFIGURATION, '[rules]\nunsupported-version = "off"\n'),
            check(1),
        ],
        "wrong type holds the word": [
            SKIPS,
            append(TEAMS, "  other: [mlcore]\n"),
            write(CONFIGURATION, '[rules]\nwrong-type = "warning"\n'),
            check(1),
        ],
        "junk with the other extension": [misnamed("ml/ai-ownership.yml"), check(1, "misnamed-manifest")],
        "junk with an underscore": [misnamed("ai_ownership.yaml"), check(1, "misnamed-manifest")],
        "junk in capitals": [misnamed("x/AI-OWNERSHIP.yaml"), check(1, "misnamed-manifest")],
        "junk with a dot in front": [misnamed(".ai-ownership.yaml"), check(1, "misnamed-manifest")],
        "junk without the hyphen": [misnamed("aiownership.yaml", "mlcore"), check(1, "unknown-team")],
        "junk with a byte order mark": [misnamed(JUNK, "\ufeffmlcore\n"), check(1, "unknown-team")],
        "junk that is no YAML": [misnamed(JUNK, "mlcore: [mlcore\n\tteams: {mlcore\n"), check(1, "misnamed-manifest")],
        "junk that only uses the name": [misnamed(JUNK, "version: 1\nowner: mlcore\n"), check(1, "unknown-team")],
        "junk that names it in a comment": [misnamed(JUNK, "version: 1  # mlcore\n"), check(1, "unknown-team")],
        "junk that is large": [misnamed(JUNK, "# mlcore\n" * 150_000), check(1, "misnamed-manifest")],
        "junk that is off": [
            misnamed(JUNK),
            write(CONFIGURATION, '[rules]\nmisnamed-manifest = "off"\n'),
            check(1),
        ],
        "junk that is in the baseline": [misnamed(JUNK), apply("baseline"), check(1)],
        "junk below an override": [
            misnamed("docs/ai-ownership.yml"),
            write(CONFIGURATION, '[[overrides]]\npaths = ["docs/"]\nrules = {manifest = "off"}\n'),
            check(1),
        ],
        "junk that is a link": [
            SKIPS,
            write("notes.txt", DECLARES),
            link(JUNK, "notes.txt"),
            check(1),
        ],
        "junk declares the model": [
            remove(ML),
            write(JUNK, "version: 1\nmodels: {m: {}}\n"),
            write(CONFIGURATION, '[rules]\nmisnamed-manifest = "info"\n'),
            check(1),
        ],
    },
    legitimate={
        "nothing is skipped": [check(0, "-skipped-check")],
        "cause is reported": [SKIPS, check(1, "unknown-team", "-skipped-check")],
        "suppressed cause of nothing that is skipped": [
            append(SUPPORT, "    co_owners: [helpdesk]  # aiowners: ignore[unknown-team] later\n"),
            replace(SUPPORT, "bot: {uses: {assets: [idx]}}", "bot:\n    uses: {assets: [idx]}"),
            check(0, "-skipped-check"),
        ],
    },
)
