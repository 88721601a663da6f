"""Changes of what is not a declaration: teams, configuration, suppressions, CODEOWNERS, enforcement."""

from __future__ import annotations

from tests.attacks.company import DATA, ML, SUPPORT, TEAMS
from tests.attacks.steps import (
    BASE,
    CHANGE,
    Kind,
    Step,
    append,
    apply,
    check,
    do,
    handle,
    link,
    lists,
    meanwhile,
    merge,
    move,
    remove,
    remove_line,
    replace,
    requests,
    requires,
    requires_exactly,
    requires_or_refuses,
    setup,
    team,
    write,
)

CONFIGURATION = "aiowners.toml"
OWNERS = ".gitlab/CODEOWNERS"
SINCE = ("--since", "main")
STRICT = ("--since", "main", "--fail-on", "warning")
LISTED = setup(replace(ML, "reviewers: downstream", "reviewers: [data, support]"))
DROPPED = replace(ML, "reviewers: [data, support]", "reviewers: [data]")
IGNORE = "    # aiowners: ignore[missing-downstream-reviewer] later\n    reviewers:"
METHOD = setup(
    LISTED, write(CONFIGURATION, 'forge = "github"\nenforcement = ["policy-bot"]\n'), apply("enforce", "policy-bot")
)
LINES = setup(
    LISTED,
    replace(TEAMS, "github:", "gitlab:"),
    write(CONFIGURATION, 'forge = "gitlab"\nenforcement = ["gitlab-sections"]\n'),
    write(OWNERS, ""),
    apply("enforce", "gitlab-sections"),
)

GATE = setup(
    replace(TEAMS, "version: 1\n", "version: 1\nowner: data\n"),
    write("members.yaml", "ml-core: [mallory]\n"),
    write(CONFIGURATION, '[gate]\nmembers = "members.yaml"\n'),
)


def configured(text: str) -> Step:
    """Drop a reviewer, and hide it with this configuration."""
    return do(DROPPED, write(CONFIGURATION, text))


KIND = Kind(
    "Teams, configuration, exclusions, suppressions, and enforcement can change, and who loses by it must review.",
    known={
        "downstream team is disbanded first": [
            replace(TEAMS, "support: {", "support: {status: disbanded, "),
            requires("support=team"),
            requests("@acme/support"),
        ],
        "handles of the downstream team are replaced first": [
            handle("support", "@acme/ml-core2"),
            requires("support=team"),
            requests("@acme/support"),
        ],
        "downstream manifest is excluded first": [
            write(CONFIGURATION, 'exclude = ["support/"]\n'),
            requires("support=lost"),
            lists("exclude"),
            check(0, "new-suppression", arguments=SINCE),
        ],
        "downstream manifest is excluded in pyproject": [
            write("pyproject.toml", '[tool.aiowners]\nexclude = ["support/"]\n'),
            requires("support=lost"),
            lists("exclude"),
        ],
        "rules of reviews are turned off": [
            LISTED,
            configured('[rules]\nreview = "off"\n'),
            requires("support"),
            lists("level"),
            check(1, "new-suppression", arguments=STRICT),
        ],
        "missing reviewer is put in the baseline": [
            LISTED,
            DROPPED,
            apply("baseline"),
            requires("support"),
            lists("baseline"),
            check(1, "new-suppression", arguments=STRICT),
        ],
        "missing reviewer is ignored": [
            LISTED,
            DROPPED,
            replace(ML, "    reviewers:", IGNORE),
            requires("support"),
            lists("ignore"),
            check(1, "new-suppression", arguments=STRICT),
        ],
    },
    further={
        "downstream team is deleted": [remove_line(TEAMS, "support:"), requires("support=team"), check(1)],
        "downstream team is disbanded under another name of the key": [
            team("support", 'handles: {github: "@acme/support"}, "status": "disbanded"'),
            requires("support=team"),
        ],
        "downstream team is disbanded by a merge key": [
            replace(
                TEAMS, "teams:", "x-gone: &gone {status: disbanded}\nteams:", "support: {", "support: {<<: *gone, "
            ),
            requires("support=team"),
        ],
        "downstream team is disbanded with its model change": [
            replace(TEAMS, "support: {", "support: {status: disbanded, "),
            CHANGE,
            requires("support"),
            requests("@acme/support"),
        ],
        "downstream team is renamed": [
            remove_line(TEAMS, "support:"),
            handle("helpdesk", "@acme/support"),
            replace(SUPPORT, "owner: support", "owner: helpdesk"),
            requires("support"),
        ],
        "address of the downstream team is replaced": [
            setup(team("support", "contact: {email: support@acme.test}")),
            team("support", "contact: {email: ml-core@acme.test}"),
            requires("support=team"),
        ],
        "channel of the downstream team is removed": [
            setup(team("support", 'handles: {github: "@acme/support"}, contact: {slack: "#support"}')),
            team("support", 'handles: {github: "@acme/support"}'),
            requires("support=team"),
        ],
        "second handle of the downstream team is removed": [
            setup(handle("support", "@acme/support", "@acme/agents")),
            handle("support", "@acme/support"),
            requires("support=team"),
            requests("@acme/support", "@acme/agents"),
        ],
        "owner of the manifest that declares teams": [
            setup(replace(TEAMS, "version: 1\n", "version: 1\nowner: data\n")),
            handle("support", "@acme/ml-core2"),
            requires("support data"),
        ],
        "intermediate team is disbanded": [
            replace(TEAMS, "data: {", "data: {status: disbanded, "),
            requires("data=team"),
        ],
        "consumer gets a placeholder owner": [
            replace(SUPPORT, "owner: support", "owner: tbd"),
            requires("support=lost"),
        ],
        "consumer gets the insider as its owner": [
            replace(SUPPORT, "owner: support", "owner: ml-core"),
            requires("support=lost"),
        ],
        "team is deleted and replaced by a disbanded one": [
            remove_line(TEAMS, "support:"),
            append(ML, "teams:\n  support: {status: disbanded}\n"),
            requires("support=team"),
        ],
        "intermediate manifest is excluded": [
            write(CONFIGURATION, 'exclude = ["data/"]\n'),
            requires("data support=lost"),
            lists("exclude"),
        ],
        "manifest of the model is excluded": [
            write(CONFIGURATION, 'exclude = ["/ml/"]\n'),
            requires("ml-core data support"),
            lists("exclude"),
        ],
        "manifest of the teams is excluded": [
            write(CONFIGURATION, 'exclude = ["/ai-ownership.yaml"]\n'),
            requires("support=team data=team"),
        ],
        "exclusion by a wildcard": [write(CONFIGURATION, 'exclude = ["s*t/"]\n'), requires("support=lost")],
        "exclusion of everything": [write(CONFIGURATION, 'exclude = ["*"]\n'), requires("ml-core data support")],
        "manifest moves below an excluded directory": [
            setup(write(CONFIGURATION, 'exclude = ["third_party/"]\n')),
            move("support", "third_party"),
            requires("support=lost"),
        ],
        "manifest moves below a directory that is excluded in the same change": [
            move("support", "attic"),
            write(CONFIGURATION, 'exclude = ["attic/"]\n'),
            requires("support=lost"),
        ],
        "new configuration hides pyproject": [
            setup(write("pyproject.toml", '[tool.aiowners.rules]\nmissing-downstream-reviewer = "error"\n')),
            write(CONFIGURATION, 'exclude = ["support/"]\n'),
            requires("support=lost"),
            lists("exclude"),
        ],
        "exclusion in the configuration that CI names": [
            setup(write("ci.toml", "")),
            write("ci.toml", 'exclude = ["support/"]\n'),
            requires("support=lost", *BASE, "--config", "ci.toml"),
        ],
        "exclusion in the configuration that CI names, with the model": [
            setup(write("ci.toml", "")),
            write("ci.toml", 'exclude = ["support/"]\n'),
            CHANGE,
            requires("support", *BASE, "--config", "ci.toml"),
        ],
        "exclusion, then the model": [
            write(CONFIGURATION, 'exclude = ["support/"]\n'),
            CHANGE,
            requires("support data ml-core"),
        ],
        "rule of missing reviewers becomes a warning": [
            LISTED,
            configured('[rules]\nmissing-downstream-reviewer = "warning"\n'),
            requires("support"),
            lists("level"),
            check(1, "new-suppression", arguments=STRICT),
        ],
        "rule is turned off for one directory": [
            LISTED,
            configured('[[overrides]]\npaths = ["ml/"]\nrules = {review = "off"}\n'),
            requires("support"),
            lists("level"),
            check(1, "new-suppression", arguments=STRICT),
        ],
        "rule is turned off in pyproject": [
            LISTED,
            DROPPED,
            write("pyproject.toml", '[tool.aiowners.rules]\nmissing-downstream-reviewer = "off"\n'),
            requires("support"),
            lists("level"),
        ],
        "old finding is turned off": [
            LISTED,
            setup(DROPPED),
            write(CONFIGURATION, '[rules]\nreview = "off"\n'),
            requires("support=suppression"),
            lists("level"),
        ],
        "old finding becomes a warning below an override": [
            LISTED,
            setup(DROPPED),
            write(CONFIGURATION, '[[overrides]]\npaths = ["/ml/"]\nrules = {missing-downstream-reviewer = "info"}\n'),
            requires("support=suppression"),
            lists("level"),
        ],
        "old finding is ignored": [
            LISTED,
            setup(DROPPED),
            replace(ML, "    reviewers:", IGNORE),
            requires("support=suppression"),
            lists("ignore"),
        ],
        "old finding is put in the baseline": [
            LISTED,
            setup(DROPPED),
            apply("baseline"),
            requires("support=suppression"),
            lists("baseline"),
        ],
        "suppression of an old finding is extended": [
            LISTED,
            setup(DROPPED, replace(ML, "    reviewers:", IGNORE.replace(" later", " until=2026-06-30 later"))),
            replace(ML, "2026-06-30", "2099-01-31"),
            lists("ignore", arguments=(*BASE, "--today", "2026-06-01")),
        ],
        "expired suppression of an old finding is extended": [
            LISTED,
            setup(DROPPED, replace(ML, "    reviewers:", IGNORE.replace(" later", " until=2026-01-31 later"))),
            replace(ML, "2026-01-31", "2099-01-31"),
            requires("support=suppression", *BASE, "--today", "2026-06-01"),
            lists("ignore", arguments=(*BASE, "--today", "2026-06-01")),
        ],
        "rule is turned off before the reviewer is dropped": [
            LISTED,
            write(CONFIGURATION, '[rules]\nreview = "off"\n'),
            lists("level"),
            check(1, "new-suppression", arguments=STRICT),
        ],
        "change turns its own report off": [
            LISTED,
            configured('[rules]\nreview = "off"\nsuppression = "off"\nnew-suppression = "off"\n'),
            lists("level"),
            check(1, "new-suppression", arguments=STRICT),
        ],
        "change puts its own report in the baseline": [
            LISTED,
            DROPPED,
            apply("baseline"),
            apply("baseline"),
            check(1, "new-suppression", arguments=STRICT),
        ],
        "suppression on the declaration": [
            LISTED,
            DROPPED,
            replace(ML, "  m:", "  m:  # aiowners: ignore[missing-downstream-reviewer] later"),
            requires("support"),
            lists("ignore"),
        ],
        "suppression that expires": [
            LISTED,
            DROPPED,
            replace(ML, "    reviewers:", IGNORE.replace(" later", " until=2099-01-31 later")),
            requires("support"),
            lists("ignore"),
        ],
        "failing severity is raised": [
            setup(write(CONFIGURATION, 'fail-on = "info"\n')),
            write(CONFIGURATION, 'fail-on = "error"\n'),
            lists("fail-on"),
            check(1, "new-suppression", arguments=SINCE),
        ],
        "failing severity is removed": [
            setup(write(CONFIGURATION, 'fail-on = "warning"\n')),
            remove(CONFIGURATION),
            lists("fail-on"),
        ],
        "enforcement is removed from the configuration": [
            METHOD,
            write(CONFIGURATION, 'forge = "github"\n'),
            lists("enforcement"),
            check(0, "new-suppression", arguments=SINCE),
        ],
        "policy is removed": [METHOD, remove(".policy.yml"), requires("support data")],
        "policy loses one team": [METHOD, replace(".policy.yml", "acme/support", "acme/ml-core"), requires("support")],
        "policy of every file becomes one of no file": [
            METHOD,
            replace(".policy.yml", "^ml/", "^none/"),
            requires("support data"),
        ],
        "sections of GitLab lose one team": [LINES, remove_line(OWNERS, "@acme/support"), requires("support")],
        "sections of GitLab become optional": [LINES, replace(OWNERS, "\n[", "\n^["), requires("support data")],
        "CODEOWNERS is removed": [LINES, remove(OWNERS), requires("support data")],
        "CODEOWNERS is shadowed by another one": [
            LINES,
            write("CODEOWNERS", "* @acme/ml-core\n"),
            requires("support data"),
        ],
        "line behind the block takes the model": [
            setup(write("CODEOWNERS", "* @acme/ml-core @acme/support\n")),
            append("CODEOWNERS", "/ml/ @acme/ml-core\n"),
            requires("support"),
        ],
        "approval for everything is given to the insider": [
            GATE,
            append(CONFIGURATION, 'break-glass = ["@acme/ml-core"]\n'),
            requires("data support"),
        ],
        "delegate for everything is the insider": [
            GATE,
            append(CONFIGURATION, 'delegate = {above = 1, to = "@acme/ml-core"}\n'),
            requires("data support"),
        ],
        "account of the insider reviews as a bot": [
            GATE,
            append(CONFIGURATION, 'bots = ["mallory"]\n'),
            requires("data support"),
        ],
        "insider becomes a member of the downstream team": [
            GATE,
            append("members.yaml", "support: [mallory]\n"),
            requires("data support"),
        ],
        "other file has the members": [
            GATE,
            write("mine.yaml", "support: [mallory]\n"),
            replace(CONFIGURATION, "members.yaml", "mine.yaml"),
            requires("data support"),
        ],
        "file of the members is a link": [
            GATE,
            write("mine.yaml", "support: [mallory]\n"),
            remove("members.yaml"),
            link("members.yaml", "mine.yaml"),
            requires_or_refuses("data support"),
        ],
        "claim is taken by a deeper one": [
            append(DATA, "  raw: {paths: [//ml/model/w.bin]}\n"),
            requires("ml-core support data"),
        ],
        "claim is taken by another manifest of the insider": [
            write("x/ai-ownership.yaml", "version: 1\nowner: ml-core\nassets:\n  raw: {paths: [//ml/model/w.bin]}\n"),
            requires("support data"),
            merge,
            CHANGE,
            requires("ml-core"),
        ],
        "claim is taken before the file is there": [
            append(DATA, "  raw: {paths: ['//ml/model/*.safetensors']}\n"),
            requires("ml-core support data"),
        ],
        "claim is taken before the directory is there": [
            write("x/ai-ownership.yaml", "version: 1\nowner: ml-core\nassets:\n  raw: {paths: [//ml/model/v2/]}\n"),
            requires("ml-core support data"),
        ],
        "claim is taken of a file that came to the base": [
            append(DATA, "  raw: {paths: [//ml/model/new.bin]}\n"),
            meanwhile(write("ml/model/new.bin", "1\n")),
            requires("ml-core support data"),
        ],
        "claim is taken of a model's directory that came to the base": [
            append(DATA, "  raw: {paths: [//ml/more/new.bin]}\n"),
            meanwhile(replace(ML, "[model/]", "[model/, more/]"), write("ml/more/new.bin", "1\n")),
            requires("ml-core support data"),
        ],
        "manifest of the model moves away from its files": [
            move(ML, "y/ai-ownership.yaml"),
            requires("ml-core data support"),
        ],
    },
    legitimate={
        "claim beside the model's files": [
            append(DATA, "  raw: {paths: [//ml/model.md, //ml/models/]}\n"),
            requires_exactly("data"),
        ],
        "claim inside the model's files is renamed": [
            setup(append(DATA, "  raw: {paths: [//ml/model/raw/]}\n")),
            replace(DATA, "  raw:", "  rawer:"),
            requires_exactly("data"),
        ],
        "new manifest elsewhere is excluded": [
            write("third_party/ai-ownership.yaml", "version: 1\nowner: data\nassets:\n  x: {}\n"),
            write(CONFIGURATION, 'exclude = ["third_party/"]\n'),
            requires_exactly(""),
        ],
        "description of a team": [
            replace(TEAMS, "support: {", "support: {description: Helps customers, "),
            requires_exactly(""),
        ],
        "rule that is no review": [
            write(CONFIGURATION, '[rules]\nmissing-metric = "off"\n'),
            lists("level", arguments=BASE),
            requires_exactly(""),
        ],
    },
)
