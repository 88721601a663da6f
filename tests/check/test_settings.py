"""Settings: what they are, what is wrong with them and where, and which level wins."""

from __future__ import annotations

import inspect

import pytest

from aiowners.check.configuration import parse
from aiowners.check.settings import Delegate, Gate, Override, Settings, described, from_flags, level
from aiowners.codeowners.pattern import Pattern
from aiowners.diagnostics.diagnostic import Diagnostic, Severity
from aiowners.diagnostics.rule import Level, Rule
from aiowners.source import Source


def make(name: str, category: str, severity: Severity, *, advice: bool = False) -> Rule:
    return Rule(name, category, severity, "1.0", "Page.", lambda _: (), advice)


METRIC = make("missing-metric", "evaluation", Severity.WARNING)
SUITE = make("missing-evaluation", "evaluation", Severity.WARNING)
RATIO = make("staffing-ratio", "organization", Severity.INFO, advice=True)
CATALOGUE = (METRIC, SUITE, RATIO, make("unowned", "ownership", Severity.WARNING))
PYPROJECT = ("tool", "aiowners")


def read(text: str, *, table: tuple[str, ...] = ()) -> tuple[Settings, tuple[Diagnostic, ...]]:
    return parse(Source("aiowners.toml", text), CATALOGUE, table=table)


WHOLE = inspect.cleandoc("""
    forge = "gitlab"
    exclude = ["third_party/"]
    fail-on = "warning"
    enforcement = ["codeowners", "gitlab-sections"]

    [gate]
    break-glass = ["@acme/incident-command"]
    bots = ["release-bot"]
    distinct-approvers = true
    members = "ai-members.yaml"
    delegate = {above = 15, to = "@acme/ai-stewards"}

    [rules]
    missing-metric = "off"
    organization = "info"

    [[overrides]]
    paths = ["research/"]
    rules = {missing-evaluation = "off"}

    [[overrides]]
    paths = ["a", "b"]
    [overrides.rules]
    evaluation = "error"
""")
EXPECTED = Settings(
    forge="gitlab",
    exclude=("third_party/",),
    fail_on=Severity.WARNING,
    enforcement=("codeowners", "gitlab-sections"),
    levels={"missing-metric": Level.OFF, "organization": Level.INFO},
    overrides=(
        Override((Pattern("research/"),), {"missing-evaluation": Level.OFF}),
        Override((Pattern("a"), Pattern("b")), {"evaluation": Level.ERROR}),
    ),
    gate=Gate(
        ("@acme/incident-command",), ("release-bot",), True, "ai-members.yaml", Delegate(15, "@acme/ai-stewards")
    ),
)


def test_everything() -> None:
    assert read(WHOLE) == (EXPECTED, ())
    assert EXPECTED.excluded == (Pattern("third_party/"),)
    assert read(WHOLE.replace("\n", "\r\n")) == (EXPECTED, ())
    assert read("\ufeff" + WHOLE) == (EXPECTED, ())


def test_a_table_of_pyproject() -> None:
    text = WHOLE.replace("[[", "[[tool.aiowners.")
    text = text.replace("[rules]", "[tool.aiowners.rules]").replace("[gate]", "[tool.aiowners.gate]")
    text = "[project]\nname = 'x'\n[tool.aiowners]\n" + text.replace("[overrides.", "[tool.aiowners.overrides.")
    assert read(text, table=PYPROJECT) == (EXPECTED, ())


@pytest.mark.parametrize("text", ["", "[tool.ruff]\nx = 1", "tool = 1", "[tool]", "x = 1"])
def test_no_table_is_no_settings(text: str) -> None:
    assert read(text, table=PYPROJECT) == (Settings(), ())


def test_described_can_be_read_again() -> None:
    assert read(described(EXPECTED)) == (EXPECTED, ())
    odd = Settings(exclude=('a"b\\', "é\U0001f600", "\x00\x7f\u202e\n"))
    assert read(described(odd)) == (odd, ())
    assert "\u202e" not in described(odd)
    flags = from_flags(odd, CATALOGUE, select=["unowned"], severity=["unowned=error"])
    assert "# select: unowned\n# severity: unowned=error\n" in described(flags)


# text -> (line:column-line:column, the text there, message, label)
WRONG: list[tuple[str, str, str, str, str]] = [
    # unknown keys
    ('fail_on = "error"', "1:1", "fail_on", "unknown key `fail_on` in the configuration", "did you mean `fail-on`?"),
    ('"fail_on" = "error"', "1:1", '"fail_on"', "unknown key `fail_on` in the configuration", "did you mean"),
    ("\n# é\n[rule]\na = 1", "3:2", "rule", "unknown key `rule` in the configuration", "did you mean `rules`?"),
    ("zzz.y = 1", "1:1", "zzz", "unknown key `zzz` in the configuration", ""),
    (
        "[[overrides]]\npaths = []\nrules = {}\n[[overrides]]\npath = ['a']\npaths = []\nrules.unowned='off'",
        "5:1",
        "path",
        "unknown key `path` in an override",
        "",
    ),
    ("overrides = [{paths = [], rules = {}, x = 1}]", "1:39", "x", "unknown key `x` in an override", ""),
    # types
    ("forge = 3", "1:9", "3", "`forge` is a number, and has to be a text", "has to be a text"),
    ("[forge]", "1:2", "forge", "`forge` is a table, and has to be a text", "has to be a text"),
    ("forge = 1979-05-27 07:32:00", "1:9", "1979-05-27 07:32:00", "`forge` is a date, and has to be a text", ""),
    ("forge = 1.5 # x", "1:9", "1.5", "`forge` is a number, and has to be a text", ""),
    ("exclude = 'a'", "1:11", "'a'", "`exclude` is a text, and has to be a list of texts", "has to be a list"),
    ("exclude = true", "1:11", "true", "`exclude` is `true` or `false`, and has to be a list of texts", ""),
    (
        "exclude = [\r\n  'é', # a ]\r\n  [1,\r\n 2],\r\n]",
        "3:3",
        "[1,\r\n 2]",
        "an entry of `exclude` is a list, and has to be a text",
        "",
    ),
    ("enforcement = [2]", "1:16", "2", "an entry of `enforcement` is a number, and has to be a text", ""),
    ("rules = 'off'", "1:9", "'off'", "`rules` is a text, and has to be a table", ""),
    ("overrides = {}", "1:13", "{}", "`overrides` is a table, and has to be a list of tables", ""),
    ("overrides = [0x1F]", "1:14", "0x1F", "an entry of `overrides` is a number, and has to be a table", ""),
    ("rules.unowned = false", "1:17", "false", "`unowned` is `true` or `false`, and has to be a text", ""),
    # values
    ('forge = "githb"', "1:9", '"githb"', "`forge` cannot be `githb`", "did you mean `github`?"),
    ('fail-on = "off"', "1:11", '"off"', "`fail-on` cannot be `off`", ""),
    (
        'enforcement = ["ruleset",\n"""\\\n  rule-set"""]',
        "2:1",
        '"""\\\n  rule-set"""',
        "an entry of `enforcement` cannot be `rule-set`",
        "did you mean `ruleset`?",
    ),
    ("[rules]\nunowned = 'warn'", "2:11", "'warn'", "`unowned` cannot be `warn`", "did you mean"),
    ("rules . 'unowned' = '''err'''", "1:21", "'''err'''", "`unowned` cannot be `err`", "did you mean `error`?"),
    # names
    (
        "[rules]\nmissing-metrics = 'off'",
        "2:1",
        "missing-metrics",
        "there is no rule or category `missing-metrics`",
        "did you mean `missing-metric`?",
    ),
    ("rules.\"é\\u0061\" = 'off'", "1:7", '"é\\u0061"', "there is no rule or category `éa`", ""),
    ("rules = {a = 'off', unowned = 'off'}", "1:10", "a", "there is no rule or category `a`", ""),
    (
        "[[overrides]]\npaths=[]\nrules={}\n[[overrides]]\npaths = []\n[overrides.rules]\nevaluatoin = 'off'",
        "7:1",
        "evaluatoin",
        "there is no rule or category `evaluatoin`",
        "did you mean `evaluation`?",
    ),
    # what is missing
    ("[[overrides]]\nrules = {}", "1:3", "overrides", "`paths` is missing in an override", ""),
    ("overrides = [ {paths = []} ]", "1:15", "{paths = []}", "`rules` is missing in an override", ""),
    # the gate
    (
        "[gate]\nbreakglass = []",
        "2:1",
        "breakglass",
        "unknown key `breakglass` in `[gate]`",
        "did you mean `break-glass`?",
    ),
    ("gate = true", "1:8", "true", "`gate` is `true` or `false`, and has to be a table", ""),
    ("gate.bots = [1]", "1:14", "1", "an entry of `bots` is a number, and has to be a text", ""),
    ("[gate]\ndistinct-approvers = 'yes'", "2:22", "'yes'", "`distinct-approvers` is a text", ""),
    ("[gate]\nmembers = ''", "2:11", "''", "`members` is empty", ""),
    ("[gate]\nmembers = '../x'", "2:11", "'../x'", "`members` cannot be `../x`: it must be a path from the root", ""),
    ("[gate]\nmembers = '/x'", "2:11", "'/x'", "`members` cannot be `/x`", ""),
    ("[gate]\ndelegate = {to = '@a/b'}", "2:1", "delegate", "`above` is missing in `delegate`", ""),
    ("[gate]\ndelegate = {above = true, to = '@a/b'}", "2:21", "true", "`above` must be a whole number, 0 or more", ""),
    ("[gate]\ndelegate = {above = -1, to = '@a/b'}", "2:21", "-1", "`above` must be a whole number", ""),
    ("[gate.delegate]\nabove = 1\nto = 'x'\nfrom = 1", "4:1", "from", "unknown key `from` in `delegate`", ""),
    # no TOML
    ("a = 1\nb = \n", "2:5", "", "this is not TOML: invalid value", ""),
    ("a = 1\r\né = 2\r\n", "2:1", "é", "this is not TOML: invalid statement", ""),
    ("a = [1,", "1:8", "", "this is not TOML: ", ""),
    ("a = 1\na = 2", "2:6", "", "this is not TOML: cannot overwrite a value", ""),
    ("a = '\udcff'", "1:6", "\udcff", "this is not TOML: the file is not UTF-8", ""),
    ("a = 1\n" + "b." * 100_000 + "b = 1", "2:1", "b", "this is not TOML: a key has a hundred parts", ""),
    ('"b c" . ' * 100_000 + "b = 1", "1:1", '"', "this is not TOML: a key has a hundred parts", ""),
    ("a = 1\rb = 2", "1:6", "", "this is not TOML: ", ""),
    ("a = " + "[" * 10_000, "1:1", "a", "this is not TOML: ", ""),
    ("a = " + "9" * 10_000, "1:1", "a", "this is not TOML: a value is out of range", ""),
]


@pytest.mark.parametrize(("text", "start", "covered", "message", "label"), WRONG, ids=[case[0][:40] for case in WRONG])
def test_wrong(text: str, start: str, covered: str, message: str, label: str) -> None:
    settings, (found,) = read(text)
    assert isinstance(settings, Settings)
    assert found.message.startswith(message)
    place = found.location
    assert (f"{place.start.line}:{place.start.column}", place.text) == (start, covered)
    assert label in found.label
    assert (found.rule, found.category, found.severity) == ("configuration", "manifest", Severity.ERROR)


def test_what_is_wrong_is_left_out_and_the_rest_stays() -> None:
    text = "forge = 'x'\nexclude = ['a', 1]\nrules = {unowned = 'off', x = 'off'}\nfail-on = 'x'\nenforcement = ['x', 'ruleset']"
    settings, found = read(text)
    assert settings == Settings(exclude=("a",), levels={"unowned": Level.OFF}, enforcement=("ruleset",))
    assert [one.location.start.line for one in found] == [1, 2, 3, 4, 5]
    assert len({one.anchor for one in found}) == 5


def test_places_in_pyproject() -> None:
    text = "[project]\nforge = 1\n[tool]\naiowners.forge = 1\naiowners.rules.x = 'off'"
    _, found = read(text, table=PYPROJECT)
    assert [(one.location.start.line, one.location.text) for one in found] == [(4, "1"), (5, "x")]
    (found_table,) = read("[tool]\naiowners = 1", table=PYPROJECT)[1]
    assert found_table.message == "`aiowners` is a number, and has to be a table"
    (unknown,) = read("[tool.aiowners]\nx = 1", table=PYPROJECT)[1]
    assert unknown.message == "unknown key `x` in `[tool.aiowners]`"


# --- levels -----------------------------------------------------------------------------------

LEVELS: list[tuple[str, dict[str, list[str]], Rule, str, str]] = [
    ("", {}, METRIC, "a", "warning"),
    ("", {}, RATIO, "a", "off"),
    ("[rules]\nevaluation = 'info'", {}, METRIC, "a", "info"),
    ("[rules]\nmissing-metric = 'error'\nevaluation = 'info'", {}, METRIC, "a", "error"),
    ("[rules]\nmissing-metric = 'error'\nevaluation = 'info'", {}, SUITE, "a", "info"),
    ("[rules]\norganization = 'warning'", {}, RATIO, "a", "warning"),
    (WHOLE, {}, SUITE, "research/x", "off"),
    (WHOLE, {}, SUITE, "x", "warning"),
    (WHOLE, {}, SUITE, "a/research/a", "error"),
    (WHOLE, {}, METRIC, "x/b", "error"),
    (WHOLE, {}, METRIC, "x", "off"),
    (WHOLE + "\nmissing-metric = 'info'", {}, METRIC, "b", "info"),
    (WHOLE + "\n[[overrides]]\npaths = ['*']\nrules = {unowned = 'off'}", {}, METRIC, "b", "error"),
    ("", {"ignore": ["missing-metric"]}, METRIC, "a", "off"),
    ("", {"ignore": ["evaluation"]}, METRIC, "a", "off"),
    ("", {"ignore": ["evaluation"], "select": ["missing-metric"]}, METRIC, "a", "warning"),
    ("", {"ignore": ["missing-metric"], "select": ["evaluation"]}, METRIC, "a", "off"),
    ("", {"ignore": ["evaluation"], "severity": ["evaluation=error"]}, METRIC, "a", "off"),
    ("", {"select": ["missing-metric"]}, METRIC, "a", "warning"),
    ("", {"select": ["missing-metric"]}, SUITE, "a", "off"),
    ("", {"select": ["evaluation"]}, SUITE, "a", "warning"),
    ("", {"select": ["evaluation"]}, RATIO, "a", "off"),
    ("", {"select": ["organization"]}, RATIO, "a", "info"),
    ("", {"select": ["staffing-ratio"]}, RATIO, "a", "info"),
    (WHOLE, {"select": ["missing-metric"]}, METRIC, "x", "warning"),
    (WHOLE, {"select": ["evaluation"]}, METRIC, "x", "off"),
    (WHOLE, {"select": ["evaluation"]}, METRIC, "a", "error"),
    (WHOLE, {"severity": ["missing-metric=info"]}, METRIC, "a", "info"),
    (WHOLE, {"severity": ["evaluation=info"]}, METRIC, "x", "info"),
    (WHOLE, {"severity": ["evaluation=info", "missing-metric=error"]}, METRIC, "x", "error"),
    ("", {"severity": ["evaluation=info"], "select": ["unowned"]}, METRIC, "x", "off"),
]


@pytest.mark.parametrize(("text", "flags", "rule", "path", "expected"), LEVELS)
def test_level(text: str, flags: dict[str, list[str]], rule: Rule, path: str, expected: str) -> None:
    settings, found = read(text)
    assert not found
    settings = from_flags(
        settings,
        CATALOGUE,
        select=flags.get("select", ()),
        ignore=flags.get("ignore", ()),
        severity=flags.get("severity", ()),
    )
    assert level(settings, rule, path) is Level(expected)


def test_fail_on() -> None:
    assert from_flags(EXPECTED, CATALOGUE).fail_on is Severity.WARNING
    assert from_flags(EXPECTED, CATALOGUE, fail_on="info").fail_on is Severity.INFO


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        ({"select": ["unownd"]}, "there is no rule or category `unownd`: did you mean `unowned`?"),
        ({"ignore": ["x"]}, "there is no rule or category `x`"),
        ({"severity": ["unowned"]}, "`unowned` is not of the form RULE=LEVEL"),
        ({"severity": ["unowned=warn"]}, "there is no level `warn`: did you mean"),
        ({"severity": ["x=off"]}, "there is no rule or category `x`"),
        ({"fail_on": "off"}, "there is no severity `off`"),
    ],
)
def test_wrong_flags(flags: dict[str, list[str]], words: str) -> None:
    with pytest.raises(ValueError, match="no") as caught:
        from_flags(Settings(), CATALOGUE, **flags)  # type: ignore[arg-type]
    assert str(caught.value).startswith(words)
