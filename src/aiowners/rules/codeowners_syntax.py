"""The rule `codeowners-syntax`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Severity
from aiowners.diagnostics.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.workspace import Workspace


@rule(category="review", severity=Severity.ERROR, since="0.1")
def codeowners_syntax(workspace: Workspace) -> Iterator[Diagnostic]:
    r"""The forge reads every line of CODEOWNERS as it was meant.

    A forge does not refuse a CODEOWNERS file that it cannot read: it skips the line, or ignores the
    word, and goes on. Nobody is asked from then on, and the file looks as it did. What counts is
    the forge's own language, and it is not gitignore's: GitHub and Bitbucket have neither `!` nor
    `[a-z]`, and GitLab takes a comment after a pattern for owners. A file of 3 MB is not loaded by
    GitHub at all, and a file in UTF-16 by none of them.

    Some characters look like a space, or like nothing, and separate no words: a no-break space, an
    ideographic space, a zero-width space. They are allowed in a pattern if a tracked file has such a name.

    Of several files the forge reads one alone: GitHub the first of `.github/CODEOWNERS`,
    `CODEOWNERS` and `docs/CODEOWNERS`, GitLab that of `CODEOWNERS`, `docs/CODEOWNERS` and
    `.gitlab/CODEOWNERS`, Bitbucket `.bitbucket/CODEOWNERS`. That one is judged, as it stands in the
    working tree; a forge takes the one of the branch that a change goes into. Whether an owner
    exists and may write there only the forge knows.

    A comment that silences a finding works in manifests only. Here a level does it, in
    `aiowners.toml`: `[[overrides]]` with `paths = [".github/CODEOWNERS"]` and
    `rules = {codeowners-syntax = "info"}`.

    ## Words of another language

    ```text .github/CODEOWNERS
    /ranking/ @acme/search
    !/ranking/docs/ @acme/search  # error: GitHub has no negation
    /models/v[12]/ @acme/ml-core  # error: GitHub has no character classes
    /prompts/ acme/search  # error: neither `@user`, `@org/team` nor an email
    ```

    ## Words in the wrong place

    A line is a pattern, a space, and then the owners. The tracked files decide: `packages/@acme/ui`
    is a pattern if such a file or directory exists.

    ```text .github/CODEOWNERS
    @acme/search  # error: owner `@acme/search` is in the place of the pattern
    /ranking/@acme/search  # error: a space is missing before `@acme/search`
    ranking\docs\ @acme/search  # error: `\` does not separate directories
    packages/@acme/ui/ @acme/search
    ```

    ## An unfinished merge

    ```text .github/CODEOWNERS
    <<<<<<< HEAD  # error: an unfinished merge left conflict markers here
    /ranking/ @acme/search
    =======
    /ranking/ @acme/ml-core
    >>>>>>> ranking
    ```

    ## On GitLab

    ```toml aiowners.toml
    forge = "gitlab"
    ```

    ```text .gitlab/CODEOWNERS
    [Search]
    /ranking/ @acme/search
    /models/ @acme/ml-core  # error: GitLab has no comments after a pattern
    ```

    ## Read as it was meant

    ```text .github/CODEOWNERS
    /ranking/ @acme/search @maya  # the one or the other
    /ranking/docs/
    /models/v1/ @acme/ml-core
    /models/v2/ @acme/ml-core
    /prompts/ prompts@acme.test
    ```
    """
    if workspace.codeowners is None:
        return
    for problem in workspace.codeowners.problems:
        yield codeowners_syntax.at(
            problem.location,
            problem.message,
            subject=None,
            anchor=problem.location.text,
            help=problem.help,
        )
