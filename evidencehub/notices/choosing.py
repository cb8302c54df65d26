"""How somebody wants to be told, by topic."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from evidencehub.notices.models import Notice, NoticeChoice, Way
from evidencehub.notices.topics import BY_NAME, TOPICS, Topic
from evidencehub.shared import audit
from evidencehub.shared.errors import Invalid, NotFound

_SALT = "evidencehub.notices"


def chosen(session: Session, person_id: UUID) -> Mapping[str, Way]:
    """By topic; what was chosen and may not be any more does not count."""
    rows = session.scalars(select(NoticeChoice).where(NoticeChoice.person_id == person_id))
    said = {row.topic: row.way for row in rows}
    return {each.name: said[each.name] if said.get(each.name) in each.ways else each.ways[0] for each in TOPICS}


def choose(session: Session, person_id: UUID, ways: Mapping[str, Way], *, now: datetime) -> None:
    """Keep what somebody chose. What already waits for the mail of the day goes with that.

    :raises Invalid: a topic cannot be told so.
    """
    before = chosen(session, person_id)
    changed = {name: way for name, way in ways.items() if before[name] is not way}
    for name, way in changed.items():
        topic = BY_NAME[name]
        if way not in topic.ways:
            raise Invalid(f"{topic.label}: {topic.because}", {name: topic.because})
        session.merge(NoticeChoice(person_id=person_id, topic=name, way=way))
    session.flush()
    if changed:
        audit.record(
            session, "person.notices-chosen", subject_type="person", subject_id=person_id, actor_id=person_id, at=now,
            details={name: way.value for name, way in changed.items()},
        )  # fmt: skip


def stop_token(secret_key: str, person_id: UUID, topic: Topic) -> str:
    """What a mail holds so that whoever got it can stop mails of its topic, and do nothing else."""
    return str(URLSafeSerializer(secret_key, salt=_SALT).dumps([person_id.hex, topic.name]))


def read_stop(secret_key: str, token: str) -> tuple[UUID, Topic]:
    """:raises NotFound: the token is not ours."""
    try:
        person, name = URLSafeSerializer(secret_key, salt=_SALT).loads(token)
        return UUID(person), BY_NAME[name]
    except (BadSignature, ValueError, TypeError, KeyError, AttributeError):
        raise NotFound("This link is not complete. Open it again from the mail.") from None


def read_all(session: Session, person_id: UUID, *, now: datetime) -> None:
    unread = update(Notice).where(Notice.person_id == person_id, Notice.read_at.is_(None))
    session.execute(unread.values(read_at=now))
