"""Scan the text of a file for facts with bounded searches. Nothing is executed or imported."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from aiowners.usage.evidence import FileFacts, Import, ModelName, ModelReference
from aiowners.usage.known_paths import AMBIGUOUS_WEIGHT_EXTENSIONS, WEIGHT_EXTENSIONS
from aiowners.usage.libraries import LANGUAGE_BY_EXTENSION, LIBRARIES, SETTINGS_EXTENSIONS, SETTINGS_FILES, Role
from aiowners.usage.models import ARCHITECTURES, MODEL_FAMILIES, MODEL_NAME_CANDIDATE, RELEASE_SUFFIX

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

# A file with more names is a list of available models, not of used ones.
_MAX_MODELS = 6
_MAX_LINE_LENGTH = 2_000  # longer lines are generated
_PYTHON_IMPORT = re.compile(r"[ \t]*(?:from[ \t]+([\w.]+)[ \t]+import[ \t]+(\w*)|import[ \t]+([\w., \t]+))", re.ASCII)
_JAVASCRIPT_IMPORT = re.compile(
    r"""(?:\bfrom|^[ \t]*import|\brequire[ \t]*\(|\bimport[ \t]*\()[ \t]*["']([^"'\n]{1,200})["']"""
)
_IMPORTS = {
    "go": re.compile(r'[ \t]*(?:import[ \t]+)?(?:[\w.]+[ \t]+)?"([\w./-]{1,200})"[ \t]*\Z', re.ASCII),
    "jvm": re.compile(r"[ \t]*import[ \t]+(?:static[ \t]+)?([\w.]{1,200})", re.ASCII),
    "csharp": re.compile(r"[ \t]*(?:global[ \t]+)?using[ \t]+([\w.]{1,200})[ \t]*;", re.ASCII),
    "ruby": re.compile(r"""[ \t]*require[ \t]+["']([\w/.-]{1,200})["']""", re.ASCII),
    "rust": re.compile(r"[ \t]*(?:pub[ \t]+)?use[ \t]+(\w{1,100})", re.ASCII),
    "php": re.compile(r"[ \t]*use[ \t]+\\?(\w{1,100})", re.ASCII),
}  # fmt: skip
_SEPARATORS = {"javascript": "/", "go": "/", "ruby": "/"}
_COMMENT = re.compile(r"[ \t]*(?://|\*|/\*|<!--|#)")
_QUOTE = re.compile(r"""["'`]""")
_QUOTED = re.compile(r"""["'`]([^"'`\n]{3,160})["'`]""")
_PRETRAINED = re.compile(
    r"""(?:\bfrom_pretrained|\bSentenceTransformer|\bCrossEncoder|\bInferenceClient|\bpipeline)\([ \t]*(?:["'][\w-]{1,40}["'],[ \t]*)?(?:model[ \t]*=[ \t]*)?["']([^"'\n]{2,120})["']""",
    re.ASCII,
)
_ARCHITECTURE = re.compile(r'"architectures"[ \t\r\n]{0,20}:[ \t\r\n]{0,20}\[[ \t\r\n]{0,20}"(\w{1,100})"', re.ASCII)
_MODEL_TYPE = re.compile(r'"model_type"[ \t\r\n]{0,20}:')
_ITEM = re.compile(r"([ \t]*)-[ \t]+([^\s:#]{1,300})")
_KEY = re.compile(r"([ \t]*)([\w-]{1,100})[ \t]*:")
_BEDROCK = re.compile(r"""["']bedrock[\w-]{0,30}["']""", re.ASCII)
# The first argument of a call, or its `model` argument. A key in a data structure is not a call.
_CALLED = re.compile(r"""(?:\w[ \t]*\(|\bmodel(?:_?(?:name|id))?=)[ \t]*["'`]([^"'`\n]{3,160})["'`]""", re.ASCII)
# A name in a comparison is one of several that another part of the program chooses from.
_COMPARISON = re.compile(
    r"""\.(?:starts_?with|includes|ends_?with|match|indexOf)[ \t]*\(|[!=]==?[ \t]*["'`]|["'`][ \t]+(?:not[ \t]+)?in[ \t]""",
    re.IGNORECASE,
)


def facts(path: str, text: str, names: Collection[str] = ()) -> FileFacts:
    """Return the facts in the text of the file at `path`. Never raises.

    `names` are the names of models in the repository.
    """
    name = path.rpartition("/")[2]
    extension = name.rpartition(".")[2].lower()
    if name == "config.json":
        return FileFacts(architecture=_architecture(text))
    if name == "dvc.yaml":
        return FileFacts(outputs=tuple(_outputs(text)))
    if extension == "ipynb":
        return _facts_of_code("python", [(0, line) for line in _notebook_lines(text)], names)
    lines = [
        (number, line) for number, line in enumerate(text.splitlines(), 1) if line and len(line) <= _MAX_LINE_LENGTH
    ]
    if extension in SETTINGS_EXTENSIONS or name in SETTINGS_FILES:
        settings = [(number, line) for number, line in lines if not _COMMENT.match(line)]
        return FileFacts(models=_models(settings, quoted=False))
    language = LANGUAGE_BY_EXTENSION.get(extension)
    return FileFacts() if language is None else _facts_of_code(language, lines, names)


def _facts_of_code(language: str, lines: list[tuple[int, str]], names: Collection[str]) -> FileFacts:
    comments = {number for number, line in lines if _COMMENT.match(line)} - {0}
    code = [(number, line) for number, line in lines if number not in comments]
    imports: dict[str, Import] = {}
    for imported in _imports(language, code):
        imports.setdefault(imported.library, imported)
    with_quotes = [(number, line) for number, line in code if _QUOTE.search(line)]
    return FileFacts(tuple(imports.values()), _models(with_quotes, quoted=True), tuple(_loads(with_quotes, names)))


def _imports(language: str, lines: list[tuple[int, str]]) -> Iterator[Import]:
    libraries, separator = LIBRARIES[language], _SEPARATORS.get(language, ".")
    for number, line in lines:
        for module in _modules(language, line):
            parts = module.split(separator)
            for end in range(len(parts), 0, -1):
                library = libraries.get(separator.join(parts[:end]))
                if library is not None:
                    yield Import(separator.join(parts[:end]), library.role, number, library.provides)
                    break
    if language == "python" and any(_modules(language, line) == ["boto3"] for _, line in lines):
        bedrock_line = next((number for number, line in lines if _BEDROCK.search(line)), None)
        if bedrock_line is not None:
            yield Import("boto3's bedrock", Role.CALLS, bedrock_line)


def _modules(language: str, line: str) -> list[str]:
    """Return the modules that a line imports."""
    if language == "python":
        match = _PYTHON_IMPORT.match(line)
        if match is None:
            return []
        if match[1]:
            return [f"{match[1]}.{match[2]}" if match[2] else match[1]]
        return [words[0] for part in match[3].split(",") if (words := part.split())]
    if language == "javascript":
        if line.lstrip().startswith("import type "):
            return []
        return _JAVASCRIPT_IMPORT.findall(line)
    match = _IMPORTS[language].match(line)
    return [] if match is None else [match[1]]


def _models(lines: list[tuple[int, str]], *, quoted: bool) -> tuple[ModelName, ...]:
    """Return the vendors' models in lines, each once; only inside quotes if `quoted`."""
    models: dict[str, ModelName] = {}
    for number, line in lines:
        if "-" not in line or (quoted and _COMPARISON.search(line)):
            continue
        for string in _QUOTED.findall(line) if quoted else [line]:
            for match in MODEL_NAME_CANDIDATE.finditer(string):
                # A name inside a sentence is only mentioned. A whole string, or a name in settings, is used.
                if quoted and match.group() != string:
                    continue
                model = _model(match[1].rstrip(".:-"), match.group().rstrip(".:-"), number)
                if model is not None:
                    is_called = quoted and match.group() in _CALLED.findall(line)
                    models.setdefault(model.identifier, model._replace(is_called=is_called))
    names = {model.name for model in models.values()}
    return tuple(models.values()) if len(names) <= _MAX_MODELS else ()


def _model(word: str, identifier: str, line: int) -> ModelName | None:
    family = next((family for family in MODEL_FAMILIES if family.names.fullmatch(word)), None)
    if family is None:
        return None
    name = RELEASE_SUFFIX.sub("", word)
    return ModelName(name.replace(":", "-").replace("@", "-"), identifier, family.provider, family.kind, line)


def _loads(lines: list[tuple[int, str]], names: Collection[str]) -> Iterator[ModelReference]:
    for number, line in lines:
        pretrained = _PRETRAINED.findall(line)
        yield from (ModelReference(string, number, is_pretrained=True) for string in pretrained)
        for string in _QUOTED.findall(line):
            extension = string.rpartition(".")[2].lower()
            if extension in WEIGHT_EXTENSIONS | AMBIGUOUS_WEIGHT_EXTENSIONS and string not in pretrained:
                yield ModelReference(string, number)
            elif string in names:
                yield ModelReference(string, number, is_name=True)


def _notebook_lines(text: str) -> list[str]:
    """Return the lines of a notebook's code cells."""
    try:
        cells = json.loads(text).get("cells", [])
        sources = [cell.get("source", "") for cell in cells if cell.get("cell_type") == "code"]
    except (ValueError, AttributeError, TypeError, RecursionError):
        return []
    texts = ["".join(map(str, source)) if isinstance(source, list) else str(source) for source in sources]
    return [
        line
        for cell_text in texts
        for line in cell_text.splitlines()
        if len(line) <= _MAX_LINE_LENGTH and not _COMMENT.match(line)
    ]


def _architecture(text: str) -> str | None:
    match = _ARCHITECTURE.search(text)
    if match is None or not _MODEL_TYPE.search(text):
        return None
    return next((kind for suffix, kind in ARCHITECTURES.items() if match[1].endswith(suffix)), "other")


def _outputs(text: str) -> Iterator[ModelReference]:
    """Yield the items that the stages of a dvc.yaml list under `outs`."""
    indent: int | None = None  # of the current `outs` key
    for number, line in enumerate(text.splitlines(), 1):
        key, item = _KEY.match(line), _ITEM.match(line)
        if item is not None and indent is not None and len(item[1]) >= indent:
            yield ModelReference(item[2].strip("\"'"), number)
        elif key is not None and (indent is None or len(key[1]) <= indent):
            indent = len(key[1]) if key[2] == "outs" else None
