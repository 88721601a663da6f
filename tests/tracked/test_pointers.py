"""What `.dvc` files, `dvc.lock` and submodules represent."""

from __future__ import annotations

import pytest

from aiowners.codeowners.pattern import Pattern
from aiowners.tracked.links import Links
from aiowners.tracked.pointers import Pointer, PointerIndex, changed_outputs, pointers
from aiowners.tracked.tree import Tracked


def _tracked(texts: dict[str, str], links: dict[str, str] | None = None, submodules: tuple[str, ...] = ()) -> Tracked:
    known = {**texts, **(links or {})}
    return Tracked(
        [*known, *submodules], [*(links or {})], submodules, lambda paths: [known.get(path) for path in paths]
    )


def _pointers(texts: dict[str, str], links: dict[str, str] | None = None) -> list[Pointer]:
    tracked = _tracked(texts, links)
    return list(pointers(tracked, Links(tracked.texts([*tracked.links]))))


def _represented(texts: dict[str, str], links: dict[str, str] | None = None) -> list[tuple[str, bool]]:
    return [(one.path, one.is_directory) for one in _pointers(texts, links)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("outs: [{md5: a, path: m.bin}]", [("a/m.bin", False)]),
        ("outs: [{md5: a.dir, path: m}]", [("a/m", True)]),
        ("outs:\n- md5: a\n  nfiles: 2\n  path: m\n", [("a/m", True)]),
        ("outs: [{path: m, files: [{relpath: x, md5: a}]}]", [("a/m", True)]),
        ("outs: [{path: m}]", [("a/m", True)]),
        ("outs: [{etag: '1', path: m}, {md5: b, path: ../other/n}]", [("a/m", False), ("other/n", False)]),
        ("wdir: ..\nouts: [{md5: a, path: data/x}]", [("data/x", False)]),
        ("wdir: sub\nouts: [{md5: a, path: x}]", [("a/sub/x", False)]),
        ("outs: [{md5: a, path: ./link/x}]", [("b/x", False)]),
        ("outs: [{md5: a, path: /tmp/x}]", []),
        ("wdir: /tmp\nouts: [{md5: a, path: x}]", []),
        ("outs: [{md5: a, path: ../../x}]", []),
        ("outs: [{md5: a, path: 's3://bucket/x'}]", []),
        ("outs: [x]", [("a/x", True)]),
        ("md5: a", [("a/model", True)]),
        ("", [("a/model", True)]),
        # What cannot be read may represent anything.
        ("outs: [", [("", True), ("a/model", True)]),
        ("outs: [{md5: a}]", [("", True)]),
        ("wdir: [x]\nouts: [{path: x}]", [("", True)]),
        ("x" * (1 << 21), [("", True), ("a/model", True)]),
    ],
)
def test_a_dvc_file(text: str, expected: list[tuple[str, bool]]) -> None:
    assert _represented({"a/model.dvc": text}, {"a/link": "../b"}) == expected


PIPELINE = """\
stages:
  train: {cmd: x, wdir: train, outs: [m]}
  each: {foreach: [us, eu], do: {cmd: x, wdir: ../data, outs: ["${item}"]}}
  odd: {cmd: x, wdir: "${where}", outs: [m]}
"""


@pytest.mark.parametrize(
    ("stages", "expected"),
    [
        ("train: {outs: [{path: m, md5: a}], deps: [{path: d, md5: b}]}", [("a/train/m", False)]),
        ("each@us: {outs: [{path: us, md5: a.dir}]}", [("data/us", True)]),
        (
            "other: {outs: [{path: m, md5: a}, {path: metrics.json, md5: b}]}",
            [("a/m", False), ("a/metrics.json", False)],
        ),
        ("odd: {outs: [{path: m, md5: a}]}", [("", True)]),
        ("other: {deps: [{path: d, md5: b}]}", []),
        ("other: [", [("", True)]),
    ],
)
@pytest.mark.parametrize("version", ["schema: '2.0'\nstages:\n  ", ""])
def test_a_dvc_lock(stages: str, version: str, expected: list[tuple[str, bool]]) -> None:
    assert _represented({"a/dvc.lock": f"{version}{stages}\n", "a/dvc.yaml": PIPELINE}) == expected


def test_a_pipeline_that_cannot_be_read_may_move_any_output() -> None:
    lock = "schema: '2.0'\nstages: {train: {outs: [{path: m, md5: a}]}}\n"
    assert _represented({"a/dvc.lock": lock}) == [("a/m", False)]
    assert _represented({"a/dvc.lock": lock, "a/dvc.yaml": "stages: ["}) == [("", True)]


def test_what_no_text_is_known_of_goes_by_its_name() -> None:
    found = list(pointers(Tracked(["a/m.dvc", ".dvc/config", "b/.dvc", "c.py", "d.dvc"], links=["d.dvc"]), Links({})))
    assert found == [Pointer("a/m.dvc", "a/m", is_directory=True, is_guessed=True)]


def test_which_outputs_changed() -> None:
    def side(*outs: tuple[str, str | None]) -> list[Pointer]:
        return [Pointer("dvc.lock", path, is_directory=False, version=version) for path, version in outs]

    assert changed_outputs("dvc.lock", [side(("a", "1"), ("b", "1")), side(("a", "1"), ("b", "2"))]) == {"b"}
    assert changed_outputs("dvc.lock", [side(("a", "1")), side(("a", "1"), ("b", "2"))]) == {"b"}
    assert changed_outputs("dvc.lock", [side(("a", "1")), side(("a", "1")), side(("a", "2"))]) == {"a"}
    assert changed_outputs("dvc.lock", [side(("a", None)), side(("a", None))]) == {"a"}
    assert changed_outputs("dvc.lock", [side(("a", "1")), side(("", None))]) is None
    assert changed_outputs("other", [side(("a", "1")), side(("a", "2"))]) == set()


@pytest.mark.parametrize(
    ("glob", "expected"),
    [
        ("/a/m", "dfs"),
        ("/a/m/", "ds"),
        ("/a/m/x/y.bin", "ds"),
        ("/a/", "dfgs"),
        ("/a/*/x", "dgs"),
        ("/a/**/x", "ds"),
        ("*.bin", "ds"),
        ("/b/", ""),
        ("/a/mm", ""),
        ("/a/n/x", "g"),
    ],
)
def test_the_pointers_to_what_a_pattern_means(glob: str, expected: str) -> None:
    found = PointerIndex(
        [
            Pointer("d", "a/m", is_directory=True),
            Pointer("f", "a/m", is_directory=False),
            Pointer("g", "a/n", is_directory=True, is_guessed=True),
            Pointer("s", "a/m", is_directory=True),
            Pointer("u", "", is_directory=True),
        ]
    )
    assert {one.entry for one in found.of(Pattern(glob), known=True)} == set(expected)
    assert {one.entry for one in found.of(Pattern(glob))} == {*expected, "u"}


def test_what_a_pattern_names_of_a_submodule_and_what_it_may_match_there() -> None:
    found = PointerIndex([Pointer("vendor/llama", "vendor/llama", is_directory=True)])
    for glob in (
        "/vendor/llama/",
        "/vendor/llama/x",
        "/vendor/*/x",
        "/vendor/**/llama/x",
        "llama/x",
        "vendor/",
        "vendor/**",
    ):
        named = {one.entry for one in found.of(Pattern(glob), named=True)}
        assert named == ({"vendor/llama"} if glob != "llama/x" else set()), glob
    for glob in ("*.md", "/vendor/**/x", "src/"):
        assert list(found.of(Pattern(glob), named=True)) == []
        assert list(found.of(Pattern(glob))) != []
