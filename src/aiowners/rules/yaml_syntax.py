"""The rule `yaml-syntax`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Severity
from aiowners.diagnostics.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.workspace import Workspace


@rule(category="manifest", severity=Severity.ERROR, since="0.1")
def yaml_syntax(workspace: Workspace) -> Iterable[Diagnostic]:
    """A manifest is one YAML 1.2 document, in UTF-8, within bounds.

    What cannot be parsed declares nothing: the owner that somebody wrote down there is not known.
    The rest of the declaration in which the error lies is left out; everything else in the file,
    and every other manifest, is judged as usual.

    The bounds are 1 MiB a file, 10,000 characters a text, 64 levels of nesting, and 50,000 values that aliases may add.

    ## Indentation

    ```yaml ai-ownership.yaml
    version: 1
    owner: search
    features:
      ranking:
        description: Orders the results
         status: pilot  # error: mend the indentation
      suggestions:
        status: pilot
    ```

    ## A bracket that is never closed

    ```yaml ai-ownership.yaml
    version: 1
    owner: search
    features:
      ranking:
        paths: [src/ranking/
        status: pilot  # error: expected here
    ```

    ## An unfinished merge

    Which side applies is not known, so nothing in the file is checked until the conflict is resolved.

    ```yaml ai-ownership.yaml
    version: 1
    owner: search
    models:
      embed:
    <<<<<<< HEAD  # error: an unfinished merge left conflict markers here
        reviewers: [support]
    =======
        reviewers: [growth]
    >>>>>>> growth
    ```

    ## In order

    ```yaml ai-ownership.yaml
    version: 1
    owner: search
    features:
      ranking:
        description: "Orders the results: nearest first"
        paths: [src/ranking/]
    ```
    """
    return workspace.defects("yaml-syntax")
