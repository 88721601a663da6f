"""The source uses the words of `docs/vocabulary.md`: one word for each concept."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src/aiowners"
GLOSSARY = ROOT / "docs/vocabulary.md"

WORDS = {"found", "one", "place", "places", "told", "asked", "said", "whom", "meant", "wishes"}
PREFIX = re.compile(r"_*(MOST|LEAST|FEW|PATIENCE)(?=_|$)")
WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z0-9]+|[A-Z]+")
PROSE = re.compile(
    r"\b(whoever|whomever|whatever|somebody|nobody|everybody|anybody|anyone|(?:is|are|be) (?:told|asked)"
    r"|mend(?:s|ed|ing)?|silenc(?:e|es|ed|ing)|judge?(?:s|d|ment|ments|ement|ements|ing)?|with(?:hold|holds|held|holding)"
    r"|brought"
    r"|artefacts?|behaviours?|catalogues?|colour(?:s|ed)?|grey|labelled|licences?|neighbour(?:s|ing)?|organisations?"
    r"|centres?|favours?|honours?"
    r"|(?:recogni|analy|seriali|normali|initiali)s(?:e|es|ed|ing))\b",
    re.IGNORECASE,
)  # fmt: skip
QUOTED = re.compile(r"`[^`]*`|\"[^\"]*\"")

# File names that occur in several packages, and why that is no second concept.
SAME_NAME = {
    "__init__": "a package",
    "as_json": "a format of the package's result",
    "as_markdown": "a format of the package's result",
    "as_text": "a format of the package's result",
    "gitlab": "GitLab: its report format, and its CODEOWNERS syntax",
    "report": "the report of a run, and its full format",
}


class Violation(NamedTuple):
    """A word that the vocabulary rejects, and its location."""

    path: str
    line: int
    text: str


def _modules() -> dict[str, Path]:
    """The modules by their dotted name below `aiowners`; a package is named for itself."""
    return {
        ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__"): path
        for path in sorted(SOURCE.rglob("*.py"))
    }


MODULES = _modules()


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _bound_names(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield every name that a module defines, with its line; names of other libraries are not defined here."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef() | ast.ClassDef():
                yield node.lineno, node.name
            case ast.arg():
                yield node.lineno, node.arg
            case ast.Name(ctx=ast.Store()):
                yield node.lineno, node.id
            case ast.Attribute(ctx=ast.Store()):
                yield node.lineno, node.attr
            case ast.alias(asname=str(name)):
                yield node.lineno, name
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                yield node.lineno, name
            case _:
                pass


def _is_page(node: ast.AST) -> bool:
    """Whether the docstring is a page for users: of a rule, or of a command."""
    if not isinstance(node, ast.FunctionDef):
        return False
    calls = (decorator.func for decorator in node.decorator_list if isinstance(decorator, ast.Call))
    return any(ast.unparse(function) in {"rule", "click.command", "click.group"} for function in calls)


def _prose(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the docstrings and comments of a module, without quotations, with the line in which each begins."""
    for node in ast.walk(_tree(path)):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and not _is_page(node):
            docstring = ast.get_docstring(node, clean=False)
            if docstring is not None:
                yield node.body[0].lineno, QUOTED.sub("", docstring)
    for token in tokenize.generate_tokens(io.StringIO(path.read_text(encoding="utf-8")).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], QUOTED.sub("", token.string)


def _violations(module: str) -> list[Violation]:
    path = MODULES[module]
    shown = path.relative_to(ROOT).as_posix()
    violations = [
        Violation(shown, line, name)
        for line, name in _bound_names(_tree(path))
        if PREFIX.match(name) or WORDS & {word.lower() for word in WORD.findall(name)}
    ]
    violations += [
        Violation(shown, start + text.count("\n", 0, match.start()), match.group())
        for start, text in _prose(path)
        for match in PROSE.finditer(text)
    ]
    return sorted(violations)


@pytest.mark.parametrize("module", MODULES)
def test_names_and_sentences_use_the_vocabulary(module: str) -> None:
    assert _violations(module) == []


def test_a_class_name_has_one_meaning() -> None:
    modules = defaultdict(set)
    for module, path in MODULES.items():
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.ClassDef):
                modules[node.name].add(module)
    assert {name for name, homes in modules.items() if len(homes) > 1} == set()


def test_a_file_name_has_one_meaning() -> None:
    modules = defaultdict(set)
    for module, path in MODULES.items():
        modules[path.stem].add(module)
    commands = {module.rpartition(".")[2] for module in _command_modules()}
    repeated = {name for name, homes in modules.items() if len(homes) > 1}
    # A command is named for the module that does its work.
    assert repeated - SAME_NAME.keys() - commands == set()


def _command_modules() -> list[str]:
    """The modules of `cli/` that define a command."""
    return [
        module
        for module, path in MODULES.items()
        if module.startswith("cli.") and any(map(_is_page, ast.walk(_tree(path))))
    ]


def _rejected() -> set[str]:
    """The words in bold in the glossary's last column, and in the sentences of its grammar."""
    text = GLOSSARY.read_text(encoding="utf-8")
    cells = [line.rstrip("| ").rpartition("|")[2] for line in text.splitlines() if line.startswith("|")]
    grammar = text.partition("## Grammar")[2]
    return {word for part in (*cells, grammar) for word in re.findall(r"\*\*([^*]+)\*\*", part)}


@pytest.mark.parametrize("word", sorted(WORDS - {"places"}))
def test_the_glossary_has_a_rejected_name(word: str) -> None:
    assert word in _rejected()


def test_every_word_in_bold_is_rejected() -> None:
    accepted = {
        word for word in _rejected() if word not in WORDS and not PREFIX.fullmatch(word) and not PROSE.fullmatch(word)
    }
    assert accepted == set()


def test_the_glossary_has_each_concept_once() -> None:
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \|", GLOSSARY.read_text(encoding="utf-8"), re.MULTILINE)
    concepts = [row[0] for row in rows if row[0] not in {"concept", "---"}]
    assert len(concepts) == len(set(concepts))
    assert len(concepts) >= 40


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("def find(found): ...", "found"),
        ("for one in names: pass", "one"),
        ("self.first_place = 1", "first_place"),
        ("class Told: ...", "Told"),
        ("class AskedTeam: ...", "AskedTeam"),
        ("_MOST_LINES = 1", "_MOST_LINES"),
        ("_FEW = 1", "_FEW"),
        ("import found as said", "said"),
        ("match x:\n  case [1, *whom]: pass", "whom"),
        ("replaced = everyone = MOSTLY = foundation = 1", None),
        ("record.found", None),
        ("call(one=1)", None),
    ],
)
def test_names_are_split_into_words(source: str, expected: str | None) -> None:
    names = [name for _, name in _bound_names(ast.parse(source))]
    rejected = [name for name in names if PREFIX.match(name) or WORDS & {w.lower() for w in WORD.findall(name)}]
    assert rejected == ([] if expected is None else [expected])
