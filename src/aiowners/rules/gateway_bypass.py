"""The rule `gateway-bypass`."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from aiowners.diagnostics.diagnostic import Fix, Label, Severity
from aiowners.diagnostics.nearest import nearest
from aiowners.diagnostics.rule import rule
from aiowners.graph.nodes import Key
from aiowners.manifest.edits import item_added
from aiowners.manifest.model import Feature, Platform

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aiowners.diagnostics.diagnostic import Diagnostic, Skipped
    from aiowners.graph.graph import Graph
    from aiowners.graph.nodes import DeclaredNode
    from aiowners.manifest.model import Declaration, Names
    from aiowners.workspace import Workspace

_MAX_GATEWAYS = 4  # of one finding


def _options(workspace: Workspace, finding: Diagnostic) -> Iterator[Fix | None]:
    """Offer each gateway that serves the model."""
    node = workspace.graph.declarations[Key.of(finding.subject or "")][0]
    model = Key.of(finding.about or "").name
    for other, platform in workspace.graph.platforms():
        if "inference-gateway" not in platform.provides:
            continue
        if platform.serves is None or model in _models(workspace.graph, platform.serves):
            path = ("features", node.key.name, "uses", "platforms")
            edits = item_added(node.manifest.source, path, other.key.name)
            yield Fix.of(f"Call it through `{other.key.name}`", edits, safe=False)


@rule(category="platform", severity=Severity.WARNING, since="0.1", options=_options)
def gateway_bypass(workspace: Workspace) -> Iterator[Diagnostic | Skipped]:
    """A vendor's model is reached through the gateway that serves it.

    The product team had a deadline, the gateway had a form to fill in, and the vendor's key from
    the hackathon still worked. Now half of the bill belongs to nobody, a key that cannot be turned
    off lies in an old service, and when the vendor has an outage the fallback in the gateway saves
    everybody else. Asked of features in pilot and in production (or without a status) that use a
    model hosted by its vendor, once a platform provides an `inference-gateway` that `serves` the
    model or says nothing about what it serves. A gateway that another thing in between uses does
    not count: the feature names it under `uses.platforms`.

    ## A key of its own

    ```yaml checkout/ai-ownership.yaml
    version: 1
    owner: checkout
    features:
      address-cleanup:
        status: production
        uses:
          models: [gpt-4o]  # warning: feature `address-cleanup` calls model `gpt-4o` past platform `inference-gateway`
    ```

    ```yaml platform/ai-ownership.yaml
    version: 1
    owner: ai-platform
    models:
      gpt-4o: {provider: openai, reviewers: downstream}
    platforms:
      inference-gateway:
        provides: [inference-gateway, cost-attribution]
        serves: [gpt-4o]
    ```

    ## Through the gateway

    ```yaml checkout/ai-ownership.yaml
    version: 1
    owner: checkout
    features:
      address-cleanup:
        status: production
        uses:
          models: [gpt-4o]
          platforms: [inference-gateway]
      gift-notes:
        status: experiment
        uses: {models: [gpt-4o]}
    ```

    ```yaml platform/ai-ownership.yaml
    version: 1
    owner: ai-platform
    models:
      gpt-4o: {provider: openai, reviewers: downstream}
    platforms:
      inference-gateway:
        provides: [inference-gateway, cost-attribution]
        serves: [gpt-4o]
    ```
    """
    graph = workspace.graph
    gateways = [node for node in graph.declared if _is_gateway(node) and graph.first[node.key] is node]
    served = _served(graph, gateways) if gateways else {}
    if not served:
        return
    for node, feature in graph.features():
        if feature.status not in {None, "pilot", "production"}:
            continue
        for index, name in enumerate(feature.uses.models):
            model = next((node.key.name for node in graph.resolve(Key("model", name)) if node.key.name in served), "")
            serving = served.get(model)
            if serving is None or not all(names.isdisjoint(feature.uses.platforms) for names in serving.names):
                continue
            if _is_unsure(graph, node, model, serving):
                yield gateway_bypass.withheld(node.key, Key("model", model))
            else:
                yield _finding(workspace, node, index, model, serving)


class _Serving(NamedTuple):
    """The gateways that serve a model: the first of them, how many there are, and the names of all.

    `names` are the gateways without `serves`, the same for all models, and those that list this model.
    `unread` if the list of each of them could not be read.
    """

    first: tuple[DeclaredNode, ...]
    total: int
    names: tuple[frozenset[str], frozenset[str]]
    unread: bool


def _is_gateway(node: DeclaredNode) -> bool:
    return isinstance(node.declaration, Platform) and "inference-gateway" in node.declaration.provides


def _vendors_models(graph: Graph) -> Iterator[str]:
    """The names of the models that their vendors host."""
    for node, model in graph.models():
        if graph.first[node.key] is not node:
            continue
        if model.hosting == "vendor" or (model.hosting is None and model.provider is not None):
            yield model.name


def _served(graph: Graph, gateways: Sequence[DeclaredNode]) -> dict[str, _Serving]:
    """By vendors' model the gateways that serve it, or state nothing about what they serve; only models with some."""
    anything: list[DeclaredNode] = []
    stated: dict[str, list[DeclaredNode]] = {}
    for node in gateways:
        assert isinstance(node.declaration, Platform)
        if node.declaration.serves is None:
            anything.append(node)
        for name in _models(graph, node.declaration.serves or ()):
            stated.setdefault(name, []).append(node)
    common = frozenset(node.key.name for node in anything)
    unread = all(map(_is_unread, anything))
    serving_by_model = {}
    for name in _vendors_models(graph):
        own = stated.get(name, ())
        if anything or own:
            names = (common, frozenset(node.key.name for node in own))
            first = sorted((*anything[:_MAX_GATEWAYS], *own[:_MAX_GATEWAYS]), key=lambda node: node.number)
            all_unread = unread and all(map(_is_unread, own))
            serving_by_model[name] = _Serving(tuple(first[:_MAX_GATEWAYS]), len(anything) + len(own), names, all_unread)
    return serving_by_model


def _models(graph: Graph, names: Names) -> dict[str, None]:
    """The names of the models that a gateway serves, which it may call by an identifier; each once."""
    return dict.fromkeys(node.key.name for name in names for node in graph.resolve(Key("model", name)))


def _is_unread(gateway: DeclaredNode) -> bool:
    return "serves" in gateway.declaration.gaps.keys


def _is_unsure(graph: Graph, node: DeclaredNode, model: str, serving: _Serving) -> bool:
    """Whether something that the finding rests on could not be read, or is an undeclared name."""
    feature, used = node.declaration, graph.first[Key("model", model)].declaration
    assert isinstance(feature, Feature)
    assert used is not None
    if "status" in feature.gaps.keys or "hosting" in used.gaps.keys:
        return True
    if any(not names.isdisjoint(feature.gaps.words) for names in serving.names):
        return True
    undeclared = (name for name in feature.uses.platforms if name and _platform(graph, name) is None)
    if any(_nearest_of(names, name) for name in undeclared for names in serving.names):
        return True
    return serving.unread


@lru_cache(maxsize=10_000)
def _nearest_of(names: frozenset[str], name: str) -> bool:
    """Whether an undeclared name is likely a slip for one of the gateways."""
    return bool(nearest(name, sorted(names)))


def _platform(graph: Graph, name: str) -> Declaration | None:
    return graph.first[Key("platform", name)].declaration


def _finding(workspace: Workspace, node: DeclaredNode, index: int, name: str, serving: _Serving) -> Diagnostic:
    model = Key("model", name)
    gateway = serving.first[0]
    whose = f" of `{gateway.owner.party}`" if gateway.owner.party else ""
    return gateway_bypass.at(
        workspace.locate(node, "uses", "models", index),
        f"{node.key.words} calls {model.words} past {gateway.key.words}{whose}",
        subject=node.key,
        about=model,
        anchor=("uses", "models"),
        label="hosted by its vendor, and no gateway is used",
        related=tuple(_labels(workspace, serving)),
        help=f"call it through the gateway, and add `{gateway.key.name}` to `uses.platforms`",
    )


def _labels(workspace: Workspace, serving: _Serving) -> Iterator[Label]:
    """The first gateways, and how many more there are."""
    for number, gateway in enumerate(serving.first, 1):
        left = serving.total - number if number == _MAX_GATEWAYS else 0
        more = f"; {left:,} more gateway{'s do' if left > 1 else ' does'}, too" if left else ""
        yield Label(workspace.locate(gateway), f"{gateway.key.words} {_serves(gateway)}{more}")


def _serves(gateway: DeclaredNode) -> str:
    assert isinstance(gateway.declaration, Platform)
    return "serves it" if gateway.declaration.serves is not None else "states nothing about what it serves"
