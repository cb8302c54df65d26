"""One record, read by no more queries than it takes: for its page and its files."""

from uuid import UUID

from sqlalchemy.orm import Session

from evidencehub.catalogue.cited import awards, plans, studies, syntheses
from evidencehub.catalogue.cited.gathering import last_changes
from evidencehub.catalogue.cited.hub import Hub
from evidencehub.catalogue.cited.own_dois import with_dois
from evidencehub.catalogue.cited.record import Record
from evidencehub.catalogue.outcomes.models import SynthesisVersion
from evidencehub.projects.frozen.shapes import FrozenEvaluation
from evidencehub.projects.public import PublicDocument, PublicProject


def of_project(session: Session, view: PublicProject, hub: Hub) -> Record:
    (record,) = with_dois(session, [studies.project_of(view, hub, last_changes(session, [view.id]).get(view.id))], hub)
    return record


def of_study(session: Session, view: PublicProject, study: FrozenEvaluation, hub: Hub) -> Record:
    return studies.study_record(view, study, hub, last_changes(session, [view.id]).get(view.id))


def of_report(view: PublicProject, study: FrozenEvaluation, document: PublicDocument, hub: Hub) -> Record:
    return studies.report_record(view, study, document, hub)


def of_award(session: Session, view: PublicProject, number: str, hub: Hub) -> Record | None:
    """None where its text was removed for good."""
    found = awards.awards_of(session, [view], hub).get(view.id, ())
    return next((each for each in found if each.identifier == f"accreditations/{number}"), None)


def of_plan(
    session: Session, project_id: UUID, evaluation_id: UUID, view: PublicProject | None, hub: Hub
) -> Record | None:
    """:param view: of its project, where more of that is public."""
    who = {view.id: studies.project_of(view, hub, None).authors} if view and not view.removed else {}
    found = plans.plans_of(session, [project_id], who, hub).get(project_id, ())
    return next((each for each in found if each.identifier == f"plans/{evaluation_id}"), None)


def of_synthesis(session: Session, version: SynthesisVersion, view: PublicProject, hub: Hub) -> Record:
    ((_, record),) = syntheses.described(session, [version], {view.id: view}, hub)
    return record
