"""The features: products whose sources call or load models, with what they use."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aiowners.scaffold.context import at, more
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

_REPOSITORY = re.compile(r"[A-Za-z0-9][\w.-]{1,60}/[A-Za-z0-9][\w.-]{1,90}", re.ASCII)
_ALONE = re.compile(r"[A-Za-z][\w.]{1,30}-[\w.-]{1,60}", re.ASCII)
# Whoever names more lets others choose.
_MOST_MODELS = 8


@dataclass(slots=True)
class _Product:
    """The sources of one product that call or load models, each with why; and all its files with facts."""

    directories: list[str]
    sources: dict[str, str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)


def features(
    ground: Context, artifacts: Artifacts, pipelines: dict[str, ProposedDeclaration]
) -> list[ProposedDeclaration]:
    """Propose a feature for each product, and the vendors' models and the platforms that those and pipelines use."""
    vendors = Vendors(ground)
    found = []
    for product in _joined(ground, _products(ground, artifacts, pipelines)):
        thing = _feature(ground, product)
        found.append(thing)
        files = [
            path for path in product.files if path in product.sources or may_configure_model(path, product.sources)
        ]
        _use(ground, thing, files, artifacts, vendors)
    for path, thing in pipelines.items():
        _use(ground, thing, [path], artifacts, vendors)
    vendors.propose()
    return found


def _products(ground: Context, artifacts: Artifacts, pipelines: dict[str, ProposedDeclaration]) -> list[_Product]:
    found: dict[str, _Product] = {}
    for path in ground.ours:
        facts = ground.evidence.facts.get(path)
        if facts is None or path in pipelines or eval_directory(path) is not None or is_training(path):
            continue
        directory = ground.products.of(path)
        product = found.setdefault(directory, _Product([directory]))
        product.files.append(path)
        if prompt_directory(path) is None:
            why = _why(ground, artifacts, path, facts)
            if why is not None:
                product.sources[path] = why
    return [product for product in found.values() if product.sources]


def _why(ground: Context, artifacts: Artifacts, path: str, facts: FileFacts) -> str | None:
    """Why a source is taken to use models; None where it is not."""
    by = next((one for one in facts.imports if one.role is Role.CALLS), None)
    if by is not None:
        return f"imports {by.library}: {at(path, by.line)}"
    called = next((one for one in facts.models if one.is_called and extension_of(path) not in UI_EXTENSIONS), None)
    if called is not None:
        return f"calls {called.identifier}: {at(path, called.line)}"
    loads = any(one.role is Role.LOADS for one in facts.imports)
    named = {literal.text for literal in facts.loads if literal.is_name}
    loaded = (one for one in _loaded(ground, artifacts, path, facts) if loads or one[1] in named)
    _, text, line = next(loaded, (None, "", 0))
    return f"{'loads' if loads else 'names'} {text}: {at(path, line)}" if text else None


def _joined(ground: Context, products: list[_Product]) -> list[_Product]:
    """Products of one package, one name and one owner are one: `api/search/` and `lib/search/`."""
    found: dict[tuple[str, str, str | None], _Product] = {}
    for product in products:
        directory = product.directories[0]
        name = slug(ground.products.wishes(directory)[0])
        first = found.setdefault(
            (ground.products.package(directory), name, ground.owner(product.sources, "").team), product
        )
        if first is not product:
            first.directories += product.directories
            first.sources |= product.sources
            first.files += product.files
    return list(found.values())


def _loaded(
    ground: Context, artifacts: Artifacts, path: str, facts: FileFacts
) -> Iterator[tuple[str | None, str, int]]:
    """What a source loads: the name of a model in the tree, or None and the address of one on a hub; and the line."""
    directory = path.rpartition("/")[0]
    places = [directory, ground.products.of(path), *_above(directory), ""]
    for literal in facts.loads:
        if literal.is_name:
            name = artifacts.named(literal.text)
        else:
            name = artifacts.at(literal.text, iter(places)) if artifacts else None
        if name is not None:
            yield name, literal.text, literal.line
        elif literal.is_pretrained and _is_on_hub(ground, literal.text):
            yield None, literal.text, literal.line


def _above(directory: str) -> Iterator[str]:
    while directory:
        directory = directory.rpartition("/")[0]
        yield directory


def _is_on_hub(ground: Context, text: str) -> bool:
    if _REPOSITORY.fullmatch(text):
        account = text.partition("/")[0]
        return account.lower() not in LOCAL_DIRECTORIES and next(ground.index.below(f"{account}/"), None) is None
    return _ALONE.fullmatch(text) is not None


def _feature(ground: Context, product: _Product) -> ProposedDeclaration:
    directory = product.directories[0]
    sources = list(product.sources)
    why = min(product.sources.values(), key=lambda why: not why.startswith("imports"))
    owner = ground.owner(sources, directory)
    name = ground.names.give("features", *ground.products.wishes(directory))
    thing = ProposedDeclaration("features", name, directory, owner, sources, why + more(sources))
    if all(extension_of(path) == "ipynb" for path in sources):
        thing.body["status"] = ProposedValue("experiment", "notebooks alone use it")
    thing.body["paths"] = [
        said
        for place in product.directories
        for said in ground.paths(place, [path for path in sources if ground.products.of(path) == place], owner)
    ]
    ground.things.append(thing)
    return thing


def _use(ground: Context, thing: ProposedDeclaration, files: list[str], artifacts: Artifacts, vendors: Vendors) -> None:
    """State what a thing uses, by what its files name and load."""
    models: dict[str, ProposedValue] = {}
    platforms: dict[str, ProposedValue] = {}
    calls = False
    for path in files:
        facts = ground.evidence.facts.get(path)
        if facts is None:
            continue
        for named in facts.models:
            name = vendors.model(named, thing)
            models.setdefault(name, ProposedValue(name, at(path, named.line)))
        for local, text, line in _loaded(ground, artifacts, path, facts):
            name = local or vendors.from_hub(text, thing)
            models.setdefault(name, ProposedValue(name, at(path, line)))
        for one in facts.imports:
            if one.role is Role.STORES:
                name = vendors.platform(one, thing, at(path, one.line))
                platforms.setdefault(name, ProposedValue(name, at(path, one.line)))
            calls = calls or one.role is Role.CALLS
    uses: Body = {}
    if len(models) > _MOST_MODELS:
        uses["models"] = EmptyList(
            f"{len(models)} are named, {', '.join([*models][:3])} and others: state which it is built on"
        )
        vendors.forget(models, thing)
    elif models:
        uses["models"] = list(models.values())
    elif calls:
        uses["models"] = EmptyList("no model is named in these files: state which are called")
    if platforms:
        uses["platforms"] = list(platforms.values())
    if uses:
        thing.body["uses"] = uses
