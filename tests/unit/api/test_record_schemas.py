"""What answers say of records: no field of what is public is forgotten."""

from evidencehub.api import record_schemas
from evidencehub.projects.frozen.shapes import FrozenProject

# Of the project as it was frozen: what its record says under another name, and what no page of a project shows.
NAMED = {"id", "slug", "name", "organisation", "summary", "theory", "costs", "source", "source_ratings"}
UNSEEN = {"external_id", "plan_documents"}


def test_every_field_of_a_project_is_told_or_on_no_page():
    fields = set(FrozenProject.__dataclass_fields__)
    assert {*record_schemas.OF_PROJECT} | NAMED | UNSEEN == fields
