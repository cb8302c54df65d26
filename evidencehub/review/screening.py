"""The list that an editor goes through before reviewers are asked: what it holds is data, what was answered is kept."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from evidencehub.authz.values import Actor, Facts, Permission
from evidencehub.projects import clearing
from evidencehub.projects.models import Submission
from evidencehub.review import cases, moving
from evidencehub.review.models import ScreeningAnswer
from evidencehub.shared import audit
from evidencehub.shared.data_rows import by_slug
from evidencehub.shared.errors import Invalid, WrongState

YES, NO = "yes", "no"
MAX_NOTE = 2_000  # characters


class Overtaken(Invalid):
    """Somebody else saved the list after this page was opened."""


@dataclass(frozen=True)
class Check:
    slug: str
    about: str  # in the label of its note, so that no two fields of the page are called alike
    question: str
    help: str
    stops: bool = False  # no reviewer is chosen while it is answered "no"
    clears: bool = False  # nothing is public, and no reviewer is chosen, before it is answered "yes"


@dataclass(frozen=True)
class Said:
    """What an editor answers to one check: ``answer`` is "yes", "no" or "", ``note`` may be empty."""

    answer: str = ""
    note: str = ""


@cache
def checks() -> Mapping[str, Check]:
    """By slug, in the order of the file."""
    return by_slug(Path(__file__).parent / "screening.toml", "checks", Check)


def answers_of(session: Session, submission: Submission) -> dict[str, ScreeningAnswer]:
    """What was answered by now, by slug, with who answered it."""
    query = select(ScreeningAnswer).where(ScreeningAnswer.submission_id == submission.id)
    query = query.options(joinedload(ScreeningAnswer.author)).execution_options(populate_existing=True)
    return {row.check: row for row in session.scalars(query)}


def seen_of(answers: Mapping[str, ScreeningAnswer]) -> str:
    """A version of the whole list, for the page to say what it showed."""
    rows = sorted((slug, row.answer, row.note) for slug, row in answers.items())
    return hashlib.blake2b(json.dumps(rows).encode(), digest_size=16).hexdigest()


def save(
    session: Session, submission: Submission, said: Mapping[str, Said], *, seen_then: str, actor: Actor, facts: Facts,
    now: datetime,
) -> None:  # fmt: skip
    """Keep the answers that differ from those on file, each with who gave it and when.

    :param seen_then: ``seen_of`` as the page showed it.
    :raises WrongState: reviewers were chosen meanwhile, or the case has ended.
    :raises Overtaken: somebody else saved other answers after the page was opened.
    :raises Invalid: a note is too long.
    """
    cases.lock(session, submission)
    cases.require(facts, Permission.CASE_SCREEN)
    if not submission.state.is_looked_through:
        raise WrongState(f"This case is {submission.state.in_words} now; the first look is over.")
    for slug, each in said.items():
        if len(each.note) > MAX_NOTE:
            message = f"The note must be {MAX_NOTE:,} characters or fewer"
            raise Invalid(message, {f"{slug}-note": message})
    kept = answers_of(session, submission)
    changed = {
        slug: each for slug, each in said.items()
        if slug in checks() and each != (Said(kept[slug].answer, kept[slug].note) if slug in kept else Said())
    }  # fmt: skip
    if not changed:
        return
    if seen_then != seen_of(kept):
        raise Overtaken("Somebody else filled in the list after you opened this page")
    for slug, each in changed.items():
        row = kept.get(slug)
        if row is None:
            row = ScreeningAnswer(id=uuid4(), submission_id=submission.id, check=slug)
            session.add(row)
        row.answer, row.note, row.author_id, row.at = each.answer, each.note, actor.id, now
    session.flush()
    audit.record(
        session, "screening.saved", subject_type=moving.KIND, subject_id=submission.id, actor_id=actor.id, at=now,
        details={"checks": sorted(changed)},
    )  # fmt: skip
    for slug, each in changed.items():
        if checks()[slug].clears:
            act = clearing.clear if each.answer == YES else clearing.close
            act(session, submission, actor_id=actor.id, now=now)


def fill_in(session: Session, submission: Submission, *, actor: Actor, facts: Facts, now: datetime) -> None:
    """Every check answered "yes", by who looked. Raises as :func:`save`."""
    said, seen = dict.fromkeys(checks(), Said(YES)), seen_of(answers_of(session, submission))
    save(session, submission, said, seen_then=seen, actor=actor, facts=facts, now=now)


def reason_against_grading(session: Session, submission: Submission) -> str | None:
    """Why no reviewer can be chosen, where a rule needs that; None where nothing stands against it."""
    for slug, row in answers_of(session, submission).items():
        if row.answer == NO and slug in checks() and checks()[slug].stops:
            return f"the list of the first look says “no” to “{checks()[slug].question}”"
    if submission.cleared_at is None:
        asked = next(check for check in checks().values() if check.clears)
        return f"nobody has answered “yes” to “{asked.question}” in the list of the first look"
    return None
