"""Keys, nodes, and edges of the ownership graph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple, TypeAlias

from aiowners.graph.team_directory import NOBODY, OwnerStatus, ResolvedOwner
from aiowners.manifest.model import Feature, Model

if TYPE_CHECKING:
    from aiowners.manifest.model import Declaration, KeyPath, Manifest


class Key(NamedTuple):
    """An entity by kind and name, and by repository if it belongs to another one (`acme/ml`).

    As a string `kind:name`, or `repository:kind:name`.
    """

    kind: str
    name: str
    repository: str = ""

    def __str__(self) -> str:
        own = f"{self.kind}:{self.name}"
        return f"{self.repository}:{own}" if self.repository else own

    @classmethod
    def of(cls, text: str) -> Key:
        """Return the key of a string as `str` gives it. A repository has a slash in it, and a kind does not."""
        kind, _, name = text.partition(":")
        if "/" in kind:
            return cls.of(name)._replace(repository=kind)
        return cls(kind, name)

    @property
    def words(self) -> str:
        """The entity as a message names it."""
        qualifier = f"{self.repository}:" if self.repository else ""
        return f"{self.kind} `{qualifier}{self.name}`"


@dataclass(frozen=True, slots=True, eq=False)
class DeclaredNode:
    """A declaration. `number` is its index among the graph's nodes; `inherits` if its owner is the file's."""

    number: int
    key: Key
    owner: ResolvedOwner
    declaration: Declaration
    manifest: Manifest
    inherits: bool = False

    @property
    def owner_unread(self) -> bool:
        """Whether text that could not be read may set another owner than `owner`."""
        gaps = self.declaration.gaps
        return "owner" in gaps.keys | gaps.words or (self.inherits and "owner" in self.manifest.gaps.keys)

    @property
    def owner_unsure(self) -> bool:
        """Whether its owner is uncertain: it may be unread, or is an undeclared team."""
        return self.owner_unread or self.owner.standing is OwnerStatus.UNKNOWN

    @property
    def counts(self) -> bool:
        """Whether its owner is a downstream owner of what it depends on."""
        match self.declaration:
            case Feature(status=status):
                return status not in {"idea", "experiment", "retired"}
            case Model(status=status):
                return status != "retired"
            case _:
                return True


@dataclass(frozen=True, slots=True, eq=False)
class UndeclaredNode:
    """A name that declarations refer to and no manifest declares."""

    number: int
    key: Key
    owner: ClassVar[ResolvedOwner] = NOBODY
    declaration: ClassVar[None] = None
    manifest: ClassVar[None] = None
    inherits: ClassVar[bool] = False
    owner_unread: ClassVar[bool] = False
    owner_unsure: ClassVar[bool] = False
    counts: ClassVar[bool] = False


Node: TypeAlias = "DeclaredNode | UndeclaredNode"


def is_direct(node: Node) -> bool:
    """Whether only direct users are downstream of a model (`review_scope: direct`)."""
    return isinstance(node.declaration, Model) and node.declaration.review_scope == "direct"


class Edge(NamedTuple):
    """A change of `source` can change `target`, which refers to it at `path` in its manifest."""

    source: Node
    target: DeclaredNode
    path: KeyPath

    @property
    def inside(self) -> KeyPath:
        """The key path inside the target's declaration."""
        return self.path[2:]

    @property
    def words(self) -> str:
        """The edge as a message states it: which entity uses which, and how."""
        team = f" of `{self.target.owner.party}`" if self.target.owner.party else ""
        verb = _VERBS.get(str(self.inside[-2] if isinstance(self.inside[-1], int) else self.inside[-1]), "uses")
        return f"{self.target.key.words}{team} {verb} {self.source.key.words}"


_VERBS = {
    "framework": "is evaluated with",
    "judges": "is judged by",
    "derived_from": "is derived from",
    "trained_on": "is trained on",
    "feedback": "learns from",
    "consumes": "consumes",
    "built_by": "is built by",
}


class Mention(NamedTuple):
    """`user` names an entity at `path` inside its declaration."""

    user: DeclaredNode
    key: Key
    path: KeyPath
