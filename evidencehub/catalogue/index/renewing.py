"""An index that is missing or damaged is made anew by the worker: once, and where that fails after a pause that grows.

Until then nothing is written to it: an index of a few changes would pass for the whole.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from evidencehub.search.contract import Engine, IndexAway, IndexDamaged
from evidencehub.shared import due, outages
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import reading_only
from evidencehub.shared.logs import clean

log = structlog.get_logger()

INDEX = "index"  # by this name its outage is known
Rebuild = Callable[[Session, Engine], int]


def mend(new_session: due.NewSession, engine: Engine, rebuild: Rebuild) -> None:
    """Make the index anew where it is not whole, unless that failed a short while ago."""
    try:
        engine.check()
        _end_outage(new_session)
        return
    except IndexDamaged as error:
        damage = str(error)
    except OSError as error:  # the disk, not the index
        log.error("index_unreadable", reason=str(error))
        return
    if is_paused(new_session, utc_now()):
        return
    with suppress(due.NotNow):
        finish = anew(new_session, engine, rebuild, damage)
        with new_session() as session:
            finish(session)
            session.commit()


def is_paused(new_session: due.NewSession, now: datetime) -> bool:
    return outages.is_paused(new_session, INDEX, now)


def anew(new_session: due.NewSession, engine: Engine, rebuild: Rebuild, damage: str) -> due.Finish:
    """Make the whole index anew; what this returns does away with the rows that are done by it.

    :raises due.NotNow: it cannot be written.
    """
    try:
        with reading_only(), new_session() as session:
            done = due.ids(session, "index")  # first: what is committed later is not in the index for certain
            count = rebuild(session, engine)
    except Exception as error:
        log.error("index_not_made", damage=damage, exc_info=error)
        outages.note(new_session, INDEX, clean(f"{type(error).__name__}: {error}"), utc_now())
        raise due.NotNow("the index could not be made anew") from error
    log.warning("index_made_anew", damage=damage, documents=count)

    def finish(session: Session) -> None:
        due.forget(session, done)
        outages.end(session, INDEX)

    return finish


def away(new_session: due.NewSession, error: IndexAway) -> due.NotNow:
    """What to raise where nobody answers for the index: its rows wait until it does, and none of them is to blame."""
    outages.note(new_session, INDEX, clean(str(error)), utc_now())
    return due.NotNow(str(error))


def _end_outage(new_session: due.NewSession) -> None:
    """Somebody else made it whole, by a command or in another worker."""
    if outages.is_known(new_session, INDEX):
        with new_session() as session:
            outages.end(session, INDEX)
            session.commit()
