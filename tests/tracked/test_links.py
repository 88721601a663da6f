"""Where links lead, and what patterns mean through them, against following each path step by step."""

from __future__ import annotations

import random

import pytest

from aiowners.codeowners.pattern import Pattern
from aiowners.tracked.links import Link, Links

TEXTS = {
    "a/file": "../b/x",
    "a/dir": "../b",
    "a/chain": "file",
    "a/middle": "dir/../b/x",
    "a/through": "dir/x",
    "a/self": ".",
    "a/deep": "self/self/dir/x",
    "a/out": "../../x",
    "a/back": "../../repository/b/x",
    "a/absolute": "/b/x",
    "a/gone": "nothing",
    "a/one": "two",
    "a/two": "one",
    "a/loop": "loop/x",
    "a/slashes": ".././/b///x/",
    "a/empty": "",
    "a/long": "x/" * 3000,
    "top": ".",
}


@pytest.mark.parametrize(
    ("path", "target", "passed"),
    [
        ("a/file", "b/x", ()),
        ("a/dir", "b", ()),
        ("a/chain", "b/x", ("a/file",)),
        ("a/middle", "b/x", ("a/dir",)),  # `..` after a link is above what it leads to, as for a system
        ("a/through", "b/x", ("a/dir",)),
        ("a/self", "a", ()),
        ("a/deep", "b/x", ("a/self", "a/dir")),
        ("a/out", None, ()),
        ("a/back", None, ()),
        ("a/absolute", None, ()),
        ("a/gone", "a/nothing", ()),
        ("a/loop", None, ("a/loop",)),
        ("a/slashes", "b/x", ()),
        ("a/empty", None, ()),
        ("a/long", None, ()),
        ("top", "", ()),
    ],
)
def test_where_a_link_leads(path: str, target: str | None, passed: tuple[str, ...]) -> None:
    assert Links(TEXTS).end(path) == Link(target, passed)


def test_a_circle_leads_nowhere() -> None:
    links = Links(TEXTS)
    assert links.end("a/one").target is None
    assert links.end("a/two").target is None


def test_a_text_that_is_not_known_leads_nowhere() -> None:
    assert Links({"a": None}).end("a") == Link(None)


def test_a_chain_may_have_any_number_of_steps() -> None:
    texts: dict[str, str | None] = {f"l{number}": f"l{number + 1}" for number in range(5000)}
    links = Links(texts)
    assert links.end("l0").target == "l5000"
    assert len(links.beyond(Pattern("/l0")).entries) == 4999


NAMES = ["a", "b", "c", "w.x"]
GLOBS = [
    "/a", "/a/", "/a/b", "/a/b/", "/a/*", "/a/*/w.x", "/a/**/w.x", "a/b", "/**/b/w.x", "/b/c/w.x", "/a/a/a/w.x",
    "/a/?/", "/*/b", "/a/b/**/c", "/c", "/b/w.x",
]  # fmt: skip


def _tree(pick: random.Random) -> tuple[set[str], dict[str, str | None]]:
    """Files, and links; nothing is below a file or a link."""
    files: set[str] = set()
    links: dict[str, str | None] = {}
    for _ in range(pick.randint(3, 10)):
        path = "/".join(pick.choices(NAMES, k=pick.randint(1, 3)))
        taken = files | links.keys()
        above = {path.rsplit("/", depth)[0] for depth in range(1, 3)}
        if path in taken or above & taken or any(one.startswith(f"{path}/") for one in taken):
            continue
        if pick.random() < 0.5:
            files.add(path)
        else:
            links[path] = "/".join(pick.choices(["..", ".", *NAMES], k=pick.randint(1, 4)))
    return files, links


def _names(files: set[str], links: dict[str, str | None], depth: int) -> dict[str, tuple[str, frozenset[str]]]:
    """Every path, up to a depth, by which a walk from the root comes to a file or a link, with the links on its way."""
    entries = files | links.keys()
    found: dict[str, tuple[str, frozenset[str]]] = {}
    places = [("", "", frozenset[str]())]
    while places:
        name, place, passed = places.pop()
        names = {
            entry[len(place) :].lstrip("/").split("/")[0]
            for entry in entries
            if f"/{entry}".startswith(f"/{place}/".replace("//", "/"))
        }
        for step in names:
            here, there = f"{name}/{step}".lstrip("/"), f"{place}/{step}".lstrip("/")
            if here.count("/") >= depth:
                continue
            found.setdefault(here, (there, passed))
            if there in links:
                target, via = _follow(there, links)
                found[here] = (there, passed)
                if target in files:
                    found[f"{here}\0"] = (target, passed | via)
                elif target is not None:
                    places.append((here, target, passed | via))
            elif there not in files:
                places.append((here, there, passed))
    return found


def _follow(path: str, links: dict[str, str | None]) -> tuple[str | None, frozenset[str]]:
    """Where a link ends, step by step, and the links on the way, it included."""
    via = [path]
    place = path.split("/")[:-1]
    waiting = (links[path] or "").split("/")
    while waiting:
        step = waiting.pop(0)
        if step == "..":
            if not place:
                return None, frozenset(via)
            place.pop()
        elif step not in {"", "."}:
            place.append(step)
            here = "/".join(place)
            if here in links:
                via.append(here)
                if len(via) > 40:
                    return None, frozenset(via)
                place.pop()
                waiting = [*(links[here] or "").split("/"), *waiting]
    return "/".join(place), frozenset(via)


@pytest.mark.parametrize("seed", range(150))
def test_a_pattern_means_what_following_the_links_finds(seed: int) -> None:
    pick = random.Random(seed)
    files, texts = _tree(pick)
    links = Links(texts)
    for path in texts:
        assert links.end(path).target == _follow(path, texts)[0], (path, texts)
    names = _names(files, texts, depth=5)
    for glob in GLOBS:
        pattern = Pattern(glob)
        meant = links.beyond(pattern)
        for name, (place, passed) in names.items():
            if place in files and pattern.matches(name.rstrip("\0")):
                patterns = (pattern, *meant.patterns)
                assert any(one.matches(place) for one in patterns), (glob, name, place, texts)
                if not pattern.matches(place):
                    known = {one for one in passed if any(other.matches(one) for other in patterns)}
                    assert passed <= meant.entries | known, (glob, name, texts)


@pytest.mark.parametrize("seed", range(150))
def test_a_pattern_means_nothing_that_no_link_leads_to(seed: int) -> None:
    pick = random.Random(seed)
    files, texts = _tree(pick)
    links, names = Links(texts), _names(files, texts, depth=7)
    for glob in GLOBS:
        pattern = Pattern(glob)
        reached = {place for name, (place, _) in names.items() if pattern.matches(name.rstrip("\0"))}
        # A link that is matched as a file, as by `a/*`, means all that it leads to.
        whole = [_follow(place, texts)[0] for place in reached if place in texts]
        for one in links.beyond(pattern).patterns:
            for file in filter(one.matches, files):
                inside = any(top is not None and f"/{file}/".startswith(f"/{top}/".replace("//", "/")) for top in whole)
                assert file in reached or inside, (glob, one, file, texts)
