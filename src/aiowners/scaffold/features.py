"""Propose features: products whose code calls or loads models, with the models and platforms that they use."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from aiowners.scaffold.context import and_more, at
from aiowners.scaffold.declaration import EmptyList, ProposedDeclaration, ProposedValue
from aiowners.scaffold.naming import slug
from aiowners.scaffold.vendors import Vendors
from aiowners.usage.file_roles import eval_directory, extension_of, is_training, may_configure_model, prompt_directory
from aiowners.usage.known_paths import LOCAL_DIRECTORIES, UI_EXTENSIONS
from aiowners.usage.libraries import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.scaffold.artifacts import Artifacts
    from aiowners.scaffold.context import Context
    from aiowners.scaffold.declaration import Body
    from aiowners.usage.evidence import FileFacts

_HUB_REPOSITORY = re.compile(r"[A-Za-z0-9][\w.-]{1,60}/[A-Za-z0-9][\w.-]{1,90}", re.ASCII)
_HUB_MODEL = re.compile(r"[A-Za-z][\w.]{1,30}-[\w.-]{1,60}", re.ASCII)
# A product with more models lets its users choose one.
_MAX_MODELS = 8


@dataclass(slots=True)
class _Product:
    """The sources of a product that call or load models, each with the reason; and all its files with facts."""

    directories: list[str]
    sources: dict[str, str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)


class _LoadedModel(NamedTuple):
    """A model that a source loads: `name` if it is in the repository; otherwise, None and its address on a hub."""

    name: str | None
    text: str
    line: int


def features(
    context: Context, artifacts: Artifacts, pipelines: dict[str, ProposedDeclaration]
) -> list[ProposedDeclaration]:
    """Propose a feature for each product, and the vendors' models and platforms that features and pipelines use."""
    vendors = Vendors(context)
    proposed = []
    for product in _joined(context, _products(context, artifacts, pipelines)):
        feature = _feature(context, product)
        proposed.append(feature)
        files = [
            path for path in product.files if path in product.sources or may_configure_model(path, product.sources)
        ]
        _add_uses(context, feature, files, artifacts, vendors)
    for path, pipeline in pipelines.items():
        _add_uses(context, pipeline, [path], artifacts, vendors)
    vendors.propose()
    return proposed


def _products(context: Context, artifacts: Artifacts, pipelines: dict[str, ProposedDeclaration]) -> list[_Product]:
    by_directory: dict[str, _Product] = {}
    for path in context.own_files:
        facts = context.evidence.facts.get(path)
        if facts is None or path in pipelines or eval_directory(path) is not None or is_training(path):
            continue
        directory = context.products.of(path)
        product = by_directory.setdefault(directory, _Product([directory]))
        product.files.append(path)
        if prompt_directory(path) is None:
            reason = _reason(context, artifacts, path, facts)
            if reason is not None:
                product.sources[path] = reason
    return [product for product in by_directory.values() if product.sources]


def _reason(context: Context, artifacts: Artifacts, path: str, facts: FileFacts) -> str | None:
    """Return the reason why a source uses models; None if it does not."""
    imported = next((imported for imported in facts.imports if imported.role is Role.CALLS), None)
    if imported is not None:
        return f"imports {imported.library}: {at(path, imported.line)}"
    is_ui = extension_of(path) in UI_EXTENSIONS
    called = next((model for model in facts.models if model.is_called and not is_ui), None)
    if called is not None:
        return f"calls {called.identifier}: {at(path, called.line)}"
    loads = any(imported.role is Role.LOADS for imported in facts.imports)
    named = {reference.text for reference in facts.loads if reference.is_name}
    loaded = (model for model in _loaded(context, artifacts, path, facts) if loads or model.text in named)
    model = next(loaded, None)
    if model is None or not model.text:
        return None
    return f"{'loads' if loads else 'names'} {model.text}: {at(path, model.line)}"


def _joined(context: Context, products: list[_Product]) -> list[_Product]:
    """Join products of the same package, name, and owner, such as `api/search/` and `lib/search/`."""
    joined: dict[tuple[str, str, str | None], _Product] = {}
    for product in products:
        directory = product.directories[0]
        name = slug(context.products.candidate_names(directory)[0])
        key = (context.products.package_of(directory), name, context.owner(product.sources, "").team)
        first = joined.setdefault(key, product)
        if first is not product:
            first.directories += product.directories
            first.sources |= product.sources
            first.files += product.files
    return list(joined.values())


def _loaded(context: Context, artifacts: Artifacts, path: str, facts: FileFacts) -> Iterator[_LoadedModel]:
    directory = path.rpartition("/")[0]
    base_directories = [directory, context.products.of(path), *_parents(directory), ""]
    for reference in facts.loads:
        if reference.is_name:
            name = artifacts.by_name(reference.text)
        else:
            name = artifacts.by_path(reference.text, iter(base_directories)) if artifacts else None
        if name is not None or (reference.is_pretrained and _is_on_hub(context, reference.text)):
            yield _LoadedModel(name, reference.text, reference.line)


def _parents(directory: str) -> Iterator[str]:
    while directory:
        directory = directory.rpartition("/")[0]
        yield directory


def _is_on_hub(context: Context, text: str) -> bool:
    if _HUB_REPOSITORY.fullmatch(text):
        account = text.partition("/")[0]
        return account.lower() not in LOCAL_DIRECTORIES and next(context.index.below(f"{account}/"), None) is None
    return _HUB_MODEL.fullmatch(text) is not None


def _feature(context: Context, product: _Product) -> ProposedDeclaration:
    directory = product.directories[0]
    sources = list(product.sources)
    reason = min(product.sources.values(), key=lambda reason: not reason.startswith("imports"))
    owner = context.owner(sources, directory)
    name = context.names.take("features", *context.products.candidate_names(directory))
    feature = ProposedDeclaration("features", name, directory, owner, sources, reason + and_more(sources))
    if all(extension_of(path) == "ipynb" for path in sources):
        feature.body["status"] = ProposedValue("experiment", "notebooks alone use it")
    feature.body["paths"] = [
        claim
        for directory in product.directories
        for claim in context.claims(
            directory, [path for path in sources if context.products.of(path) == directory], owner
        )
    ]
    context.declarations.append(feature)
    return feature


def _add_uses(
    context: Context, user: ProposedDeclaration, files: list[str], artifacts: Artifacts, vendors: Vendors
) -> None:
    """Add the models and platforms that a declaration uses, by the facts about its files."""
    models: dict[str, ProposedValue] = {}
    platforms: dict[str, ProposedValue] = {}
    calls = False
    for path in files:
        facts = context.evidence.facts.get(path)
        if facts is None:
            continue
        for model in facts.models:
            name = vendors.model(model, user)
            models.setdefault(name, ProposedValue(name, at(path, model.line)))
        for loaded in _loaded(context, artifacts, path, facts):
            name = loaded.name or vendors.hub_model(loaded.text, user)
            models.setdefault(name, ProposedValue(name, at(path, loaded.line)))
        for imported in facts.imports:
            if imported.role is Role.STORES:
                name = vendors.platform(imported, user, at(path, imported.line))
                platforms.setdefault(name, ProposedValue(name, at(path, imported.line)))
            calls = calls or imported.role is Role.CALLS
    if len(models) > _MAX_MODELS:
        vendors.remove_uses(models, user)
    uses = _uses(models, platforms, calls=calls)
    if uses:
        user.body["uses"] = uses


def _uses(models: dict[str, ProposedValue], platforms: dict[str, ProposedValue], *, calls: bool) -> Body:
    uses: Body = {}
    if len(models) > _MAX_MODELS:
        names = ", ".join([*models][:3])
        uses["models"] = EmptyList(f"{len(models)} are named, {names} and others: state which it is built on")
    elif models:
        uses["models"] = list(models.values())
    elif calls:
        uses["models"] = EmptyList("no model is named in these files: state which are called")
    if platforms:
        uses["platforms"] = list(platforms.values())
    return uses
