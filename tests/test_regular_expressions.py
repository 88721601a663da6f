"""Every regular expression of the program takes time in proportion to its input, whatever that is."""

from __future__ import annotations

import ast
import pkgutil
import re
import time
from importlib import import_module
from itertools import islice, product
from pathlib import Path
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

import aiowners

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SOURCES = sorted(Path(aiowners.__file__).parent.rglob("*.py"))
SEARCHES = {"search", "sub", "subn", "split", "findall", "finditer"}
LENGTH = 20_000
# On a machine that does other things too: a linear one takes a thousandth, the square of LENGTH takes seconds.
SECONDS = 0.1


class Used(NamedTuple):
    """A pattern, and the methods by which it is used."""

    name: str
    pattern: re.Pattern[Any]
    methods: frozenset[str]


def _methods(paths: Iterable[Path]) -> dict[str, set[str]]:
    """By the name of a pattern the methods that are called of it in these files."""
    found: dict[str, set[str]] = {}
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                found.setdefault(node.value.id, set()).add(node.attr)
    return found


# Those that are not called by the name under which they are kept.
STATED = {"owner._FORMS": "fullmatch", "other_notations._NOTATIONS": "fullmatch", "scan._IMPORTS": "match"}


def _kept() -> Iterator[Used]:
    """The patterns that modules keep, alone or in a collection, but for those that read our own pages."""
    anywhere = _methods(SOURCES)
    for info in pkgutil.walk_packages(aiowners.__path__, "aiowners."):
        if info.name.endswith(("__main__", "diagnostics.examples")):
            continue
        module = import_module(info.name)
        methods = _methods([Path(str(module.__file__))])
        for name, value in vars(module).items():
            full = f"{info.name}.{name}"
            stated = next((method for end, method in STATED.items() if full.endswith(end)), None)
            how = (
                {stated}
                if stated
                else (methods if name.startswith("_") else anywhere).get(name, set())
                & {*SEARCHES, "match", "fullmatch"}
            )
            for pattern in _patterns(value):
                yield Used(full, pattern, frozenset(how or {"search", "fullmatch"}))


def _patterns(value: object) -> Iterable[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        return [value]
    if isinstance(value, dict):
        value = tuple(value.values())
    if isinstance(value, tuple):
        return [found for one in value for found in _patterns(one)]
    return []


def _passing() -> Iterator[Used]:
    """Those that are written where they are used: `re.sub(r"...", ...)`."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(
                    func=ast.Attribute(value=ast.Name(id="re"), attr=method), args=[ast.Constant(value=str(text)), *_]
                ):
                    if method in SEARCHES | {"match", "fullmatch"}:
                        flags = re.MULTILINE if "re.MULTILINE" in ast.unparse(node) else 0
                        yield Used(f"{path.stem}:{node.lineno}", re.compile(text, flags), frozenset((method,)))
                case _:
                    pass


ALL = sorted(
    {(one.pattern.pattern, one.methods): one for one in (*_kept(), *_passing())}.values(), key=lambda one: one.name
)


# --- texts that are made to be slow ----------------------------------------------------------------


def _samples(tree: Any) -> Iterator[str]:
    """Some of the shortest texts that a part of a pattern matches, whatever stands around it."""
    yield from ("".join(parts) for parts in islice(product(*(list(_sample(*node)) for node in tree)), 8))


def _sample(kind: Any, value: Any) -> Iterator[str]:
    match kind:
        case sre.LITERAL:
            yield chr(value)
        case sre.NOT_LITERAL | sre.ANY:
            yield "b" if value == ord("a") else "a"
        case sre.IN:
            members = [one for one in _MEMBERS if _is_in(one, value)]
            yield from members[:3] or ["a"]
        case sre.BRANCH:
            for branch in value[1]:
                yield from islice(_samples(branch), 2)
        case sre.SUBPATTERN:
            yield from _samples(value[-1])
        case sre.ATOMIC_GROUP:
            yield from _samples(value)
        case sre.MAX_REPEAT | sre.MIN_REPEAT | sre.POSSESSIVE_REPEAT:
            yield from (one * max(value[0], 1) for one in _samples(value[2]))
            if not value[0]:
                yield ""
        case _:  # an assertion
            yield ""


_MEMBERS = [*"a 1\t\n-._/:#,'\"@A*[]{}(=\\?!\r", "é", "\u2028"]


def _is_in(character: str, members: Any) -> bool:
    negated = members[0][0] is sre.NEGATE
    return negated ^ any(_is_one(ord(character), *one) for one in members[negated:])


def _is_one(code: int, kind: Any, value: Any) -> bool:
    match kind:
        case sre.LITERAL:
            return bool(code == value)
        case sre.RANGE:
            return bool(value[0] <= code <= value[1])
        case sre.CATEGORY:
            return re.match(_CATEGORIES[value], chr(code)) is not None
        case _:
            return False


_CATEGORIES = {
    sre.CATEGORY_DIGIT: r"\d", sre.CATEGORY_NOT_DIGIT: r"\D", sre.CATEGORY_SPACE: r"\s", sre.CATEGORY_NOT_SPACE: r"\S",
    sre.CATEGORY_WORD: r"\w", sre.CATEGORY_NOT_WORD: r"\W",
}  # fmt: skip


def _repeats(tree: Any, before: str = "") -> Iterator[tuple[str, str]]:
    """What may stand before each part that can repeat, and what it repeats."""
    for kind, value in tree:
        match kind:
            case sre.MAX_REPEAT | sre.MIN_REPEAT | sre.POSSESSIVE_REPEAT:
                if value[1] > 50:
                    yield from ((before, one) for one in _samples(value[2]) if one)
                yield from _repeats(value[2], before)
            case sre.BRANCH:
                for branch in value[1]:
                    yield from _repeats(branch, before)
            case sre.SUBPATTERN:
                yield from _repeats(value[-1], before)
            case sre.ATOMIC_GROUP:
                yield from _repeats(value, before)
            case sre.ASSERT | sre.ASSERT_NOT:
                yield from _repeats(value[1], before)
            case _:
                pass
        before += next(_sample(kind, value), "")


def texts(pattern: re.Pattern[Any]) -> Iterator[str]:
    """Long texts of which the pattern may take much, to give it back bit by bit."""
    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    tree = parser.parse(source, pattern.flags & ~re.UNICODE)
    found = list(dict.fromkeys(_repeats(tree)))
    stretches = list(dict.fromkeys(one for _, one in found))
    pairs = [one + other for one, other in product(stretches[:6], repeat=2) if one != other]
    whole = list(dict.fromkeys(islice(_samples(tree), 3)))
    for before, one in dict.fromkeys((*found, *(("", one) for one in (*stretches, *pairs, *whole) if one))):
        for after in ("", "\0", "\n!"):
            yield before + one * (LENGTH // len(one)) + after


def _took(pattern: re.Pattern[Any], method: str, text: str) -> float:
    """Seconds of the processor."""
    given: Any = text if isinstance(pattern.pattern, str) else text.encode("utf-8", "surrogateescape")
    begun = time.process_time()
    match method:
        case "sub" | "subn":
            getattr(pattern, method)(given[:0], given)
        case "finditer":
            for _ in pattern.finditer(given):
                pass
        case _:
            getattr(pattern, method)(given)
    return time.process_time() - begun


def _is_linear(pattern: re.Pattern[Any], method: str, text: str) -> bool:
    if _took(pattern, method, text) < SECONDS:
        return True
    # Slow, or a slow machine: of a quarter of the text it takes a quarter of the time, or else a sixteenth.
    short = min(_took(pattern, method, text[: LENGTH // 4] + text[LENGTH:]) for _ in range(3))
    return min(_took(pattern, method, text) for _ in range(2)) < 8 * short


@pytest.mark.parametrize("used", ALL, ids=lambda used: used.name.removeprefix("aiowners."))
def test_it_is_linear(used: Used) -> None:
    for text in texts(used.pattern):
        for method in used.methods:
            assert _is_linear(used.pattern, method, text), (method, text[:20], text[-3:])


@pytest.mark.parametrize("slow", [r" *x", r"(?:tool)+x"])
def test_one_that_is_not_is_found(slow: str) -> None:
    assert not all(_is_linear(re.compile(slow), "search", text) for text in texts(re.compile(slow)))
