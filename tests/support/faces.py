"""Every answer given through the real forms, sent, graded and decided; and what each face shows of it.

Each column gets a value of its own, so that it can be looked for where it should be seen and where it should not.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from wtforms import Field

from evidencehub.accounts.models import Membership
from evidencehub.accounts.queries import actor_for
from evidencehub.projects.models import Document, Evaluation, OutcomeResult, Project, Submission
from evidencehub.projects.pages.evaluation_forms import EVALUATION_FORMS, NoDocumentForm
from evidencehub.projects.pages.forms import PROJECT_FORMS, Lines
from evidencehub.projects.pages.result_forms import ResultForm
from evidencehub.projects.terms import label
from evidencehub.review import services
from evidencehub.shared.forms import DateParts, LongText, NumberText, ShortText
from evidencehub.shared.words import day, number
from tests.factories import NOW, a_person, a_reviewer, an_editor, an_organisation
from tests.factories_review import LATER, Case, decide, grade, settle

KINDS = {"project": Project, "evaluation": Evaluation, "outcome_result": OutcomeResult, "document": Document}
VOCABULARIES = {
    "populations": "populations", "settings": "settings", "outcome_areas": "outcome-areas",
    "outcome_area": "outcome-areas", "design": "designs",
}  # fmt: skip

# What is chosen from a list, and numbers that have to fit one another. Anything else is made up.
CHOSEN: dict[str, dict[str, Any]] = {
    "project": {
        "populations": ["care-experienced"], "settings": ["community"], "outcome_areas": ["housing"],
        "age_from": 7, "age_to": 19, "cost_year": 2017, "started_year": 2011, "cost_per_person_gbp": 1234,
    },
    "evaluation": {
        "populations": ["young-people-12-15"], "settings": ["school"], "outcome_areas": ["belonging"],
        "design": "qed-matched", "independent": "no", "year": 2019, "participants": 4321,
        "started_on": date(2018, 2, 13), "ended_on": date(2018, 11, 27),
    },
    "outcome_result": {
        "outcome_area": "school-attendance", "higher_is": "worse", "contrast": "between", "effect_metric": "pp",
        "n_t": 2111, "n_c": 2210, "mean_t": 71.25, "mean_c": 74.75, "sd_t": 11.35, "sd_c": 12.65, "effect": -3.45,
        "ci_low": -6.15, "ci_high": 1.85, "smallest_worthwhile": 7.55, "followup_months": 17,
    },
}  # fmt: skip
# A second result: a change in one group, whose direction is plain.
CHANGED: dict[str, Any] = {
    "outcome": "What changed in one group", "contrast": "within", "effect_metric": "md", "mean_t": 5.5, "mean_c": 2.5,
    "effect": 3, "ci_low": 1, "ci_high": 5, "smallest_worthwhile": "",
}  # fmt: skip
ORGANISATION, FILE_NAME, REPORT = "The organisation that runs it", "named-after-its-author.txt", b"A report. " * 2048


@dataclass
class Answer:
    """What was typed for one column: what is stored then, its words on a page, and the question it answers."""

    stored: Any
    words: str
    question: str = ""


@dataclass
class Faces:
    """What was seen on the way; pages as plain text."""

    answers: dict[str, Answer] = field(default_factory=dict)  # by "table.column", what a form asks
    asked: set[str] = field(default_factory=set)  # of those, what the page of the form has and the record kept
    check: str = ""
    frozen: dict[str, Mapping[str, Any]] = field(default_factory=dict)  # by table, as it lies in the database
    case: str = ""
    declaration: str = ""
    report: str = ""
    project_page: str = ""
    evaluation_page: str = ""
    submission: Submission | None = None


def columns() -> Iterator[tuple[str, str]]:
    """Table and column of all that can be known of a study, from the mappers."""
    for table, model in KINDS.items():
        for column in model.__table__.columns:
            yield table, column.name


def seen(page: str) -> str:
    """The text of a page between its header and its footer, with single spaces."""
    reader = _Text()
    reader.feed(page[page.index("<main") : page.index("</main>")])
    return " ".join(" ".join(reader.parts).split())


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def walk(app: Flask, session: Session) -> Faces:
    """Fill in everything, send it, have it graded and decided, and look at every face on the way."""
    faces, client = Faces(), app.test_client()
    organisation = an_organisation(session, name=ORGANISATION)
    member, editor = a_person(session, organisation), an_editor(session)
    session.add(Membership(person=member, organisation=an_organisation(session), created_at=NOW))  # so it is asked
    reviewers = a_reviewer(session), a_reviewer(session)
    session.commit()
    client.sign_in(member)
    first = {"organisation_id": str(organisation.id), "name": "A first name", "summary": "A first summary."}
    is_asked = 'name="organisation_id"' in client.get("/team/projects/new").text
    assert client.post("/team/projects/new", data=first).status_code == 303
    project = session.scalars(select(Project).where(Project.organisation_id == organisation.id)).one()
    faces.asked |= {"project.organisation_id"} if is_asked else set()
    faces.answers["project.organisation_id"] = Answer(organisation.id, ORGANISATION, "Whose project is it?")
    pages = [(lambda: project, f"/team/projects/{project.id}/{slug}", form) for slug, form in PROJECT_FORMS.items()]
    _fill_in(app, client, session, faces, "project", pages)
    client.post(f"/team/projects/{project.id}/evaluations/new", data={"title": "A first title"})
    session.rollback()
    (evaluation,) = project.evaluations
    own = f"/team/evaluations/{evaluation.id}"
    pages = [(lambda: evaluation, f"{own}/{slug}", form) for slug, form in EVALUATION_FORMS.items()]
    pages.append((lambda: evaluation, f"{own}/no-document", NoDocumentForm))
    _fill_in(app, client, session, faces, "evaluation", pages)
    _fill_in(
        app,
        client,
        session,
        faces,
        "outcome_result",
        [(lambda: evaluation.results[0], f"{own}/results/new", ResultForm)],
    )
    typed = {**_typed(app, Faces(), "outcome_result", ResultForm), **CHANGED}
    assert client.post(f"{own}/results/new", data=typed).status_code == 303
    _upload(client, session, faces, own)
    faces.check = seen(client.get(f"/team/projects/{project.id}/send").text)
    answer = client.post(
        f"/team/projects/{project.id}/send",
        data={"standard": "project-oracle", "evaluations": str(evaluation.id), "agreed": "y", "no_names": "y"},
    )
    assert answer.status_code == 303, seen(answer.text)
    session.rollback()
    faces.submission = submission = session.scalars(select(Submission)).one()
    frozen = submission.evaluation_versions[0].frozen.body["evaluation"]
    faces.frozen = {
        "project": submission.frozen.body["project"], "evaluation": frozen, "outcome_result": frozen["results"][0],
        "document": frozen["documents"][0],
    }  # fmt: skip
    _review(app, session, faces, Case(submission, member, editor, reviewers))
    reader = app.test_client()
    faces.project_page = seen(reader.get(f"/projects/{project.slug}").text)
    faces.evaluation_page = seen(reader.get(f"/evaluations/{evaluation.id}").text)
    return faces


def _fill_in(
    app: Flask,
    client: Any,
    session: Session,
    faces: Faces,
    table: str,
    pages: list[tuple[Callable[[], Any], str, type[Any]]],
) -> None:
    """Answer every question of these pages, and note which the page shows and the record keeps."""
    for kept, address, form in pages:
        shown = client.get(address).text
        typed = _typed(app, faces, table, form)
        answer = client.post(address, data=typed)
        assert answer.status_code == 303, f"{address}: {seen(answer.text)}"
        session.rollback()
        for name in {each.rpartition("-")[0] or each for each in typed}:
            column = f"{table}.{name}"
            is_shown = f'name="{name}"' in shown or f'name="{name}-day"' in shown
            if is_shown and getattr(kept(), name) == faces.answers[column].stored:
                faces.asked.add(column)


def _typed(app: Flask, faces: Faces, table: str, form: type[Any]) -> dict[str, Any]:
    """What a browser would send for a form, and in ``faces`` what each of its questions is answered with."""
    with app.test_request_context():
        fields = {each.name: each for each in form() if each.name not in {"csrf_token", "seen"}}
    sent: dict[str, Any] = {}
    for name, asked in fields.items():
        value = CHOSEN[table].get(name) or _made_up(table, name, asked, len(faces.answers))
        stored = {"yes": True, "no": False}.get(value, value) if isinstance(value, str) else value
        stored = [value] if isinstance(asked, Lines) else stored
        question = asked.label.text.removesuffix(" (optional)")
        faces.answers[f"{table}.{name}"] = Answer(stored, _words(name, value, asked), question)
        if isinstance(value, date):
            sent |= {f"{name}-day": value.day, f"{name}-month": value.month, f"{name}-year": value.year}
        else:
            sent[name] = value
    return sent


def _made_up(table: str, name: str, asked: Field, place: int) -> Any:
    """A value that stands nowhere else."""
    if isinstance(asked, NumberText):
        return (1950 if asked.whole else 0.25) + place
    if isinstance(asked, DateParts):
        return date(1990, 1 + place % 12, 1 + place % 28)
    if isinstance(asked, (ShortText, LongText)):
        return f"Said of the {table.replace('_', ' ')}: {name.replace('_', ' ')}."
    raise AssertionError(f"say in tests/support/faces.py what is chosen for {table}.{name}")


def _words(name: str, value: Any, asked: Field) -> str:
    if name in VOCABULARIES:
        return ", ".join(label(VOCABULARIES[name], slug) for slug in ([value] if isinstance(value, str) else value))
    if getattr(asked, "choices", None):
        return str(next(choice.label for choice in asked.choices if choice.value == value))
    if isinstance(value, date):
        return day(value)
    if isinstance(value, (int, float)):
        return str(value) if name.endswith("year") else number(value)
    return str(value)


def _upload(client: Any, session: Session, faces: Faces, own: str) -> None:
    page = client.get(f"{own}/documents").text
    data = {"file": (BytesIO(REPORT), FILE_NAME)}
    answer = client.post(f"{own}/documents", data=data, content_type="multipart/form-data")
    assert answer.status_code == 303, seen(answer.text)
    session.rollback()
    document = session.scalars(select(Document)).one()
    faces.answers |= {
        "document.file_name": Answer(FILE_NAME, FILE_NAME), "document.size_bytes": Answer(len(REPORT), "20 KB"),
        "document.media_type": Answer(document.media_type, document.media_type),
        "document.sha256": Answer(document.sha256, document.sha256),
    }  # fmt: skip
    if 'name="file"' in page:
        for name in ("file_name", "size_bytes", "media_type", "sha256"):
            if getattr(document, name) == faces.answers[f"document.{name}"].stored:
                faces.asked.add(f"document.{name}")


def _review(app: Flask, session: Session, faces: Faces, case: Case) -> None:
    """An editor takes the case; two reviewers declare, read and grade. Each of their pages is kept."""
    editor, submission = actor_for(case.editor), case.submission
    services.screen(session, submission, actor=editor, facts=case.facts(session), now=NOW)
    session.commit()
    client = app.test_client()
    client.sign_in(case.editor)
    faces.case = seen(client.get(f"/cases/{submission.id}").text)
    case.assignments = tuple(
        services.assign(session, submission, case.reviewers, actor=editor, facts=case.facts(session), now=NOW)
    )
    session.commit()
    client, mine = app.test_client(), case.assignments[0]
    client.sign_in(case.reviewers[0])
    faces.declaration = seen(client.get(f"/reviews/{mine.id}/declare").text)
    client.post(f"/reviews/{mine.id}/declare", data={"conflict": "none"})
    session.rollback()
    services.declare(session, case.assignments[1], conflict="", actor=actor_for(case.reviewers[1]), now=NOW)
    session.commit()
    faces.report = seen(client.get(f"/reviews/{mine.id}/report").text)
    for assignment in case.assignments:
        grade(session, assignment, {"po2.8": "not-met"})
        services.send_findings(session, assignment, actor=actor_for(assignment.reviewer), now=LATER)
    settle(session, case)
    decide(session, case)
    session.commit()
