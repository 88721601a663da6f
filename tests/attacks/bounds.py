"""Small manifests whose reports are large."""

from __future__ import annotations

from tests.attacks.company import TEAMS, Company
from tests.attacks.steps import Kind, Step, requires_or_refuses, setup, write

MOST = 20_000_000  # bytes of a report; the limit is that of a manifest of 64 KB, and these are smaller
NUMBERS = range(100)


def manifest(*sections: str) -> Step:
    """Replace the company by one manifest."""
    return write(TEAMS, "version: 1\n" + "\n".join(sections) + "\n")


def section(name: str, line: str, count: int = len(NUMBERS)) -> str:
    """Repeat a declaration: `{i}` is its number, `{b}` the number before it."""
    lines = (line.replace("{i}", str(i)).replace("{b}", str(i - 1 if i else count - 1)) for i in range(count))
    return f"{name}:\n" + "\n".join(f"  {text}" for text in lines)


def bounded(code: int, *command: str) -> Step:
    """State how a command exits, and that its output has a bound."""

    def step(company: Company) -> None:
        company.commit()
        outcome = company.run(*command)
        assert outcome.code == code, (outcome.code, outcome.err)
        assert len(outcome.out) + len(outcome.err) < MOST

    return step


def report(form: str) -> Step:
    """State that a report of errors fails and has a bound."""
    return bounded(1, "check", "--output-format", form)


CHAIN = manifest(
    "models:\n  m0: {owner: t0, artifacts: [w.bin]}",
    *(f"  m{i}: {{owner: t{i}, derived_from: [m{i - 1}]}}" for i in NUMBERS[1:]),
)
CIRCLE = manifest(section("models", "m{i}: {owner: t{i}, derived_from: [m{b}]}"))
GATEWAYS = manifest(
    section("platforms", "g{i}: {owner: t, provides: [inference-gateway]}", 250),
    section("models", "v{i}: {owner: t, provider: openai}", 250),
    section("features", "f{i}: {owner: t, uses: {models: [v{i}]}}", 250),
)
FORMATS = ("full", "sarif", "rdjson", "gitlab")
EVERY_TEAM = " ".join(f"t{i}" for i in NUMBERS)
LAYERS = manifest(
    "models:\n  m: {owner: t, artifacts: [w.bin]}",
    *(
        f"  l{layer}-{i}: {{owner: t{layer}-{i}, derived_from: [{', '.join(f'l{layer - 1}-{k}' for k in range(12)) if layer else 'm'}]}}"
        for layer in range(8)
        for i in range(12)
    ),
)

KIND = Kind(
    "The input bounds the output, and no bound shortens a required set.",
    known={
        "chain of models with an owner each": [CHAIN, report("json")],
        "gateways that serve every model": [GATEWAYS, bounded(0, "check", "--output-format", "json")],
    },
    further={
        **{f"chain of models as {form}": [CHAIN, report(form)] for form in FORMATS},
        "gateways as sarif": [GATEWAYS, bounded(0, "check", "--output-format", "sarif")],
        "gateways in the terminal": [GATEWAYS, bounded(0, "check", "--output-format", "full")],
        "chain of models on the map": [CHAIN, bounded(0, "map", "-o", "-")],
        "chain of models as a graph": [CHAIN, bounded(0, "graph", "--format", "json")],
        "chain of models in owners": [CHAIN, bounded(0, "owners", "model:m0", "--format", "json")],
        "chain of models in reviewers": [
            setup(CHAIN, write("w.bin", "1\n")),
            write("w.bin", "2\n"),
            requires_or_refuses(EVERY_TEAM),
        ],
        "circle of models": [CIRCLE, report("json")],
        "circle of models as sarif": [CIRCLE, report("sarif")],
        "layers of models": [LAYERS, report("json")],
        "layers of models on the map": [LAYERS, bounded(0, "map", "-o", "-")],
        "baseline of a chain": [CHAIN, bounded(0, "baseline")],
        "comparison with the chain": [CHAIN, bounded(0, "diff", "main", "--format", "json")],
        "removed chain": [setup(CHAIN), manifest("models: {}"), bounded(0, "diff", "main")],
    },
)
