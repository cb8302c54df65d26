"""The shape in which a project and its evaluations are frozen, shown in public and indexed: one shape for all three.

marshmallow writes it from the models, with every field listed by hand, and reads it back strictly.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields
from sqlalchemy.orm import Session

from evidencehub.projects.models import Evaluation, FrozenText, OutcomeResult, Project
from evidencehub.shared.errors import Invalid


class ResultSchema(Schema):
    """One outcome result. ``id`` is the key by which findings and accreditations name it."""

    id = fields.UUID(required=True)
    outcome_area = fields.String(required=True)
    outcome = fields.String(required=True)
    measure_name = fields.String()
    higher_is = fields.String(allow_none=True)
    comparison = fields.Boolean()
    comparison_note = fields.String()
    timepoint = fields.String()
    followup_months = fields.Float(allow_none=True)
    sample_note = fields.String()
    is_subgroup = fields.Boolean()
    unit = fields.String()
    n_total = fields.Integer(allow_none=True)
    n_t = fields.Float(allow_none=True)
    n_c = fields.Float(allow_none=True)
    mean_t = fields.Float(allow_none=True)
    mean_c = fields.Float(allow_none=True)
    sd_t = fields.Float(allow_none=True)
    sd_c = fields.Float(allow_none=True)
    effect = fields.Float(allow_none=True)
    effect_metric = fields.String()
    ci_low = fields.Float(allow_none=True)
    ci_high = fields.Float(allow_none=True)
    p_value = fields.Float(allow_none=True)
    smallest_worthwhile = fields.Float(allow_none=True)
    smallest_worthwhile_source = fields.String()
    flag = fields.String()
    source_values = fields.Dict()


class DocumentSchema(Schema):
    """A document by hash; its name and text stay out, since a name may say who wrote it."""

    id = fields.UUID(required=True)
    sha256 = fields.String(required=True)
    media_type = fields.String(required=True)
    size_bytes = fields.Integer(required=True)


class EvaluationSchema(Schema):
    id = fields.UUID(required=True)
    title = fields.String(required=True)
    authors = fields.List(fields.String())
    year = fields.Integer(allow_none=True)
    design = fields.String()
    participants = fields.Integer(allow_none=True)
    participants_note = fields.String()
    populations = fields.List(fields.String())
    settings = fields.List(fields.String())
    outcome_areas = fields.List(fields.String())
    place = fields.String()
    summary = fields.String()
    methods = fields.String()
    limitations = fields.String()
    independent = fields.Boolean(allow_none=True)
    funder = fields.String()
    started_on = fields.Date(allow_none=True)
    ended_on = fields.Date(allow_none=True)
    source = fields.String(allow_none=True)
    external_id = fields.String(allow_none=True)
    source_url = fields.String()
    source_note = fields.String()
    documents_note = fields.String()
    results = fields.List(fields.Nested(ResultSchema))


class ProjectSchema(Schema):
    id = fields.UUID(required=True)
    slug = fields.String(required=True)
    name = fields.String(required=True)
    organisation = fields.Function(
        lambda project: project.organisation.name if project.organisation else "", deserialize=str
    )
    summary = fields.String()
    need = fields.String()
    activities = fields.String()
    who_for = fields.String()
    delivery = fields.String()
    taking_part = fields.String()
    theory_of_change = fields.String()
    assumptions = fields.String()
    evaluation_plan = fields.String()
    cost_per_person_gbp = fields.Integer(allow_none=True)
    cost_year = fields.Integer(allow_none=True)
    cost_note = fields.String()
    populations = fields.List(fields.String())
    settings = fields.List(fields.String())
    outcome_areas = fields.List(fields.String())
    age_from = fields.Integer(allow_none=True)
    age_to = fields.Integer(allow_none=True)
    place = fields.String()
    started_year = fields.Integer(allow_none=True)
    source = fields.String(allow_none=True)
    external_id = fields.String(allow_none=True)
    source_url = fields.String()
    source_ratings = fields.List(fields.Dict())


_project, _evaluation = ProjectSchema(), EvaluationSchema()


def project_as_data(project: Project) -> dict[str, Any]:
    """Everything a reader may come to see of a project, as plain JSON."""
    data: dict[str, Any] = _project.dump(project)
    return data


def evaluation_as_data(evaluation: Evaluation) -> dict[str, Any]:
    """An evaluation with its outcome results, as plain JSON."""
    data: dict[str, Any] = _evaluation.dump(evaluation)
    return data


def result_as_data(result: OutcomeResult) -> dict[str, Any]:
    data: dict[str, Any] = ResultSchema().dump(result)
    return data


def freeze(session: Session, data: Mapping[str, Any]) -> str:
    """Keep a text for ever under the hash of its canonical JSON, and return it; the same text twice is one row."""
    canonical = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    sha256 = hashlib.sha256(canonical.encode()).hexdigest()
    if session.get(FrozenText, sha256) is None:
        session.add(FrozenText(sha256=sha256, body=json.loads(canonical)))
        session.flush()
    return sha256


def thaw(frozen: FrozenText | None) -> dict[str, Any]:
    """The frozen text.

    :raises Invalid: it was redacted, or never frozen.
    """
    if frozen is None or frozen.body is None:
        raise Invalid("This text was removed." if frozen else "This has not been sent yet.")
    return frozen.body
