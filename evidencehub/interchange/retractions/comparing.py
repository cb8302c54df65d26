"""Comparing what public records name with the file: once a week by the worker, or by a command. It decides nothing."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from evidencehub.interchange.records.files import UnusableFile
from evidencehub.interchange.retractions.known import Named, named_by_all
from evidencehub.interchange.retractions.models import RetractedPaper, RetractionFile, RetractionHit
from evidencehub.interchange.retractions.notices import Notice, in_order
from evidencehub.interchange.retractions.reading import FETCH, Found, Paper, look_up
from evidencehub.shared import audit, due, outages
from evidencehub.shared.db import reading_only

KIND = "retractions"  # the kind of due rows
UNUSABLE, OLD = "retractions", "retractions-old"  # what admins are told by (shared/outages.py)
EVERY, OLD_AFTER = timedelta(days=7), timedelta(days=31)
LEAST_SHARE = 0.9  # of the rows that the file had the last time: notices are added, and hardly ever taken away
NewSession = Callable[[], Session]


@dataclass(frozen=True)
class Compared:
    """What was read, before any of it is written."""

    found: Found
    named: Mapping[str, Sequence[tuple[UUID, Named]]]  # by DOI, of papers that the file has or had notices of
    dois: int
    written_at: datetime


@dataclass
class Summary:
    rows: int = 0
    odd: int = 0
    dois: int = 0
    papers: int = 0  # that notices were found of
    waiting: int = 0  # hits that an editor has to look at
    new: int = 0  # hits that wait since now


def compare(new_session: NewSession, path: Path, *, advance: Callable[[float], None] = lambda _part: None) -> Compared:
    """Read what records name, then the file. Writes nothing.

    :raises UnusableFile: the file cannot be used, or has so many rows fewer than the last time that it is not whole.
    """
    named: dict[str, list[tuple[UUID, Named]]] = {}
    with reading_only(), new_session() as session:
        last, known = session.get(RetractionFile, 1), set(session.scalars(select(RetractedPaper.doi)))
        for project_id, each in named_by_all(session):
            named.setdefault(each.doi, []).append((project_id, each))
    found = look_up(path, named.keys(), advance=advance)
    if last and found.rows < LEAST_SHARE * last.rows:
        raise UnusableFile(
            f"{path} has {found.rows:,} rows, and the last time there were {last.rows:,}: it is not whole. {FETCH}"
        )
    written_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    told = {doi: named[doi] for doi in found.papers.keys() | known if doi in named}
    return Compared(found, told, len(named), written_at)


def keep(session: Session, compared: Compared, *, now: datetime) -> Summary:
    """Write down what differs. Decisions stay as they are; what they were about may have changed."""
    summary = Summary(compared.found.rows, compared.found.odd, compared.dois, len(compared.found.papers))
    papers = {each.doi: each for each in session.scalars(select(RetractedPaper))}
    query = select(RetractionHit).options(joinedload(RetractionHit.paper))
    hits = {(each.paper.doi, each.project_id): each for each in session.scalars(query)}
    waited = {key for key, each in hits.items() if each.waits}
    for doi in papers.keys() | compared.found.papers.keys():
        papers[doi] = _paper(session, papers.get(doi), compared.found.papers.get(doi, Paper(doi, "", "")), now)
    session.flush()
    named: dict[tuple[str, UUID], list[dict[str, Any]]] = {}
    for doi, all_named in compared.named.items():
        for project_id, each in all_named:
            named.setdefault((doi, project_id), []).append({"study": str(each.study_id), "how": each.how.value})
    for key in hits.keys() | named.keys():
        hits[key] = _hit(session, hits.get(key), papers[key[0]], key[1], named.get(key, []), now)
    _note_file(session, compared, now)
    session.flush()
    waiting = {key for key, each in hits.items() if each.waits}
    summary.waiting, summary.new = len(waiting), len(waiting - waited)
    if summary.new:
        audit.record(
            session, "retractions.found", subject_type="retractions", subject_id="file", actor_id=None, at=now,
            details={"new": summary.new, "waiting": summary.waiting, "rows": summary.rows},
        )  # fmt: skip
    return summary


def _paper(session: Session, held: RetractedPaper | None, found: Paper, now: datetime) -> RetractedPaper:
    notices = in_order(found.notices)
    digest = digest_of(notices)
    if held is None:
        held = RetractedPaper(id=uuid4(), doi=found.doi, title=found.title, journal=found.journal)
        session.add(held)
    if held.digest != digest:
        held.changed_at, held.digest = now, digest
    held.notices = [each.as_data() for each in notices]
    held.title, held.journal = found.title or held.title, found.journal or held.journal
    return held


def _hit(
    session: Session, held: RetractionHit | None, paper: RetractedPaper, project_id: UUID,
    studies: list[dict[str, Any]], now: datetime,
) -> RetractionHit:  # fmt: skip
    if held is None:
        held = RetractionHit(
            id=uuid4(), paper=paper, project_id=project_id, studies=studies, found_at=now, decided_digest=""
        )
        session.add(held)
    elif held.studies != studies:
        held.studies, held.is_named = studies, bool(studies)
    return held


def _note_file(session: Session, compared: Compared, now: datetime) -> None:
    told = {"compared_at": now, "written_at": compared.written_at, "rows": compared.found.rows, "dois": compared.dois}
    if held := session.get(RetractionFile, 1):
        for name, value in told.items():
            setattr(held, name, value)
    else:
        session.add(RetractionFile(id=1, **told))


def digest_of(notices: Sequence[Notice]) -> str:
    """Of what was decided, when and where it stands. How the file words its reasons and numbers its rows is left out:
    both have changed for all rows at once, and no notice was another for it."""
    told = sorted({(each.nature.value, each.on.isoformat() if each.on else "", each.doi) for each in notices})
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def handler(path: Path | None, now: Callable[[], datetime]) -> due.Handler:
    """How the row of this kind is done; the next one is due a week later. What cannot be read is tried again soon."""

    def work(_payloads: Sequence[Mapping[str, Any]], new_session: due.NewSession) -> due.Finish:
        if path is None:  # the setting was taken away
            return lambda session: outages.end(session, UNUSABLE)
        try:
            compared = compare(new_session, path)
        except UnusableFile as error:
            outages.note(new_session, UNUSABLE, str(error), now())
            raise due.NotNow(str(error)) from None
        say_age(new_session, compared.written_at, now())

        def finish(session: Session) -> None:
            keep(session, compared, now=now())
            outages.end(session, UNUSABLE)
            due.add(session, KIND, "file", at=now() + EVERY)

        return finish

    def is_paused(new_session: due.NewSession, at: datetime) -> bool:
        return outages.is_paused(new_session, UNUSABLE, at)

    return due.Handler(work, batch=100, is_paused=is_paused)


def say_age(new_session: NewSession, written_at: datetime, now: datetime) -> None:
    """Tell admins of a file that nobody has fetched anew for a month; it is compared with all the same."""
    if now - written_at > OLD_AFTER:
        outages.note(new_session, OLD, f"It was written {(now - written_at).days} days ago. {FETCH}", now)
        return
    with new_session() as session:
        outages.end(session, OLD)
        session.commit()


def is_planned(session: Session) -> bool:
    return session.scalar(select(due.DueRow.id).where(due.DueRow.kind == KIND).limit(1)) is not None


def plan(session: Session) -> None:
    due.add(session, KIND, "file")
