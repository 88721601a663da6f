"""The rule `pipeline-blind-spot`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Fix, Label, Severity
from aiowners.diagnostics.nearest import NameIndex
from aiowners.diagnostics.rule import rule
from aiowners.graph.nodes import Key
from aiowners.graph.team_directory import OwnerStatus
from aiowners.manifest.edits import item_added, key_added
from aiowners.manifest.model import SECTION_OF, Feeds
from aiowners.manifest.scalar_text import scalar_text

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence

    from aiowners.diagnostics.diagnostic import Diagnostic, Skipped
    from aiowners.graph.graph import Graph
    from aiowners.graph.nodes import DeclaredNode, Edge
    from aiowners.manifest.model import Names
    from aiowners.workspace import Workspace

_MAX_NAMED = 6  # in one line of advice


@rule(category="platform", severity=Severity.WARNING, since="0.1")
def pipeline_blind_spot(workspace: Workspace) -> Iterator[Diagnostic | Skipped]:
    """The owner of a pipeline knows what other teams build on it.

    Data engineers keep a stream running for years and have never seen a model that was trained on
    it. They drop a column that no report reads, and a ranking goes wrong two weeks later, after
    the next training, in a team whose name they would have to look up. So whatever of other owners
    depends on a pipeline directly is named in its `feeds`. That is written by the pipeline's owner,
    who has read it by then. Where `feeds` is left out altogether it is only worth a note, one for
    the pipeline. Pipelines and platforms cannot be named in `feeds`, and a list that is stated need
    not hold them.

    ## Named some, missed one

    ```yaml data/ai-ownership.yaml
    version: 1
    owner: data-eng
    pipelines:
      clickstream:
        feeds: {models: [product-ranker]}  # warning: pipeline `clickstream` of `data-eng` feeds feature `autocomplete` of `search` unseen
    ```

    ```yaml ml/ai-ownership.yaml
    version: 1
    owner: ml-core
    models:
      product-ranker: {trained_on: [clickstream]}
    ```

    ```yaml search/ai-ownership.yaml
    version: 1
    owner: search
    features:
      autocomplete: {uses: {pipelines: [clickstream]}}
    ```

    ```yaml data/ai-ownership.yaml fixed
    version: 1
    owner: data-eng
    pipelines:
      clickstream:
        feeds: {models: [product-ranker], features: [autocomplete]}
    ```

    ## Nothing said

    ```yaml data/ai-ownership.yaml
    version: 1
    owner: data-eng
    pipelines:
      clickstream:  # info: `ml-core` and `search` build on pipeline `clickstream` of `data-eng`
        paths: [clickstream.py]
    ```

    ```yaml ml/ai-ownership.yaml
    version: 1
    owner: ml-core
    models:
      product-ranker: {trained_on: [clickstream]}
    ```

    ```yaml search/ai-ownership.yaml
    version: 1
    owner: search
    features:
      autocomplete: {uses: {pipelines: [clickstream]}}
    ```

    ```yaml data/ai-ownership.yaml fixed
    version: 1
    owner: data-eng
    pipelines:
      clickstream:
        paths: [clickstream.py]
        feeds: {models: [product-ranker], features: [autocomplete]}
    ```

    ## Seen

    ```yaml data/ai-ownership.yaml
    version: 1
    owner: data-eng
    pipelines:
      clickstream:
        feeds: {models: [product-ranker], features: [autocomplete]}
      sessions:
        consumes: [clickstream]
    ```

    ```yaml ml/ai-ownership.yaml
    version: 1
    owner: ml-core
    models:
      product-ranker: {trained_on: [clickstream]}
    ```

    ```yaml search/ai-ownership.yaml
    version: 1
    owner: search
    features:
      autocomplete: {uses: {pipelines: [clickstream]}}
    ```
    """
    graph = workspace.graph
    for node, pipeline in graph.pipelines():
        if not graph.users[node.number]:
            continue
        if graph.first[node.key] is not node:
            continue  # its users are those of the first declaration: that it is declared twice is the finding
        unseen = _unseen(graph, node, pipeline.feeds, [graph.declared[number] for number in graph.users[node.number]])
        likely = _likely_users(_undeclared(graph, pipeline.feeds), unseen)
        sure = set()
        for user in unseen:
            if _is_unsure(node, user, likely):
                severity = Severity.INFO if pipeline.feeds is None and not pipeline.gaps else None
                yield pipeline_blind_spot.withheld(node.key, user.key, severity=severity)
            else:
                sure.add(user.number)
        if sure:
            uses = [edge for edge in graph.uses(node) if edge.target.number in sure]
            yield from _findings(workspace, node, pipeline.feeds, uses)


def _unseen(graph: Graph, node: DeclaredNode, feeds: Feeds | None, users: Sequence[DeclaredNode]) -> list[DeclaredNode]:
    """The users, each once, that may be another owner's and that `feeds` could name and does not."""
    candidates = [user for user in dict.fromkeys(users) if _is_anothers(node, user)]
    if feeds is None or not candidates:
        return candidates
    named = {
        kind: {target.key.name for name in names for target in graph.resolve(Key(kind, name))}
        for kind, names in _by_kind(feeds).items()
    }
    return [user for user in candidates if user.key.kind in named and user.key.name not in named[user.key.kind]]


def _by_kind(feeds: Feeds) -> dict[str, Names]:
    return {"model": feeds.models, "feature": feeds.features, "asset": feeds.assets}


def _is_anothers(node: DeclaredNode, user: DeclaredNode) -> bool:
    owners = (node.owner, user.owner)
    if any(owner.standing is OwnerStatus.UNKNOWN for owner in owners):
        return True
    return None not in {owner.party for owner in owners} and node.owner.party != user.owner.party


def _undeclared(graph: Graph, feeds: Feeds | None) -> list[Key]:
    """Return the undeclared names in `feeds`."""
    if feeds is None:
        return []
    named = [Key(kind, name) for kind, names in _by_kind(feeds).items() for name in names if name]
    return [key for key in named if all(node.declaration is None for node in graph.resolve(key))]


def _likely_users(undeclared: Sequence[Key], users: Sequence[DeclaredNode]) -> set[Key]:
    """Return the users that undeclared names are likely misspellings of."""
    names: dict[str, list[str]] = {}
    for user in users if undeclared else ():
        names.setdefault(user.key.kind, []).append(user.key.name)
    known = {kind: NameIndex(names[kind]) for kind in names}
    return {
        Key(key.kind, name)
        for key in undeclared
        if key.kind in known
        for name in known[key.kind].nearest(key.name, limit=len(users))
    }


def _is_unsure(node: DeclaredNode, user: DeclaredNode, likely: Container[Key]) -> bool:
    """Whether an owner is an undeclared team, or `feeds` may name the user in another way."""
    gaps = node.declaration.gaps
    if "feeds" in gaps.keys or user.key.name in gaps.words:
        return True
    if any(either.owner_unread or either.owner.standing is OwnerStatus.UNKNOWN for either in (node, user)):
        return True
    return user.key in likely


def _findings(workspace: Workspace, node: DeclaredNode, feeds: Feeds | None, uses: list[Edge]) -> Iterator[Diagnostic]:
    users: dict[DeclaredNode, list[Label]] = {}
    for edge in uses:
        location = workspace.locate(edge.target, *edge.inside)
        users.setdefault(edge.target, []).append(Label(location, edge.words))
    if feeds is None:
        yield _unstated(workspace, node, users)
        return
    # Declared twice, it is still one name to add.
    by_key: dict[Key, list[DeclaredNode]] = {}
    for user in users:
        by_key.setdefault(user.key, []).append(user)
    for key, same in by_key.items():
        yield pipeline_blind_spot.at(
            workspace.locate(node, "feeds", key=True),
            f"{node.key.words} of `{node.owner.party}` feeds {key.words} of `{same[0].owner.party}` unseen",
            subject=node.key,
            about=key,
            anchor=("feeds",),
            label="not everything that is built on it is among them",
            related=tuple(label for user in same for label in users[user]),
            help="add it to `feeds`, and from then on tell its owner before the data changes",
            fix=_fix(node, key),
        )


def _fix(node: DeclaredNode, user: Key) -> Fix | None:
    edits = item_added(node.manifest.source, ("pipelines", node.key.name, "feeds", SECTION_OF[user.kind]), user.name)
    return Fix.of(f"Add `{user.name}` to `feeds`", edits, safe=False)


def _unstated(workspace: Workspace, node: DeclaredNode, users: dict[DeclaredNode, list[Label]]) -> Diagnostic:
    teams = [f"`{team}`" for team in sorted({user.owner.party or "" for user in users})]
    listed = " and ".join([", ".join(teams[:-1]), teams[-1]] if len(teams) > 1 else teams)
    labels = (label for user_labels in users.values() for label in user_labels)
    feeds = _feeds({user.key for user in users})
    return pipeline_blind_spot.at(
        workspace.locate(node),
        f"{listed} {'builds' if len(teams) == 1 else 'build'} on {node.key.words} of `{node.owner.party}`,"
        " which does not say whom it feeds",
        subject=node.key,
        label="no `feeds` is stated",
        related=tuple(sorted(labels, key=lambda label: label.location.order)),
        help=_advice(feeds, len(users)),
        severity=Severity.INFO,
        fix=_fix_unstated(node, feeds),
    )


def _feeds(users: Iterable[Key]) -> str:
    """What `feeds` would have to state to name the users, those apart that cannot be named there."""
    kinds: dict[str, list[str]] = {kind: [] for kind in _by_kind(Feeds())}
    for key in sorted(users):
        if key.kind in kinds:
            kinds[key.kind].append(scalar_text(key.name))
    lists = [f"{kind}s: [{', '.join(names)}]" for kind, names in kinds.items() if names]
    return f"{{{', '.join(lists)}}}"


def _advice(feeds: str, users: int) -> str:
    if feeds == "{}":
        return "state `feeds: {}` once you know them: pipelines and platforms cannot be named there"
    if users > _MAX_NAMED:
        return "name them in `feeds`, under `models`, `features` and `assets`"
    return f"name them: `feeds: {feeds}`"


def _fix_unstated(node: DeclaredNode, feeds: str) -> Fix | None:
    edits = key_added(node.manifest.source, ("pipelines", node.key.name, "feeds"), feeds)
    return Fix.of("State whom it feeds", edits, safe=False)
