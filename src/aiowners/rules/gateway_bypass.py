"""The rule `gateway-bypass`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Fix, Label, Severity
from aiowners.diagnostics.nearest import nearest
from aiowners.diagnostics.rule import rule
from aiowners.graph.graph import Key
from aiowners.manifest.edits import item_added
from aiowners.manifest.model import Feature, Model, Platform

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aiowners.diagnostics.diagnostic import Diagnostic, Withheld
    from aiowners.graph.graph import Graph, Node
    from aiowners.manifest.model import Declaration
    from aiowners.workspace import Workspace


def _options(workspace: Workspace, found: Diagnostic) -> Iterator[Fix | None]:
    """Through one of the gateways that serve the model."""
    node = workspace.graph.first[Key.of(found.subject or "")]
    model = Key.of(found.about or "").name
    assert node.manifest is not None
    for other in workspace.graph.declared:
        platform = other.declaration
        if not isinstance(platform, Platform) or "inference-gateway" not in platform.provides:
            continue
        if platform.serves is None or model in platform.serves:
            path = ("features", node.key.name, "uses", "platforms")
            edits = item_added(node.manifest.source, path, other.key.name)
            yield Fix.of(f"Call it through `{other.key.name}`", edits, safe=False)


@rule(category="platform", severity=Severity.WARNING, since="0.1", options=_options)
def gateway_bypass(workspace: Workspace) -> Iterator[Diagnostic | Withheld]:
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
    for node in graph.declared:
        feature = node.declaration
        if not isinstance(feature, Feature) or feature.status not in {None, "pilot", "production"}:
            continue
        for index, name in enumerate(feature.uses.models):
            serving = served.get(name)
            if serving is None or any(gateway.key.name in feature.uses.platforms for gateway in serving):
                continue
            if _is_unsure(graph, node, name, serving):
                yield gateway_bypass.withheld(node.key, Key("model", name))
            else:
                yield _finding(workspace, node, index, serving)


def _is_gateway(node: Node) -> bool:
    return isinstance(node.declaration, Platform) and "inference-gateway" in node.declaration.provides


def _vendors_models(graph: Graph) -> Iterator[str]:
    """The names of the models that their vendors host."""
    for node in graph.declared:
        model = node.declaration
        if not isinstance(model, Model) or graph.first[node.key] is not node:
            continue
        if model.hosting == "vendor" or (model.hosting is None and model.provider is not None):
            yield model.name


def _served(graph: Graph, gateways: Sequence[Node]) -> dict[str, list[Node]]:
    """By vendors' model the gateways that serve it, or state nothing about what they serve; only models with some."""
    anything: list[Node] = []
    stated: dict[str, list[Node]] = {}
    for node in gateways:
        assert isinstance(node.declaration, Platform)
        if node.declaration.serves is None:
            anything.append(node)
        for name in dict.fromkeys(node.declaration.serves or ()):
            stated.setdefault(name, []).append(node)
    return {
        name: sorted((*anything, *stated.get(name, ())), key=lambda node: node.number) if name in stated else anything
        for name in _vendors_models(graph)
        if anything or name in stated
    }


def _is_unsure(graph: Graph, node: Node, model: str, serving: Sequence[Node]) -> bool:
    """Whether something that the finding rests on could not be read, or names what nobody declares."""
    feature, used = node.declaration, graph.first[Key("model", model)].declaration
    assert isinstance(feature, Feature)
    assert used is not None
    if "status" in feature.gaps.keys or "hosting" in used.gaps.keys:
        return True
    if any(gateway.key.name in feature.gaps.words for gateway in serving):
        return True
    undeclared = (name for name in feature.uses.platforms if name and _platform(graph, name) is None)
    meant = [gateway.key.name for gateway in serving]
    if any(nearest(name, meant) for name in undeclared):
        return True
    return all(gateway.declaration is not None and "serves" in gateway.declaration.gaps.keys for gateway in serving)


def _platform(graph: Graph, name: str) -> Declaration | None:
    return graph.first[Key("platform", name)].declaration


def _finding(workspace: Workspace, node: Node, index: int, serving: Sequence[Node]) -> Diagnostic:
    assert isinstance(node.declaration, Feature)
    model = Key("model", node.declaration.uses.models[index])
    gateway, *others = serving
    whose = f" of `{gateway.owner.party}`" if gateway.owner.party else ""
    return gateway_bypass.at(
        workspace.locate(node, "uses", "models", index),
        f"{node.key.words} calls {model.words} past {gateway.key.words}{whose}",
        subject=node.key,
        about=model,
        anchor=("uses", "models"),
        label="hosted by its vendor, and no gateway is used",
        related=tuple(Label(workspace.locate(one), f"{one.key.words} {_serves(one)}") for one in (gateway, *others)),
        help=f"call it through the gateway, and add `{gateway.key.name}` to `uses.platforms`",
    )


def _serves(gateway: Node) -> str:
    assert isinstance(gateway.declaration, Platform)
    return "serves it" if gateway.declaration.serves is not None else "states nothing about what it serves"
