"""Check our output with third-party validators: print a table, and exit with 1 if a validator reports an error.

This is too slow for every test run: the programs are installed from npm in `.conformance/`, which is
kept between runs. A format is a function that yields rows; FORMATS lists them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Final, Literal, TypeAlias

ROOT: Final = Path(__file__).resolve().parents[2]
CACHE: Final = ROOT / ".conformance"
EXAMPLES: Final = ("acme-before", "acme")
TODAY: Final = "2026-11-22"
AIOWNERS: Final = (sys.executable, "-c", "from aiowners.cli import main; main()")

MULTITOOL: Final = ("@microsoft/sarif-multitool-linux", "5.7.0")
# The schema itself requires under `anyOf` what it defines beside it.
_LOOSE: Final = ("--strict-required=false",)
DRAWING: Final = (("mermaid", "11.17.2"), ("@viz-js/viz", "3.31.0"), ("jsdom", "26.1.0"))
PAGES: Final = (("axe-core", "4.14.1"), ("html-validate", "9.7.1"))
AJV: Final = (("ajv-cli", "5.0.0"), ("ajv-formats", "3.0.1"))


@dataclass(frozen=True, slots=True)
class Row:
    """The results of one validator for the documents of one format."""

    format: str
    validator: str
    documents: int
    errors: Sequence[str]
    warnings: Sequence[str] = ()


Format: TypeAlias = Callable[[], Iterator[Row]]


def npm(*packages: tuple[str, str]) -> Path:
    """Install these packages (names with versions) without running their scripts; return the `node_modules`."""
    prefix = CACHE / "npm"
    modules = prefix / "node_modules"
    missing = [f"{name}@{version}" for name, version in packages if _installed(modules / name) != version]
    if missing:
        prefix.mkdir(parents=True, exist_ok=True)
        quiet = ("--no-audit", "--no-fund", "--ignore-scripts", "--loglevel", "error")
        subprocess.run(["npm", "install", "--prefix", prefix, *quiet, *missing], check=True, stdout=sys.stderr)
    return modules


def _installed(package: Path) -> str | None:
    manifest = package / "package.json"
    return json.loads(manifest.read_text(encoding="utf-8"))["version"] if manifest.exists() else None


def documents(name: str, suffix: str) -> list[Path]:
    """Write the reports of the examples and the canonical report in the format `name`; return the files."""
    from aiowners.display.terminal import LOG
    from aiowners.reporters import BY_NAME
    from aiowners.rules import ALL
    from tests.reporters.canonical import EMPTY, REPORT

    texts = {example: _checked(example, name) for example in EXAMPLES}
    texts["canonical"] = BY_NAME[name](replace(REPORT, rules=ALL), LOG)
    texts["empty"] = BY_NAME[name](replace(EMPTY, rules=ALL), LOG)
    folder = CACHE / "documents" / name
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for title, text in texts.items():
        files.append(folder / f"{title}{suffix}")
        files[-1].write_text(text, encoding="utf-8")
    return files


def _checked(example: str, name: str) -> str:
    flags = ("--root", f"examples/{example}", "--today", TODAY, "--output-format", name)
    run = subprocess.run([*AIOWNERS, "check", *flags], cwd=ROOT, check=False, stdout=subprocess.PIPE)
    if run.returncode > 1:
        sys.exit(f"aiowners check of {example} as {name} did not run")
    return run.stdout.decode("utf-8")


def sarif() -> Iterator[Row]:
    """Run Microsoft's validator with GitHub's rules, then ajv with the schema."""
    files = documents("sarif", ".sarif")
    name, version = MULTITOOL
    tool = npm(MULTITOOL) / name
    lines = [line for file in files for line in _multitool(tool, file)]
    errors, warnings = ([line for level, line in lines if level == kind] for kind in ("error", "warning"))
    yield Row("sarif", f"Sarif.Multitool {version}, rules Sarif and Ghas", len(files), errors, warnings)
    yield Row("sarif", f"ajv-cli {AJV[0][1]}, strict", len(files), _ajv(tool / "sarif-2.1.0.json", files))


def _multitool(tool: Path, file: Path) -> Iterator[tuple[str, str]]:
    """Yield the level and the text of each result for a file."""
    program = tool / "Sarif.Multitool"
    program.chmod(0o755)  # what its install script would do
    verdict = file.with_suffix(".verdict")
    verdict.unlink(missing_ok=True)
    rules = ("--rule-kind", "Sarif;Ghas", "--level", "Error;Warning;Note")
    subprocess.run(
        [program, "validate", file, *rules, "--output", verdict, "--log", "ForceOverwrite"],
        env={**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"},
        check=False,  # it exits 1 where it has something to say
        stdout=subprocess.DEVNULL,
    )
    for run in json.loads(verdict.read_text(encoding="utf-8-sig"))["runs"]:
        for result in run.get("results", ()):
            message = result["message"]
            words = message.get("text") or " ".join((message["id"], *message.get("arguments", ())))
            yield result.get("level", "warning"), f"{file.name}: {result['ruleId']}: {words}"
        for invocation in run["invocations"]:
            for kind in ("toolExecutionNotifications", "toolConfigurationNotifications"):
                for notification in invocation.get(kind, ()):
                    level = notification.get("level", "warning")
                    yield level, f"{file.name}: {notification['message'].get('text')}"


def _ajv(schema: Path, files: Sequence[Path]) -> list[str]:
    """Return the errors of ajv for documents, a line each; a rejected schema is an error too."""
    ajv = npm(*AJV) / ".bin" / "ajv"
    flags = ("--spec=draft2020", "--strict=true", *_LOOSE, "-c", "ajv-formats", "--errors=line", "--all-errors")
    lines = []
    for file in files:
        # ajv recognizes JSON by the suffix.
        copy = file.with_name(f"{file.name}.json")
        copy.write_bytes(file.read_bytes())
        run = subprocess.run(
            [ajv, "validate", *flags, "-s", schema, "-d", copy],
            check=False,
            cwd=CACHE / "npm",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if run.returncode:
            lines += [f"{file.name}: {line}" for line in run.stdout.splitlines()]
    return lines


def pictures() -> Iterator[Row]:
    """Run Mermaid's parser and Graphviz on the examples and on hostile names."""
    modules = npm(*DRAWING)
    files = _pictures()
    for suffix, (name, version) in ((".mmd", DRAWING[0]), (".dot", DRAWING[1])):
        drawn = [file for file in files if file.suffix == suffix]
        command = ["node", *map(str, (Path(__file__).with_name("pictures.mjs"), modules, *drawn))]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        yield Row("graph", f"{name} {version}", len(drawn), done.stdout.splitlines())


def _pictures() -> list[Path]:
    from aiowners.diagrams.diagram import diagram_of
    from aiowners.diagrams.dot import as_dot
    from aiowners.diagrams.mermaid import as_mermaid
    from aiowners.source import Source
    from aiowners.workspace import assemble
    from tests.diagrams.test_diagram import hostile
    from tests.oracle.organisations import random_organisation

    drawn = {f"hostile-{number}": diagram for number, diagram in enumerate(hostile())}
    for seed in range(5):
        sources = [Source(path, text) for path, text in random_organisation(seed, 20).items()]
        drawn[f"random-{seed}"] = diagram_of(assemble(sources, today=TODAY))
    for example in EXAMPLES:
        paths = sorted((ROOT / "examples" / example).rglob("ai-ownership.yaml"))
        sources = [Source(str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")) for path in paths]
        drawn[example] = diagram_of(assemble(sources, today=TODAY))
    folder = CACHE / "documents" / "graph"
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for title, diagram in drawn.items():
        for suffix, text in ((".mmd", as_mermaid(diagram)), (".dot", as_dot(diagram))):
            files.append(folder / f"{title}{suffix}")
            files[-1].write_text(text, encoding="utf-8")
    return files


def page() -> Iterator[Row]:
    """Check the map: its HTML with html-validate, and its accessibility with axe-core, in both color schemes and views."""
    modules = npm(*PAGES)
    folder = CACHE / "documents" / "map"
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / f"{example}.html" for example in EXAMPLES]
    for example, file in zip(EXAMPLES, files, strict=True):
        command = (*AIOWNERS, "map", "-q", "--root", f"examples/{example}", "--today", TODAY, "-o", str(file))
        subprocess.run(command, cwd=ROOT, check=False, stderr=subprocess.DEVNULL)
    done = subprocess.run(
        [modules / ".bin" / "html-validate", "--formatter", "text", *files],
        check=False,
        stdout=subprocess.PIPE,
        text=True,
    )
    yield Row("map", f"html-validate {PAGES[1][1]}", len(files), done.stdout.splitlines())
    yield Row("map", f"axe-core {PAGES[0][1]}", len(files), list(_axe(modules / "axe-core" / "axe.min.js", files)))


def _axe(script: Path, files: Sequence[Path]) -> Iterator[str]:
    from playwright.sync_api import sync_playwright

    from tests.map.conftest import FLAGS, chromium

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        for file, scheme, view in product(files, SCHEMES, ("picture", "table")):
            context = browser.new_context(color_scheme=scheme, bypass_csp=True)  # axe is a script of its own
            shown = context.new_page()
            shown.goto(f"{file.as_uri()}#model:text-embed-v3")
            shown.wait_for_selector("#canvas[data-laid]", state="attached")
            shown.click(f"#show-{view}")
            shown.add_script_tag(path=script)
            for rule, nodes in shown.evaluate(_VIOLATIONS):
                yield f"{file.name}, {scheme}, {view}: {rule}: {nodes}"
            context.close()


SCHEMES: Final[tuple[Literal["light", "dark"], ...]] = ("light", "dark")
_VIOLATIONS: Final = "async () => (await axe.run()).violations.map((violation) => [violation.id, violation.nodes.map((node) => node.html).join(' ').slice(0, 200)])"


FORMATS: Final[Sequence[Format]] = (sarif, pictures, page)


def main(names: Sequence[str]) -> int:
    """Check the given formats, or all of them."""
    sys.path.insert(0, str(ROOT))
    rows = [row for format_ in FORMATS if not names or format_.__name__ in names for row in format_()]
    table = ["| format | validator | documents | errors | warnings |", "|---|---|---:|---:|---:|"]
    for row in rows:
        numbers = f"{row.documents} | {len(row.errors)} | {len(row.warnings)}"
        table.append(f"| {row.format} | {row.validator} | {numbers} |")
    sys.stdout.write("\n".join((*table, "")))
    for row in rows:
        for line, count in Counter((*row.errors, *row.warnings)).items():
            times = f" ({count} times)" if count > 1 else ""
            sys.stderr.write(f"{row.validator}: {line}{times}\n")
    return int(not rows or any(row.errors for row in rows))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
