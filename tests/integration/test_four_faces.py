"""One record, four faces: what a team checks, what is frozen, what reviewers read and what is public are the same.

The columns of a project, an evaluation, an outcome result and a document are taken from the mappers. Each is filled
with a value of its own through the real forms, sent, reviewed and decided, and then looked for: asked in a form, shown
under "check your answers", frozen, shown to reviewers, public, indexed. What a face leaves out is on the list below,
with the reason; what stands on the list and is seen all the same fails too.

A new field goes, in this order, into

1. ``projects/models.py``, and a migration (``migrations/versions``);
2. ``projects/frozen/shapes.py``, ``projects/frozen/formats.py`` (the next number, and a step that reads what was kept
   before) and an example beside ``tests/unit/projects/frozen/format-1.json``;
3. ``projects/tasks.py`` (the task that asks it), its form in ``projects/pages/forms.py``, ``evaluation_forms.py`` or
   ``result_forms.py``, and the page of the form (``templates/projects/section.html``, ``part.html``, ``result.html``):
   "check your answers" and the reviewers' report then have it, through ``projects/pages/answers.py``;
4. ``templates/catalogue/project.html``, ``evaluation.html`` or ``parts/results-table.html``, for everybody;
5. ``catalogue/index/documents.py``, if a search should find it; else the list below, with the reason.

Until all is said, this test names what is missing, and the file to look at.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import get_type_hints
from uuid import UUID, uuid4

import pytest

from evidencehub.catalogue.index.documents import documents
from evidencehub.catalogue.marks.gradings import gradings
from evidencehub.projects.costs.shape import CostLine, Costs
from evidencehub.projects.models import Project
from evidencehub.projects.public import PublicProject, public_view
from evidencehub.projects.reported import Review, Study, kept
from evidencehub.projects.sources import source_of
from evidencehub.projects.theory.shape import Step, Theory
from evidencehub.review.pages.grading_views import DECLARED_ON
from tests.factories import a_project, a_result, an_evaluation
from tests.support.faces import KINDS, Faces, columns, seen, values_in, walk

WHERE = {
    "asked": "projects/tasks.py, its form in projects/pages and the form's page in templates/projects",
    "checked": "projects/pages/answers.py and templates/projects/check.html",
    "frozen": "projects/frozen/shapes.py",
    "reviewed": "templates/review/report.html and projects/pages/answers.py",
    "public": "templates/catalogue: project.html, evaluation.html or parts/results-table.html",
    "indexed": "catalogue/index/documents.py",
    "api": "api/record_schemas.py, api/records.py or api/results.py",
}
ALL = " ".join(WHERE)


@dataclass(frozen=True)
class LeftOut:
    faces: str
    table: str
    columns: str
    reason: str

    def pairs(self) -> Iterator[tuple[str, str]]:
        for name in self.columns.split():
            for face in self.faces.split():
                yield f"{self.table}.{name}", face


KEPT = "the hub's own book-keeping: nobody says it, and no reader is the wiser for it"
KEY = "a key, by which findings, links and files name the record"
ELSEWHERE = "only evidence from elsewhere has it: no team is asked, and nobody here reviews it"
NUMBERS = "a search does not go by the number; what it means for people is the direction, which is a facet"
PROSE = "long and about what is hoped, feared or arranged: a search is for what was done, with whom, and what came out"
ASIDE = "told to those who look at the study; nobody searches for it"
SOURCE = "a search is for what was done and found, not for where another body keeps it"
READING = "what the hub found when it read the file; the team said nothing of it"
WORDS = "it follows from the outcome in words and its outcome area, which every face has"
CONFIDENTIAL = "read by its team and its reviewers alone, unless both team and editor let everybody read it"

EACH = "each of its answers is looked for by itself"
LINES = "tests/integration/projects/test_costs.py looks for each part of it on every face"
STEPS = "tests/integration/projects/test_theory.py looks for each part of it on every face"
CITED = "tests/integration/projects/test_references_on_every_face.py looks for each of them on every face"
HELD = "between its team, the editors and the hub: a held file reaches no face before somebody let it through"
WITH_PLAN = "of the plan of a study, which is sent by itself: projects/test_plan_files.py looks for it on every face"
OWN_LIST = "a self-assessment, seen by the team alone; the list has a test of its own"

WHOLE = "its parts are told as they were frozen, all of them"

LEFT_OUT = (
    LeftOut("api", "project", "theory costs", WHOLE),
    LeftOut("api", "evaluation", "study", EACH),
    LeftOut("api", "evaluation", "publications literature", CITED),
    LeftOut("api", "outcome_result", "confirmed", "a question about the report: those who read that are told"),
    LeftOut("api", "outcome_result", "source_values", "they decided the direction when it was imported"),
    LeftOut("api", "project", "external_id", "the record of each of its evaluations gives its number"),
    LeftOut("api", "document", "id sha256 file_name media_type size_bytes", CONFIDENTIAL),
    LeftOut("asked checked reviewed public", "evaluation", "study", EACH),
    LeftOut("indexed", "evaluation", "study", ASIDE),
    LeftOut("asked checked reviewed public", "evaluation", "publications literature", CITED),
    LeftOut("indexed", "evaluation", "publications literature", ASIDE),
    LeftOut("asked checked reviewed public", "project", "theory", STEPS),
    LeftOut("asked checked reviewed public", "project", "costs", LINES),
    LeftOut(ALL, "evaluation", "reporting", OWN_LIST),
    LeftOut(ALL, "project", "created_at updated_at version", KEPT),
    LeftOut(ALL, "evaluation", "project_id created_at updated_at version", KEPT),
    LeftOut(ALL, "outcome_result", "evaluation_id measure_id position source external_id", KEPT),
    LeftOut(ALL, "document", "evaluation_id project_id uploaded_by uploaded_at removed_at", KEPT),
    LeftOut(ALL, "document", "plan_study_id public_with_plan", WITH_PLAN),
    LeftOut(ALL, "document", "held_at let_at let_by let_because pictures_unseen", HELD),
    LeftOut(ALL, "project", "demo published_at taken_down_at", "a banner and the history tell it"),
    LeftOut(ALL, "evaluation", "demo", "its project's is what counts"),
    LeftOut("asked checked reviewed public", "project", "id", KEY),
    LeftOut("asked checked reviewed public", "evaluation", "id", KEY),
    LeftOut("asked checked reviewed public", "outcome_result", "id", KEY),
    LeftOut("asked checked reviewed public", "document", "id", KEY),
    LeftOut("indexed", "project", "id", "a document of the index names the project that it stands for by itself"),
    LeftOut("asked checked reviewed public indexed", "project", "slug", "the address, made from the name"),
    LeftOut("asked checked reviewed", "project", "source external_id source_url source_ratings", ELSEWHERE),
    LeftOut("asked checked reviewed", "project", "source_as_of", ELSEWHERE),
    LeftOut("asked checked reviewed", "evaluation", "source external_id source_url source_note reported", ELSEWHERE),
    LeftOut("asked checked reviewed", "outcome_result", "sample_note is_subgroup n_total flag", ELSEWHERE),
    LeftOut("asked checked reviewed", "outcome_result", "source_values is_superseded", ELSEWHERE),
    LeftOut("public", "project", "external_id", "the pages of its evaluations give the number of each"),
    LeftOut("asked checked reviewed public", "outcome_result", "worked_out", "the note beside the effect tells it"),
    LeftOut("asked", "outcome_result", "effect_note", "the hub's own words on how it worked an effect out"),
    LeftOut("public", "outcome_result", "confirmed", "a question about the report: those who read that are told"),
    LeftOut("public", "outcome_result", "gives", "the numbers that are shown tell it"),
    LeftOut("public", "outcome_result", "source_values", "they decided the direction when it was imported"),
    LeftOut("checked reviewed", "document", "sha256 media_type", "the file is there, and its name says its kind"),
    LeftOut("reviewed", "document", "file_name", "it may say who wrote it: reviewers are given report.pdf"),
    LeftOut("reviewed", "document", "size_bytes", "reviewers are told how large their copy is"),
    LeftOut("public indexed", "document", "sha256 file_name media_type size_bytes", CONFIDENTIAL),
    LeftOut(ALL, "document", "state message notes", READING),
    LeftOut("indexed", "document", "id", CONFIDENTIAL),
    LeftOut("indexed", "document", "kind caption", ASIDE),
    LeftOut("indexed", "project", "delivery taking_part theory_of_change assumptions evaluation_plan", PROSE),
    LeftOut("indexed", "project", "tailoring modifications fidelity_planned fidelity_found", PROSE),
    LeftOut("indexed", "project", "licence contact funding_routes paid_for_by could_be_paid_by", ASIDE),
    LeftOut("reviewed", "project", "contact", "it tells whose work it is, which stands where they declare"),
    LeftOut("indexed", "project", "cost_year cost_note costs", ASIDE),
    LeftOut("indexed", "project", "hours_a_week price_gbp still_offered", ASIDE),
    LeftOut("indexed", "project", "started_year", ASIDE),
    LeftOut("indexed", "project", "external_id source_url source_ratings source_as_of", SOURCE),
    LeftOut("indexed", "evaluation", "limitations participants_note documents_note", PROSE),
    LeftOut("indexed", "evaluation", "authors participants independent funder started_on ended_on", ASIDE),
    LeftOut("indexed", "evaluation", "source source_url source_note", SOURCE),
    LeftOut("indexed", "outcome_result", "n_total n_t n_c mean_t mean_c sd_t sd_c p_value effect_metric", NUMBERS),
    LeftOut("indexed", "outcome_result", "events_t events_c pre_post_r outcome_sd test_value se p_relation", NUMBERS),
    LeftOut("indexed", "outcome_result", "gives test test_higher worked_out effect_note confirmed", NUMBERS),
    LeftOut("indexed", "outcome_result", "is_primary is_adjusted analysis", ASIDE),
    LeftOut("indexed", "outcome_result", "comparison_note timepoint followup_months sample_note unit", ASIDE),
    LeftOut("indexed", "outcome_result", "smallest_worthwhile_source", ASIDE),
    LeftOut("asked checked reviewed public", "outcome_result", "outcome_slug", WORDS),
)  # fmt: skip
REASONS = {pair: each.reason for each in LEFT_OUT for pair in each.pairs()}

# How the public pages say what stands there in other words than on the form.
IN_PUBLIC = {
    "project.age_from": "Age 7 to 19",
    "project.age_to": "Age 7 to 19",
    "project.cost_per_person_gbp": "about £1,234 a person (2017)",
    "project.price_gbp": "£37 a person",
    "project.still_offered": "No, the team says",
    "project.cost_year": "about £1,234 a person (2017)",
    "project.started_year": "Started in 2011",
    "evaluation.year": "Year 2019",
    "evaluation.independent": "People with a stake in the project",
    "outcome_result.contrast": "Afterwards",
    "outcome_result.higher_is": "Lower is better",
    "outcome_result.effect_metric": "percentage points",
    "outcome_result.followup_months": "17 months after it ended",
    "outcome_result.sd_t": "spread 11.35",
    "outcome_result.ci_high": "from −6.15 to 1.85",
    "outcome_result.p_value": "p < 0.4321",
    "outcome_result.p_relation": "p < 0.4321",
    "outcome_result.events_t": "1,401 with it",
    "outcome_result.events_c": "1,503 with it",
    "outcome_result.test": "t = 2.35",
    "outcome_result.test_value": "t = 2.35",
    "outcome_result.test_higher": "higher for those who took part",
    "outcome_result.se": "standard error 0.35",
    "outcome_result.outcome_sd": "spread of all 9.85",
    "outcome_result.pre_post_r": "correlation of before and after 0.65",
    "outcome_result.effect": "−2.15",
    "outcome_result.is_primary": "What the study was made to find out;",
    "outcome_result.is_adjusted": "adjusted for how the groups differed before",
    "outcome_result.analysis": "everybody counted in the group they were put in",
    "outcome_result.smallest_worthwhile": "smallest worth having: 7.55",
}
# What reviewers see when they declare, before the report opens, and not on the report itself.
AT_DECLARATION = {"project.organisation_id", "evaluation.authors", "evaluation.funder"}
# A column that is frozen, shown and indexed under another name.
NAMED = {"organisation_id": "organisation"}


@pytest.fixture
def database_url(tmp_path, sqlite_template):
    """What pages say does not depend on the database: once is enough."""
    path = tmp_path / "hub.sqlite3"
    path.write_bytes(sqlite_template.read_bytes())
    return f"sqlite:///{path}"


def is_said(faces: Faces, column: str, page: str) -> bool:
    """Whether a page has the answer: under its question where its words are too short to stand for themselves."""
    answer = faces.answers[column]
    return (answer.words if len(answer.words) > 4 else f"{answer.question} {answer.words}") in page


def shown(faces: Faces, column: str) -> set[str]:
    """The faces of what was sent that have this column."""
    table, _, name = column.partition(".")
    found = set()
    key = NAMED.get(name, name)
    kept = faces.frozen[table].get(key, faces)
    if column in faces.answers:
        answer = faces.answers[column]
        reviewed = faces.declaration if column in AT_DECLARATION else faces.report
        public = faces.project_page if table == "project" else faces.evaluation_page
        found |= {"asked"} if column in faces.asked else set()
        found |= {"checked"} if is_said(faces, column, faces.check) else set()
        found |= {"frozen"} if kept in (answer.stored, str(answer.stored), answer.words) else set()
        found |= {"reviewed"} if is_said(faces, column, reviewed) else set()
        found |= {"public"} if IN_PUBLIC.get(column, answer.words) in public else set()
        stored = answer.stored if isinstance(answer.stored, list | tuple) else [answer.stored]
        found |= {"api"} if {*map(str, stored), answer.words} & faces.api[table] else set()
    elif kept is not faces:
        found.add("frozen")
    return found


def other(value: object, kind: str) -> object:
    """Another value of its kind: empty where there is one, and something where it is empty."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, UUID):
        return uuid4()
    if isinstance(value, Costs):
        line = CostLine(id=uuid4(), kind="staff", what="x", hundredths=1, currency="GBP", price_year=2024, per="once")
        return Costs(lines=(line,))
    if isinstance(value, Theory):
        return Theory(steps=(Step(id=uuid4(), kind="activity", words="something else"),))
    if isinstance(value, dict):
        return {} if value else {"direction": "worse"}
    if value is None or value == "":
        return "something else" if "str" in kind else 3
    return type(value)() if isinstance(value, (str, tuple)) else None


def without(view: PublicProject, table: str, name: str) -> PublicProject:
    """The same record with nothing, or something else, in one column."""

    def changed(record):
        return replace(record, **{name: other(getattr(record, name), str(get_type_hints(type(record))[name]))})

    if table == "project":
        return replace(view, project=changed(view.project))
    if table == "evaluation":
        return replace(view, evaluations=tuple(map(changed, view.evaluations)))
    part = {"outcome_result": "results", "document": "documents"}[table]
    studies = [replace(each, **{part: tuple(map(changed, getattr(each, part)))}) for each in view.evaluations]
    return replace(view, evaluations=tuple(studies))


def in_the_index(session, view: PublicProject) -> set[str]:
    """The columns that change what the index holds, of a project with studies in numbers, in words, or none."""
    grading = gradings(session, [view]).get(view.id)

    def made(one):
        wordy = tuple(replace(each, results=()) for each in one.evaluations)
        return [list(documents(replace(one, evaluations=some), grading)) for some in (one.evaluations, wordy, ())]

    records = {
        "project": view.project, "evaluation": view.evaluations[0], "outcome_result": view.evaluations[0].results[0],
    }  # fmt: skip
    if view.evaluations[0].documents:
        records["document"] = view.evaluations[0].documents[0]
    names = {value: key for key, value in NAMED.items()}
    return {
        f"{table}.{names.get(each.name, each.name)}"
        for table, record in records.items()
        for each in fields(record)
        if each.name not in {"results", "documents", "plan_documents"}
        and made(without(view, table, each.name)) != made(view)
    }


@pytest.fixture
def imported(session):
    """A record of another body, with what only such records have."""
    project = a_project(
        session, organisation=None, source="wwc", external_id="P-77", source_url="https://example.org/the-project",
        source_ratings=[{"domain": "Reading", "rating": "A rating of theirs", "studies": 3}], source_as_of="2025-08",
    )  # fmt: skip
    project.organisation = None
    evaluation = an_evaluation(
        session, project, source="wwc", external_id="E-4711", source_url="https://example.org/the-study",
        source_note="A note of theirs.",
        reported=kept(Study(key="study-1", reviews=(Review(number="1", rating="Their rating of the study"),))),
    )  # fmt: skip
    a_result(
        session, evaluation, source="wwc", sample_note="A sample of theirs", n_total=5432, p_value=0.0321,
        source_values={"direction": "better"},
    )  # fmt: skip
    a_result(session, evaluation, is_superseded=True, outcome="Read again later")
    a_result(session, evaluation, is_subgroup=True, outcome="Of a part of the group", flag="A flag of theirs")
    session.commit()
    return project


IMPORTED = {
    "project.source": "the What Works Clearinghouse",
    "project.source_url": "https://example.org/the-project",
    "project.source_ratings": "A rating of theirs",
    "project.source_as_of": "as of August 2025",
    "evaluation.source": "the What Works Clearinghouse",
    "evaluation.external_id": "where it is number E-4711",
    "evaluation.source_url": "https://example.org/the-study",
    "evaluation.source_note": "A note of theirs.",
    "evaluation.reported": "Their rating of the study",
    "outcome_result.sample_note": "A sample of theirs",
    "outcome_result.n_total": "5,432 people in all",
    "outcome_result.is_subgroup": "1 extra result",
    "outcome_result.is_superseded": "1 result from an earlier",
    "outcome_result.flag": "A flag of theirs",
}


def told_to_programs(client, faces: Faces, project: Project) -> set[str]:
    """What is not typed for a study sent here: keys, and what only records of another body have."""
    study = client.get(f"/api/v1/evaluations/{project.evaluations[0].id}").json
    results, of_it = set(values_in(study.pop("results"))), set(values_in(study))
    told = {
        "project": set(values_in(client.get(f"/api/v1/projects/{project.slug}").json)), "evaluation": of_it,
        "outcome_result": results | faces.api["outcome_result"],
    }  # fmt: skip
    expected = {
        **IMPORTED, **API_NAMES, "project.id": str(project.id), "project.slug": project.slug,
        "evaluation.id": str(project.evaluations[0].id), "evaluation.external_id": "E-4711",
        "outcome_result.id": str(project.evaluations[0].results[0].id), "project.source_as_of": "2025-08",
        "project.source": source_of("wwc", "2025-08").statement, "outcome_result.n_total": "5432",
    }  # fmt: skip
    return {column for column, value in expected.items() if value in told[column.partition(".")[0]]}


# Fields of results that say more than their default.
API_NAMES = {
    "outcome_result.is_subgroup": "is_part_of_the_group", "outcome_result.is_superseded": "is_replaced",
    "outcome_result.worked_out": "worked_out", "outcome_result.outcome_slug": "outcome_on_our_list",
}  # fmt: skip


def public_of(client, project: Project) -> set[str]:
    pages = {
        "project": client.get(f"/projects/{project.slug}").text,
        "evaluation": client.get(f"/evaluations/{project.evaluations[0].id}").text,
    }
    pages["outcome_result"] = pages["evaluation"]
    raw = {column: pages[column.partition(".")[0]] for column in IMPORTED}
    return {column for column, words in IMPORTED.items() if words in raw[column] or words in seen(raw[column])}


def test_every_column_is_on_every_face_or_on_the_list_with_the_reason(app, session, client, imported):
    faces = walk(app, session)
    view, theirs = (public_view(session, each) for each in (faces.submission.project, imported))
    indexed = in_the_index(session, view) | in_the_index(session, theirs)
    public, programs = public_of(client, imported), told_to_programs(client, faces, imported)
    forgotten, stale = [], []
    for table, name in columns():
        column = f"{table}.{name}"
        found = shown(faces, column)
        found |= {"indexed"} if column in indexed else set()
        found |= {"public"} if column in public else set()
        found |= {"api"} if column in programs else set()
        for face, where in WHERE.items():
            reason = REASONS.get((column, face))
            if face not in found and reason is None:
                forgotten.append(f"{column} is not {face}: {where}")
            if face in found and reason is not None:
                stale.append(f"{column} is {face}, though the list says: {reason}")
    assert not forgotten, "\n".join(["", *forgotten])
    assert not stale, "\n".join(["", *stale])
    assert not [column for column in AT_DECLARATION if faces.answers[column].words in faces.report]
    unseen = [
        column
        for column in faces.answers
        if "checked" in shown(faces, column) and not is_said(faces, column, faces.case)
    ]
    assert unseen == [], "templates/review/record.html: the editor reads what the team checked"
    assert len(faces.study) > 25
    unseen = [f"study.{name} is not {face}" for name in faces.study for face in study_faces_without(faces, name)]
    assert unseen == [], "projects/pages/study_words.py has them for every page"
    for face, page in (("checked", faces.check), ("reviewed", faces.report), ("public", faces.evaluation_page)):
        assert "4.4% (201 of 4,522 people; worked out)" in page, face
        assert "1.1 percentage points (5% of the project group, 3.9% of the other; worked out)" in page, face


def study_faces_without(faces: Faces, name: str) -> list[str]:
    """The faces on which an answer about the study is not where it should be."""
    answer, kept = faces.study[name], faces.frozen["evaluation"]["study"]
    said = f"{answer.question} {' '.join(answer.words.split())}"
    pages = {"checked": faces.check, "read by the editor": faces.case, "public": faces.evaluation_page}
    if name in DECLARED_ON:
        missing = [] if answer.words in faces.declaration and answer.words not in faces.report else ["reviewed"]
    else:
        missing = [] if said in faces.report else ["reviewed"]
    missing += [face for face, page in pages.items() if said not in page]
    missing += [] if answer.words in faces.api["evaluation"] else ["told to programs"]
    return missing if kept[name] == answer.stored else [*missing, "frozen"]


def test_the_list_names_only_columns_that_there_are():
    known = {f"{table}.{name}" for table, name in columns()}
    assert {column for column, _ in REASONS} <= known
    assert len(REASONS) == sum(1 for each in LEFT_OUT for _ in each.pairs()), "said twice"
    assert {each.table for each in LEFT_OUT} == set(KINDS)
