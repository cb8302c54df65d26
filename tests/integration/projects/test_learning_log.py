"""A learning log: written for the team, read by an editor, public entry by entry; never while anything is graded."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from evidencehub.accounts.models import Person
from evidencehub.cli.worker import run_due
from evidencehub.projects import public
from evidencehub.projects.learning.models import LogEntry, LogVersion
from evidencehub.projects.learning.states import LogState
from evidencehub.projects.models import Evaluation, Project
from evidencehub.shared.audit import AuditEntry
from evidencehub.shared.errors import Invalid, NotAllowed, WrongState
from evidencehub.shared.mail import Mail
from evidencehub.shared.words import day
from tests.factories import NOW, a_person, a_project, an_editor, an_evaluation, an_organisation
from tests.factories_review import a_case, a_case_in_review, a_cleared_case, a_decided_case, withdraw
from tests.support import learning_logs

TYPED = {
    "learned_on-day": "1", "learned_on-month": "3", "learned_on-year": "2026", "evaluation_id": "",
    "learned": "Quibblethorn: a third had stopped coming.", "changed": "We moved to Wednesdays.",
    "because": "Fridays are for football.", "is_for_all": "yes",
}  # fmt: skip
NOT_GRADED = "Written by the team. Nobody has graded this."


@dataclass
class Work:
    project: Project
    study: Evaluation
    member: Person
    editor: Person

    @property
    def log(self):
        return f"/team/projects/{self.project.id}/log"

    @property
    def public(self):
        return f"/projects/{self.project.slug}/log"


@pytest.fixture
def work(session):
    team = an_organisation(session)
    project = a_project(session, team, name="Zanderfen Walks")
    made = Work(
        project, an_evaluation(session, project, title="The Umberglade study"), a_person(session, team),
        an_editor(session),
    )  # fmt: skip
    session.commit()
    return made


def of_case(session, case, **said):
    """A public entry of a case that is decided, or that nobody grades yet."""
    return learning_logs.a_public_entry(session, case.submission.project, case.member, an_editor(session), **said)


def signed_in(app, person):
    client = app.test_client()
    client.sign_in(person)
    return client


def flat(client, address):
    return " ".join(client.get(address, follow_redirects=True).text.split())


def entries(session):
    session.rollback()
    return session.scalars(select(LogEntry).order_by(LogEntry.created_at)).all()


def saves_to(page):
    """The address to which an empty page saves."""
    return re.search(r'action="([^"]+/log/[0-9a-f-]+)"', page).group(1)


def told(session, about):
    session.rollback()
    return [mail.to for mail in session.scalars(select(Mail).where(Mail.about == about))]


def look(client, session, act="yes", because=""):
    """An editor decides on what waits, as their page shows it."""
    session.rollback()
    made = session.scalars(select(LogVersion).where(LogVersion.state == LogState.WAITING)).one()
    desk, seen = f"/cases/learning-log/{made.id}", str(made.version)
    session.rollback()
    return desk, client.post(desk, data={"seen": seen, "act": act, "because": because})


def test_a_team_writes_an_entry_sends_it_and_all_read_it_once_an_editor_has(app, session, work):
    team, editor, anybody = signed_in(app, work.member), signed_in(app, work.editor), app.test_client()
    assert work.log in team.get(f"/team/projects/{work.project.id}").text
    assert "Nothing is written down yet" in flat(team, work.log)
    address = saves_to(team.get(f"{work.log}/new").text)
    assert team.post(address, data=TYPED).location == f"{address}/send"
    assert "Only your team" in flat(team, work.log) and anybody.get(work.public).status_code == 404
    check = flat(team, f"{address}/send")
    assert NOT_GRADED in check and "a third had stopped coming" in check
    unsure = team.post(f"{address}/send", data={})
    assert unsure.status_code == 422 and 'href="#agreed"' in unsure.text
    assert team.post(f"{address}/send", data={"agreed": "y"}).location == work.log
    assert "With an editor" in flat(team, work.log) and told(session, "log.waiting") == [work.editor.email]
    assert anybody.get(work.public).status_code == 404, "no editor has read it"
    assert "Entry of a learning log" in flat(editor, "/cases")
    desk, done = look(editor, session)
    assert work.public in editor.get(desk).text and done.location == "/cases"
    page = flat(anybody, work.public)
    assert NOT_GRADED in page and "a third had stopped coming" in page and "1 March 2026" in page
    assert work.project.organisation.name not in page, "as long as nothing was decided nobody learns whose it is"
    assert NOT_GRADED in flat(anybody, address.replace(work.log, work.public))
    assert "Public" in flat(team, work.log) and told(session, "log.public") == [work.member.email]
    assert editor.post(desk, data={"seen": "1", "act": "yes"}).status_code == 422, "a second press makes nothing anew"
    acts = select(AuditEntry.action).where(AuditEntry.subject_type.in_(["log", "log-entry"]))
    acts = session.scalars(acts.order_by(AuditEntry.number))
    assert [*acts] == ["log-entry.edited", "log.sent", "log.show"]


def test_what_is_saved_twice_is_there_once_and_nothing_typed_is_lost(app, session, work):
    team = signed_in(app, work.member)
    address = saves_to(team.get(f"{work.log}/new").text)
    by_itself = team.post(address, data=TYPED, headers={"X-Saves-Itself": "1"}).json
    assert by_itself["state"] == "saved"
    more = TYPED | {"seen": by_itself["seen"], "learned": "Quibblethorn, and more."}
    assert team.post(address, data=more, headers={"X-Saves-Itself": "1"}).json["state"] == "saved"
    team.post(address, data=TYPED | {"seen": by_itself["seen"], "learned": "Quibblethorn, and more."})
    back = saves_to(team.get(f"{work.log}/new").text)
    assert back != address
    team.post(back, data=more | {"seen": ""})
    (entry,) = entries(session)
    assert entry.learned == "Quibblethorn, and more.", "pressing back and saving the same again adds nothing"
    overtaken = team.post(address, data=TYPED | {"seen": by_itself["seen"], "learned": "Mine."})
    assert overtaken.status_code == 409 and "Mine." in overtaken.text and "and more." in overtaken.text
    wrong = {"learned": "", "changed": "", "because": "Kept.", "learned_on-year": "2999", "is_for_all": ""}
    refused = team.post(back, data=TYPED | wrong)
    assert refused.status_code == 422 and "Kept." in refused.text and "2999" in refused.text
    assert all(f'href="#{name}"' in refused.text for name in ("learned_on-day", "learned", "is_for_all"))
    assert "still to come" not in refused.text, "one mistake is told once"
    late = TYPED | {"learned_on-day": "1", "learned_on-year": "2100"}
    assert "This day is still to come" in team.post(back, data=late).text
    empty = team.post(back, data=TYPED | {"learned": "", "changed": "", "is_for_all": "no"})
    assert 'href="#learned"' in empty.text and empty.status_code == 422
    huge = team.post(back, data=TYPED | {"learned": "x" * 5_001})
    assert huge.status_code == 422 and "5,000 characters" in huge.text and len(entries(session)) == 1


def test_what_an_editor_refuses_is_not_public_and_its_team_reads_why(app, session, work):
    made = learning_logs.send(session, learning_logs.write(session, work.project), work.member)
    session.commit()
    team, editor, anybody = signed_in(app, work.member), signed_in(app, work.editor), app.test_client()
    _, without = look(editor, session, "no")
    assert without.status_code == 422 and 'href="#because"' in without.text, "a no has a reason"
    look(editor, session, "no", "It names a school.")
    assert "It names a school." in flat(team, work.log) and anybody.get(work.public).status_code == 404
    mail = session.scalars(select(Mail).where(Mail.about == "log.refused")).one()
    assert "It names a school." in mail.body and "stopped coming" not in mail.body
    session.rollback()
    entry = made.entry
    learning_logs.look_at(
        session, learning_logs.send(session, entry, work.member, now=NOW + timedelta(days=1)), work.editor
    )
    session.commit()
    shown = learning_logs.look_at(session, entries(session)[0].versions[-1], work.editor, because="A child is named.")
    session.commit()
    gone = anybody.get(f"{work.public}/{shown.entry_id}")
    assert gone.status_code == 410 and f"An editor took this entry down on {day(NOW)}" in " ".join(gone.text.split())


def test_a_change_waits_for_an_editor_while_the_old_stays_and_what_it_said_before_is_told(app, session, work):
    entry = learning_logs.a_public_entry(session, work.project, work.member, work.editor)
    session.commit()
    team, editor, anybody = signed_in(app, work.member), signed_in(app, work.editor), app.test_client()
    address, public = f"{work.log}/{entry.id}", f"{work.public}/{entry.id}"
    session.rollback()
    assert team.post(address, data=TYPED).location == f"{address}/send"
    assert "You have changed it since it was sent" in flat(team, work.log)
    team.post(f"{address}/send", data={"agreed": "y"})
    assert "A third had stopped coming." in flat(anybody, public) and "Quibblethorn" not in flat(anybody, public)
    look(editor, session)
    page = flat(anybody, public)
    new, _, old = page.partition("What it said before")
    assert "Quibblethorn" in new and "A third had stopped coming." in old
    assert "A third" not in flat(anybody, work.public)
    assert team.post(f"{address}/send", data={"agreed": "y"}).status_code == 422, "nothing differs"


def test_a_team_takes_an_entry_back_and_its_address_says_so(app, session, work):
    entry = learning_logs.a_public_entry(session, work.project, work.member, work.editor)
    learning_logs.write(session, work.project, entry, learned="Newer words.")
    waits = learning_logs.send(session, entry, work.member)
    session.commit()
    team, anybody = signed_in(app, work.member), app.test_client()
    session.rollback()
    assert team.post(f"{work.log}/{entry.id}/remove").status_code == 409, "it was public: its address stays"
    assert team.post(f"{work.log}/{entry.id}/take-back").location == work.log
    page = anybody.get(f"{work.public}/{entry.id}")
    assert page.status_code == 410 and "taken back by the team on" in page.text and "stopped coming" not in page.text
    assert anybody.get(work.public).status_code == 404
    session.rollback()
    assert waits.state is LogState.TAKEN_BACK and "Taken back" in flat(team, work.log)
    assert team.post(f"{work.log}/{entry.id}/take-back").status_code == 409
    private = learning_logs.write(session, work.project, learned="For us alone.", is_for_all=False)
    session.commit()
    assert team.post(f"{work.log}/{private.id}/remove").location == work.log
    assert [each.id for each in entries(session)] == [entry.id]


def test_names_small_counts_and_words_of_a_sealed_report_are_pointed_out(app, session):
    case = a_decided_case(session)
    project = case.submission.project
    report = next(page.text for each in project.evaluations for one in each.documents for page in one.pages)
    quoted = " ".join(report.split()[:12])
    said = f"Three pupils left, and Chloe told us why. {quoted}"
    entry = learning_logs.write(session, project, learned=said)
    session.commit()
    page = flat(signed_in(app, case.member), f"/team/projects/{project.id}/log/{entry.id}/send")
    for words in ("Fewer than 5 people: “Three pupils”", "May be a person’s name: “Chloe", "that is not public"):
        assert words in page
    made = learning_logs.send(session, entry, case.member)
    editor = an_editor(session)
    session.commit()
    assert "Fewer than 5 people: “Three pupils”" in flat(signed_in(app, editor), f"/cases/learning-log/{made.id}")


@pytest.mark.parametrize("stage", [a_case, a_case_in_review])
def test_nothing_new_is_public_while_what_was_sent_is_graded(app, session, stage):
    case = stage(session)
    project, editor = case.submission.project, an_editor(session)
    entry = learning_logs.write(session, project)
    waits = learning_logs.as_sent(session, learning_logs.write(session, project, learned="Sent before."))
    with pytest.raises(WrongState, match="is being graded"):
        learning_logs.send(session, entry, case.member)
    with pytest.raises(WrongState, match="is being graded"):
        learning_logs.look_at(session, waits, editor)
    session.commit()
    assert "nothing new becomes public" in flat(signed_in(app, case.member), f"/team/projects/{project.id}/log")
    assert "Entry of a learning log" not in flat(signed_in(app, editor), "/cases")
    assert "It comes back to your board" in flat(signed_in(app, editor), f"/cases/learning-log/{waits.id}")
    for reviewer in case.reviewers:
        client = signed_in(app, reviewer)
        for address in (f"/team/projects/{project.id}/log", f"/cases/learning-log/{waits.id}"):
            assert client.get(address).status_code in {403, 404}


def test_it_stands_on_the_page_of_its_project_and_moves_no_mark(app, client, session):
    case = a_decided_case(session)
    project = f"/projects/{case.submission.project.slug}"
    session.commit()
    run_due(app)
    before = client.get(project).text
    assert "What the team learned on the way" not in before
    for number in range(4):
        of_case(session, case, learned=f"Quibblethorn lesson {number}.", learned_on=date(2026, 3, number + 1))
    session.commit()
    run_due(app)
    page = flat(client, project)
    part = page.partition('id="log"')[2].partition("History and corrections")[0]
    assert NOT_GRADED in part and [f"lesson {each}" in part for each in range(4)] == [False, True, True, True]
    assert "All of its learning log" in part
    whole = client.get(f"{project}/log").text.split("<h1")[1]
    assert f'href="{project}"' in whole, "on a phone the crumbs leave the project out"
    for search in ("/search", "/search/suggestions", "/search/studies.csv"):
        found = client.get(f"{search}?q=quibblethorn").text
        assert "lesson" not in found, "it is no evidence, and no search finds it"
    as_of = client.get(f"{project}/as-of/2026-03-20")
    assert "Quibblethorn lesson" not in as_of.text


def test_what_is_taken_down_or_withdrawn_hides_it(app, session):
    case = a_cleared_case(session)
    project = case.submission.project
    entry = learning_logs.write(session, project, learned="A third left.")
    learning_logs.as_sent(session, entry, LogState.PUBLIC)
    session.commit()
    anybody, log = app.test_client(), f"/projects/{project.slug}/log"
    assert "A third left." in flat(anybody, log) and "A third left." in flat(anybody, f"/projects/{project.slug}")
    project.taken_down_at = NOW
    public.changed(session, project.id)
    session.commit()
    for address in (log, f"{log}/{entry.id}"):
        page = anybody.get(address)
        assert page.status_code == 410 and "We took it down on" in page.text and "A third left." not in page.text
    project.taken_down_at = None
    withdraw(session, case)
    session.commit()
    for address in (log, f"{log}/{entry.id}"):
        page = anybody.get(address)
        assert page.status_code == 410 and "not shown at present" in page.text
    assert "A third left." not in flat(anybody, f"/projects/{project.slug}")


def test_only_who_may_writes_sends_and_decides(app, session, work):
    reader, other = a_person(session), a_person(session, an_organisation(session))
    entry = learning_logs.write(session, work.project)
    elsewhere = a_project(session, other.memberships[0].organisation, name="Elsewhere")
    session.commit()
    stranger = signed_in(app, other)
    for address in (work.log, f"{work.log}/new", f"{work.log}/{entry.id}", f"{work.log}/{entry.id}/send"):
        assert stranger.get(address).status_code in {403, 404}
        assert app.test_client().get(address).location.startswith("/sign-in")
    assert stranger.post(f"/team/projects/{elsewhere.id}/log/{entry.id}", data=TYPED).status_code == 404
    with pytest.raises(NotAllowed):
        learning_logs.send(session, entry, reader)
    made = learning_logs.send(session, entry, work.member)
    with pytest.raises(Invalid, match="Nothing has changed"):
        learning_logs.send(session, entry, work.member)
    colleague = a_person(session, work.project.organisation, is_editor=True)
    session.commit()
    desk = f"/cases/learning-log/{made.id}"
    for person in (work.member, other, colleague):
        assert signed_in(app, person).get(desk).status_code in {403, 404}
    namesake = an_editor(session, name="Ann Author")
    work.study.authors = ["Ann Author"]
    session.commit()
    against = signed_in(app, namesake)
    assert "You cannot decide on this entry" in flat(against, desk)
    against.post(desk, data={"reason": "Another person of that name."})
    assert "May everybody read it?" in flat(against, desk)


def test_words_that_were_replaced_before_an_entry_was_taken_down_do_not_come_back(app, session, work):
    entry = learning_logs.a_public_entry(
        session, work.project, work.member, work.editor, learned="Umberglade was late."
    )
    for number, learned in enumerate(("Umberglade still.", "No name.", "No name, and more."), start=1):
        at = NOW + timedelta(days=number)
        learning_logs.write(session, work.project, entry, learned=learned)
        made = learning_logs.look_at(
            session, learning_logs.send(session, entry, work.member, now=at), work.editor, now=at
        )
        if number == 1:
            learning_logs.look_at(session, made, work.editor, because="A child is named.", now=at)
    session.commit()
    page = flat(app.test_client(), f"{work.public}/{entry.id}")
    assert "No name." in page.partition("What it said before")[2] and "Umberglade" not in page
