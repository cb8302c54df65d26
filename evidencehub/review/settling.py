"""Writing down what is agreed: what both said alike, and what an editor settles where they differ."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from evidencehub.authz.values import Actor, Facts, Permission
from evidencehub.projects.models import Submission
from evidencehub.projects.states import SubmissionState
from evidencehub.review import access, cases, seen
from evidencehub.review.cases import MAX_REASON
from evidencehub.review.models import FactEntry, Finding
from evidencehub.review.reconciling import (
    SEATS,
    Overtaken,
    agreed_facts,
    agreed_findings,
    facts_by_key,
    findings_by_key,
    frozen_sides,
)
from evidencehub.review.sheet import WHOLE, Key, sheet_of
from evidencehub.review.typed_facts import canonical
from evidencehub.shared import audit
from evidencehub.shared.errors import Invalid, WrongState

_OVERTAKEN = "Somebody else settled this after you opened the page. What they wrote stands below: compare, then settle"


def start(session: Session, submission: Submission, *, now: datetime) -> None:
    """Write down as agreed what both said alike; nobody is the author of that.

    A number that only one of them found is taken as found: the other left it open, which contradicts nothing.
    """
    both = frozen_sides(session, submission)
    ours, theirs = (findings_by_key(side.findings) for side in both)
    for key in ours.keys() & theirs.keys():
        one, other = ours[key], theirs[key]
        if one.answer == other.answer:
            _add_finding(session, submission, key, one.answer, _joined(one.reason, other.reason, "\n\n"),
                         _joined(one.page, other.page, "; ")[:40], actor=None, now=now)  # fmt: skip
    our_facts, their_facts = (facts_by_key(side.facts) for side in both)
    for key in our_facts.keys() | their_facts.keys():
        views = [entry for entry in (our_facts.get(key), their_facts.get(key)) if entry]
        if len({entry.value for entry in views}) == 1:
            page = _joined(views[0].page, views[-1].page, "; ")[:40]
            _add_fact(session, submission, key, views[0].value, page, actor=None, now=now)
    session.flush()


def _joined(one: str, other: str, between: str) -> str:
    return between.join(dict.fromkeys(text for text in (one.strip(), other.strip()) if text))


def agree(  # noqa: PLR0913 - one argument for each thing that was said
    session: Session,
    submission: Submission,
    criterion_id: str,
    result_key: str,
    answer: str,
    reason: str,
    *,
    actor: Actor,
    now: datetime,
    facts: Facts | None = None,
    seen_then: str = "",
) -> Finding:
    """Settle one difference; saying it again before the decision replaces it, and the audit keeps both times.

    :param facts: what is known about the actor and the case; found out here when left away.
    :param seen_then: how it was settled (``seen.whole``) on the page where this was written; "" is not compared.
    :raises WrongState: the case is not being settled.
    :raises Invalid: an unknown criterion or answer, no reason, or a question on which the reviewers do not differ.
    :raises Overtaken: somebody else settled it after that page was opened.
    """
    _may_settle(session, submission, actor, facts)
    item = sheet_of(submission).item(criterion_id, result_key)
    views = [findings_by_key(side.findings).get(item.key) for side in frozen_sides(session, submission)]
    said = [view for view in views if view is not None]
    if not said or (len(said) == len(SEATS) and said[0].answer == said[1].answer):
        raise Invalid(f"The reviewers do not differ on {criterion_id}, so there is nothing to settle")
    if answer not in item.answers:
        raise Invalid("Choose the agreed answer", {"answer": "Choose the agreed answer"})
    reason = reason.strip()
    if not reason or len(reason) > MAX_REASON:
        raise Invalid("Say why", {"reason": f"Say why, in {MAX_REASON:,} characters or fewer"})
    page = _joined(said[0].page, said[-1].page, "; ")[:40]
    known = {(f.criterion_id, f.result_key): f for f in agreed_findings(session, submission)}.get(item.key)
    if seen_then and seen_then != seen.whole([known] if known else [], []):
        raise Overtaken(_OVERTAKEN)
    if known is None:
        known = _add_finding(session, submission, item.key, answer, reason, page, actor=actor, now=now)
    else:
        known.answer, known.reason, known.author_id, known.at = answer, reason, actor.id, now
    session.flush()
    audit.record(
        session, "finding.agreed", subject_type="submission", subject_id=submission.id, actor_id=actor.id, at=now,
        details={"finding": str(known.id), "criterion": criterion_id, "result": result_key, "answer": answer},
    )  # fmt: skip
    return known


def agree_fact(  # noqa: PLR0913 - as above
    session: Session,
    submission: Submission,
    name: str,
    result_key: str,
    value: str,
    page: str,
    *,
    actor: Actor,
    now: datetime,
    facts: Facts | None = None,
    seen_then: str = "",
) -> FactEntry:
    """Settle a number that the reviewers read differently.

    :raises Invalid: as :func:`agree`; no page is named.
    :raises Overtaken: as :func:`agree`.
    """
    _may_settle(session, submission, actor, facts)
    sheet = sheet_of(submission)
    kind = sheet.fact(name, result_key)
    text = canonical(kind, value)
    if not text or not page.strip():
        raise Invalid("Give the value and its page", {"value": f"{kind.label}: give the value and its page"})
    views = [facts_by_key(side.facts).get((name, result_key)) for side in frozen_sides(session, submission)]
    said = {view.value for view in views if view is not None}
    if len(said) < len(SEATS):
        raise Invalid(f"The reviewers do not differ on {name}, so there is nothing to settle")
    known = {(f.name, f.result_key): f for f in agreed_facts(session, submission)}.get((name, result_key))
    if seen_then and seen_then != seen.whole([], [known] if known else []):
        raise Overtaken(_OVERTAKEN)
    if known is None:
        known = _add_fact(session, submission, (name, result_key), text, page.strip()[:40], actor=actor, now=now)
    else:
        known.value, known.page, known.author_id, known.at = text, page.strip()[:40], actor.id, now
    session.flush()
    audit.record(
        session, "fact.agreed", subject_type="submission", subject_id=submission.id, actor_id=actor.id, at=now,
        details={"fact": str(known.id), "name": name, "result": result_key},
    )  # fmt: skip
    return known


def _may_settle(session: Session, submission: Submission, actor: Actor, facts: Facts | None) -> None:
    cases.lock(session, submission)
    cases.require(facts or access.case_facts(session, actor, submission), Permission.CASE_RECONCILE)
    if submission.state is not SubmissionState.RECONCILING:
        raise WrongState(f"This case is {submission.state.in_words} now; nothing can be settled in it.")


def _add_finding(
    session: Session, submission: Submission, key: Key, answer: str, reason: str, page: str, *, actor: Actor | None,
    now: datetime,
) -> Finding:  # fmt: skip
    made = Finding(
        id=uuid4(), submission_id=submission.id, assignment_id=None, criterion_id=key[0], result_key=key[1],
        answer=answer, reason=reason, page=page, author_id=actor.id if actor else None, at=now,
    )  # fmt: skip
    session.add(made)
    return made


def _add_fact(
    session: Session, submission: Submission, key: Key, value: str, page: str, *, actor: Actor | None, now: datetime
) -> FactEntry:
    made = FactEntry(
        id=uuid4(), submission_id=submission.id, assignment_id=None, name=key[0], result_key=key[1] or WHOLE,
        value=value, page=page, author_id=actor.id if actor else None, at=now,
    )  # fmt: skip
    session.add(made)
    return made
