"""A theory of change step by step: built by a team in small forms, and the same on every face of the record."""

import re
from uuid import uuid4

import pytest
from sqlalchemy import select

from evidencehub.accounts.queries import actor_for
from evidencehub.projects.access import project_facts
from evidencehub.projects.missing import project_missing
from evidencehub.projects.models import Project
from evidencehub.projects.sending import Offer, send
from evidencehub.projects.theory.keeping import stored, theory_of
from evidencehub.projects.theory.shape import Link, Step, Theory
from evidencehub.review import services
from evidencehub.shared.files import FileStore
from evidencehub.standards.files.loading import load_standard
from tests.factories import NOW, a_person, a_project, a_result, an_evaluation, an_organisation
from tests.factories_review import LATER, a_cleared_case, a_document, decide, grade, look_through, settle

WALK, EARLY, DAYS, LONG = "A volunteer calls", "Pupils get up", "More days in school", "Fewer leave with nothing"


@pytest.fixture
def project(client, session):
    team = an_organisation(session)
    member = a_person(session, team)
    made = a_project(session, team, theory_of_change="")
    study = an_evaluation(session, made, title="The first year")
    a_result(session, study, outcome="Attendance", measure_name="The register")
    a_document(session, study, caption="All of it")
    session.commit()
    client.sign_in(member)
    return made


def address(project, *parts):
    return "/".join([f"/team/projects/{project.id}/theory", *map(str, parts)])


def add(client, project, kind, words, **more):
    answer = client.post(address(project, kind), data={"words": words, **more})
    assert (answer.status_code, answer.location) == (303, address(project, kind)), "it stays where it was"


def the(session, project, words):
    session.rollback()
    return next(step for step in theory_of(project).steps if step.words == words)


def lead(client, session, project, start, *ends, **more):
    first = the(session, project, start)
    sent = {"words": first.words, "leads_to": [str(the(session, project, each).id) for each in ends], **more}
    answer = client.post(address(project, "steps", first.id), data=sent)
    assert answer.status_code == 303, answer.text


@pytest.fixture
def built(client, session, project):
    add(client, project, "activity", WALK)
    add(client, project, "outcome", EARLY)
    add(client, project, "outcome", DAYS, outcome="attendance")
    add(client, project, "impact", LONG)
    lead(client, session, project, WALK, EARLY)
    lead(client, session, project, EARLY, DAYS)
    lead(client, session, project, DAYS, LONG, outcome="attendance")
    return project


def test_a_team_builds_it_in_small_steps_and_need_not_write_it_as_a_text_too(client, session, built):
    page = client.get(address(built)).text
    assert page.count("<svg") == 3, "a drawing and two samples of lines"
    assert "On our list: Attendance" in page and f"leads to: {DAYS}" in page
    session.rollback()
    assert theory_of(built).is_whole and not [gap for gap in project_missing(built) if gap.task == "theory-of-change"]
    tasks = client.get(f"/team/projects/{built.id}").text
    assert re.search(r"Why it should work.*?Done", tasks, re.DOTALL), "one of the two is enough"


def test_several_are_added_at_once_and_nothing_twice(client, session, project):
    add(client, project, "input", "A room\r\n\r\n  Two   volunteers \r\nA room")
    add(client, project, "input", "A room")
    session.rollback()
    assert [step.words for step in theory_of(project).steps] == ["A room", "Two volunteers"]


def test_an_outcome_is_chosen_from_the_list_and_then_says_what_that_calls_it(client, session, project):
    page = client.get(address(project, "outcome")).text
    assert '<optgroup label="' in page and 'value="attendance"' in page
    assert 'value="reoffending"' not in page, "only what the project aims at"
    add(client, project, "outcome", "", outcome="attendance")
    assert "On our list" not in client.get(address(project)).text, "it says so already"
    listed = r"What changes</strong> \(outcomes\)\s*<ul[^>]*>\s*<li[^>]*>\s*Attendance"
    assert re.search(listed, client.get(address(project)).text)
    page = client.post(address(project, "outcome"), data={"words": "Something", "outcome": "no-such"})
    assert page.status_code == 422 and 'value="Something"' in page.text


@pytest.mark.parametrize(
    ("kind", "sent", "says"),
    [
        ("need", {"words": "  "}, "Say it in a few words"),
        ("need", {"words": "x" * 201}, "must be 200 characters or fewer"),
        ("need", {"words": "\n".join(map(str, range(13)))}, "There can be 12 of these at most"),
        ("outcome", {"words": "", "outcome": ""}, "say in your own words what changes"),
    ],
)
def test_what_cannot_be_added_is_told_and_kept(client, session, project, kind, sent, says):
    page = client.post(address(project, kind), data=sent)
    assert page.status_code == 422 and page.text.count(says) >= 2, "beside the field and in the summary"
    assert sent["words"].strip() in page.text
    session.rollback()
    assert project.theory == {}


def test_two_that_lead_to_each_other_are_refused(client, session, built):
    first, last = the(session, built, EARLY), the(session, built, DAYS)
    sent = {"words": DAYS, "outcome": "attendance", "leads_to": [str(first.id)]}
    page = client.post(address(built, "steps", last.id), data=sent)
    assert page.status_code == 422
    session.rollback()
    assert theory_of(built).link(last.id, first.id) is None


def test_two_people_on_two_steps_both_keep_what_they_wrote_and_on_one_step_neither_loses_it(client, session, built):
    walk, days = the(session, built, WALK), the(session, built, DAYS)
    seen = re.search(r'name="seen"[^>]*value="(\w+)"', client.get(address(built, "steps", walk.id)).text).group(1)
    assert client.post(address(built, "steps", days.id), data={"words": "More lessons", "seen": ""}).status_code == 303
    sent = {"words": "Two volunteers call", "leads_to": [str(the(session, built, EARLY).id)], "seen": seen}
    assert client.post(address(built, "steps", walk.id), data=sent).status_code == 303
    late = client.post(address(built, "steps", walk.id), data=sent | {"words": "A third way"})
    assert late.status_code == 409 and "Two volunteers call" in late.text and 'value="A third way"' in late.text
    assert the(session, built, "More lessons") and the(session, built, "Two volunteers call")


def test_a_step_goes_after_a_question_and_who_was_on_its_page_is_told(client, session, built):
    early = the(session, built, EARLY)
    assert "Its arrows go too" in client.get(address(built, "steps", early.id, "remove")).text
    assert client.post(address(built, "steps", early.id, "remove")).location == address(built)
    session.rollback()
    assert [step.words for step in theory_of(built).ordered] == [WALK, DAYS, LONG] and len(theory_of(built).links) == 1
    gone = client.post(address(built, "steps", early.id), data={"words": EARLY})
    assert gone.status_code == 404 and "Somebody in your team may have removed it" in gone.text
    page = client.get(address(built)).text
    assert "say what it leads to" in page and "nothing leads to it" in page


def test_evidence_is_a_result_a_page_or_what_others_found(client, session, built):
    (study,) = built.evaluations
    start, end = the(session, built, EARLY), the(session, built, DAYS)
    own = address(built, "links", start.id, end.id)
    page = client.get(own).text
    assert "Attendance (The register), in “The first year”" in page and "Report: All of it (The first year)" in page
    document = str(study.documents[0].id)
    for wrong, says in (
        ({"page": "2"}, "Choose the document that this is a page of"),
        ({"page": "9", "document": document}, "This document has 3 pages"),
        ({"results": [str(uuid4())]}, "valid choice"),
    ):
        told = client.post(own, data=wrong | {"because": "They are at home."})
        assert told.status_code == 422 and says in told.text and "They are at home." in told.text
    sent = {
        "because": "They are at home.", "results": [str(study.results[0].id)], "document": document, "page": "2",
        "references": "A. Author, 2019\nhttps://example.org/walking",
    }  # fmt: skip
    assert client.post(own, data=sent).location == address(built)
    session.rollback()
    assert theory_of(built).link(start.id, end.id) == Link(
        start=start.id, end=end.id, because="They are at home.", results=(study.results[0].id,),
        document=study.documents[0].id, page=2, references=("A. Author, 2019", "https://example.org/walking"),
    )  # fmt: skip
    lead(client, session, built, EARLY, DAYS, LONG)
    assert theory_of(built).link(start.id, end.id).page == 2, "a link that stays keeps its reasons"


def test_it_is_the_teams_alone(client, app, session, built):
    step = the(session, built, WALK)
    session.rollback()
    other = a_person(session, an_organisation(session))
    session.commit()
    stranger = signed_in(app, other)
    for path in (address(built), address(built, "need"), address(built, "steps", step.id)):
        assert stranger.get(path).status_code == 404
        assert stranger.post(path, data={"words": "Mine"}).status_code in {404, 405}


SENT = {"because": "They are at home.", "references": ("Somebody, 2019",)}
PARTS = (WALK, DAYS, "On our list: Attendance", "This holds if: They are at home.", "Somebody, 2019")
OF_OURS = "School attendance (Attendance rate 1), in “"


@pytest.fixture
def rounds(session, settings):
    """A project that was returned, and sent again with a theory in steps; both reviewers have declared."""
    case = a_cleared_case(session, files=FileStore(settings.files_url))
    editor, project = actor_for(case.editor), case.submission.project
    services.return_to_team(
        session, case.submission, reason="Say why.", actor=editor, facts=case.facts(session), now=NOW
    )
    session.flush()
    session.refresh(project)
    (study,) = project.evaluations
    other = an_evaluation(session, project, title="A study that is not sent")
    hidden = a_result(session, other, outcome="An outcome of that study")
    walk, days = Step(id=uuid4(), kind="activity", words=WALK), uuid4()
    steps = (walk, Step(id=days, kind="outcome", words=DAYS, outcome="attendance"))
    link = Link(
        start=walk.id,
        end=days,
        results=(study.results[0].id, hidden.id),
        document=study.documents[0].id,
        page=2,
        **SENT,
    )
    project.theory = stored(Theory(steps=steps, links=(link,)))
    actor = actor_for(case.member)
    offer = Offer(load_standard("project-oracle"), "We say why now.")
    case.submission = send(
        session, project, [study], offer=offer, actor=actor, facts=project_facts(actor, project), now=LATER
    )
    services.screen(session, case.submission, actor=editor, facts=case.facts(session), now=LATER)
    look_through(session, case, LATER)
    case.assignments = tuple(
        services.assign(session, case.submission, case.reviewers, actor=editor, facts=case.facts(session), now=LATER)
    )
    for seat in case.assignments:
        services.declare(session, seat, conflict="", actor=actor_for(seat.reviewer), now=LATER)
    session.commit()
    return case


def signed_in(app, person):
    client = app.test_client()
    client.sign_in(person)
    return client


def test_every_part_of_it_is_on_every_face_and_nothing_that_was_not_sent(app, session, rounds):
    project, mine = session.scalars(select(Project)).one(), rounds.assignments[0]
    team, reviewer = signed_in(app, rounds.member), signed_in(app, mine.reviewer)
    faces = {
        "the team's": team.get(f"/team/projects/{project.id}/theory").text,
        "reviewers'": reviewer.get(f"/reviews/{mine.id}/report").text,
        "the editor's": signed_in(app, rounds.editor).get(f"/cases/{rounds.submission.id}/record").text,
    }
    stub = app.test_client().get(f"/projects/{project.slug}").text
    assert DAYS not in stub, "before a decision it is not public"
    session.rollback()
    for seat in rounds.assignments:
        grade(session, seat, {"po2.8": "not-met"}, tiers="12345")
        services.send_findings(session, seat, actor=actor_for(seat.reviewer), now=LATER)
    settle(session, rounds)
    decide(session, rounds)
    session.commit()
    faces["everybody's"] = app.test_client().get(f"/projects/{project.slug}").text
    for whose, page in faces.items():
        words = " ".join(page.split())
        assert all(part in words for part in (*PARTS, OF_OURS)), whose
        if whose != "the team's":
            assert "An outcome of that study" not in page and "A study that is not sent" not in page, whose
            assert "A result of a study that was not sent with this" in page, whose
    assert 'href="#report-1-page-2">Report, page 2</a>' in " ".join(faces["reviewers'"].split())
    assert "Report, page 2" not in faces["everybody's"], "nobody but reviewers may read it"
    assert "A document that was not sent with this, or that not everybody may read" in faces["everybody's"]


def test_what_changed_between_two_rounds_is_told_step_by_step(app, session, rounds):
    reviewer = signed_in(app, rounds.assignments[0].reviewer)
    page = " ".join(reviewer.get(f"/reviews/{rounds.assignments[0].id}/changes").text.split())
    for part in (WALK, DAYS, f"Leads to: {DAYS}", "It holds if: They are at home.", "Somebody, 2019"):
        assert part in page
    assert "An outcome of that study" not in page
