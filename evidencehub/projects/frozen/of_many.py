"""One thing of many frozen texts, asked of the database: whoever needs no more does not read them whole."""

from collections.abc import Collection
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session, aliased

from evidencehub.projects.frozen.keeping import REMOVED, BrokenBundle
from evidencehub.projects.models import EvaluationVersion, FrozenText, Submission


def authors_of(session: Session, submission_ids: Collection[UUID]) -> dict[UUID, tuple[str, ...]]:
    """By submission, its authors as the team wrote them, in the order of its evaluations; one query.

    What was never sent is left out, and where a text was removed all of its submission: of it nobody can say whose it
    was.

    :raises BrokenBundle: a text names no authors as this hub keeps them.
    """
    found: dict[UUID, list[str]] = {}
    removed: set[UUID] = set()
    rows = session.execute(_authors(), {"ids": list(submission_ids)})
    for submission_id, sha256, is_there, later, first in rows:
        of_it, authors = found.setdefault(submission_id, []), first if later is None else later
        if sha256 is None:  # sent without an evaluation
            continue
        if not is_there:
            removed.add(submission_id)
        elif isinstance(authors, list) and all(isinstance(one, str) for one in authors):
            of_it += authors
        else:
            raise BrokenBundle(submission_id, f"evaluation {sha256[:12]}", "it names no authors")
    return {key: tuple(authors) for key, authors in found.items() if key not in removed}


@cache  # built anew it takes as long as its answer for one submission
def _authors() -> Select[tuple[UUID, str, bool, Any, Any]]:
    whole, text = aliased(FrozenText), aliased(FrozenText)
    # The first format had an evaluation without a key for what it is. Which of the two holds cannot be asked in SQL:
    # SQLite gives JSON's null for what is not there.
    named = text.body["evaluation", "authors"], text.body["authors"]
    query = select(Submission.id, text.sha256, text.body.is_not(None), *named)
    query = query.join(whole, Submission.frozen).outerjoin(Submission.evaluation_versions)
    query = query.outerjoin(text, EvaluationVersion.frozen).where(whole.body.is_not(None))
    query = query.where(Submission.id.in_(bindparam("ids", expanding=True)))
    return query.order_by(EvaluationVersion.position)


def names_sent(session: Session, submission_ids: Collection[UUID]) -> dict[UUID, str]:
    """By submission, what its project was called when it was sent, for lists; one query.

    What was never sent is left out.
    """
    columns = Submission.id, FrozenText.body["project", "name"].as_string()
    query = select(*columns).join(Submission.frozen).where(Submission.id.in_(set(submission_ids)))
    return {submission_id: name or REMOVED for submission_id, name in session.execute(query)}
