"""Projects and studies as values, made of the public view that their pages are made of."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from flask import current_app

from evidencehub.api import record_schemas, results
from evidencehub.api.beside import Beside, Later
from evidencehub.api.cards import in_short
from evidencehub.api.findings import findings_of
from evidencehub.api.said import or_none
from evidencehub.catalogue.downloads.column import StudyRow
from evidencehub.catalogue.downloads.gathering import results_of
from evidencehub.catalogue.marks.cards import card
from evidencehub.catalogue.marks.gradings import Grading
from evidencehub.catalogue.pages import log_views, project_page
from evidencehub.catalogue.pages.project_page import Event
from evidencehub.interchange.retractions import queries as retractions
from evidencehub.interchange.retractions.queries import Noted
from evidencehub.projects.costs.words import sums_as_text
from evidencehub.projects.frozen.shapes import FrozenEvaluation
from evidencehub.projects.frozen.strictly import written
from evidencehub.projects.pages.study_words import study_sections
from evidencehub.projects.plans.comparing import Line
from evidencehub.projects.public import PublicDocument, PublicProject
from evidencehub.projects.references.words import address_of
from evidencehub.projects.reported import study_of
from evidencehub.shared.clock import hub_today
from evidencehub.shared.db import db
from evidencehub.shared.links import absolute


def project_record(view: PublicProject, grading: Grading | None, *, with_findings: bool) -> dict[str, Any]:
    held, as_of = view.project, project_page.dated(view, grading)
    version = absolute("catalogue.project_as_of", slug=view.slug, day=as_of) if as_of else None
    told = {name: or_none(getattr(held, name)) for name in record_schemas.OF_PROJECT}
    earlier = project_page.earlier_award(db.session, view)
    made = {
        **in_short(card(view, grading)),
        "id": view.id,
        "summary": or_none(held.summary),
        "run_by": _organisation(view),
        "redacted": view.redacted,
        "removed": view.removed,
        **told,
        "theory": written(held.theory),
        "costs": written(held.costs),
        "cost_sums": list(sums_as_text(held.costs)),
        "source_ratings": [dict(each) for each in held.source_ratings],
        "calls": {
            "notes": absolute("api.notes", slug=view.slug),
            "log": absolute("api.log", slug=view.slug) if log_views.latest(view) else None,
        },
        "next_step": or_none(project_page.next_step(grading)),
        "evaluations": [_in_short(view, each) for each in view.evaluations],
        "earlier_award": earlier.number if earlier else None,
        "citation": _citation(view, grading, version),
        "as_of": date.fromisoformat(as_of) if as_of else None,
        "as_of_address": version,
        "paper_notes": _paper_notes(retractions.noted(db.session, view)),
        "history": _events(project_page.history(db.session, view)),
    }
    return {**made, "findings": findings_of(view, grading)} if with_findings else made


def _paper_notes(notes: Iterable[Noted]) -> list[dict[str, Any]]:
    """As the pages show them: with the notices that have an address."""
    return [
        {
            "text": each.text, "at": each.at, "doi": each.doi,
            "notices": [{"doi": notice.doi, "on": notice.on} for notice in each.notices if notice.doi],
        }
        for each in notes
    ]  # fmt: skip


def study_record(view: PublicProject, grading: Grading | None, study: FrozenEvaluation, more: Beside) -> dict[str, Any]:
    """Without who checked it, which is told once for a project."""
    row = row_of(view, grading, study)
    reported = study_of(study.reported)
    planned = more.planned.get(study.id)
    return {
        "id": study.id,
        "title": study.title,
        "demonstration": view.demo,
        "project": {
            "slug": view.slug, "name": view.name, "address": row.approach_address,
            "api": absolute("api.project", slug=view.slug),
        },
        "address": row.study_address,
        "api": absolute("api.evaluation", evaluation_id=study.id),
        **results.study(row),
        "methods": or_none(study.methods),
        "limitations": or_none(study.limitations),
        "documents_note": or_none(study.documents_note),
        "source_note": or_none(study.source_note),
        "about_the_study": [
            {"question": each.question, "answer": each.words}
            for section in study_sections(study, public=True) for each in section.answers
        ],
        "literature": [address_of(each) or each.title for each in study.literature],
        "reported": written(reported) if reported else {},
        "documents": [*_documents(view, study.id)],
        "instruments": [
            {"kind": each.kind, "caption": or_none(each.caption)}
            for each in study.documents if each.is_named_in_public
        ],
        "plan": absolute("catalogue.plan", evaluation_id=study.id) if planned else None,
        "beside_plan": [_beside_plan(each) for each in planned.lines] if planned else [],
        "results": results.results(results_of(row)),
        "later_results": _later(view, more.later.get(study.id, ())),
        "paper_notes": _paper_notes(more.notes_of(study.id)),
        "corrections": _events(more.corrected.get(study.id, ())),
    }  # fmt: skip


def row_of(view: PublicProject, grading: Grading | None, study: FrozenEvaluation) -> StudyRow:
    return StudyRow(
        1, view, grading, study, absolute("catalogue.project", slug=view.slug),
        absolute("catalogue.evaluation", evaluation_id=study.id), hub_today(), absolute("legal.show", name="terms"),
    )  # fmt: skip


def _beside_plan(line: Line) -> dict[str, Any]:
    return {
        "outcome": line.outcome,
        "is_main": line.is_main,
        "fate": line.fate.value,
        "notes": list(line.notes),
        "because": or_none(line.because),
    }


def _organisation(view: PublicProject) -> dict[str, Any] | None:
    it = view.run_by
    if it is None:
        return None
    return {"name": it.name, "slug": it.slug, "address": absolute("catalogue.organisation", slug=it.slug)}


def _in_short(view: PublicProject, study: FrozenEvaluation) -> dict[str, Any]:
    of_it, is_open = {"evaluation_id": study.id}, not view.stage.is_stub
    return {
        "id": study.id,
        "title": study.title,
        "address": absolute("catalogue.evaluation", **of_it) if is_open else None,
        "api": absolute("api.evaluation", **of_it) if is_open else None,
    }


def _citation(view: PublicProject, grading: Grading | None, version: str | None) -> str:
    address = version or absolute("catalogue.project", slug=view.slug)
    site = current_app.config["SETTINGS"].site_name
    return project_page.citation(view, grading, site=site, address=address, today=hub_today())


def _events(events: Iterable[Event]) -> list[dict[str, Any]]:
    return [{"at": each.at, "text": each.text, "accreditation": or_none(each.accreditation)} for each in events]


def _documents(view: PublicProject, key: UUID) -> Iterable[dict[str, Any]]:
    for each in view.documents_of(key):
        of_it = {"evaluation_id": key, "document_id": each.sent.id}
        file = absolute("catalogue.document_file", **of_it) if each.opened.with_file else None
        yield _document(each, absolute("catalogue.document", **of_it), file, is_on_request=False)
    for each in view.on_request_of(key):
        of_it = {"evaluation_id": key, "document_id": each.sent.id}
        yield _document(each, absolute("catalogue.ask_report", **of_it), None, is_on_request=True)


def _document(each: PublicDocument, address: str, file: str | None, *, is_on_request: bool) -> dict[str, Any]:
    return {
        "id": each.sent.id,
        "kind": each.sent.kind,
        "called": each.sent.told,
        "is_report": each.is_report,
        "is_on_request": is_on_request,
        "pages": None if is_on_request else each.opened.pages,
        "address": address,
        "file": file,
    }


def _later(view: PublicProject, sent_later: Later) -> list[dict[str, Any]]:
    return [
        {
            "public_at": sent.public_at, "read_where": or_none(sent.read_where),
            "results": [
                {**each, "how_sure": "Not graded"} for each in results.results(results_of(row_of(view, None, found)))
            ],
        }
        for sent, found in sent_later
    ]  # fmt: skip
