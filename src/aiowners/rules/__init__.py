"""The catalogue: every rule, by category and then by name in the order of the documentation."""

from __future__ import annotations

from aiowners.rules.dependency_cycle import dependency_cycle
from aiowners.rules.duplicate_declaration import duplicate_declaration
from aiowners.rules.duplicate_identifier import duplicate_identifier
from aiowners.rules.duplicate_key import duplicate_key
from aiowners.rules.invalid_value import invalid_value
from aiowners.rules.misnamed_manifest import misnamed_manifest
from aiowners.rules.missing_downstream_reviewer import missing_downstream_reviewer
from aiowners.rules.missing_key import missing_key
from aiowners.rules.retired_dependency import retired_dependency
from aiowners.rules.unapproved_model_use import unapproved_model_use
from aiowners.rules.unknown_key import unknown_key
from aiowners.rules.unknown_reference import unknown_reference
from aiowners.rules.unknown_team import unknown_team
from aiowners.rules.unowned import unowned
from aiowners.rules.unowned_shared_model import unowned_shared_model
from aiowners.rules.unsupported_version import unsupported_version
from aiowners.rules.wrong_type import wrong_type
from aiowners.rules.yaml_syntax import yaml_syntax

ALL = (
    # manifest
    yaml_syntax,
    duplicate_key,
    unknown_key,
    missing_key,
    wrong_type,
    invalid_value,
    unsupported_version,
    misnamed_manifest,
    # reference
    duplicate_declaration,
    duplicate_identifier,
    unknown_team,
    unknown_reference,
    dependency_cycle,
    retired_dependency,
    unapproved_model_use,
    # ownership
    unowned_shared_model,
    unowned,
    # review
    missing_downstream_reviewer,
)
