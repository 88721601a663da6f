"""Public bug reports about readers of CODEOWNERS: which line assigns a file, and to which owners."""

from __future__ import annotations

import pytest

from aiowners.forge import Forge
from aiowners.source import Source
from aiowners.workspace import assemble

# The report, the code host, the file, and by path the owners of each line that applies.
REPORTS = [
    ("hairyhenderson/go-codeowners#43", Forge.GITHUB, "docs/ @writers # Doc writers\n", {"docs/a.md": [["@writers"]]}),
    ("hairyhenderson/go-codeowners#36", Forge.GITHUB, "/foo/bar @foo\n", {"foo/bar": [["@foo"]], "foo/bar/b/c": [["@foo"]]}),
    (
        "gnolang/gno#1573", Forge.GITHUB, "* @all\ngno.land @dongwon\ncontribs @moul\n",
        {"gno.land/contribs/x": [["@moul"]], "gno.land/x": [["@dongwon"]]},
    ),
    (
        "elastic/kibana#197805", Forge.GITHUB, "/x/**/test_suites/**/ml/ @ml\n",
        {"x/a/test_suites/b/ml/i.ts": [["@ml"]], "x/test_suites/ml/i.ts": [["@ml"]], "x/a/test_suites/b/ml": []},
    ),
    (
        "getsentry/sentry#73130", Forge.GITHUB, "/apps/ @octocat\n/apps/github # Skip\n/apps/\\#1 @user\n",
        {"apps/github/x": [[]], "apps/#1/x": [["@user"]]},
    ),
    (
        "chrxmvtik/gitlab-mr-conform#42", Forge.GITLAB, "* @a @b\n\n[TXT][2]\n*.txt @a @c\n\n[Documentation]\n*.md @d\n",
        {"a.txt": [["@a", "@b"], ["@a", "@c"]], "a.md": [["@a", "@b"], ["@d"]]},
    ),
    (
        "DataDog/dd-trace-java#11999", Forge.GITLAB,
        "* @all\n\n[Docs][1] @docs\ndocs/\n\n^[Database] @dba\n*.sql\n\n[docs]\n*.md @writers\n",
        {"docs/a.md": [["@all"], ["@writers"]], "docs/a.py": [["@all"], ["@docs"]], "x.sql": [["@all"], ["@dba"]]},
    ),
    (
        "Azure/azure-sdk-tools#5330", Forge.GITHUB, "/sdk @sdk\nsdk/core @core\n",
        {"sdk/core/a": [["@core"]], "x/sdk/core/a": [], "sdkx/a": [], "sdk/a": [["@sdk"]]},
    ),
    ("beaugunderson/codeowners#9", Forge.GITHUB, "a/** cool-team # TODO: change\n", {"a/b": []}),
]  # fmt: skip


@pytest.mark.parametrize(("report", "forge", "text", "expected"), REPORTS, ids=[report[0] for report in REPORTS])
def test_a_report(report: str, forge: Forge, text: str, expected: dict[str, list[list[str]]]) -> None:
    ruleset = assemble([Source(forge.codeowners_paths[0], text)], forge=forge).ruleset
    assert ruleset is not None, report
    for path, owners in expected.items():
        assert [[owner.name for owner in line.owners] for line in ruleset.lines_for(path)] == owners, path
