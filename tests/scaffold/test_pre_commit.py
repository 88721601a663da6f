"""The hook in an existing configuration: an edit of its text."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from aiowners.scaffold.pre_commit import NotEditableError, with_hook

ENTRY = {"repo": "https://github.com/aiowners/aiowners", "rev": "main", "hooks": [{"id": "aiowners"}]}
OTHER_ENTRY = (
    "- repo: https://x.test/y\n{0}  rev: v1  # pinned\n{0}  hooks:\n{0}  - id: a\n{0}    args: ['#', x]  # why\n"
)


@pytest.mark.parametrize(
    "text",
    [
        "repos:\n  - repo: local\n    hooks: [{id: aiowners, name: x, entry: aiowners check, language: system}]\n",
        "repos:\n- repo: https://github.com/aiowners/aiowners.git\n  rev: x\n  hooks: []\n",
        'repos: [{repo: "https://github.com/aiowners/aiowners/", rev: x, hooks: []}]\n',
    ],
)
def test_a_configuration_with_the_hook_does_not_change(text: str) -> None:
    assert with_hook(text) == text


@pytest.mark.parametrize("text", ["", "\n", "# mine\n"])
def test_a_file_without_entries(text: str) -> None:
    if text.strip():
        with pytest.raises(NotEditableError):
            with_hook(text)
    else:
        assert yaml.safe_load(with_hook(text))["repos"] == [ENTRY]


@given(
    indent=st.sampled_from(["", "  ", "    "]),
    before=st.sampled_from(["", "# first\n", "ci: {skip: [a]}\n", "default_stages:\n- manual\n"]),
    count=st.integers(0, 3),
    after=st.sampled_from(
        ["", "# end\n", "\n\n# end\nexclude: ^x\n", "exclude: |\n  a\n\n", "    # deep\nfail_fast: true\n"]
    ),
    newline=st.sampled_from(["\n", "\r\n"]),
    is_cut=st.booleans(),
)
def test_the_rest_of_the_file_does_not_change(
    indent: str, before: str, count: int, after: str, newline: str, is_cut: bool
) -> None:
    repos = "repos:\n" + "".join(indent + OTHER_ENTRY.format(indent) for _ in range(count)) if count else "repos: []\n"
    text = before + repos + after
    text = (text.removesuffix("\n") if is_cut else text).replace("\n", newline)
    edited = with_hook(text)
    old, new = yaml.safe_load(text), yaml.safe_load(edited)
    assert new["repos"] == [*old["repos"], ENTRY]
    assert {**old, "repos": 0} == {**new, "repos": 0}
    added = [line for line in edited.splitlines() if line.strip() in {"", "# end"} or line not in text.splitlines()]
    kept = [line for line in text.splitlines() if line != "repos: []"]
    rest = iter(edited.splitlines())
    assert all(line in rest for line in kept)
    assert added
    if "\r\n" in text:
        assert "\n" not in edited.replace("\r\n", "")
    assert with_hook(edited) == edited
