"""Reports on their way to the public, for tests: agreed by the team, looked at by an editor, taken back."""

from dataclasses import dataclass
from typing import Any

from evidencehub.accounts.queries import actor_for
from evidencehub.projects import access
from evidencehub.projects.disclosure import services
from evidencehub.projects.disclosure.services import Choice
from evidencehub.projects.models import Document
from evidencehub.shared.clock import utc_now
from tests.factories_review import Case, a_decided_case


@dataclass
class Shown:
    """A report with its case and addresses."""

    case: Case
    document: Document
    page: str
    file: str
    study: str


def a_report(session, files, made=a_decided_case, **values: Any) -> Shown:
    case = made(session, files=files, **values)
    study = case.submission.evaluation_versions[0].evaluation
    document = study.documents[0]
    page = f"/evaluations/{study.id}/documents/{document.id}"
    session.commit()
    return Shown(case, document, page, f"{page}/file", f"/evaluations/{study.id}")


def agree(session, shown, *, now=None, **values):
    choice = Choice(**{"with_file": True, "public_from": None, "note": "Looked.", **values})
    actor = shown.case.team
    facts = access.document_facts(actor, shown.document)
    found = services.agree(session, shown.document, choice, actor=actor, facts=facts, now=now or utc_now())
    session.commit()
    return found


def confirm(session, shown, found, *, now=None):
    facts = shown.case.facts(session)
    who = {"actor": actor_for(shown.case.editor), "facts": facts, "now": now or utc_now()}
    services.confirm(session, found, "Looked.", **who)
    session.commit()


def publish(session, shown, **values):
    found = agree(session, shown, **values)
    confirm(session, shown, found)
    return found


def take_down(session, shown, found):
    facts = access.document_facts(shown.case.team, shown.document)
    services.take_down(session, found, "A name.", actor=shown.case.team, facts=facts, now=utc_now())
    session.commit()
