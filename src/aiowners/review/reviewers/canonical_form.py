"""What a declaration means, independent of how it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiowners.codeowners.pattern import rebase
from aiowners.graph.references import paths
from aiowners.manifest.model import Evaluation, Feature, Integration, Model, Operations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from aiowners.graph.nodes import DeclaredNode
    from aiowners.manifest.model import Declaration
    from aiowners.manifest.model import Names as Texts

# Neither is said about the thing: its place in the file, and what could not be read.
_APART = frozenset({"name", "gaps", "owner"})


def meaning(node: DeclaredNode, team: Callable[[str | None], str | None]) -> tuple[object, ...]:
    """Return a value that is equal for two declarations if, and only if, they mean the same.

    Order, another spelling of the same team, an explicit default, and a pattern that matches the same
    files from another directory make no difference. `team` gives the identity of
    a team at the node's revision from the text that names it, None for a placeholder.
    """
    declaration, manifest = node.declaration, node.manifest
    reader = _ValueReader(team, manifest.path.rpartition("/")[0])
    form = {name: value for name, value in declaration._asdict().items() if name not in _APART}
    form |= reader.read(declaration)
    return (
        node.key,
        reader.team(node.owner.text),
        tuple(sorted((name, _frozen(value)) for name, value in form.items() if _says_something(value))),
    )


class _ValueReader:
    """Read the values of a declaration that mean the same in several spellings."""

    def __init__(self, team: Callable[[str | None], str | None], directory: str) -> None:
        self.team = team
        self._directory = directory

    def read(self, declaration: Declaration) -> Mapping[str, object]:
        key, globs = paths(declaration)
        form: dict[str, object] = {
            "co_owners": frozenset(map(self.team, declaration.co_owners)),
            key: frozenset(map(self.pattern, globs)),
        }
        match declaration:
            case Feature():
                form |= self._feature(declaration)
            case Model():
                form |= self._model(declaration)
            case _:
                pass
        operations = getattr(declaration, "operations", None)
        if operations is not None:
            form["operations"] = self._operations(operations)
        return form

    def pattern(self, glob: str) -> tuple[str, ...]:
        """Return a pattern relative to the root, or an address."""
        return (glob,) if "://" in glob else rebase(glob, self._directory).segments

    def _path(self, glob: str | None) -> str | None:
        return None if glob is None else "/".join(self.pattern(glob))

    def _feature(self, feature: Feature) -> Mapping[str, object]:
        evaluation = feature.evaluation or Evaluation()
        integration = feature.integration or Integration()
        signals = evaluation.signals_to
        return {
            "status": feature.status or "production",
            "domain_reviewers": frozenset(map(self.team, feature.domain_reviewers)),
            "evaluation": evaluation._replace(
                suite=self._path(evaluation.suite), signals_to=None if signals is None else _sorted(self.team, signals)
            ),
            "integration": integration._replace(owner=self.team(integration.owner)),
        }

    def _model(self, model: Model) -> Mapping[str, object]:
        reviewers, access, handover = model.reviewers, model.access, model.handover
        named = reviewers if isinstance(reviewers, tuple) else ()
        return {
            "status": model.status or "production",
            "review_scope": model.review_scope or "transitive",
            "trained_by": self.team(model.trained_by),
            "handover": handover and handover._replace(from_=self.team(handover.from_), to=self.team(handover.to)),
            # An empty list is not the same as no list.
            "access": ("listed", *_sorted(self.team, access)) if isinstance(access, tuple) else access,
            "hosting": model.hosting or ("vendor" if model.provider is not None else None),
            "reviewers": reviewers
            if isinstance(reviewers, str)
            else frozenset((self.team(reviewer.team), reviewer.reason) for reviewer in named),
            "waivers": frozenset((self.team(waiver.team), waiver.reason, waiver.until) for waiver in model.waivers),
            "used_elsewhere": frozenset(
                (self.team(consumer.team), consumer.repository) for consumer in model.used_elsewhere
            ),
        }

    def _operations(self, operations: Operations) -> Operations:
        return operations._replace(owner=self.team(operations.owner), rollback=self._path(operations.rollback))


def _sorted(read: Callable[[str], str | None], names: Texts) -> Texts:
    return tuple(sorted(filter(None, map(read, names))))


def _frozen(value: Any) -> object:  # noqa: ANN401 - any value of a declaration
    """Return a value that is equal for equal content, without the order of lists."""
    if isinstance(value, frozenset):
        return _in_order(value)
    if isinstance(value, tuple):
        named = getattr(value, "_asdict", None)
        if named is not None:
            return tuple(
                (name, _frozen(field_value)) for name, field_value in named().items() if _says_something(field_value)
            )
        return _in_order(value)
    return value


def _in_order(values: Iterable[object]) -> tuple[str, ...]:
    return tuple(sorted(repr(_frozen(value)) for value in values))


def _says_something(value: object) -> bool:
    """Whether a value is set: a missing one is None or empty, at every level."""
    if isinstance(value, tuple):
        return any(map(_says_something, value))
    return value is not None and value != frozenset()
