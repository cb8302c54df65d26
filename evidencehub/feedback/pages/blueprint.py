"""The blueprint of what readers give back, apart from its views so that all of them can stand on it."""

from typing import Any

from flask import Blueprint, current_app, url_for

from evidencehub.consultation.forms import ROLES_SHOWN
from evidencehub.feedback.mistakes.models import MistakeReport
from evidencehub.feedback.notes.models import PracticeNote
from evidencehub.feedback.requests.models import EvidenceRequest
from evidencehub.projects.models import Evaluation, Project
from evidencehub.projects.public import public_view
from evidencehub.projects.terms import label, unknown
from evidencehub.shared.db import db
from evidencehub.shared.links import absolute, on_this_hub
from evidencehub.standards.files.outcomes import load_outcomes

bp = Blueprint("feedback", __name__)


class RequestLinks:
    """The addresses that mails about requests hold."""

    def request(self, request: EvidenceRequest) -> str:
        return on_this_hub(address_of(request))

    def new_request(self) -> str:
        return absolute("feedback.new_request")

    def desk(self) -> str:
        return absolute("feedback.requests_desk")


def address_of(request: EvidenceRequest) -> str:
    """Where everybody reads it, in the list of its outcome."""
    return url_for("feedback.requests", outcome=request.outcome, _anchor=f"request-{request.id}")


def outcome_place(slug: str) -> str:
    """ "Attainment: Reading", or the outcome area alone."""
    tree = load_outcomes()
    names = [tree.by_slug[each].label for each in tree.path(slug)]
    return ": ".join([names[0], names[-1]] if len(names) > 1 else names) or unknown(slug)


def page_of(made: MistakeReport) -> str:
    """The public page that a report of a mistake is about."""
    if made.evaluation_id:
        return url_for("catalogue.evaluation", evaluation_id=made.evaluation_id)
    return url_for("catalogue.project", slug=made.project.slug)


class NoteLinks:
    """The addresses that mails about practice notes hold."""

    def note(self, note: PracticeNote) -> str:
        return on_this_hub(url_for("feedback.notes", slug=note.project.slug, _anchor=f"note-{note.id}"))

    def decide(self, note: PracticeNote) -> str:
        return absolute("feedback.note", note_id=note.id)

    def desk(self) -> str:
        return absolute("feedback.notes_desk")


class MistakeLinks:
    """The addresses that mails about reports of mistakes hold."""

    def report(self, made: MistakeReport) -> str:
        return absolute("feedback.report", reference=made.reference)

    def page(self, made: MistakeReport) -> str:
        """Not by ``page_of``: a mail may be written without a request too."""
        if made.evaluation_id:
            return absolute("catalogue.evaluation", evaluation_id=made.evaluation_id)
        return absolute("catalogue.project", slug=made.project.slug)

    def mistakes(self) -> str:
        return absolute("feedback.mistakes")


def public_name(project: Project, evaluation: Evaluation | None = None) -> str:
    """What everybody reads as the name of a project or a study: its draft may have another by now."""
    view = public_view(db.session, project)
    shown = view.evaluation(evaluation.id) if view and evaluation else None
    if view is None:
        return "A page that is not public"
    return shown.title if shown else view.name


@bp.context_processor
def _helpers() -> dict[str, Any]:
    return {
        "origin": current_app.config["SETTINGS"].origin,
        "address_of": address_of,
        "public_name": public_name,
        "outcome_place": outcome_place,
        "setting": lambda slug: label("settings", slug) if slug else "",
        "people": lambda slug: label("populations", slug) if slug else "Anybody",
        "roles": ROLES_SHOWN,
    }
