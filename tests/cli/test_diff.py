"""`aiowners diff` on real repositories."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Outcome

    Aiowners = Callable[..., Outcome]
    Repository = Callable[..., Path]

MODEL = "version: 1\nowner: ml-core\nmodels:\n  m: {reviewers: [search]}\n"
FEATURE = "version: 1\nowner: search\nfeatures:\n  f: {uses: {models: [m]}}\n"
TREE = {"ml/ai-ownership.yaml": MODEL, "search/ai-ownership.yaml": FEATURE}
HELP = "version: 1\nowner: support\nfeatures:\n  bot: {uses: {features: [f]}}\n"


def _git(root: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=root, check=True, capture_output=True, text=True).stdout.strip()


def _commit(root: Path, **texts: str | None) -> str:
    """Write manifests by the name of their directory, None removes one; commit, and give the id."""
    for name, text in texts.items():
        path = root / name / "ai-ownership.yaml"
        if text is None:
            path.unlink()
        else:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)
    _git(root, "add", "-A")
    _git(root, "commit", "-qm", "x", "--allow-empty")
    return _git(root, "rev-parse", "HEAD")


def _json(outcome: Outcome) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(outcome.out)
    assert list(document) == ["schema", "base", "head", "changes", "errors"]
    assert document["schema"] == "aiowners-diff/1"
    return document


def test_between_two_commits(repository: Repository, aiowners: Aiowners) -> None:
    root = repository(TREE)
    base = _commit(root)
    head = _commit(root, ml=MODEL.replace("ml-core", "core"), help=HELP)
    (root / "ml/ai-ownership.yaml").write_text("[")  # nothing of the working tree is read
    outcome = aiowners("diff", f"{base[:12]}..HEAD", "--format", "json")
    assert (outcome.code, outcome.err) == (0, "")
    document = _json(outcome)
    assert (document["base"], document["head"], document["errors"]) == (base, head, [])
    assert document["changes"] == [
        {
            "subject": "feature:bot", "kind": "added", "before": None, "after": "support",
            "words": "feature `bot` is new, owned by `support`",
        },
        {
            "subject": "model:m", "kind": "downstream-owners-changed",
            "before": ["search"], "after": ["search", "support"],
            "words": "a change of model `m` concerns also `support` (owner of feature `bot`)",
        },
        {
            "subject": "model:m", "kind": "owner-changed", "before": "ml-core", "after": "core",
            "words": "shared model `m` is owned by `core`, no longer by `ml-core`",
        },
    ]  # fmt: skip
    assert aiowners("diff", "HEAD~1..HEAD").out == (
        "  + feature `bot` is new, owned by `support`\n"
        "  ~ a change of model `m` concerns also `support` (owner of feature `bot`)\n"
        "  ~ shared model `m` is owned by `core`, no longer by `ml-core`\n"
        "3 changes in ownership\n"
    )


def test_to_the_working_tree(repository: Repository, aiowners: Aiowners) -> None:
    root = repository(TREE)
    base = _commit(root)
    assert aiowners("diff", "HEAD").out == "nothing changed in ownership\n"
    (root / "help").mkdir()
    (root / "help/ai-ownership.yaml").write_text(HELP)
    document = _json(aiowners("diff", "HEAD", "--format", "json"))
    assert (document["base"], document["head"]) == (base, "working tree")
    assert [change["subject"] for change in document["changes"]] == ["feature:bot", "model:m"]
    assert _json(aiowners("diff", "HEAD", "--format", "json", "--no-untracked"))["changes"] == []


def test_from_where_it_forked(repository: Repository, aiowners: Aiowners) -> None:
    root = repository(TREE)
    fork = _commit(root)
    _git(root, "checkout", "-qb", "topic")
    _commit(root, help=HELP)
    _git(root, "checkout", "-q", "-")
    _commit(root, ml=MODEL.replace("ml-core", "core"))
    main = _git(root, "rev-parse", "--abbrev-ref", "HEAD")
    two = _json(aiowners("diff", f"{main}..topic", "--format", "json"))
    three = _json(aiowners("diff", f"{main}...topic", "--format", "json"))
    assert [change["kind"] for change in two["changes"]] == ["added", "downstream-owners-changed", "owner-changed"]
    assert [change["kind"] for change in three["changes"]] == ["added", "downstream-owners-changed"]
    assert three["base"] == fork
    # An empty side is HEAD.
    assert [change["kind"] for change in _json(aiowners("diff", "topic..", "--format", "json"))["changes"]] == [
        "removed", "downstream-owners-changed", "owner-changed",
    ]  # fmt: skip


def test_moved_and_rewritten_is_no_change(repository: Repository, aiowners: Aiowners) -> None:
    root = repository(TREE)
    _commit(root)
    _commit(root, ml=None, other="# moved\nversion: 1\nmodels: {'m': {reviewers: [ search ], owner: \"ml-core\"}}\n")
    for form, nothing in (
        ("text", "nothing changed in ownership\n"),
        ("markdown", "## aiowners: nothing changed in ownership\n"),
    ):
        outcome = aiowners("diff", "HEAD~..HEAD", "--format", form)
        assert (outcome.code, outcome.out) == (0, nothing)


@pytest.mark.parametrize("end", ["HEAD~..HEAD", "HEAD..HEAD~", "HEAD~", "HEAD~...HEAD"])
def test_what_could_not_be_read_makes_exit_1_after_the_answer(
    repository: Repository, aiowners: Aiowners, end: str
) -> None:
    root = repository(TREE)
    _commit(root)
    _commit(root, search=FEATURE.replace("features:", "features: ["), ml=MODEL.replace("ml-core", "core"))
    outcome = aiowners("diff", end, "--format", "json")
    assert outcome.code == 1
    document = _json(outcome)
    assert [change["kind"] for change in document["changes"]] == ["owner-changed"]
    assert {error["path"] for error in document["errors"]} == {"search/ai-ownership.yaml"}
    assert "search/ai-ownership.yaml:" in outcome.err
    assert "cannot be told" in aiowners("diff", end).out


@pytest.mark.parametrize("text", ["nowhere..HEAD", "HEAD..nowhere", "nowhere", "--help..x", "HEAD...nowhere", ""])
def test_no_such_commit(repository: Repository, aiowners: Aiowners, text: str) -> None:
    root = repository(TREE)
    _commit(root)
    outcome = aiowners("diff", "--", text)
    assert (outcome.code, outcome.out) == (2, "")
    assert "Error" in outcome.err


def test_without_git(tmp_path: Path, aiowners: Aiowners, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert aiowners("diff", "HEAD").code == 2


def test_markdown_holds_nothing_but_text(repository: Repository, aiowners: Aiowners) -> None:
    root = repository(TREE)
    _commit(root)
    evil = '"<img src=x> [a](http://x) @acme/all #1 **b** | `c` \\e[31m"'
    _commit(root, search=FEATURE.replace("owner: search", f"owner: {evil}"))
    outcome = aiowners("diff", "HEAD~..HEAD", "--format", "markdown")
    html = MarkdownIt("commonmark").render(outcome.out)
    assert outcome.code == 1  # not an owner, so what it stood for cannot be told
    assert "<img" not in html
    assert "<a " not in html
    assert "@acme" not in outcome.out
    assert "\x1b" not in outcome.out + aiowners("diff", "HEAD~..HEAD").out
    assert "## aiowners: 2 changes in ownership" in outcome.out


def test_markdown_fits_a_comment(repository: Repository, aiowners: Aiowners) -> None:
    root = repository(TREE)
    _commit(root)
    many = "".join(f"  {'long-' * 15}{number}: {{}}\n" for number in range(2000))
    _commit(root, many=f"version: 1\nowner: a\nfeatures:\n{many}")
    outcome = aiowners("diff", "HEAD~..HEAD", "--format", "markdown")
    assert len(outcome.out.encode()) < 65_536
    assert "more changes found no room here" in outcome.out
    assert outcome.out.startswith("## aiowners: 2000 changes in ownership\n")
