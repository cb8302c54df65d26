"""What answers say of records: no field of what is public is forgotten."""

import pytest

from evidencehub.api import record_schemas, results
from evidencehub.projects.frozen.shapes import FrozenProject

# Of the project as it was frozen: what its record says under another name, and what no page of a project shows.
NAMED = {"id", "slug", "name", "organisation", "summary", "theory", "costs", "source", "source_ratings"}
UNSEEN = {"external_id", "plan_documents"}


def test_every_field_of_a_project_is_told_or_on_no_page():
    fields = set(FrozenProject.__dataclass_fields__)
    assert {*record_schemas.OF_PROJECT} | NAMED | UNSEEN == fields


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("effect_metric", "“hr”: hazard ratio, as its natural log: 0 is no difference"),
        ("effect_metric", "“md”: a difference of averages, in unit"),
        ("contrast", "“within”: The same people before and after"),
        ("higher_is", "“worse”: A higher number is worse for people"),
    ],
)
def test_a_program_is_told_what_a_code_of_a_result_means(field, said):
    """A hazard ratio of 1.64, worse for people, is given as 0.49: read as the ratio it would halve the risk."""
    assert said in results.Result().fields[field].metadata["description"]
