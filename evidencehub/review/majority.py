"""What follows when a third reviewer has sent: what two of three said alike is settled, and the editors are told."""

from datetime import datetime

from sqlalchemy.orm import Session

from evidencehub.review import cases, mails, settling
from evidencehub.review.links import Links
from evidencehub.review.models import Assignment
from evidencehub.review.reconciling import compare
from evidencehub.review.sheet import asked_for
from evidencehub.review.wording import part_in_words


def third_is_in(session: Session, third: Assignment, *, now: datetime, links: Links) -> None:
    """In the transaction in which their findings froze."""
    submission = third.submission
    session.expire(third, ["findings", "facts"])  # saved one by one, and perhaps looked at before
    settled = settling.settle_by_majority(session, submission, compare(session, submission), now=now)
    mails.third_in(
        session, submission, asked=part_in_words(*asked_for(third.only)), settled=settled,
        left=len(compare(session, submission).open), now=now, links=links,
        but_not=frozenset(one.reviewer.email for one in cases.assignments_of(session, submission)),
    )  # fmt: skip
