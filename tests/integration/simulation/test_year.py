"""A small year is lived through on a real hub: it ends, and each of its checks notices what it is there for."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import delete, select

from evidencehub.accounts.models import Membership
from evidencehub.catalogue.index import indexing
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
from evidencehub.simulation import figures
from evidencehub.simulation.checks import agreeing, every
from evidencehub.simulation.commands import refuse_unless_empty
from evidencehub.simulation.plan import Plan
from evidencehub.simulation.world import World
from evidencehub.simulation.year import Year

SMALL = Plan(seed=3, submissions=12, reviewers=10)


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
    if lived.settings.database_url.startswith("sqlite"):  # what the checks read is the same on both
        for what, break_it in BREAKS:
            with lived.sessions.begin() as session:
                mend = break_it(session, lived)
            assert every.CHECKS[what](lived), f"nothing noticed {break_it.__name__}"
            with lived.sessions.begin() as session:
                mend(session)
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


BREAKS = [
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


def test_a_hub_that_holds_anything_is_refused(session):
    refuse_unless_empty(session)
    audit.record(session, "test", subject_type="test", subject_id="1", actor_id=None, at=SMALL.starts)
    with pytest.raises(WrongState, match="empty hub"):
        refuse_unless_empty(session)
