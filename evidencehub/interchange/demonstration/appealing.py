"""Playing the appeals of invented cases, by the acts of the hub, at the times that the content gives."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from evidencehub.accounts.models import Person
from evidencehub.accounts.queries import actor_for
from evidencehub.accreditation import appealed
from evidencehub.projects.access import submission_facts
from evidencehub.projects.appeals.models import Appeal
from evidencehub.projects.models import Submission
from evidencehub.review import services as review
from evidencehub.review.appeals import handling, making, pairing
from evidencehub.review.appeals.access import appeal_facts
from evidencehub.review.choosing import Said
from evidencehub.review.models import Assignment
from evidencehub.review.sheet import sheet_for

_DAY = timedelta(days=1)


def play(
    session: Session, submission: Submission, row: Mapping[str, Any], people: Mapping[str, Person], *, owner: str,
    decided: datetime,
) -> None:  # fmt: skip
    """Appeal against a decision; where the row has reviewers, two grade it anew and alike, and it is published."""
    team, now = actor_for(people[owner]), decided + row["days"] * _DAY
    wanted = making.Wanted(row["ground"], [f"{criterion} " for criterion in row["contested"]], row["because"])
    appeal = making.make(
        session, submission, wanted, actor=team, facts=submission_facts(team, submission), now=now
    )  # fmt: skip
    editor = people[row["editor"]]
    handling.take_in_hand(session, appeal, **_as_editor(session, appeal, editor, now + 2 * _DAY))
    if "reviewers" not in row:
        return
    seats = pairing.ask(
        session, appeal, [people[key] for key in row["reviewers"]],
        said=Said(exception="They know this kind of work best."), **_as_editor(session, appeal, editor, now + 3 * _DAY),
    )  # fmt: skip
    for seat in seats:
        _grade(session, seat, row, now + 5 * _DAY)
    appealed.conclude(session, appeal, **_as_editor(session, appeal, editor, now + 12 * _DAY))
    if appeal.public_at is not None:
        appealed.publish(session, appeal, now=appeal.public_at)


def _grade(session: Session, seat: Assignment, row: Mapping[str, Any], now: datetime) -> None:
    actor = actor_for(seat.reviewer)
    review.declare(session, seat, conflict="", actor=actor, now=now)
    for item in sheet_for(seat).items:
        review.record_finding(session, seat, *item.key, row["answer"], row["reason"], row["page"], now=now + 4 * _DAY)
    review.send_findings(session, seat, actor=actor, now=now + 5 * _DAY)


def _as_editor(session: Session, appeal: Appeal, editor: Person, now: datetime) -> dict[str, Any]:
    actor = actor_for(editor)
    return {"actor": actor, "facts": appeal_facts(session, actor, appeal), "now": now}
