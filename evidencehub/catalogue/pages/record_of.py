"""The record that an address names, where everybody may read it. Each asks anew whether they may."""

from uuid import UUID

from evidencehub.accreditation import queries as awards
from evidencehub.catalogue.cited import single
from evidencehub.catalogue.cited.record import Record
from evidencehub.catalogue.cited.standing import standard_record, vocabulary_named
from evidencehub.catalogue.outcomes import queries as syntheses
from evidencehub.catalogue.pages.cited_at import this_hub
from evidencehub.projects import queries
from evidencehub.projects.models import Project
from evidencehub.projects.public import PublicProject, public_view
from evidencehub.projects.takedown.services import refuse_down
from evidencehub.shared.db import db
from evidencehub.shared.errors import NotFound
from evidencehub.standards.files.loading import load_standard
from evidencehub.standards.model.errors import UnknownStandard

_NONE = "There is no such record. It may have moved, or it is not public."


def project(slug: str) -> tuple[Record, str]:
    """With the slug of its project today: an old one leads there.

    :raises NotFound, Down: nothing of it is public.
    """
    found, _ = queries.project_by_slug(db.session, slug)
    view = _view(found)
    return single.of_project(db.session, view, this_hub()), view.slug


def study(evaluation_id: UUID) -> tuple[Record, UUID]:
    """With the id of the study today. :raises NotFound, Down: no page of it is public."""
    found, _ = queries.public_evaluation(db.session, evaluation_id)
    view = _view(found.project if found else None)
    shown = view.evaluation(found.id) if found else None
    if shown is None or view.stage.is_stub:
        raise NotFound(_NONE)
    return single.of_study(db.session, view, shown, this_hub()), shown.id


def report(evaluation_id: UUID, document_id: UUID) -> Record:
    """:raises NotFound, Down: the document is not public, or no report."""
    found = queries.evaluation(db.session, evaluation_id)
    view = _view(found.project if found else None)
    shown = view.evaluation(evaluation_id)
    if shown is not None and not view.stage.is_stub:
        for each in view.documents_of(shown.id):
            if each.sent.id == document_id and each.is_report:
                return single.of_report(view, shown, each, this_hub())
    raise NotFound(_NONE)


def accreditation(number: str) -> Record:
    """:raises NotFound, Down: there is none with this number, or nothing of its project is public."""
    found = awards.by_number(db.session, number)
    record = single.of_award(db.session, _view(found.project if found else None), number, this_hub())
    if record is None:
        raise NotFound(_NONE)
    return record


def plan(evaluation_id: UUID) -> Record:
    """:raises NotFound, Down: no version of it is public."""
    found = queries.evaluation(db.session, evaluation_id)
    refuse_down(found.project if found else None)
    if found is not None:
        view = public_view(db.session, found.project)
        if record := single.of_plan(db.session, found.project_id, evaluation_id, view, this_hub()):
            return record
    raise NotFound(_NONE)


def standard(standard_id: str, version: str) -> Record:
    """:raises NotFound: there is no such version."""
    try:
        return standard_record(load_standard(standard_id, version), this_hub())
    except UnknownStandard:
        raise NotFound(_NONE) from None


def vocabulary(name: str) -> Record:
    """:raises NotFound: there is no such list."""
    return vocabulary_named(name, this_hub())


def synthesis(version_id: UUID) -> Record:
    """:raises NotFound, Down: what it was made of is public no more, or it puts nothing together."""
    found = syntheses.version(db.session, version_id)
    view = _view(found.project if found else None)
    if found is None or found.result is None:
        raise NotFound(_NONE)
    return single.of_synthesis(db.session, found, view, this_hub())


def _view(found: Project | None) -> PublicProject:
    refuse_down(found)
    view = public_view(db.session, found) if found else None
    if view is None or view.removed:
        raise NotFound(_NONE)
    return view
