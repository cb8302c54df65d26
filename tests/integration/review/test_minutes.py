"""Minutes of a panel: kept with the case for editors, and on the record in words without names."""

from datetime import date

import pytest
from sqlalchemy import select

from evidencehub.accounts.queries import actor_for
from evidencehub.accreditation.models import Accreditation
from evidencehub.review.minutes import services
from evidencehub.review.minutes.models import PanelMinutes
from evidencehub.review.minutes.services import Meeting
from evidencehub.shared.errors import Invalid, NotAllowed, WrongState
from tests.factories_review import LATER, a_case_in_review, a_frozen_case, decide, settle

MET = Meeting(
    date(2026, 3, 10), 2, 1, 1, "one young person", "One had worked with the team, and left.", "LAMBDA: it is met."
)
TYPED = {
    "met_on-day": "10", "met_on-month": "3", "met_on-year": "2026", "academics": "2", "practitioners": "1",
    "editors": "1",
    "others": MET.others, "conflicts": MET.conflicts, "decided": MET.decided,
}  # fmt: skip


def write(session, case, meeting=MET, person=None):
    actor = actor_for(person or case.editor)
    facts = case.facts(session, person)
    return services.write(session, case.submission, meeting, actor=actor, facts=facts, now=LATER)


def test_an_editor_keeps_them_and_everybody_reads_them_once_it_is_public(app, session):
    case = a_frozen_case(session)
    session.commit()
    client = app.test_client()
    client.sign_in(case.editor)
    address = f"/cases/{case.submission.id}/minutes"
    assert address in client.get(f"/cases/{case.submission.id}").text
    for _ in range(2):
        assert client.post(address, data=TYPED).status_code == 303
    assert client.get(address).text.count("LAMBDA") == 1, "pressed twice, kept once"
    for person in (case.member, *case.reviewers):
        other = app.test_client()
        other.sign_in(person)
        assert other.get(address).status_code in {403, 404}
        assert other.post(address, data=TYPED).status_code in {403, 404}
    session.rollback()
    (kept,) = session.scalars(select(PanelMinutes))
    assert (kept.met_on, kept.written_by) == (MET.met_on, case.editor.id)
    assert "LAMBDA" not in app.test_client().get(f"/projects/{case.submission.project.slug}").text
    session.rollback()
    settle(session, case)
    decide(session, case)
    session.commit()
    number = session.scalar(select(Accreditation.number))
    page = app.test_client().get(f"/accreditations/{number}").text
    for words in (
        "A panel met on 10 March 2026",
        "2 academics, 1 practitioner, 1 editor and one young person",
        "LAMBDA",
    ):
        assert words in page
    assert case.editor.name not in page


@pytest.mark.parametrize(
    ("field", "value"),
    [("met_on", date(2027, 1, 1)), ("academics", -1), ("editors", 51), ("decided", ""), ("decided", "x" * 2001)],
)
def test_what_cannot_be_is_refused(session, field, value):
    case = a_frozen_case(session)
    with pytest.raises(Invalid) as refused:
        write(session, case, Meeting(**{**vars(MET), field: value}))
    assert set(refused.value.errors) == {field}


def test_nobody_there_is_no_meeting_and_before_the_findings_are_in_there_is_none(session):
    case = a_frozen_case(session)
    with pytest.raises(Invalid):
        write(session, case, Meeting(MET.met_on, 0, 0, 0, "", "", "Nothing."))
    with pytest.raises(NotAllowed):
        write(session, case, person=case.reviewers[0])
    early = a_case_in_review(session)
    with pytest.raises(WrongState):
        write(session, early)
