"""Organizations in shapes that reveal quadratic steps, of any size, in memory."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiowners.source import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_MANIFEST = "ai-ownership.yaml"
_SPREAD = 10  # declarations of one manifest
_TEAMS = 4  # of a chain; each model lacks a reviewer for each team


@dataclass(frozen=True, slots=True)
class Shape:
    """The texts of a repository, and its tracked files."""

    sources: tuple[Source, ...]
    files: tuple[str, ...] = ()


def _manifest(directory: str, *lines: str) -> Source:
    path = f"{directory}/{_MANIFEST}" if directory else _MANIFEST
    return Source(path, "\n".join(("version: 1", *lines, "")))


def _spread(section: str, lines: Iterable[str], *top: str) -> list[Source]:
    """Spread declarations of one line each over manifests."""
    every = list(lines)
    return [
        _manifest(f"area{start // 1000}/part{start}", *top, f"{section}:", *every[start : start + _SPREAD])
        for start in range(0, len(every), _SPREAD)
    ]


def plain(size: int) -> Shape:
    """Return valid declarations, each with a file."""
    lines = [
        f"  feature-{n}: {{owner: '@acme/team-{n % 100}', paths: [//src/{n}/], uses: {{models: [shared]}}}}"
        for n in range(size)
    ]
    shared = _manifest("", "owner: '@acme/ml'", "models:", "  shared: {reviewers: downstream, identifiers: [shared]}")
    return Shape((shared, *_spread("features", lines)), tuple(f"src/{n}/main.py" for n in range(size)))


def edges(size: int) -> Shape:
    """Return a dense graph: `size` edges, ten for each entity, between models and features of few owners."""
    chance = random.Random(1)
    models = max(10, size // 20)
    lines = [
        f"  model-{n}: {{owner: '@acme/team-{n % _TEAMS}', derived_from: [{_some(chance, n)}]}}" for n in range(models)
    ]
    features = [
        f"  feature-{n}: {{owner: '@acme/team-{n % _TEAMS}', uses: {{models: [{_some(chance, models)}]}}}}"
        for n in range(models)
    ]
    return Shape((*_spread("models", lines), *map(_moved, _spread("features", features))))


def _some(chance: random.Random, below: int) -> str:
    return ", ".join(f"model-{n}" for n in sorted(chance.sample(range(below), min(10, below))))


def _moved(source: Source) -> Source:
    return Source(f"features/{source.path}", source.text)


def _below(directory: str, sources: Iterable[Source]) -> list[Source]:
    return [Source(f"{directory}/{source.path}", source.text) for source in sources]


def star(size: int) -> Shape:
    """Return one model with `size` dependents of a tenth as many owners, none of which is a reviewer."""
    teams = max(1, size // 10)
    lines = [f"  feature-{n}: {{owner: '@acme/team-{n % teams}', uses: {{models: [center]}}}}" for n in range(size)]
    center = _manifest("", "owner: '@acme/ml'", "models:", "  center: {reviewers: []}")
    return Shape((center, *_spread("features", lines)))


def chain(size: int) -> Shape:
    """Return models each derived from the previous, a feature on each, and a team that owns only the last feature."""
    owners = [f"'@acme/team-{n % _TEAMS}'" for n in range(size)]
    models = [
        f"  model-{n}: {{owner: {owners[n]}, derived_from: [{f'model-{n - 1}' if n else ''}]}}" for n in range(size)
    ]
    features = [f"  feature-{n}: {{owner: {owners[n]}, uses: {{models: [model-{n}]}}}}" for n in range(size - 1)]
    features.append(f"  last: {{owner: '@acme/last', uses: {{models: [model-{size - 1}]}}}}")
    return Shape((*_spread("models", models), *map(_moved, _spread("features", features))))


def ring(size: int) -> Shape:
    """Return models of few teams in one large cycle, with shortcuts backward."""
    models = [
        f"  model-{n}: {{owner: '@acme/team-{n % _TEAMS}',"
        f" derived_from: [model-{(n - 1) % size}, model-{(n * 7 + 3) % size}]}}"
        for n in range(size)
    ]
    return Shape(tuple(_spread("models", models)))


def rings(size: int) -> Shape:
    """Return many small cycles."""
    models = [
        f"  model-{n}: {{owner: '@acme/team-{n % _TEAMS}', derived_from: [model-{n - 1 if n % 4 else n + 3}]}}"
        for n in range(size)
    ]
    return Shape(tuple(_spread("models", models)))


def teams(size: int) -> Shape:
    """Return teams with handles, each with a model that the next team uses, and with reviewers that own nothing downstream."""
    lines = [
        f"  team-{n}: {{handles: {{github: ['@acme/team-{n}']}}, contact: {{email: team-{n}@acme.test}}}}"
        for n in range(size)
    ]
    models = [f"  model-{n}: {{owner: team-{n}, reviewers: [team-{(n + 7) % size}]}}" for n in range(size)]
    features = [f"  feature-{n}: {{owner: team-{(n + 1) % size}, uses: {{models: [model-{n}]}}}}" for n in range(size)]
    sources = [*_spread("models", models), *map(_moved, _spread("features", features))]
    return Shape((*sources, *_below("org", _spread("teams", lines))))


def paths(size: int) -> Shape:
    """Return claims of two owners on the same files, claims that match nothing, and as many lines of CODEOWNERS."""
    lines = [
        f"  asset-{n}: {{owner: '@acme/team-{n % 50}', paths: [//data/{n // 2}/, //gone/{n}/, '//data/{n}/*.md']}}"
        for n in range(size)
    ]
    rules = [f"/data/{n}/ @acme/team-{n % 50}" if n % 2 else f"/gone/{n}/*.py @acme/team-{n}" for n in range(size)]
    files = [f"data/{n}/{name}" for n in range(size) for name in ("a.md", "b.py")]
    code_owners = Source(".github/CODEOWNERS", "\n".join(rules) + "\n")
    return Shape((*_spread("assets", lines), code_owners), tuple(files))


def nested(size: int) -> Shape:
    """Return claims on nested directories, ten deep, of ten owners each."""
    lines, files = [], []
    for n in range(size):
        directory = "/".join(f"d{step}" for step in range(n % 10 + 1))
        lines.append(f"  asset-{n}: {{owner: '@acme/team-{n % 10}', paths: [//data/{n // 10}/{directory}/]}}")
        files.append(f"data/{n // 10}/{directory}/a.md")
    return Shape(tuple(_spread("assets", lines)), tuple(files))


def floating(size: int) -> Shape:
    """Return claims by file name at any depth, and directories with such files."""
    lines = [
        f"  asset-{n}: {{owner: '@acme/team-{n % 50}', paths: [{f'prompts/{n}.md' if n % 2 else f'//data/{n}/'}]}}"
        for n in range(size)
    ]
    files = [f"data/{n}/{name}" for n in range(size) for name in (f"{n}.md", "b.py")]
    return Shape(tuple(_spread("assets", lines)), tuple(files))


def large(size: int) -> Shape:
    """Return one manifest of `size` lines, below the bound of 1 MiB, in which every second declaration lacks something."""
    lines = [f" m{n}: {{owner: '@a/t{n % 9}'}}" if n % 2 else f" m{n}: {{}}" for n in range(size // 2)]
    uses = [f" f{n}: {{owner: '@a/u{n % 9}', uses: {{models: [m{n}]}}}}" for n in range(size // 2)]
    # An alias makes texts of all sizes need the full parser.
    return Shape((_manifest("", "models:", " a: {owner: &a '@a/a'}", " b: {owner: *a}", *lines, "features:", *uses),))


def broken(size: int) -> Shape:
    """Return declarations that the format does not allow, for several reasons."""
    kinds = ("colour: red", "status: alive", "paths: 3", "description: [a]", "metric: {nmae: a}", "uses: {models: x}")
    lines = [f"  feature-{n}: {{owner: '@acme/a', {kinds[n % len(kinds)]}}}" for n in range(size)]
    return Shape(tuple(_spread("features", lines)))


def broken_file(size: int) -> Shape:
    """Return the declarations of `broken` in one manifest."""
    (first, *rest) = broken(size).sources
    lines = "".join(source.text.partition("features:\n")[2] for source in rest)
    return Shape((Source(first.path, first.text + lines),))


def torn_file(size: int) -> Shape:
    """Return one manifest with many syntax errors."""
    torn = ("  a-{}: [b", "  b-{}: }}", '  c-{}: "open', "  d-{}: {{a: b", "\te-{}: f", "  f-{}: @g", "  g-{}: a: b")
    lines = [torn[n // 4 % len(torn)].format(n) if n % 4 == 0 else f"  x-{n}: {{paths: [y]}}" for n in range(size)]
    return Shape((_manifest("", "owner: '@acme/a'", "features:", *lines),))


def torn(size: int) -> Shape:
    """Return many manifests, each with a syntax error."""
    return Shape(tuple(Source(source.path, source.text + "  z: [y\n") for source in plain(size).sources[1:]))


def misspelled(size: int) -> Shape:
    """Return undeclared names of models and teams that differ from declared ones by a letter, as many as those."""
    models = [f"  {_word(n)}-model: {{owner: {_word(n)}}}" for n in range(size)]
    known = [f"  {_word(n)}: {{}}" for n in range(size)]
    features = [
        f"  feature-{n}: {{owner: {_misspelled(n)}, uses: {{models: [{_misspelled(n)}-model]}}}}" for n in range(size)
    ]
    sources = [*_spread("models", models), *map(_moved, _spread("features", features))]
    return Shape((*sources, *_below("org", _spread("teams", known))))


_SYLLABLES = ("ba", "co", "di", "fu", "ge", "ha", "ki", "lo", "mu", "na", "pe", "ri", "so", "ta", "vi", "zu")


def _word(number: int) -> str:
    return "".join(_SYLLABLES[number >> shift & 15] for shift in (0, 4, 8, 12, 16))


def _misspelled(number: int) -> str:
    word = _word(number)
    return word[:3] + word[4:] if number % 2 else word[:4] + "x" + word[5:]


def duplicates(size: int) -> Shape:
    """Return names, identifiers, and capabilities that are declared many times."""
    models = [f"  model-{n % 10}: {{owner: '@acme/t{n}', identifiers: [same, id-{n % 7}]}}" for n in range(size)]
    platforms = [f"  platform-{n}: {{owner: '@acme/t{n}', provides: [vector-store]}}" for n in range(size)]
    known = [f"  team-{n % 10}: {{}}" for n in range(size)]
    return Shape(
        (
            *(_manifest(f"m{n}", "models:", line) for n, line in enumerate(models)),
            *map(_moved, _spread("platforms", platforms)),
            *(_manifest(f"t{n}", "teams:", line) for n, line in enumerate(known)),
        )
    )


def aliases(size: int) -> Shape:
    """Return manifests in which aliases repeat one list a hundred times."""
    sources = []
    for start in range(0, size, 100):
        lines = [f"  feature-{n}: {{owner: '@acme/a', uses: *shared}}" for n in range(start + 1, start + 100)]
        first = f"  feature-{start}: {{owner: '@acme/b', uses: &shared {{models: [one, two]}}}}"
        sources.append(_manifest(f"m{start}", "features:", first, *lines))
    known = _manifest("", "models:", "  one: {owner: '@acme/ml', reviewers: []}", "  two: {owner: '@acme/x'}")
    return Shape((known, *sources))


def aliases_in_one(size: int) -> Shape:
    """Return one manifest with aliases, and missing reviewers."""
    lines = [f"  m{n}: {{owner: '@acme/a{n % 2}', derived_from: *shared, reviewers: []}}" for n in range(size)]
    return Shape(
        (_manifest("", "models:", "  base: {owner: '@a/b', reviewers: [], derived_from: &shared [base]}", *lines),)
    )


def comments(size: int) -> Shape:
    """Return a suppression for every declaration; half of them suppress a finding."""
    lines = [
        f"  feature-{n}: {{owner: '@acme/a', uses: {{models: [gone-{n}]}}}}"
        f"  # aiowners: ignore[{'unknown-reference' if n % 2 else 'unowned'}] agreed"
        for n in range(size)
    ]
    return Shape(tuple(_spread("features", lines)))


def comments_in_one(size: int) -> Shape:
    """Return the suppressions of `comments` in one manifest, below one that covers all of it."""
    lines = "".join(source.text.partition("features:\n")[2] for source in comments(size).sources)
    alias = ("pipelines:", "  a: {owner: &a '@acme/a'}", "  b: {owner: *a}")  # needs the full parser at all sizes
    top = "features: # aiowners: ignore[unknown-reference, unowned] all of it"
    return Shape((_manifest("", *alias, top, lines),))


def services(size: int) -> Shape:
    """Return vendor models behind gateways, pipelines that feed them, and features that bypass the gateways."""
    models = [f"  model-{n}: {{owner: '@acme/a', provider: v{n % 9}, trained_on: [pipe-{n}]}}" for n in range(size)]
    platforms = [
        f"  gate-{n}: {{owner: '@acme/p', provides: [inference-gateway], serves: [model-{n}, model-{n // 2}]}}"
        for n in range(size)
    ]
    pipelines = [
        f"  pipe-{n}: {{owner: '@acme/d{n % 9}', consumes: [pipe-{n // 2}], feeds: {{models: [model-{n + 1}]}}}}"
        for n in range(size)
    ]
    features = [
        f"  feature-{n}: {{owner: '@acme/f{n % 9}', status: production, uses: {{models: [model-{n}]}},"
        f" evaluation: {{criteria: [a], framework: gate-{n}, signals_to: ['@acme/x']}}}}"
        for n in range(size)
    ]
    parts = {"models": models, "platforms": platforms, "pipelines": pipelines, "features": features}
    return Shape(tuple(source for name, lines in parts.items() for source in _below(name, _spread(name, lines))))


SHAPES: dict[str, tuple[Callable[[int], Shape], int]] = {
    "plain": (plain, 1_000),
    "edges": (edges, 10_000),
    "star": (star, 1_000),
    "chain": (chain, 1_000),
    "ring": (ring, 1_000),
    "rings": (rings, 1_000),
    "teams": (teams, 1_000),
    "paths": (paths, 1_000),
    "nested": (nested, 1_000),
    "floating": (floating, 300),
    "large": (large, 2_000),
    "broken": (broken, 600),
    "broken file": (broken_file, 600),
    "torn": (torn, 600),
    "torn file": (torn_file, 600),
    "misspelled": (misspelled, 300),
    "duplicates": (duplicates, 600),
    "aliases": (aliases, 1_000),
    "aliases in one": (aliases_in_one, 600),
    "comments": (comments, 1_000),
    "comments in one": (comments_in_one, 600),
    "services": (services, 600),
}
