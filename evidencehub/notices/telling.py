"""How a mail to somebody with an account goes out: at once, with all of the day in one, or not at all.

The worker asks when it has the mail in hand. What it says holds for the mail from then on, so that no press of anybody
sends it twice.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from evidencehub.accounts.models import Person
from evidencehub.notices.choosing import chosen, stop_token
from evidencehub.notices.models import DIGEST, Notice, Way
from evidencehub.notices.topics import topic_of
from evidencehub.shared import clock, due, mail
from evidencehub.shared.mail import Mail, Outgoing
from evidencehub.shared.words import counted

KIND = "digest"  # of due rows: the mail of the day of one person
HOUR = 7  # of the hub's clock, at which it goes out


class Links(Protocol):
    """Addresses; the web edge supplies them."""

    def stop(self, token: str) -> str: ...

    def choices(self) -> str: ...

    def inbox(self) -> str: ...


MayRead = Callable[[Session, Notice], bool]


class Gate:
    """What the worker's handler of mails asks of each: see :class:`evidencehub.shared.mail.Gate`."""

    def __init__(self, secret_key: str, links: Links) -> None:
        self._secret_key, self._links = secret_key, links

    def look(self, session: Session, letter: Mail) -> Outgoing:
        notice = session.get(Notice, letter.id)
        topic = topic_of(letter.about)
        if notice is None or topic.is_fixed:
            return mail.AT_ONCE
        way = notice.way or chosen(session, notice.person_id)[topic.name]
        if way is not Way.AT_ONCE:
            return Outgoing(held=way.value)
        stop_at = self._links.stop(stop_token(self._secret_key, notice.person_id, topic))
        ending = f"Do you want fewer such mails? Choose here what we mail you: {self._links.choices()}"
        return Outgoing(stop_at=stop_at, ending=ending)

    def settle(self, session: Session, letter: Mail, outgoing: Outgoing, now: datetime) -> None:
        notice = session.get(Notice, letter.id)
        if notice is None or notice.way is not None:
            return
        notice.way = Way(outgoing.held) if outgoing.held else Way.AT_ONCE
        if notice.way is Way.DAILY:
            due.add(session, KIND, notice.person_id, {"person": str(notice.person_id)}, at=next_time(now))


def next_time(now: datetime) -> datetime:
    """The next moment at which mails of the day go out."""
    today = clock.moment(clock.day_of(now), HOUR)
    return today if now < today else clock.moment(clock.day_of(now) + timedelta(days=1), HOUR)


def handler(may_read: MayRead, links: Links, now: Callable[[], datetime]) -> due.Handler:
    """The worker's handler for rows of kind ``digest``.

    There is a row for each notice: the first that comes up takes all that wait, the others find nothing. What is told
    and that it was told are written in the transaction that removes the row, so a kill in between tells nothing twice.
    """

    def work(payloads: Sequence[Mapping[str, Any]], _new_session: due.NewSession) -> due.Finish:
        def finish(session: Session) -> None:
            for person_id in {UUID(payload["person"]) for payload in payloads}:
                _tell(session, person_id, may_read, links, now())

        return finish

    return due.Handler(work)


def _tell(session: Session, person_id: UUID, may_read: MayRead, links: Links, now: datetime) -> None:
    person = session.get(Person, person_id, with_for_update=True)
    if person is None or not person.is_active:
        return
    query = select(Notice).where(
        Notice.person_id == person_id, Notice.way == Way.DAILY, Notice.digest_id.is_(None)
    ).options(joinedload(Notice.mail)).with_for_update(of=Notice)  # fmt: skip
    waiting = list(session.scalars(query.order_by(Notice.at, Notice.mail_id)))
    if not waiting:
        return
    lines = [f"- {one.mail.subject}" for one in waiting if may_read(session, one)]
    hidden = len(waiting) - len(lines)
    if hidden:
        lines.append(f"- {counted(hidden, 'notice', 'notices')} that you may not read any more")
    text = "\n\n".join(
        [
            f"Hello {person.name},",
            f"Since the last mail of this kind there {'is' if len(waiting) == 1 else 'are'} "
            f"{counted(len(waiting), 'notice', 'notices')} for you:",
            "\n".join(lines),
            f"Read them in your account: {links.inbox()}",
            f"You chose to get these once a day. To choose otherwise: {links.choices()}",
        ]
    )
    subject = f"{counted(len(waiting), 'notice', 'notices')} for you"
    digest = mail.queue(session, to=person.email, subject=subject, body=text, about=DIGEST, at=now)
    session.flush()
    for one in waiting:
        one.digest_id = digest.id
    session.flush()
