"""Every answer given through the real forms, sent, graded and decided; and what each face shows of it.

Each column gets a value of its own, so that it can be looked for where it should be seen and where it should not.
"""

import re
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

from evidencehub.accounts.models import Membership, TeamRole
from evidencehub.accounts.queries import actor_for
from evidencehub.projects.models import Document, Evaluation, OutcomeResult, Project, Submission
from evidencehub.projects.pages.document_forms import NoDocumentForm
from evidencehub.projects.pages.evaluation_forms import EVALUATION_FORMS
from evidencehub.projects.pages.forms import PROJECT_FORMS, Lines, YesNo
from evidencehub.projects.pages.result_fields import KindForm
from evidencehub.projects.pages.result_forms import ResultForm, question_of
from evidencehub.projects.pages.study_forms import COLUMN_FIELDS
from evidencehub.projects.pages.study_words import question_of as study_question
from evidencehub.projects.pages.study_words import words_of
from evidencehub.projects.study.asked import sections
from evidencehub.projects.terms import label
from evidencehub.review import services
from evidencehub.shared.forms import DateParts, LongText, NumberText, ShortText
from evidencehub.shared.words import day, number
from evidencehub.standards.files.studies import StudyQuestion, StudySection
from tests.factories import NOW, a_person, a_reviewer, an_editor, an_organisation
from tests.factories_review import LATER, Case, decide, grade, look_through, settle

KINDS = {"project": Project, "evaluation": Evaluation, "outcome_result": OutcomeResult, "document": Document}
VOCABULARIES = {
    "populations": "populations", "need_levels": "need-levels", "settings": "settings",
    "paid_for_by": "funding-routes", "could_be_paid_by": "funding-routes",
    "outcome_areas": "outcome-areas", "outcome_area": "outcome-areas", "design": "designs",
}  # fmt: skip

# What is chosen from a list, and numbers that have to fit one another. Anything else is made up.
CHOSEN: dict[str, dict[str, Any]] = {
    "project": {
        "populations": ["care-experienced"], "need_levels": ["higher-risk"], "settings": ["community"],
        "outcome_areas": ["housing"],
        "age_from": 7, "age_to": 19, "cost_year": 2017, "started_year": 2011, "cost_per_person_gbp": 1234,
        "paid_for_by": ["lottery"], "could_be_paid_by": ["payment-for-results"],
        "price_gbp": 37, "hours_a_week": 5.25, "still_offered": "no",
    },
    "evaluation": {
        "populations": ["young-people-12-15"], "settings": ["school"], "outcome_areas": ["belonging"],
        "design": "qed-matched", "independent": "no", "year": 2019, "participants": 4321,
        "started_on": date(2018, 2, 13), "ended_on": date(2018, 11, 27),
    },
}  # fmt: skip
# One result of each kind, so that every question is asked by one of them; numbers that have to fit one another. The
# first answers what is asked of all, and the counts are of more people than the study has, which is asked about.
CHOSEN_COUNTS = {
    "eligible": 9817, "allocated_t": 2222, "analysed_t": 2111, "allocated_c": 2300, "analysed_c": 2210,
    "groups_t": 61, "groups_c": 62, "groups_lost": 7,
}  # fmt: skip
AREA = {"outcome_area": "school-attendance", "higher_is": "worse"}
RESULTS: tuple[dict[str, Any], ...] = (
    {
        **AREA, "contrast": "between", "gives": "means", "effect_metric": "pp", "unit": "% of the sessions",
        "n_t": 2111, "n_c": 2210, "mean_t": 71.25, "mean_c": 74.75, "sd_t": 11.35, "sd_c": 12.65, "effect": -2.15,
        "ci_low": -6.15, "ci_high": 1.85, "p_value": "< 0.4321", "smallest_worthwhile": 7.55, "followup_months": 17,
        "is_primary": "yes", "is_adjusted": "yes", "analysis": "itt",
    },
    {
        **AREA, "contrast": "between", "gives": "counts", "n_t": 2600, "n_c": 2700, "events_t": 1401, "events_c": 1503,
    },
    {
        **AREA, "contrast": "between", "gives": "test", "n_t": 61, "n_c": 63, "test": "t", "test_value": 2.35,
        "test_higher": "t",
    },
    {
        **AREA, "contrast": "between", "gives": "coefficient", "effect_metric": "md", "effect": 1.525, "se": 0.35,
        "outcome_sd": 9.85,
    },
    {
        "outcome_area": "school-attendance", "higher_is": "better", "outcome": "What changed in one group",
        "contrast": "within", "gives": "means", "effect_metric": "md", "n_t": 41, "mean_t": 5.5, "sd_t": 1.5,
        "mean_c": 2.5, "sd_c": 1.4, "pre_post_r": 0.65,
    },
    {**AREA, "contrast": "between", "gives": "words"},
)  # fmt: skip
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
    api: dict[str, set[str]] = field(default_factory=dict)  # by table, all values that programs are given
    submission: Submission | None = None
    study: dict[str, Answer] = field(default_factory=dict)  # by question, what is asked about the study


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
    other = an_organisation(session)  # so it is asked
    session.add(Membership(person=member, organisation=other, role=TeamRole.OWNER, created_at=NOW))
    reviewers = a_reviewer(session), a_reviewer(session, reviewer_kind="practitioner")
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
    for part in sections(evaluation.design):
        _answer_section(client, session, faces, evaluation, part)
    for place, result in enumerate(RESULTS):
        _add_result(app, client, session, faces, evaluation, result, place)
    _upload(client, session, faces, own)
    faces.check = seen(client.get(f"/team/projects/{project.id}/send").text)
    answer = client.post(
        f"/team/projects/{project.id}/send",
        data={
            "standard": "project-oracle",
            "evaluations": str(evaluation.id),
            "agreed": "y",
            "no_names": "y",
            "consent": "none",
        },
    )
    assert answer.status_code == 303, seen(answer.text)
    session.rollback()
    faces.submission = submission = session.scalars(select(Submission)).one()
    frozen = submission.evaluation_versions[0].frozen.body["evaluation"]
    faces.frozen = {
        "project": submission.frozen.body["project"], "evaluation": frozen,
        "outcome_result": _by_column(frozen["results"]), "document": frozen["documents"][0],
    }  # fmt: skip
    _review(app, session, faces, Case(submission, member, editor, reviewers))
    reader = app.test_client()
    faces.project_page = seen(reader.get(f"/projects/{project.slug}").text)
    faces.evaluation_page = seen(reader.get(f"/evaluations/{evaluation.id}").text)
    told = reader.get(f"/api/v1/projects/{project.slug}").json
    study = reader.get(f"/api/v1/evaluations/{evaluation.id}").json
    parts = {
        "project": {name: value for name, value in told.items() if name not in {"findings", "evaluations", "outcomes"}},
        "outcome_result": study.pop("results"), "document": [study.pop("documents"), study.pop("instruments")],
        "evaluation": study,
    }  # fmt: skip
    faces.api = {table: set(values_in(part)) for table, part in parts.items()}
    return faces


def values_in(part: Any) -> Iterator[str]:
    """All that stands in plain JSON, as text; of a field that has more than its default its name too."""
    if isinstance(part, Mapping):
        yield from (name for name, value in part.items() if value not in (None, False, []))
        part = list(part.values())
    if not isinstance(part, list):
        yield str(int(part) if isinstance(part, float) and part.is_integer() else part)
        return
    for each in part:
        yield from values_in(each)


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


def _answer_section(client: Any, session: Session, faces: Faces, evaluation: Evaluation, part: StudySection) -> None:
    """Answer every question of one section, and note which the page asks and the record keeps."""
    address = f"/team/evaluations/{evaluation.id}/{part.slug}"
    shown, sent, columns = client.get(address).text, {}, {}
    for question in part.fitting(evaluation.design):
        place = len(faces.answers) + len(faces.study)
        if question.kind == "column":
            asked = COLUMN_FIELDS[question.name].field_class
            value = CHOSEN["evaluation"].get(question.name) or f"Said of the evaluation: {question.name}."
            stored: Any = {"yes": True, "no": False}.get(value, value) if asked is YesNo else value
            words = {"yes": "Yes", "no": "No"}.get(value, number(value) if isinstance(value, int) else str(value))
            columns[question.name] = Answer(stored, words, study_question(question))
        else:
            value, stored = _of_kind(question, place)
            faces.study[question.name] = Answer(stored, words_of(question, stored), study_question(question))
        sent[question.name] = value
        assert f'name="{question.name}"' in shown, f"{question.name} is not asked: templates/projects/study-part.html"
    answer = client.post(address, data=sent)
    assert answer.status_code == 303, f"{address}: {seen(answer.text)}"
    session.rollback()
    for name, answer in columns.items():
        faces.answers[f"evaluation.{name}"] = answer
        faces.asked |= {f"evaluation.{name}"} if getattr(evaluation, name) == answer.stored else set()


def _of_kind(question: StudyQuestion, place: int) -> tuple[Any, Any]:
    """What is typed for a question, and what is kept of it; a value that stands nowhere else."""
    if question.name in CHOSEN_COUNTS:
        return CHOSEN_COUNTS[question.name], CHOSEN_COUNTS[question.name]
    if question.kind == "yes-no":
        return "no", False
    if question.kind == "choice":
        return question.choices[0], question.choices[0]
    if question.kind == "share":
        return f"{place % 97}%", place % 97 / 100
    if question.kind in {"whole", "number"}:
        value = 6000 + place if question.kind == "whole" else place / 1024
        return value, value
    if question.kind == "table":
        row = [f"Of {question.name}, {column.lower()}" for column in question.columns]
        return "; ".join(row), [row]
    return (f"Said of the study: {question.name}.",) * 2


def _add_result(
    app: Flask, client: Any, session: Session, faces: Faces, evaluation: Evaluation, chosen: dict[str, Any], place: int
) -> None:  # fmt: skip
    """Add one result through its pages, and note what it is the first to ask."""
    own, kind = f"/team/evaluations/{evaluation.id}/results/new", {key: chosen[key] for key in ("contrast", "gives")}
    choosing, page = client.get(own).text, client.get(own, query_string=kind).text
    assert all(f'name="{name}"' in choosing for name in kind)
    with app.test_request_context():
        fields = {name: each for name, each in ResultForm(kind=kind)._fields.items() if f'name="{name}"' in page}
        kinds = dict(KindForm()._fields)
    sent, new = dict(kind), [name for name in kind if f"outcome_result.{name}" not in faces.answers]
    for name, asked in fields.items():
        if name in {"csrf_token", "seen", *kind}:
            continue
        if name in chosen or (place == 0 and isinstance(asked, (ShortText, LongText))) or name == "outcome":
            sent[name] = chosen.get(name) or _made_up("outcome_result", name, asked, place)
            new += [name] if f"outcome_result.{name}" not in faces.answers else []
    answer = client.post(own, data=sent)
    if answer.status_code == 422:  # the page asks whether a number is right: it stands so in the report
        asked_about = re.findall(r'name="confirmed" type="checkbox" value="([^"]*)"', answer.text)
        assert asked_about, seen(answer.text)
        faces.answers["outcome_result.confirmed"] = Answer(asked_about, "\n".join(asked_about))
        faces.answers["outcome_result.confirmed"].words = " ".join(asked_about)
        faces.asked.add("outcome_result.confirmed")
        answer = client.post(own, data={**sent, "confirmed": asked_about})
    assert answer.status_code == 303, seen(answer.text)
    session.rollback()
    kept = evaluation.results[place]
    for name in new:
        value, asked = sent[name], (fields if name in fields and name not in kind else kinds)[name]
        stored: Any = {"yes": True, "no": False}.get(value, value) if isinstance(value, str) else value
        if name == "p_value":
            faces.answers["outcome_result.p_relation"] = Answer("<", value)
            faces.asked |= {"outcome_result.p_relation"} if kept.p_relation == "<" else set()
            stored = float(value.strip("< "))
        question = question_of(name, chosen["gives"], chosen["contrast"])
        faces.answers[f"outcome_result.{name}"] = Answer(stored, _words(name, value, asked), question)
        if getattr(kept, name) == stored:
            faces.asked.add(f"outcome_result.{name}")
    if place == 1:
        faces.answers["outcome_result.effect_note"] = Answer(kept.effect_note, kept.effect_note)


def _by_column(results: list[Mapping[str, Any]]) -> dict[str, Any]:
    """Each column as it is frozen in the first result in which somebody typed something for it."""
    return {
        name: next((each[name] for each in results if each[name] and name not in each["worked_out"]), results[0][name])
        for name in results[0]
    }


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
    data = {"file": (BytesIO(REPORT), FILE_NAME), "kind": "instrument", "caption": "A caption of its own"}
    answer = client.post(f"{own}/documents", data=data, content_type="multipart/form-data")
    assert answer.status_code == 303, seen(answer.text)
    session.rollback()
    document = session.scalars(select(Document)).one()
    faces.answers |= {
        "document.file_name": Answer(FILE_NAME, FILE_NAME), "document.size_bytes": Answer(len(REPORT), "20 KB"),
        "document.media_type": Answer(document.media_type, document.media_type),
        "document.sha256": Answer(document.sha256, document.sha256),
        "document.kind": Answer("instrument", "Instrument"),
        "document.caption": Answer("A caption of its own", "A caption of its own"),
    }  # fmt: skip
    faces.asked |= {"document.kind"} if 'name="kind"' in page and document.kind.value == "instrument" else set()
    faces.asked |= {"document.caption"} if 'name="caption"' in page and document.caption == data["caption"] else set()
    if 'name="file"' in page:
        for name in ("file_name", "size_bytes", "media_type", "sha256"):
            if getattr(document, name) == faces.answers[f"document.{name}"].stored:
                faces.asked.add(f"document.{name}")


def _review(app: Flask, session: Session, faces: Faces, case: Case) -> None:
    """An editor takes the case; two reviewers declare, read and grade. Each of their pages is kept."""
    editor, submission = actor_for(case.editor), case.submission
    services.screen(session, submission, actor=editor, facts=case.facts(session), now=NOW)
    look_through(session, case)
    session.commit()
    client = app.test_client()
    client.sign_in(case.editor)
    faces.case = seen(client.get(f"/cases/{submission.id}/record").text)
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
    for assignment in case.assignments:
        grade(session, assignment, {"po2.8": "not-met"}, tiers="12345")
    session.commit()  # the team's numbers are sealed until a reviewer has looked for them in the report
    faces.report = seen(client.get(f"/reviews/{mine.id}/report").text)
    for assignment in case.assignments:
        services.send_findings(session, assignment, actor=actor_for(assignment.reviewer), now=LATER)
    settle(session, case)
    decide(session, case)
    session.commit()
