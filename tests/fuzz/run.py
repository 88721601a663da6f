"""Coverage-guided fuzzing of one target: `python tests/fuzz/run.py TARGET [LIBFUZZER-OPTION]...`, by `make fuzz`."""

from __future__ import annotations

import pkgutil
import sys
from importlib import import_module
from pathlib import Path

import atheris

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

with atheris.instrument_imports(include=["aiowners"]):
    import aiowners

    for module in pkgutil.walk_packages(aiowners.__path__, "aiowners."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    from aiowners.manifest.format import FIELDS
    from aiowners.rules import ALL
    from tests.fuzz.targets import TARGETS

CORPUS = ROOT / "tests" / "fuzz" / "corpus"
WORK = ROOT / ".fuzz"
# One input: seconds, megabytes of the whole process, bytes.
LIMITS = ("-timeout=20", "-rss_limit_mb=2048", "-max_len=4096")


def main() -> None:
    """Fuzz until something is found or the time is over. What breaks a target stands in the corpus from then on."""
    name, *options = sys.argv[1:]
    kept, met = CORPUS / name, WORK / "corpus" / name
    met.mkdir(parents=True, exist_ok=True)
    words = WORK / "words"
    words.write_text(
        "".join(f'"{word}"\n' for word in sorted({*FIELDS, *(rule.name for rule in ALL)})), encoding="ascii"
    )
    arguments = [*LIMITS, f"-dict={words}", f"-artifact_prefix={kept}/", *options, str(met), str(kept)]
    atheris.Setup([sys.argv[0], *arguments], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
