"""Generated: a file for another program, and the limitations of that program's format."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from aiowners.forge import Forge
    from aiowners.workspace import Workspace

_MAX_SHOWN = 10


class Limitation(NamedTuple):
    """Names that a generated file cannot express.

    `kind` is a singular noun for the names, and `reason` continues the sentence. If `matters` is
    true, the file does not require a review that the manifests require.
    """

    kind: str
    reason: str
    names: tuple[str, ...]
    advice: str = ""
    matters: bool = True

    @property
    def summary(self) -> str:
        """The limitation in one line, with the first names of a long list."""
        count = len(self.names)
        more = f", and {count - _MAX_SHOWN} more" if count > _MAX_SHOWN else ""
        listed = ", ".join(f"`{name}`" for name in self.names[:_MAX_SHOWN])
        return f"{count} {self.kind}{'s' * (count != 1)} {self.reason}: {listed}{more}"


class Generated(NamedTuple):
    """An up-to-date file: its path, its text, the part that is generated, and its limitations."""

    path: str
    text: str
    part: str
    limitations: tuple[Limitation, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether the file requires every review that the manifests require."""
        return not any(limitation.matters for limitation in self.limitations)


def limitations(*rows: tuple[str, str, set[str], str], matters: bool = True) -> tuple[Limitation, ...]:
    """Return a limitation for each row of kind, reason, names, and advice that has names."""
    return tuple(
        Limitation(kind, reason, tuple(sorted(names)), advice, matters) for kind, reason, names, advice in rows if names
    )


def unread_manifests(workspace: Workspace) -> tuple[Limitation, ...]:
    """Return the limitation that some manifests could not be read completely, which every file has."""
    unread = {manifest.path for manifest in workspace.manifests if not manifest.is_read}
    advice = "What they declare is missing here: `aiowners check` says what is wrong in them."
    return limitations(("manifest", "not read to the end", unread, advice))


def codeowners_path(workspace: Workspace, forge: Forge) -> str:
    """Return the CODEOWNERS file that the code host reads; without one, the first path that it looks for."""
    return next((path for path in forge.codeowners_paths if path in workspace.others), forge.codeowners_paths[0])


def existing_text(workspace: Workspace, path: str) -> str:
    """Return the text of a file that is not a manifest, as it is on disk; empty if there is no file."""
    source = workspace.others.get(path)
    return "" if source is None else "\ufeff" * source.byte_order_mark + source.text
