"""Manifests of a given size, in shapes whose output grows faster than the manifest."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

SIZE = 65_536
_VALUES = 44_000  # values that aliases add; the reader has a bound
_TOP = "version: 1\nowner: '@o/o'\n"


def _section(name: str, lines: Iterable[str]) -> str:
    return f"{name}:\n" + "".join(f" {line}\n" for line in lines)


def _listed(count: int, form: str) -> str:
    return f"[{','.join(form.format(n) for n in range(count))}]"


def chain(n: int) -> str:
    """Return models each derived from the previous, each with an owner of its own."""
    previous = ("", *(f"m{k}" for k in range(n)))
    return _TOP + _section("models", (f"m{k}: {{owner: t{k}, derived_from: [{previous[k]}]}}" for k in range(n)))


def chain_computed(n: int) -> str:
    """Return a chain with computed reviewers, and files."""
    lines = (
        f"m{k}: {{owner: '@o/t{k}', reviewers: downstream, artifacts: [a{k}], derived_from: [{f'm{k - 1}' if k else ''}]}}"
        for k in range(n)
    )
    return _TOP + _section("models", lines)


def ring(n: int) -> str:
    """Return a closed chain."""
    return _TOP + _section("models", (f"m{k}: {{owner: t{k}, derived_from: [m{(k or n) - 1}]}}" for k in range(n)))


def hub(n: int) -> str:
    """Return models that one asset uses, which features of as many owners use."""
    models = _section("models", (f"m{k}: {{owner: a{k}}}" for k in range(n)))
    features = _section("features", (f"f{k}: {{owner: b{k}, uses: {{assets: [h]}}}}" for k in range(n)))
    return _TOP + models + f"assets:\n h: {{uses: {{models: {_listed(n, 'm{}')}}}}}\n" + features


def hub_computed(n: int) -> str:
    """Return a hub with computed reviewers, and files."""
    models = _section("models", (f"m{k}: {{reviewers: downstream, artifacts: [a{k}]}}" for k in range(n)))
    features = _section("features", (f"f{k}: {{owner: '@o/b{k}', uses: {{assets: [h]}}}}" for k in range(n)))
    return _TOP + models + f"assets:\n h: {{uses: {{models: {_listed(n, 'm{}')}}}}}\n" + features


def hub_private(n: int) -> str:
    """Return private models of many owners, which features of many owners use."""
    models = _section("models", (f"m{k}: {{access: private, owner: a{k}}}" for k in range(n)))
    features = _section("features", (f"f{k}: {{owner: b{k}, uses: *u}}" for k in range(n)))
    first = f"features:\n f: {{owner: b, uses: &u {{models: {_listed(min(n, _VALUES // (n + 9) - 6), 'm{}')}}}}}\n"
    return _TOP + models + first + features.partition("\n")[2]


def tail(n: int) -> str:
    """Return a chain of one owner whose last model features of many owners use: many long chains."""
    models = _section("models", (f"m{k}: {{derived_from: [{f'm{k - 1}' if k else ''}]}}" for k in range(n)))
    features = _section("features", (f"f{k}: {{owner: b{k}, uses: {{models: [m{n - 1}]}}}}" for k in range(n)))
    return _TOP + models + features


def star(n: int) -> str:
    """Return one model, and features of many owners."""
    features = _section("features", (f"f{k}: {{owner: b{k}, uses: {{models: [m]}}}}" for k in range(n)))
    return f"{_TOP}models:\n m: {{}}\n{features}"


def star_in_a_list(n: int) -> str:
    """Return a star, with a list of reviewers on one long line, to which each fix adds."""
    features = _section("features", (f"f{k}: {{owner: b{k}, uses: {{models: [m]}}}}" for k in range(n)))
    return f"{_TOP}models:\n m: {{reviewers: {_listed(n, 'r{}')}}}\n{features}"


def single_line(n: int) -> str:
    """Return everything on one line."""
    models = ", ".join(f"m{k}: {{owner: a{k}, reviewers: [x{k}]}}" for k in range(n))
    features = ", ".join(f"f{k}: {{owner: b{k}, uses: {{models: [m{k}, q{k}]}}}}" for k in range(n))
    return f"{{version: 1, models: {{{models}}}, features: {{{features}}}}}\n"


def gateways(n: int) -> str:
    """Return gateways without `serves`, and features that bypass them."""
    models = _section("models", (f"v{k}: {{provider: p}}" for k in range(n)))
    platforms = _section("platforms", (f"g{k}: {{provides: [inference-gateway]}}" for k in range(n)))
    features = _section("features", (f"f{k}: {{status: production, uses: {{models: [v{k}]}}}}" for k in range(n)))
    return _TOP + models + platforms + features


def gateways_shared(n: int) -> str:
    """Return gateways, and features that all use the same vendor models by an alias."""
    count = min(n, _VALUES // (n + 9) - 6)
    models = _section("models", (f"v{k}: {{provider: p}}" for k in range(count)))
    platforms = _section(
        "platforms", (f"g{k}: {{provides: [inference-gateway], serves: *v}}" for k in range(min(n, 9)))
    )
    first = f"features:\n f: {{uses: &u {{models: &v {_listed(count, 'v{}')}}}}}\n"
    features = "".join(f" f{k}: {{uses: *u}}\n" for k in range(n))
    return _TOP + models + first + features + platforms


def bipartite(n: int) -> str:
    """Return features that all use all models, by an alias."""
    count = min(n, _VALUES // (n + 9) - 6)
    models = _section("models", (f"m{k}: {{owner: a{k}}}" for k in range(count)))
    first = f"features:\n f: {{owner: b, uses: &u {{models: {_listed(count, 'm{}')}}}}}\n"
    features = "".join(f" f{k}: {{owner: b{k}, uses: *u}}\n" for k in range(n))
    return _TOP + models + first + features


def undeclared(n: int) -> str:
    """Return features that all use all models, which are undeclared."""
    first = f"features:\n f: {{owner: b, uses: &u {{models: {_listed(min(n, _VALUES // (n + 9) - 6), 'm{}')}}}}}\n"
    return _TOP + first + "".join(f" f{k}: {{owner: b{k}, uses: *u}}\n" for k in range(n))


def reviewers(n: int) -> str:
    """Return models with the same long lists of undeclared reviewers, waivers, and consumers, by aliases."""
    count = min(n, _VALUES // 10 // (n + 9))
    first = (
        f"models:\n m: {{reviewers: &r {_listed(count, 'r{}')},"
        f" waivers: &w [{','.join(f'{{team: w{k}, reason: a}}' for k in range(count))}],"
        f" used_elsewhere: &e [{','.join(f'{{team: e{k}, repository: a/b}}' for k in range(count))}]}}\n"
    )
    models = "".join(f" m{k}: {{reviewers: *r, waivers: *w, used_elsewhere: *e}}\n" for k in range(n))
    return f"{_TOP}teams: {{known: {{}}}}\n{first}{models}"


def stale(n: int) -> str:
    """Return models with a long list of declared reviewers that own nothing."""
    count = min(n, _VALUES // (n + 9) - 6)
    teams = _section("teams", (f"r{k}: {{}}" for k in range(count)))
    first = f"models:\n m: {{owner: r0, access: company, reviewers: &r {_listed(count, 'r{}')}}}\n"
    return f"version: 1\n{teams}{first}" + "".join(f" m{k}: {{owner: r1, reviewers: *r}}\n" for k in range(n))


def elsewhere(n: int) -> str:
    """Return models with a long list of consumers in other repositories, none of which is a reviewer."""
    count = min(n, _VALUES // 5 // (n + 9))
    consumers = ",".join(f"{{team: '@o/e{k}', repository: a/b}}" for k in range(count))
    first = f"models:\n m: {{used_elsewhere: &e [{consumers}]}}\n"
    return _TOP + first + "".join(f" m{k}: {{used_elsewhere: *e, artifacts: [a{k}]}}\n" for k in range(n))


def pipelines(n: int) -> str:
    """Return pipelines that feed features of other owners, with an empty `feeds`."""
    count = min(n, _VALUES // (n + 9) - 6)
    lines = _section("pipelines", (f"p{k}: {{owner: a{k}, feeds: {{}}}}" for k in range(count)))
    first = f"features:\n f: {{owner: b, uses: &u {{pipelines: {_listed(count, 'p{}')}}}}}\n"
    return _TOP + lines + first + "".join(f" f{k}: {{owner: b{k}, uses: *u}}\n" for k in range(n))


def pipeline_chain(n: int) -> str:
    """Return a chain of pipelines, each with a model and a feature of its own."""
    lines = _section("pipelines", (f"p{k}: {{owner: a{k}, consumes: [{f'p{k - 1}' if k else ''}]}}" for k in range(n)))
    models = _section("models", (f"m{k}: {{trained_on: [p{k}], feedback: [p{k}]}}" for k in range(n)))
    return (
        _TOP
        + lines
        + models
        + _section("features", (f"f{k}: {{owner: b, uses: {{models: [m{k}]}}}}" for k in range(n)))
    )


def capabilities(n: int) -> str:
    """Return platforms of many owners that provide the same capabilities."""
    every = "[model-registry,evaluation-framework,inference-gateway,cost-attribution,prompt-registry,vector-store]"
    first = f"platforms:\n p: {{provides: &p {every}}}\n"
    return _TOP + first + "".join(f" p{k}: {{owner: a{k}, provides: *p}}\n" for k in range(n))


def identifiers(n: int) -> str:
    """Return models that claim the same identifiers."""
    first = f"models:\n m: {{identifiers: &i {_listed(min(n, _VALUES // (n + 9) - 6), 'i{}')}}}\n"
    return _TOP + first + "".join(f" m{k}: {{owner: a{k}, identifiers: *i}}\n" for k in range(n))


def claimed(n: int) -> str:
    """Return models of many owners that claim one identifier, and features of as many owners that use it."""
    models = _section(
        "models", ("m: {identifiers: &i [x]}", *(f"m{k}: {{owner: a{k}, identifiers: *i}}" for k in range(n)))
    )
    return _TOP + models + _section("features", (f"f{k}: {{owner: b{k}, uses: {{models: [x]}}}}" for k in range(n)))


def claimed_private(n: int) -> str:
    """Return private models that claim one identifier, and features that use it without access."""
    lines = ("m: &m {access: private, identifiers: [x]}", *(f"m{k}: *m" for k in range(n)))
    features = _section("features", (f"f{k}: {{owner: b{k}, uses: {{models: [x]}}}}" for k in range(n)))
    return _TOP + _section("models", lines) + features


def claimed_ring(n: int) -> str:
    """Return models of one owner, each derived from all others by an identifier."""
    first = ("m: &m {identifiers: [x], derived_from: [y]}", "n: &n {identifiers: [y], derived_from: [x]}")
    return _TOP + _section("models", (*first, *(f"{name}{k}: *{name}" for k in range(n) for name in "mn")))


def paths(n: int) -> str:
    """Return assets of many owners that claim the same files."""
    count = min(n, _VALUES // (n + 9) - 6, 50)
    claims = ",".join(f"'//files/*{k}'" for k in range(count))
    first = f"assets:\n a: {{owner: b, paths: &p [{claims}]}}\n"
    return _TOP + first + "".join(f" a{k}: {{owner: b{k}, paths: *p}}\n" for k in range(n))


def dead(n: int) -> str:
    """Return assets whose paths match nothing, by an alias."""
    first = f"assets:\n a: {{paths: &p {_listed(min(n, _VALUES // (n + 9) - 6), 'x{}/')}}}\n"
    return _TOP + first + "".join(f" a{k}: {{paths: *p}}\n" for k in range(n))


def long_owner(n: int) -> str:
    """Return models with one owner of 9,900 characters, by an alias."""
    long = "o" * 9_900
    first = f"version: 1\nteams: {{t: {{}}}}\nmodels:\n m: {{owner: &o '@{long}/x'}}\n"
    models = "".join(f" m{k}: {{owner: *o}}\n" for k in range(n))
    return first + models + _section("features", (f"f{k}: {{owner: b, uses: {{models: [m{k}]}}}}" for k in range(n)))


def long_unknown(n: int) -> str:
    """Return models with one undeclared owner of 9,900 characters outside ASCII, by an alias."""
    first = f"version: 1\nteams: {{t: {{}}}}\nmodels:\n m: {{owner: &o {'é' * 9_900}}}\n"
    return first + "".join(f" m{k}: {{owner: *o}}\n" for k in range(n))


def long_user(n: int) -> str:
    """Return downstream owners with long handles."""
    long = ",".join(f"{{team: '@{chr(97 + k) * 4_900}', repository: a/b}}" for k in range(5))
    first = f"models:\n m: {{used_elsewhere: &e [{long}]}}\n"
    return _TOP + first + "".join(f" m{k}: {{used_elsewhere: *e}}\n" for k in range(n))


def long_path(n: int) -> str:
    """Return assets with one path of 9,900 characters, by an alias."""
    first = f"{_TOP}assets:\n a: {{paths: [&p '{'é' * 9_900}/']}}\n"
    return first + "".join(f" a{k}: {{paths: [*p]}}\n" for k in range(n))


def long_metric(n: int) -> str:
    """Return features with one long metric and one long suite, by aliases."""
    first = (
        f"{_TOP}features:\n f: {{metric: &m {{name: 'story points {'x' * 9_000}', source: '{'x' * 9_000}'}},"
        f" evaluation: &e {{criteria: ['{'y' * 9_000}'], suite: '{'s' * 9_000}', judges: ['{'j' * 90}']}}}}\n"
    )
    return first + "".join(f" f{k}: {{metric: *m, evaluation: *e}}\n" for k in range(n))


def long_wrong(n: int) -> str:
    """Return features with one long invalid value, by an alias."""
    first = f"{_TOP}features:\n f: {{status: &s '{'x' * 9_900}'}}\n"
    return first + "".join(f" f{k}: {{status: *s}}\n" for k in range(n))


def judges(n: int) -> str:
    """Return features with all models as judges, by an alias."""
    count = min(n, _VALUES // (n + 9) - 6)
    models = _section("models", (f"m{k}: {{owner: a{k}}}" for k in range(count)))
    first = f"features:\n f: {{owner: b, evaluation: &e {{judges: {_listed(count, 'm{}')}, signals_to: []}}}}\n"
    return _TOP + models + first + "".join(f" f{k}: {{owner: b{k}, evaluation: *e}}\n" for k in range(n))


def handles(n: int) -> str:
    """Return teams that share many handles, and a model whose downstream teams they all are."""
    count = min(n, _VALUES // 5 // (n + 9))
    names = _listed(count, "'@o/h{}'")
    first = f"teams:\n t: {{handles: &h {{github: {names}, gitlab: {names}}}}}\n"
    teams = "".join(f" t{k}: {{handles: *h}}\n" for k in range(n))
    models = _section("models", (f"m{k}: {{reviewers: downstream, artifacts: [a{k}]}}" for k in range(n)))
    features = _section("features", (f"f{k}: {{owner: t{k}, uses: {{assets: [h]}}}}" for k in range(n)))
    return (
        "version: 1\nowner: t\n"
        + first
        + teams
        + models
        + f"assets: {{h: {{uses: {{models: {_listed(n, 'm{}')}}}}}}}\n"
        + features
    )


def _names(team: int, count: int) -> str:
    return _listed(count, f"'@o/{team}h{{}}'")


def own_handles(n: int) -> str:
    """Return few teams with many handles each, downstream of many models with files."""
    teams = _section("teams", (f"t{k}: {{handles: {{github: {_names(k, n)}}}}}" for k in range(9)))
    models = _section("models", (f"m{k}: {{reviewers: downstream, artifacts: [a{k}]}}" for k in range(n)))
    features = _section("features", (f"f{k}: {{owner: t{k}, uses: {{assets: [h]}}}}" for k in range(9)))
    return (
        "version: 1\nowner: t0\n"
        + teams
        + models
        + f"assets: {{h: {{uses: {{models: {_listed(n, 'm{}')}}}}}}}\n"
        + features
    )


def suppressed(n: int) -> str:
    """Return suppressions that name many rules each, and suppress nothing."""
    rules = "unowned,unknown-team,dead-path,missing-metric,unused-declaration"
    return _TOP + _section("features", (f"f{k}: {{}}  # aiowners: ignore[{rules}] a" for k in range(n)))


def malformed(n: int) -> str:
    """Return comments that begin as suppressions, but are malformed."""
    return _TOP + "features:\n" + "".join(f" f{k}: {{}} # aiowners: ignore\n" for k in range(n))


def bare(n: int) -> str:
    """Return features without keys."""
    return "version: 1\nfeatures:\n" + "".join(f" f{k}:\n" for k in range(n))


def pilots(n: int) -> str:
    """Return features in sensitive domains that lack everything."""
    first = " f: &f {status: pilot, domains: [legal, medical, finance, hr, security], integration: {external: true}}\n"
    return "version: 1\nfeatures:\n" + first + "".join(f" f{k}: *f\n" for k in range(n))


def keys(n: int) -> str:
    """Return unknown keys."""
    return _TOP + _section("features", (f"f{k}: {{ownr: a, statu: b, q{k}: c}}" for k in range(n)))


def torn(n: int) -> str:
    """Return many syntax errors."""
    return _TOP + _section("features", (f"f{k}: [a: }}" for k in range(n)))


def misspelled(n: int) -> str:
    """Return misspelled names of models and teams."""
    teams = _section("teams", (f"team-number-{k}: {{}}" for k in range(n)))
    models = _section("models", (f"model-number-{k}: {{owner: team-numbr-{k}}}" for k in range(n)))
    return (
        "version: 1\n"
        + teams
        + models
        + _section("features", (f"f{k}: {{uses: {{models: [model-numbr-{k}]}}}}" for k in range(n)))
    )


def retired(n: int) -> str:
    """Return features that use many retired models, by an alias."""
    count = min(n, _VALUES // (n + 9) - 6)
    models = _section("models", (f"m{k}: {{status: retired, replaced_by: m}}" for k in range(count)))
    first = f"features:\n f: {{owner: b, uses: &u {{models: {_listed(count, 'm{}')}}}}}\n"
    return _TOP + models + first + "".join(f" f{k}: {{owner: b{k}, uses: *u}}\n" for k in range(n))


def features_in_layers(n: int) -> str:
    """Return layers in which every feature uses all features of the previous layer, by aliases."""
    width = 20
    lines = [_TOP + "features:\n"]
    for layer in range(min(n, 110)):
        uses = f"{{features: {_listed(width, f'f{layer - 1}-{{}}')}}}" if layer else "{}"
        lines.append(f" f{layer}-0: {{owner: a{layer}, uses: &u{layer} {uses}}}\n")
        lines += [f" f{layer}-{k}: {{owner: b{layer}-{k}, uses: *u{layer}}}\n" for k in range(1, width)]
    return "".join(lines)


def models_in_layers(n: int) -> str:
    """Return layers in which every model is derived from all models of the previous layer, by aliases."""
    width = 20
    lines = [_TOP + "models:\n"]
    for layer in range(min(n, 110)):
        uses = _listed(width, f"f{layer - 1}-{{}}") if layer else "[]"
        lines.append(f" f{layer}-0: {{owner: a{layer}, derived_from: &u{layer} {uses}}}\n")
        lines += [f" f{layer}-{k}: {{owner: b{layer}-{k}, derived_from: *u{layer}}}\n" for k in range(1, width)]
    return "".join(lines)


def vendor(n: int) -> str:
    """Return a chain of models of one vendor."""
    return _TOP + _section(
        "models", (f"m{k}: {{provider: p, owner: t{k}, derived_from: [{f'm{k - 1}' if k else ''}]}}" for k in range(n))
    )


def cut_short(n: int) -> str:
    """Return a chain whose reviewers are invalid."""
    return _TOP + _section(
        "models", (f"m{k}: {{owner: t{k}, reviewers: 3, derived_from: [{f'm{k - 1}' if k else ''}]}}" for k in range(n))
    )


SHAPES: dict[str, Callable[[int], str]] = {
    make.__name__: make
    for make in (
        chain, chain_computed, ring, hub, hub_computed, hub_private, tail, star, star_in_a_list, single_line, gateways,
        gateways_shared, bipartite, undeclared, reviewers, stale, elsewhere, pipelines, pipeline_chain, capabilities,
        identifiers, claimed, claimed_private, claimed_ring, paths, dead, long_owner, long_unknown, long_user, long_path, long_metric, long_wrong, judges,
        handles, own_handles, suppressed, malformed, bare, pilots, keys, torn, misspelled, retired,
        features_in_layers, models_in_layers, vendor, cut_short,
    )
}  # fmt: skip


def manifest(name: str, size: int = SIZE) -> str:
    """Return the largest text of a shape that has at most `size` bytes."""
    make = SHAPES[name]
    low, high = 2, 20_000
    while low < high:
        middle = (low + high + 1) // 2
        if len(make(middle).encode()) <= size:
            low = middle
        else:
            high = middle - 1
    return make(low)
