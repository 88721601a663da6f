"""The catalog: every rule, by category and then by name in the order of the documentation."""

from __future__ import annotations

from aiowners.rules.codeowners_missing_owner import codeowners_missing_owner
from aiowners.rules.codeowners_missing_reviewer import codeowners_missing_reviewer
from aiowners.rules.codeowners_shadowed_line import codeowners_shadowed_line
from aiowners.rules.codeowners_syntax import codeowners_syntax
from aiowners.rules.dead_path import dead_path
from aiowners.rules.dependency_cycle import dependency_cycle
from aiowners.rules.duplicate_capability import duplicate_capability
from aiowners.rules.duplicate_declaration import duplicate_declaration
from aiowners.rules.duplicate_identifier import duplicate_identifier
from aiowners.rules.duplicate_key import duplicate_key
from aiowners.rules.evaluation_signal_gap import evaluation_signal_gap
from aiowners.rules.expired_ignore import expired_ignore
from aiowners.rules.external_integration import external_integration
from aiowners.rules.gateway_bypass import gateway_bypass
from aiowners.rules.invalid_value import invalid_value
from aiowners.rules.leadership_before_delivery import leadership_before_delivery
from aiowners.rules.malformed_ignore import malformed_ignore
from aiowners.rules.misnamed_manifest import misnamed_manifest
from aiowners.rules.missing_domain_reviewer import missing_domain_reviewer
from aiowners.rules.missing_downstream_reviewer import missing_downstream_reviewer
from aiowners.rules.missing_evaluation import missing_evaluation
from aiowners.rules.missing_feedback_loop import missing_feedback_loop
from aiowners.rules.missing_key import missing_key
from aiowners.rules.missing_metric import missing_metric
from aiowners.rules.missing_mlops import missing_mlops
from aiowners.rules.missing_operations import missing_operations
from aiowners.rules.missing_product_manager import missing_product_manager
from aiowners.rules.new_suppression import new_suppression
from aiowners.rules.overlapping_paths import overlapping_paths
from aiowners.rules.owner_is_not_a_team import owner_is_not_a_team
from aiowners.rules.owner_is_not_trainer import owner_is_not_trainer
from aiowners.rules.pipeline_blind_spot import pipeline_blind_spot
from aiowners.rules.platform_owns_feature import platform_owns_feature
from aiowners.rules.platform_without_feature import platform_without_feature
from aiowners.rules.pre_ai_metric import pre_ai_metric
from aiowners.rules.retired_dependency import retired_dependency
from aiowners.rules.review_overdue import review_overdue
from aiowners.rules.skipped_check import skipped_check
from aiowners.rules.speculative_specialists import speculative_specialists
from aiowners.rules.staffing_ratio import staffing_ratio
from aiowners.rules.stage_mismatch import stage_mismatch
from aiowners.rules.stale_reviewer import stale_reviewer
from aiowners.rules.stale_waiver import stale_waiver
from aiowners.rules.structure_outgrown import structure_outgrown
from aiowners.rules.unapproved_model_use import unapproved_model_use
from aiowners.rules.unaudited_asset import unaudited_asset
from aiowners.rules.unenforced_review import unenforced_review
from aiowners.rules.unguarded_manifest import unguarded_manifest
from aiowners.rules.unknown_key import unknown_key
from aiowners.rules.unknown_reference import unknown_reference
from aiowners.rules.unknown_team import unknown_team
from aiowners.rules.unowned import unowned
from aiowners.rules.unowned_shared_model import unowned_shared_model
from aiowners.rules.unreachable_reviewer import unreachable_reviewer
from aiowners.rules.unsupported_version import unsupported_version
from aiowners.rules.unused_declaration import unused_declaration
from aiowners.rules.unused_ignore import unused_ignore
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
    skipped_check,
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
    owner_is_not_trainer,
    owner_is_not_a_team,
    platform_owns_feature,
    overlapping_paths,
    dead_path,
    # review
    missing_downstream_reviewer,
    stale_reviewer,
    stale_waiver,
    missing_domain_reviewer,
    review_overdue,
    unaudited_asset,
    unreachable_reviewer,
    unenforced_review,
    codeowners_missing_owner,
    codeowners_missing_reviewer,
    unguarded_manifest,
    codeowners_syntax,
    codeowners_shadowed_line,
    # evaluation
    missing_metric,
    pre_ai_metric,
    missing_evaluation,
    evaluation_signal_gap,
    missing_operations,
    missing_product_manager,
    external_integration,
    missing_feedback_loop,
    # platform
    gateway_bypass,
    duplicate_capability,
    unused_declaration,
    pipeline_blind_spot,
    # organization
    stage_mismatch,
    structure_outgrown,
    platform_without_feature,
    staffing_ratio,
    missing_mlops,
    leadership_before_delivery,
    speculative_specialists,
    # suppression
    malformed_ignore,
    unused_ignore,
    new_suppression,
    expired_ignore,
)
