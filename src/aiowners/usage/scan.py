"""From the text of one file to its facts: bounded searches; nothing is run and nothing imported."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from aiowners.usage.evidence import FileFacts, Import, Literal, Named
from aiowners.usage.known_paths import PERHAPS_WEIGHTS, WEIGHTS
from aiowners.usage.libraries import LANGUAGES, LIBRARIES, SETTINGS, SETTINGS_NAMES, Role
from aiowners.usage.models import ARCHITECTURES, CANDIDATE, DATED, FAMILIES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

# A file that names more is a list of what there is, not of what is used.
_MOST_MODELS = 6
_LONGEST_LINE = 2_000  # longer ones are generated
_PYTHON = re.compile(r"[ \t]*(?:from[ \t]+([\w.]+)[ \t]+import[ \t]+(\w*)|import[ \t]+([\w., \t]+))", re.ASCII)
_JAVASCRIPT = re.compile(
    r"""(?:\bfrom|^[ \t]*import|\brequire[ \t]*\(|\bimport[ \t]*\()[ \t]*["']([^"'\n]{1,200})["']"""
)
_MODULES = {
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
# The first of a call's arguments, or the one that says `model`. What a key of some data says is no call.
_CALLED = re.compile(r"""(?:\w[ \t]*\(|\bmodel(?:_?(?:name|id))?=)[ \t]*["'`]([^"'`\n]{3,160})["'`]""", re.ASCII)
# A name that is compared with is one among those that others choose.
_COMPARED = re.compile(
    r"""\.(?:starts_?with|includes|ends_?with|match|indexOf)[ \t]*\(|[!=]==?[ \t]*["'`]|["'`][ \t]+(?:not[ \t]+)?in[ \t]""",
    re.IGNORECASE,
)


def facts(path: str, text: str, names: Collection[str] = ()) -> FileFacts:
    """What the text of the file at `path` says; `names` are those of models in the tree. No text is an error."""
    name = path.rpartition("/")[2]
    ending = name.rpartition(".")[2].lower()
    if name == "config.json":
        return FileFacts(architecture=_architecture(text))
    if name == "dvc.yaml":
        return FileFacts(outputs=tuple(_outputs(text)))
    if ending == "ipynb":
        return _of_source("python", [(0, line) for line in _cells(text)], names)
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line and len(line) <= _LONGEST_LINE]
    if ending in SETTINGS or name in SETTINGS_NAMES:
        settings = [(number, line) for number, line in lines if not _COMMENT.match(line)]
        return FileFacts(models=_models(settings, quoted=False))
    language = LANGUAGES.get(ending)
    return FileFacts() if language is None else _of_source(language, lines, names)


def _of_source(language: str, lines: list[tuple[int, str]], names: Collection[str]) -> FileFacts:
    comments = (number for number, line in lines if _COMMENT.match(line))
    left_out = set(comments) - {0}
    code = [(number, line) for number, line in lines if number not in left_out]
    imports = tuple(dict.fromkeys(_imports(language, code)))
    quoting = [(number, line) for number, line in code if _QUOTE.search(line)]
    return FileFacts(tuple(_once(imports)), _models(quoting, quoted=True), tuple(_loads(quoting, names)))


def _once(imports: tuple[Import, ...]) -> Iterator[Import]:
    seen = set()
    for one in imports:
        if one.library not in seen:
            seen.add(one.library)
            yield one


def _imports(language: str, lines: list[tuple[int, str]]) -> Iterator[Import]:
    table, dot = LIBRARIES[language], _SEPARATORS.get(language, ".")
    for number, line in lines:
        for module in _modules(language, line):
            steps = module.split(dot)
            for end in range(len(steps), 0, -1):
                library = table.get(dot.join(steps[:end]))
                if library is not None:
                    yield Import(dot.join(steps[:end]), library.role, number, library.provides)
                    break
    if language == "python" and any(_modules(language, line) == ["boto3"] for _, line in lines):
        found = next((number for number, line in lines if _BEDROCK.search(line)), None)
        if found is not None:
            yield Import("boto3's bedrock", Role.CALLS, found)


def _modules(language: str, line: str) -> list[str]:
    if language == "python":
        found = _PYTHON.match(line)
        if found is None:
            return []
        if found[1]:
            return [f"{found[1]}.{found[2]}" if found[2] else found[1]]
        return [words[0] for part in found[3].split(",") if (words := part.split())]
    if language == "javascript":
        if line.lstrip().startswith("import type "):
            return []
        return _JAVASCRIPT.findall(line)
    one = _MODULES[language].match(line)
    return [] if one is None else [one[1]]


def _models(lines: list[tuple[int, str]], *, quoted: bool) -> tuple[Named, ...]:
    found: dict[str, Named] = {}
    for number, line in lines:
        if "-" not in line or (quoted and _COMPARED.search(line)):
            continue
        for text in _QUOTED.findall(line) if quoted else [line]:
            for match in CANDIDATE.finditer(text):
                # In a sentence a name is spoken of; alone, or in a line of settings, it is used.
                if quoted and match.group() != text:
                    continue
                named = _named(match[1].rstrip(".:-"), match.group().rstrip(".:-"), number)
                if named is not None:
                    called = quoted and match.group() in _CALLED.findall(line)
                    found.setdefault(named.identifier, named._replace(is_called=called))
    names = dict.fromkeys(one.name for one in found.values())
    return tuple(found.values()) if len(names) <= _MOST_MODELS else ()


def _named(word: str, identifier: str, line: int) -> Named | None:
    family = next((family for family in FAMILIES if family.names.fullmatch(word)), None)
    if family is None:
        return None
    name = DATED.sub("", word)
    return Named(name.replace(":", "-").replace("@", "-"), identifier, family.provider, family.kind, line)


def _loads(lines: list[tuple[int, str]], names: Collection[str]) -> Iterator[Literal]:
    for number, line in lines:
        pretrained = _PRETRAINED.findall(line)
        yield from (Literal(text, number, is_pretrained=True) for text in pretrained)
        for text in _QUOTED.findall(line):
            if text.rpartition(".")[2].lower() in WEIGHTS | PERHAPS_WEIGHTS and text not in pretrained:
                yield Literal(text, number)
            elif text in names:
                yield Literal(text, number, is_name=True)


def _cells(text: str) -> list[str]:
    """The lines of a notebook's cells of code."""
    try:
        cells = json.loads(text).get("cells", [])
        sources = [cell.get("source", "") for cell in cells if cell.get("cell_type") == "code"]
    except (ValueError, AttributeError, TypeError, RecursionError):
        return []
    texts = ["".join(map(str, one)) if isinstance(one, list) else str(one) for one in sources]
    return [
        line for one in texts for line in one.splitlines() if len(line) <= _LONGEST_LINE and not _COMMENT.match(line)
    ]


def _architecture(text: str) -> str | None:
    found = _ARCHITECTURE.search(text)
    if found is None:
        return None
    if not _MODEL_TYPE.search(text):
        return None
    return next((kind for ending, kind in ARCHITECTURES.items() if found[1].endswith(ending)), "other")


def _outputs(text: str) -> Iterator[Literal]:
    """What the stages of a dvc.yaml list under `outs`."""
    inside: int | None = None
    for number, line in enumerate(text.splitlines(), 1):
        key, item = _KEY.match(line), _ITEM.match(line)
        if item is not None and inside is not None and len(item[1]) >= inside:
            yield Literal(item[2].strip("\"'"), number)
        elif key is not None and (inside is None or len(key[1]) <= inside):
            inside = len(key[1]) if key[2] == "outs" else None
