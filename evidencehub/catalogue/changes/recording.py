"""Writing down what changed, in the transaction in which its copies are renewed."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from evidencehub.catalogue.changes import states
from evidencehub.catalogue.changes.models import ChangeKind, PublicChange, PublicState
from evidencehub.catalogue.marks.kept_cards import KeptCard
from evidencehub.catalogue.marks.read import Read
from evidencehub.feedback.mistakes.models import Correction
from evidencehub.projects.models import Project
from evidencehub.projects.public import Stage

KEPT_FOR = timedelta(days=400)
REMOVED = "Its text was removed. What stays is that it was sent, and what was decided."
GONE = "It is no longer public."


def record(session: Session, read: Read, *, at: datetime) -> None:
    """Compare each of these projects with how it last stood. Call it before its card is kept anew.

    A project that has a card and no state was public before anything was written down: it is no news.
    """
    held = {
        each.project_id: each
        for each in session.scalars(select(PublicState).where(PublicState.project_id.in_(read.project_ids)))
    }
    had_card = set(session.scalars(select(KeptCard.project_id).where(KeptCard.project_id.in_(read.project_ids))))
    put_right = _put_right(session, read)
    for key in read.project_ids:
        state = held.get(key)
        if state is None or state.version <= read.version:  # never back to what older records said
            _record(session, read, key, state, put_right.get(key, []), was_shown=key in had_card, at=at)
    session.execute(delete(PublicChange).where(PublicChange.at < at - KEPT_FOR))
    session.flush()


def _put_right(session: Session, read: Read) -> dict[UUID, list[str]]:
    """What editors said of corrections, oldest first."""
    query = select(Correction.project_id, Correction.said).where(Correction.project_id.in_(read.project_ids))
    found: dict[UUID, list[str]] = {}
    for key, said in session.execute(query.order_by(Correction.corrected_at, Correction.id)):
        found.setdefault(key, []).append(said)
    return found


def _record(
    session: Session, read: Read, key: UUID, held: PublicState | None, put_right: Sequence[str], *, was_shown: bool,
    at: datetime,
) -> None:  # fmt: skip
    view = read.views.get(key)
    if view is None or view.removed:
        was_stub = held is not None and Stage(held.state["stage"]).is_stub
        is_down = view is None and _is_down(session, key)
        if view is not None or was_stub or is_down:  # redaction takes the words out of what was told, too
            session.execute(delete(PublicChange).where(PublicChange.project_id == key))
        if held is not None:
            if view is not None or not was_stub:  # that a stub was public was a mistake: nothing is told of it
                _withdrawn(session, key, held, is_removed=view is not None or is_down, at=at)
            session.delete(held)
        return
    now = states.state_of(view, read.gradings.get(key), corrections=len(put_right))
    kept = now | {"name": view.name, "slug": view.slug, "demo": view.demo}  # what is said of it when it is gone
    told = None
    if held is not None and held.state.keys() == kept.keys():  # one of another release is no news, as without any
        told = states.difference(held.state, now, put_right=put_right[held.state["corrections"] :])
    elif held is None and not was_shown:
        told = states.new(now)
    if told is not None:
        areas = states.areas_of(now) | (states.areas_of(held.state) if held else set())
        session.add(
            PublicChange(
                project_id=key, at=at, kind=told.kind, name=view.name, slug=view.slug, areas=sorted(areas),
                told=told.told, of_marks=told.of_marks, demo=view.demo,
            )
        )  # fmt: skip
    if held is None:
        session.add(PublicState(project_id=key, version=read.version, state=kept))
    else:
        held.version, held.state = read.version, kept


def _is_down(session: Session, key: UUID) -> bool:
    return session.scalar(select(Project.taken_down_at).where(Project.id == key)) is not None


def _withdrawn(session: Session, key: UUID, held: PublicState, *, is_removed: bool, at: datetime) -> None:
    state = held.state
    session.add(
        PublicChange(
            project_id=key, at=at, kind=ChangeKind.WITHDRAWN, name="" if is_removed else state["name"],
            slug=state["slug"], areas=sorted(states.areas_of(state)), told=[REMOVED if is_removed else GONE],
            of_marks=not Stage(state["stage"]).is_stub, demo=state["demo"],
        )
    )  # fmt: skip
