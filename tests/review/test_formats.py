"""A review in each of its formats: what small ones look like, and what no text in one can do."""

from __future__ import annotations

import json
import re
import shlex
import unicodedata
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from inline_snapshot import snapshot
from markdown_it import MarkdownIt

from aiowners.display.terminal import LOG, Terminal, harmless
from aiowners.forge import Forge
from aiowners.graph.nodes import Key
from aiowners.review.reviewers.as_arguments import for_gh, for_glab
from aiowners.review.reviewers.as_json import as_json
from aiowners.review.reviewers.as_markdown import as_markdown
from aiowners.review.reviewers.as_text import as_text
from aiowners.review.reviewers.changed_by_files import FileChange
from aiowners.review.reviewers.required import Reason, RequiredReviewer, Review, Subject, review
from aiowners.source import Source
from aiowners.workspace import assemble

SCHEMA = json.loads(Path(__file__).parents[2].joinpath("schemas/aiowners-reviewers.schema.json").read_text("utf-8"))
# What GitHub takes as a comment, and GitHub's Mermaid as a drawing.
MOST, MAX_DRAWN = 65_536, 50_000

BASE = """\
version: 1
teams:
  ml-core: {handles: {github: "@acme/ml-core", gitlab: "@ml"}}
  data-eng: {handles: {github: ["@acme/data", "@acme/data-oncall"]}}
  support: {handles: {github: "@acme/support"}}
  growth: {}
models:
  text-embed-v3:
    owner: ml-core
    artifacts: [models/text-embed-v3/]
    reviewers: [growth]
    waivers: [{team: search@acme.test, reason: pins a version}]
pipelines:
  product-index: {owner: data-eng, uses: {models: [text-embed-v3]}}
features:
  answer-bot: {owner: support, uses: {pipelines: [product-index]}}
  search: {owner: search@acme.test, uses: {models: [text-embed-v3]}}
"""


def _small() -> Review:
    side = assemble([Source("ai-ownership.yaml", BASE)], today="2026-11-22")
    broken = assemble(
        [Source("ai-ownership.yaml", BASE), Source("new/ai-ownership.yaml", "version: 2\n")], today="2026-11-22"
    )
    path = "models/text-embed-v3/config.json"
    return review([side], side, broken, [[FileChange(path, path), FileChange(None, "new/ai-ownership.yaml")]])


SMALL = _small()
NOTHING = Review((), (), (), (), ())
SHA = "0123456789abcdef0123456789abcdef01234567"


def _json(found: Review) -> dict[str, Any]:
    text = as_json(found, base=SHA, head="working tree")
    assert text.isascii()
    document: dict[str, Any] = json.loads(text)
    jsonschema.validate(document, SCHEMA)
    return document


def test_text() -> None:
    assert as_text(SMALL, (), Forge.GITHUB, Terminal()) == snapshot("""\
1 declaration changed
  model:text-embed-v3  owned by ml-core
                 models/text-embed-v3/config.json

4 teams must review this change
  data-eng  @acme/data, @acme/data-oncall
    downstream   model:text-embed-v3 → pipeline:product-index
  growth
    unreachable  it has no GitHub handle
    listed       model:text-embed-v3
  ml-core  @acme/ml-core
    owner        model:text-embed-v3
  support  @acme/support
    downstream   model:text-embed-v3 → pipeline:product-index →
                 feature:answer-bot

1 team to notify
  search@acme.test
    waiver       model:text-embed-v3 → feature:search
""")


def test_a_required_team_is_not_listed_again_among_those_to_notify() -> None:
    reason = {"pipeline:product-index": Reason("downstream")}
    both, other = RequiredReviewer("support", {}, reason), RequiredReviewer("growth", {}, reason)
    found = Review((), (RequiredReviewer("support", {}, {"model:m": Reason("owner")}),), (other, both), (), ())
    for text in (as_text(found, (), Forge.GITHUB, Terminal()), as_markdown(found, (), Forge.GITHUB)):
        assert text.count("support") == 1
        assert "1 team to notify" in text
    assert [one["team"] for one in _json(found)["notify"]] == ["growth", "support"]
    left = Review((), found.required, (both,), (), ())
    assert "to notify" not in as_text(left, (), Forge.GITHUB, Terminal())
    assert "to notify" not in as_markdown(left, (), Forge.GITHUB)


def test_text_where_the_terminal_is_narrow_and_has_only_ascii() -> None:
    shown = as_text(SMALL, (), Forge.GITLAB, Terminal(width=40, unicode=False))
    assert shown.isascii()
    assert "model:text-embed-v3 ->" in shown
    assert max(map(len, shown.splitlines())) <= 80
    assert "@ml" in shown
    assert "@acme/support" not in shown


def test_markdown() -> None:
    assert as_markdown(SMALL, (), Forge.GITHUB) == snapshot("""\
### 4 teams must review this change

| team | because |
|---|---|
| <code>data-eng</code> (<code>&#64;acme/data</code>, <code>&#64;acme/data-oncall</code>) | downstream: <code>model&#58;text-embed-v3</code> → <code>pipeline&#58;product-index</code> |
| <code>growth</code> | listed: <code>model&#58;text-embed-v3</code> |
| <code>ml-core</code> (<code>&#64;acme/ml-core</code>) | owner: <code>model&#58;text-embed-v3</code> |
| <code>support</code> (<code>&#64;acme/support</code>) | downstream: <code>model&#58;text-embed-v3</code> → <code>pipeline&#58;product-index</code> → <code>feature&#58;answer-bot</code> |

### Cannot be requested

- <code>growth</code>: it has no GitHub handle

### 1 team to notify

| team | because |
|---|---|
| <code>search&#64;acme.test</code> | waiver: <code>model&#58;text-embed-v3</code> → <code>feature&#58;search</code> |

### Could not be read

- <code>new/ai-ownership.yaml</code>:1 version 2 of the format is not one that this release reads

### 1 declaration changed

| declaration | owner | files |
|---|---|---|
| <code>model&#58;text-embed-v3</code> | <code>ml-core</code> | <code>models/text-embed-v3/config.json</code> |

```mermaid
graph LR
  n0["model#58;text-embed-v3"]
  n1["pipeline#58;product-index"]
  n2["feature#58;answer-bot"]
  n0 --> n1
  n1 --> n2
  style n0 stroke-width:4px
```
""")


def test_json() -> None:
    document = _json(SMALL)
    assert [error["path"] for error in document.pop("errors")] == ["new/ai-ownership.yaml"]
    assert document == snapshot(
        {
            "schema": "aiowners-reviewers/1",
            "base": "0123456789abcdef0123456789abcdef01234567",
            "head": "working tree",
            "changed": [
                {"subject": "model:text-embed-v3", "owner": "ml-core", "because": ["models/text-embed-v3/config.json"]}
            ],
            "required": [
                {
                    "team": "data-eng",
                    "handles": {"github": ["@acme/data", "@acme/data-oncall"]},
                    "for": [
                        {
                            "subject": "model:text-embed-v3",
                            "reason": "downstream",
                            "chain": ["model:text-embed-v3", "pipeline:product-index"],
                        }
                    ],
                },
                {
                    "team": "growth",
                    "handles": {},
                    "for": [{"subject": "model:text-embed-v3", "reason": "listed", "chain": []}],
                },
                {
                    "team": "ml-core",
                    "handles": {"github": "@acme/ml-core", "gitlab": "@ml"},
                    "for": [{"subject": "model:text-embed-v3", "reason": "owner", "chain": []}],
                },
                {
                    "team": "support",
                    "handles": {"github": "@acme/support"},
                    "for": [
                        {
                            "subject": "model:text-embed-v3",
                            "reason": "downstream",
                            "chain": ["model:text-embed-v3", "pipeline:product-index", "feature:answer-bot"],
                        }
                    ],
                },
            ],
            "notify": [
                {
                    "team": "search@acme.test",
                    "handles": {"github": "search@acme.test"},
                    "for": [
                        {
                            "subject": "model:text-embed-v3",
                            "reason": "waiver",
                            "chain": ["model:text-embed-v3", "feature:search"],
                        }
                    ],
                }
            ],
            "unreachable": [{"team": "growth", "reason": "it has no GitHub handle"}],
            "suppressions": [],
        }
    )


def test_arguments_of_gh() -> None:
    assert for_gh(SMALL) == snapshot(
        (
            "--add-reviewer=acme/data --add-reviewer=acme/data-oncall --add-reviewer=acme/ml-core --add-reviewer=acme/support\n",
            ("growth",),
        )
    )


def test_arguments_of_glab() -> None:
    assert for_glab(SMALL) == snapshot(("--reviewer=+ml\n", ("data-eng", "growth", "support")))


def test_nothing_changed() -> None:
    words = "No declaration changed; no review is required.\n"
    assert as_text(NOTHING, (), Forge.GITHUB, Terminal()) == words
    assert as_markdown(NOTHING, (), Forge.GITHUB) == words
    assert for_gh(NOTHING) == for_glab(NOTHING) == ("", ())
    assert _json(NOTHING)["changed"] == []


def test_nobody_owns_what_changed() -> None:
    found = Review((Subject(Key("model", "m"), None, ("a",)),), (), (), (), ())
    assert "No team has to review this change" in as_text(found, (), Forge.GITHUB, Terminal())
    assert "| <code>model&#58;m</code> | no owner |" in as_markdown(found, (), Forge.GITHUB)
    assert _json(found)["changed"] == [{"subject": "model:m", "owner": None, "because": ["a"]}]


# The schema is the contract.


def test_the_schema_is_one_and_describes_every_key() -> None:
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    for node in [SCHEMA, *SCHEMA["definitions"].values()]:
        assert node["description"].endswith(".")
        for key, child in node.get("properties", {}).items():
            assert child["description"].endswith("."), key
            assert key in node["required"] or node["title"] == "Handles"
        assert node.get("additionalProperties", False) is False


def test_the_schema_accepts_the_documented_answer() -> None:
    jsonschema.validate(
        {
            "schema": "aiowners-reviewers/1", "base": SHA, "head": SHA,
            "changed": [{"subject": "model:text-embed-v3", "owner": "ml-core", "because": ["models/text-embed-v3/config.json"]}],
            "required": [
                {"team": "support", "handles": {"github": "@acme/support"},
                 "for": [{"subject": "model:text-embed-v3", "reason": "downstream",
                          "chain": ["model:text-embed-v3", "pipeline:product-index", "feature:answer-bot"]}]}
            ],
            "notify": [], "unreachable": [], "suppressions": [], "errors": [],
        },
        SCHEMA,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("schema",), "aiowners-reviewers/2"),
        (("base",), ""),
        (("head",), "main"),
        (("changed", 0, "subject"), "other:a"),
        (("changed", 0, "because"), []),
        (("changed", 0, "because"), ["/etc/passwd"]),
        (("required", 0, "handles"), {"sourcehut": "~a"}),
        (("required", 0, "handles"), {"github": ["@a"]}),
        (("required", 0, "for"), []),
        (("required", 0, "for", 0, "chain"), ["team:a"]),
        (("required", 0, "for", 0, "reason"), "because"),
        (("required", 0, "team"), None),
        (("unreachable", 0), "growth"),
        (("errors",), None),
        (("more",), 1),
    ],
)
def test_the_schema_refuses_anything_else(place: tuple[str | int, ...], value: object) -> None:
    document = _json(SMALL)
    parent: Any = document
    for step in place[:-1]:
        parent = parent[step]
    parent[place[-1]] = value
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, SCHEMA)


# Whatever it says is text.


class _Page(HTMLParser):
    """All elements of a page, and what its cells say."""

    def __init__(self, markdown: str) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.cells: list[str] = []
        self.rows = 0
        self.text = ""
        self.feed(MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(markdown))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        assert not attrs or attrs == [("class", "language-mermaid")]
        self.rows += tag == "tr"
        if tag in {"td", "th"}:
            self.cells.append("")
        elif tag == "br":
            self.handle_data("\n")

    def handle_data(self, data: str) -> None:
        self.text += data
        if self.cells:
            self.cells[-1] += data


_OURS = {"h3", "p", "table", "thead", "tbody", "tr", "th", "td", "code", "br", "ul", "li", "pre"}
_HOSTILE = st.lists(
    st.sampled_from(
        [
            *(
                "<script>",
                "</td>",
                "<!--",
                "-->",
                "&amp;",
                "&#64;",
                "`",
                "``",
                "```",
                "~~~",
                "|",
                "\\",
                "\\|",
                "*",
                "_",
            ),
            *("[x](http://y)", "![x](y)", "[", "]", "http://x.test", "www.x.test", "a@b.test", "@acme/all", "#12", '"'),
            *(
                '"]',
                "-->|x|",
                "click n0 href",
                "%%{init: {}}%%",
                "#quot;",
                "end",
                "subgraph",
                "; rm -rf /",
                "$(id)",
                "`id`",
            ),
            *(
                "'",
                "--add-reviewer=x",
                " --web",
                "\n",
                "\r",
                "\n\n# x",
                "\n```\n",
                "\x1b[31m",
                "\x1b]0;x\x07",
                "\u202e",
            ),
            *("\udcff", "::error::", "##[error]", "$x$", ":tada:", " ", "é", "日", "\u2028", "\U000e0041", "x", "-"),
        ]
    ),
    min_size=1,
    max_size=8,
).map("".join)


@st.composite
def _reviews(draw: st.DrawFn) -> Review:
    keys = [Key(draw(st.sampled_from(["model", "feature"])), draw(_HOSTILE)) for _ in range(3)]
    teams = draw(st.lists(_HOSTILE, min_size=2, max_size=2, unique=True))
    reviewers = tuple(
        RequiredReviewer(
            team,
            {forge: (draw(_HOSTILE), f"@{draw(_HOSTILE)}") for forge in ("github", "gitlab")},
            {str(keys[0]): Reason("downstream", tuple(keys))},
        )
        for team in teams
    )
    subject = Subject(keys[0], draw(st.none() | _HOSTILE), (draw(_HOSTILE),))
    return Review((subject,), reviewers[:1], reviewers[1:], ((teams[0], draw(_HOSTILE)),), ())


@settings(deadline=None)
@given(_reviews())
def test_markdown_is_text_whatever_it_says(found: Review) -> None:
    markdown = as_markdown(found, (), Forge.GITHUB)
    tables, fence, graph = markdown.partition("```mermaid\n")
    assert fence
    page = _Page(markdown)
    assert page.elements <= _OURS
    assert page.rows == 6
    assert len(page.cells) == 2 * 2 + 2 * 2 + 3 * 2
    # Code keeps its blanks in the source, but HTML joins them.
    assert _squeezed(harmless(str(found.changed[0].key), LOG)) == _squeezed(page.cells[11])
    for forbidden in ("@", " #1", "://x", "www."):
        assert forbidden not in tables
    *lines, end = graph.rstrip("\n").split("\n")
    assert end == "```"
    assert lines.pop(0) == "graph LR"
    shape = re.compile(
        r'  (n\d+\["[A-Za-z0-9 ._/-]*(#\d+;[A-Za-z0-9 ._/-]*)*"\]|n\d+ --> n\d+|style n\d+ stroke-width:4px)'
    )
    assert all(shape.fullmatch(line) for line in lines)


def _squeezed(text: str) -> str:
    return " ".join(text.split())


@settings(deadline=None)
@given(_reviews())
def test_arguments_need_no_quotes_whatever_a_handle_says(found: Review) -> None:
    for form, (line, left) in (("--add-reviewer=", for_gh(found)), ("--reviewer=+", for_glab(found))):
        assert re.fullmatch(r"([A-Za-z0-9_./=+-]+( [A-Za-z0-9_./=+-]+)*\n)?", line)
        assert shlex.split(line) == line.split()
        assert all(re.fullmatch(rf"{re.escape(form)}[A-Za-z0-9_][A-Za-z0-9_./-]*", word) for word in line.split())
        assert line or left == (found.required[0].team,)


@settings(deadline=None)
@given(_reviews(), st.sampled_from([20, 40, 80]), st.booleans(), st.booleans())
def test_text_is_harmless_whatever_it_says(found: Review, width: int, color: bool, unicode: bool) -> None:
    shown = as_text(found, (), Forge.GITHUB, Terminal(width=width, color=color, unicode=unicode))
    if color:
        shown = re.sub(r"\x1b\[[0-9;]*m", "", shown)
    assert unicode or shown.isascii()
    for line in shown.split("\n"):
        assert not re.match(r"\s*::", line)
        assert not re.search(r"##\w*\[", line)
        assert all(unicodedata.category(character)[0] != "C" and character not in "\u2028\u2029" for character in line)


@settings(deadline=None)
@given(_reviews())
def test_json_gives_back_every_text(found: Review) -> None:
    def readable(text: str) -> str:  # what is not UTF-8 in a path has no JSON of its own
        return text.encode("utf-8", "backslashreplace").decode()

    document = json.loads(as_json(found, base=SHA, head=SHA))
    assert document["changed"][0]["subject"] == readable(str(found.changed[0].key))
    assert [one["team"] for one in document["required"] + document["notify"]] == [
        readable(one.team) for one in (*found.required, *found.notified)
    ]
    assert document["unreachable"][0]["reason"] == readable(found.unreachable[0][1])


# Cut safely.


def _large(teams: int, *, name: str = "team-{}", chains: int = 1, told: bool = False) -> Review:
    subjects = [Key("model", f"m-{number}") for number in range(chains)]
    reviewers = tuple(
        RequiredReviewer(
            name.format(number),
            {"github": (f"@acme/{name.format(number)}",)},
            {
                str(subject): Reason(
                    "downstream", (subject, Key("asset", f"a-{number}"), Key("feature", f"f-{number}"))
                )
                for subject in subjects
            },
        )
        for number in range(teams)
    )
    changed = tuple(Subject(subject, "ml", ("models/weights.bin",)) for subject in subjects)
    cannot = tuple((one.team, "it has no GitHub handle") for one in reviewers)
    return Review(changed, () if told else reviewers, reviewers if told else (), () if told else cannot, ())


@pytest.mark.parametrize(
    "found",
    [
        _large(5_000),
        _large(5_000, told=True),
        _large(5_000, name="équipe-日本-{}"),
        _large(50, chains=500),
        _large(2, chains=5_000),
        _large(1_000, name="t" * 90 + "-{}"),
        Review((Subject(Key("model", "m"), None, tuple(f"f/{number}" for number in range(9_999))),), (), (), (), ()),
        Review((Subject(Key("model", "m"), None, ("f" * 99_999,)),), (), (), (), ()),
        Review(tuple(Subject(Key("model", f"m-{number}"), "a", ("x",)) for number in range(9_999)), (), (), (), ()),
    ],
    ids=["teams", "told", "wide names", "chains", "very long rows", "long names", "files", "a long path", "things"],
)
def test_a_comment_has_room_for_it(found: Review) -> None:
    markdown = as_markdown(found, (), Forge.GITHUB)
    assert len(markdown.encode()) < MOST
    page = _Page(markdown)
    assert page.elements <= _OURS
    assert markdown.count("```") in (0, 2)
    graph = markdown.partition("```mermaid\n")[2].partition("```")[0]
    assert len(graph) < MAX_DRAWN
    # What has no room is counted, each part for itself.
    for title, number in (
        ("must review this change", len(found.required)), ("to notify", len(found.notified)), ("changed", len(found.changed))
    ):  # fmt: skip
        part = re.search(rf"### [\d,]+ \w+ {title}\n(.*?)(?=\n###|\n```|\Z)", markdown, re.DOTALL)
        assert (part is not None) == bool(number)
        if part is not None:
            rows = sum(line.startswith("| ") for line in part[1].splitlines()) - 1
            more = re.search(r"([\d,]+) more rows?", part[1])
            assert rows + (int(more[1].replace(",", "")) if more else 0) == number


def test_whoever_cannot_be_asked_and_has_no_room_is_counted() -> None:
    markdown = as_markdown(_large(5_000), (), Forge.GITHUB)
    part = markdown.partition("### Cannot be requested\n")[2].partition("```")[0]
    assert part.count("\n- ") == 5_000 or re.search(r"\d+ more", part)


@pytest.mark.parametrize("name", ['"' * 90 + "{}", "x" * 3_000 + "{}"], ids=["escapes", "long"])
def test_names_that_were_never_names_can_still_be_drawn(name: str) -> None:
    """What a manifest calls a thing is a finding where it is no name, and stays in the graph."""
    model = Key("model", "m")
    chains = [(model, Key("asset", name.format(number)), Key("feature", name.format(number))) for number in range(200)]
    reviewers = tuple(
        RequiredReviewer(f"team-{number}", {}, {"model:m": Reason("downstream", chain)})
        for number, chain in enumerate(chains)
    )
    markdown = as_markdown(Review((Subject(model, "a", ("x",)),), reviewers, (), (), ()), (), Forge.GITHUB)
    assert len(markdown.encode()) < MOST
    assert len(markdown.partition("```mermaid\n")[2].partition("```")[0]) < MAX_DRAWN
    assert "| <code>team-0</code> |" in markdown
    assert "| <code>model&#58;m</code> |" in markdown


def test_the_graph_says_what_it_does_not_draw() -> None:
    assert re.search(r"\d+ more edges not drawn", as_markdown(_large(100), (), Forge.GITHUB))


def test_a_comment_says_what_could_not_be_read() -> None:
    """Who reads it does not see what else the command has written."""
    assert "new/ai-ownership.yaml" in _Page(as_markdown(SMALL, (), Forge.GITHUB)).text
    alone = Review((), (), (), (), SMALL.errors)
    assert "new/ai-ownership.yaml" in _Page(as_markdown(alone, (), Forge.GITHUB)).text
