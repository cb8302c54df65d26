"""A small year is lived through on a real hub: it ends, and each of its checks notices what it is there for."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import delete, select

from evidencehub.accounts.models import Membership
from evidencehub.accreditation.models import Accreditation
from evidencehub.accreditation.renewals.models import Renewal
from evidencehub.accreditation.renewals.states import RenewalState
from evidencehub.catalogue.index import indexing
from evidencehub.feedback.mistakes.models import MistakeReport
from evidencehub.feedback.mistakes.states import MistakeState
from evidencehub.projects.appeals.models import Appeal
from evidencehub.projects.appeals.states import AppealState
from evidencehub.projects.models import Submission
from evidencehub.projects.states import SubmissionState
from evidencehub.review.agreeing import keeping, working_out
from evidencehub.review.agreeing.models import HubAgreement
from evidencehub.review.models import Assignment, Decision
from evidencehub.review.states import AssignmentState
from evidencehub.shared import audit, mail
from evidencehub.shared.audit import AuditEntry
from evidencehub.shared.errors import WrongState
from evidencehub.shared.mail import Mail
from evidencehub.shared.settings import Settings
from evidencehub.simulation import figures
from evidencehub.simulation.checks import agreeing, every
from evidencehub.simulation.checks.pages import NOTHING, OPEN, Pages
from evidencehub.simulation.commands import refuse_unless_empty
from evidencehub.simulation.plan import Chances, Plan
from evidencehub.simulation.world import World
from evidencehub.simulation.year import Year
from evidencehub.standards.files.loading import load_standard

# In so few cases everything has to happen that a year is there to show.
OFTEN = Chances(
    appealed=0.7, appeal_refused=0.2, appeal_taken_back=0.1, facts_wrong=0.5, fact_taken_back=0.3,
    renewal_asked=0.9, renewal_accepted=0.7, left_lying=0.5, held=0.4, agrees=0.9, better=0.08,
)  # fmt: skip
SMALL = Plan(seed=3, submissions=10, reviewers=24, chances=OFTEN)


@pytest.fixture
def settings(settings) -> Settings:
    """With the days that a team has its findings to itself, as a hub has them unless it says otherwise."""
    return replace(settings, facts_check_days=10, take_back_minutes=15)


@pytest.fixture
def lived(app) -> World:
    with app.app_context():
        world = World.of(app, SMALL)
        Year(world).live()
        yield world


def failing(world: World) -> set[str]:
    return {name for name, problems in every.problems(world).items() if problems}


def test_a_small_year_ends_and_every_check_notices_what_it_is_there_for(lived):
    """One test, since to live through a year takes seconds."""
    assert {name: problems[:3] for name, problems in every.problems(lived).items() if problems} == {}
    made = figures.read(lived)
    assert sum(made.cases.values()) >= SMALL.submissions
    assert made.cases.get("accredited", 0) and made.cases.get("not-accredited", 0)
    assert made.compared > 100 and 0.5 < made.agreed / made.compared < 1
    _agreement_is_what_the_findings_say(lived)
    assert lived.done["workers killed"] and lived.done["killed while acting"]
    assert {"up", "down", "unchanged"} & made.appeals.keys() and made.facts and made.reports
    assert made.renewals["accepted"] and made.awards.keys() <= {"expired", "superseded", "withdrawn"}
    told = figures.in_words(made)
    assert any("of invitations were declined" in line for line in told) and any("appeals: " in line for line in told)
    if lived.settings.database_url.startswith("sqlite"):  # what the checks read is the same on both
        unnoticed = []
        for what, break_it in BREAKS:
            with lived.sessions.begin() as session:
                mend = break_it(session, lived)
            if not every.CHECKS[what](lived):
                unnoticed.append(break_it.__name__)
            with lived.sessions.begin() as session:
                mend(session)
        assert unnoticed == []
        assert failing(lived) == {"the public index agrees with the records"}, "all else was mended"


def _agreement_is_what_the_findings_say(world):
    with world.sessions() as session:
        assert session.scalar(select(HubAgreement.id)) is None, "twelve cases are too few to show anything"
        made = {name: each.rows[0] for name, each in working_out.worked_out(session, least=1).items()}
        plain = agreeing.plainly(session)
    assert made.keys() == plain.keys() == {"project-oracle"}
    row, (cases, questions, percent, ac1) = made["project-oracle"], plain["project-oracle"]
    assert (row.cases, row.questions) == (cases, questions)
    assert row.percent == pytest.approx(percent) and row.ac1 == pytest.approx(ac1)
    assert row.ac1_low < row.ac1 < row.ac1_high


def _change(record, **values):
    """Set columns, and say how they are set back."""
    before = {name: getattr(record, name) for name in values}
    kind, key = type(record), record.id
    for name, value in values.items():
        setattr(record, name, value)

    def mend(session):
        found = session.get_one(kind, key)
        for name, value in before.items():
            setattr(found, name, value)

    return mend


def _never_ends(session, _world):
    case = session.scalars(select(Submission).where(Submission.state == SubmissionState.NOT_ACCREDITED)).first()
    return _change(case, state=SubmissionState.RECONCILING)


def _loses_its_decision(session, _world):
    decision = session.scalars(select(Decision)).first()
    kept = {column.key: getattr(decision, column.key) for column in Decision.__table__.columns}
    session.delete(decision)
    return lambda later: later.add(Decision(**kept))


def _frozen(session):
    return session.scalars(select(Assignment).where(Assignment.frozen_at.is_not(None))).first()


def _in_the_team(session, _world):
    seat = _frozen(session)
    key = uuid4()
    organisation = seat.submission.project.organisation_id
    session.add(
        Membership(
            id=key, person_id=seat.reviewer_id, organisation_id=organisation,
            created_at=seat.sent_at - timedelta(days=1),
        )
    )  # fmt: skip
    return lambda later: later.execute(delete(Membership).where(Membership.id == key))


def _declared(session, _world):
    return _change(_frozen(session), declared_kind="money")


def _without_the_role(session, _world):
    seat = session.scalars(select(Assignment).where(Assignment.state == AssignmentState.DECLINED)).first()
    mends = _change(seat, state=AssignmentState.INVITED), _change(seat.reviewer, is_reviewer=False)
    return lambda later: [mend(later) for mend in mends]


def _some_mail(session) -> Mail:
    return session.scalars(select(Mail).where(Mail.about == "review.started").order_by(Mail.created_at)).first()


def _one_mail_less(session, _world):
    return _change(_some_mail(session), about="nothing")


def _one_mail_more(session, _world):
    gone = _some_mail(session)
    twin = mail.queue(session, to=gone.to, subject="Again", body="Again", about=gone.about, at=gone.created_at)
    key = twin.id
    session.flush()

    def mend(later):
        later.execute(delete(Mail).where(Mail.id == key))

    return mend


def _to_somebody_else(session, _world):
    return _change(_some_mail(session), to="person-0@hub.example")


def _one_file_less(_session, world):
    file = next(Path(world.settings.home / "mails").glob("*.eml"))
    content = file.read_bytes()
    file.unlink()
    return lambda _: file.write_bytes(content)


def _other_words_in_the_chain(session, _world):
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "assignment.made")).first()
    number, before = entry.number, dict(entry.details)
    entry.details = {**before, "more": 1}

    def mend(later):
        later.get_one(AuditEntry, number).details = before

    return mend


def _another_agreement(session, _world):
    """Of cases that are too few."""
    row = working_out.Row("", 12, 100, 90.0, None, None, 0.9, None, None)
    keeping.keep(session, {"project-oracle": working_out.Figures((row,))}, now=SMALL.starts)
    return lambda later: keeping.keep(later, {}, now=SMALL.starts)


def _gone_from_the_index(session, world):
    engine = indexing.engine_of(world.settings)
    engine.apply([], {next(iter(engine.ids()))})
    return lambda _: None  # the last of them


def _too_early(session, world):
    case = session.scalars(select(Submission).where(Submission.state == SubmissionState.ACCREDITED)).first()
    return _change(case, decided_at=case.decided_at - timedelta(days=30))


def _an_appeal_waits(session, _world):
    return _change(session.scalars(select(Appeal)).first(), state=AppealState.TAKEN)


def _a_report_waits(session, _world):
    return _change(session.scalars(select(MistakeReport)).first(), state=MistakeState.WAITING)


def _concluded(session) -> Appeal:
    return session.scalars(select(Appeal).where(Appeal.state == AppealState.CLOSED)).first()


def _appeal_by_who_decided(session, _world):
    appeal = _concluded(session)
    decision = session.scalars(select(Decision).where(Decision.submission_id == appeal.submission_id)).one()
    return _change(decision, decided_by=appeal.editor_id)


def _an_appeal_graded_on_something_else(session, _world):
    """That nobody is asked twice the database holds itself."""
    query = select(Assignment).where(Assignment.appeal_id == _concluded(session).id, Assignment.frozen_at.is_not(None))
    seat = session.scalars(query).first()
    return _change(seat, only=[*seat.only, "po9.9 "])


def _appeal_too_late(session, _world):
    appeal = _concluded(session)
    return _change(appeal, sent_at=appeal.sent_at + timedelta(days=40))


def _another_outcome(session, _world):
    """Whichever it was: from the highest step nothing goes up."""
    appeal = _concluded(session)
    highest = load_standard(appeal.submission.standard_id).tiers[-1].id
    return _change(appeal, earlier={**appeal.earlier, "evidence_tier": highest}, outcome="up")


def _renewed(session) -> Accreditation:
    return session.scalars(select(Accreditation).where(Accreditation.renewed_at.is_not(None))).first()


def _a_renewal_moved_the_tier(session, _world):
    return _change(_renewed(session), tier="standard-5")


def _a_renewal_for_longer(session, _world):
    award = _renewed(session)
    return _change(award, valid_until=award.valid_until + timedelta(days=2))


def _renewed_by_a_reviewer(session, _world):
    renewal = session.scalars(select(Renewal).where(Renewal.state == RenewalState.ACCEPTED)).first()
    seat = session.scalars(
        select(Assignment).where(Assignment.submission_id == renewal.accreditation.submission_id)
    ).first()
    return _change(renewal, answered_by=seat.reviewer_id)


def _never_told_that_it_is_due(session, _world):
    return _change(session.scalars(select(Mail).where(Mail.about == "accreditation.due")).first(), about="nothing")


def _an_act_of_which_nothing_is_said(session, world):
    made = audit.record(
        session, "appeal.forgotten", subject_type="test", subject_id="1", actor_id=None, at=world.clock()
    )
    number = made.number
    return lambda later: later.execute(delete(AuditEntry).where(AuditEntry.number == number))


BREAKS = [
    ("every case ended", _an_appeal_waits),
    ("every case ended", _a_report_waits),
    ("appeals were judged by others, in their time", _appeal_by_who_decided),
    ("appeals were judged by others, in their time", _an_appeal_graded_on_something_else),
    ("appeals were judged by others, in their time", _appeal_too_late),
    ("appeals were judged by others, in their time", _another_outcome),
    ("awards run out on their day, and a renewal moves nothing else", _a_renewal_moved_the_tier),
    ("awards run out on their day, and a renewal moves nothing else", _a_renewal_for_longer),
    ("awards run out on their day, and a renewal moves nothing else", _renewed_by_a_reviewer),
    ("no notice is missing or doubled", _never_told_that_it_is_due),
    ("every act, mail and row has a rule", _an_act_of_which_nothing_is_said),
    ("every case ended", _never_ends),
    ("every case ended", _loses_its_decision),
    ("nobody graded their own or conflicted work", _in_the_team),
    ("nobody graded their own or conflicted work", _declared),
    ("no seat is held by somebody without the role", _without_the_role),
    ("what was found became public on its day", _too_early),
    ("no notice is missing or doubled", _one_mail_less),
    ("no notice is missing or doubled", _one_mail_more),
    ("no notice is missing or doubled", _to_somebody_else),
    ("every mail went out once", _one_file_less),
    ("the audit chain is whole", _other_words_in_the_chain),
    ("agreement over the hub is what the findings say", _another_agreement),
    ("the public index agrees with the records", _gone_from_the_index),
]


@pytest.mark.soak
def test_a_whole_year_ends_and_everything_holds(app):
    with app.app_context():
        world = World.of(app, Plan())
        Year(world).live()
        assert {name: problems[:3] for name, problems in every.problems(world).items() if problems} == {}


def test_a_page_that_says_something_else_of_an_appeal_is_noticed(app, monkeypatch):
    """What it has to say comes from the appeal's own row, and the page is the hub's."""
    with app.app_context():
        read = Pages(World.of(app, SMALL))
    monkeypatch.setattr(read, "_page", lambda _slug: "This decision is under appeal since 3 May 2025.")
    assert read._against("walking", OPEN) == []
    assert read._against("walking", "It took the appeal back") == [
        "the page of walking does not say “It took the appeal back”",
        "the page of walking says “under appeal since”, and should say “It took the appeal back”",
    ]
    assert read._against("walking", NOTHING) == ["the page of walking tells “under appeal since” before it is public"]


def test_a_hub_that_holds_anything_is_refused(session):
    refuse_unless_empty(session)
    audit.record(session, "test", subject_type="test", subject_id="1", actor_id=None, at=SMALL.starts)
    with pytest.raises(WrongState, match="empty hub"):
        refuse_unless_empty(session)
