"""The rule `wrong-type`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiowners.diagnostics.diagnostic import Severity
from aiowners.diagnostics.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiowners.diagnostics.diagnostic import Diagnostic
    from aiowners.workspace import Workspace


@rule(category="manifest", severity=Severity.ERROR, since="0.1")
def wrong_type(workspace: Workspace) -> Iterable[Diagnostic]:
    """Every value is of the type that its key wants.

    YAML decides by the look of a value what it is: `5` is a number, `yes` is a text, `a, b` is one
    text and no list. What a value of another type means can only be guessed, so it is not read.

    ## One text where a list belongs

    ```yaml ai-ownership.yaml
    version: 1
    owner: search
    features:
      ranking:
        paths: src/ranking/  # error: has to be a list
    ```

    ```yaml ai-ownership.yaml fixed
    version: 1
    owner: search
    features:
      ranking:
        paths: [src/ranking/]
    ```

    ## A list where one owner belongs

    Exactly one team is accountable; the others are `co_owners`.

    ```yaml ai-ownership.yaml
    version: 1
    features:
      ranking:
        owner: [search, growth]  # error: `owner` of feature `ranking` is a list
    ```

    ## In order

    ```yaml ai-ownership.yaml
    version: 1
    features:
      ranking:
        owner: search
        co_owners: [growth]
        paths: [src/ranking/]
    ```
    """
    return workspace.defects("wrong-type")
