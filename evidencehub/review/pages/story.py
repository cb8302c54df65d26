"""A case as a timeline in words, from the audit log."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.accounts.models import Person
from evidencehub.projects.appeals.queries import of_submission
from evidencehub.projects.models import Submission
from evidencehub.projects.questions import queries as questions
from evidencehub.review.appeals import stepping as appeals
from evidencehub.review.moving import KIND
from evidencehub.review.questions import stepping
from evidencehub.review.sheet import sheet_of
from evidencehub.shared import audit
from evidencehub.shared.words import day
from evidencehub.standards.model.standard import Standard

WORDS = {
    "submission.send": "The team sent it in",
    "submission.screen": "An editor began to look it through",
    "submission.return": "It went back to the team, with the reason",
    "submission.reject": "It was not taken on for grading, and the team was told why",
    "submission.withdraw": "The team withdrew it, so the case ended",
    "submission.start-review": "Two reviewers were chosen, so the review began",
    "submission.freeze-findings": "Both reviews were in, so the findings were frozen",
    "submission.decide": "It was decided, and the team got the letter",
    "submission.decision-put-off": "An editor decided; the letter waits, so that it can be taken back",
    "submission.decision-taken-back": "The decision was taken back before the letter went out",
    "submission.decision-void": "The decision did not go out: something had changed",
    "submission.accredit": "It was accredited, and became public",
    "submission.not-accredit": "It became public: no Standard is reached yet",
    "submission.replied": "The team replied to the decision",
    "submission.reply-held-back": "A reply of the team was held back",
    "submission.fact-said-wrong": "The team said that a fact is wrong",
    "correction.correct": "A fact was corrected",
    "correction.leave": "A fact was looked at again, and not changed",
    "correction.refer": "A fact would change a finding, and was not decided",
    "correction.reminded": "The editors were reminded of a fact that the team says is wrong",
    "correction.take-back": "The team took back what it said of a fact",
    "reply.replace": "A reply gave way to a newer one",
    "reply.hold-back": "A reply was held back",
    "screening.saved": "The list of the first look was filled in",
    "submission.clear": "What becomes public was looked at, and its name, summary, plan and titles are public",
    "submission.close": "Nothing of it is public any more, until somebody looks again",
    "case.taken": "An editor took the case",
    "case.handed-over": "The case was given to another editor",
    "case.released": "Nobody runs the case any more: the editor who did cannot",
    "assignment.made": "A reviewer was invited",
    "assignment.third-asked": "A third reviewer was asked to grade what the two see differently",
    "finding.discussed": "Somebody wrote about a difference",
    "finding.majority": "A difference was settled by two of three reviewers",
    "assignment.declared": "A reviewer declared that they know of no conflict",
    "assignment.conflict": "A reviewer left: there is a conflict of interest",
    "assignment.declined": "A reviewer said no to the invitation",
    "assignment.replaced": "The place of a reviewer was given to somebody else",
    "assignment.ended": "The place of a reviewer ended with the case",
    "assignment.reminded": "Somebody was reminded",
    "assignment.asked-on": "A reviewer was asked to grade the steps that the other graded",
    "assignment.time-asked": "A reviewer asked for more time",
    "assignment.time-given": "A reviewer got more time",
    "assignment.time-refused": "A reviewer did not get the time they had asked for",
    "assignment.freed": "The place of a reviewer with a conflict of interest was freed",
    "question.asked": "A reviewer wrote a question to the team",
    "question.send": "The team was asked a question",
    "question.set-aside": "An editor did not pass a question on",
    "question.answer": "The team answered a question",
    "question.run-out": "The team did not answer a question in time",
    "question.take-back": "A question to the team was taken back",
    "question.reminded": "The team was reminded of a question",
    "note.to-editors": "A reviewer wrote a note to the editors",
    "team.changed": "Another organisation took the project on",
    "conflict.arose": "Somebody joined the team or changed their address, and a conflict of interest arose",
    "reviewer.excused": "A reviewer was let off the example that comes before the first review",
    "panel.excepted": "Other reviewers than the standard wants were chosen, with a reason",
    "conflict.ruled": "It was decided that what we found of somebody is no conflict",
    "assignment.sent": "A reviewer sent their findings",
    "assignment.entering": "An editor began to type what a reviewer had found, from what the reviewer sent",
    "assignment.confirm-asked": "A reviewer was asked whether what an editor typed is what they found",
    "assignment.confirm-refused": "A reviewer said that what an editor typed is not right yet",
    "assignment.confirmed": "A reviewer said that what an editor typed is what they found",
    "finding.agreed": "A difference was settled",
    "fact.agreed": "A number that was read differently was settled",
    "fact.majority": "A number was settled by two of three reviewers",
    "accreditation.given-back": "The team had its accreditation withdrawn",
    "finding.opened-again": "A difference that was settled was opened again",
    "fact.opened-again": "A number that was settled was opened again",
    "accreditation.hold-of": "The accreditation was put on hold",
    "accreditation.release-of": "The accreditation was released",
    "accreditation.revoke-of": "The accreditation was withdrawn by an editor",
    "panel.minutes": "The minutes of a panel were kept",
    "record.name-answered": "A reviewer said whether their name may stand on the record",
    "record.dissent": "A reviewer wrote for the record why they saw a question differently",
    "record.dissent-off": "What a reviewer wrote for the record was taken off it",
    "assignment.made-on-appeal": "A reviewer was invited to grade anew what the team contests",
    "submission.gain-on-appeal": "On appeal it was accredited",
    "submission.lose-on-appeal": "On appeal it was decided that no Standard is reached",
    "appeal.send": "The team appealed",
    "appeal.take": "An editor took the appeal",
    "appeal.taken-over": "Another editor took the appeal over",
    "appeal.released": "Nobody has the appeal in hand any more: the editor who did cannot",
    "appeal.refuse": "The appeal was not opened, and the team was told why",
    "appeal.open": "The appeal was opened: two new reviewers were chosen",
    "appeal.freeze-findings": "Both reviews on the appeal were in",
    "appeal.conclude": "The appeal was decided, and the team was told",
    "appeal.publish": "What came of the appeal was published",
    "appeal.withdraw": "The team took its appeal back",
    "appeal.reminded": "The editors were reminded of the appeal",
    "accreditation.renewal-reminded": "The editors were reminded of a renewal that waits",
    "accreditation.renewal-asked": "The team asked to have its accreditation renewed on its word",
    "accreditation.renew-of": "The accreditation was renewed on the team’s word",
    "accreditation.whole-asked": "The team was asked to send the project in full, before its accreditation is renewed",
    "accreditation.readers-asked": "People like those it is for were asked to read the record",
    "accreditation.made": "The accreditation was entered in the register",
}
_BY_REVIEWERS = frozenset(
    {
        "finding.discussed",
        "assignment.declared",
        "assignment.conflict",
        "assignment.declined",
        "assignment.sent",
        "assignment.confirm-refused",
        "assignment.confirmed",
        "assignment.time-asked",
        "note.to-editors",
        "question.asked",
        "record.dissent",
        "record.name-answered",
        "appeal.freeze-findings",
        "submission.freeze-findings",
    }
)


_OF_A_QUESTION = frozenset(
    {
        "finding.agreed",
        "finding.opened-again",
        "finding.majority",
        "finding.discussed",
        "record.dissent",
        "record.dissent-off",
    }
)
_REMINDED = {
    "answer": "a reviewer, to answer",
    "silent": "the editors: no answer for a week",
    "finish": "a reviewer, five days before the end",
    "late": "a reviewer and the editors, a day late",
    "long-late": "the editors, a week late",
}


_REMINDED_BY_HAND = {
    "answer": "a reviewer, to answer",
    "finish": "a reviewer, before the last day",
    "late": "a reviewer, after the last day",
}


@dataclass(frozen=True)
class Event:
    at: datetime
    words: str
    detail: str
    who: str  # "" where a name would tell more than the reader may know


def timeline(session: Session, submission: Submission, *, whole: bool) -> list[Event]:
    """What happened to a case, oldest first.

    :param whole: for an editor without a conflict, who learns who did it too. Others learn of the case's own steps: not
        how far the reviewers are, whether they differ, or what they ask.
    """
    entries = audit.story(session, subject_type=KIND, subject_id=submission.id)
    if whole:
        asked = questions.ids(session, submission.id)
        entries += audit.story_of_all(session, subject_type=stepping.KIND, subject_ids=asked)
        appeal = of_submission(session, submission)
        entries += audit.story(session, subject_type=appeals.KIND, subject_id=appeal.id) if appeal else []
        entries.sort(key=lambda entry: entry.number)
    else:
        entries = [entry for entry in entries if _is_of_the_case(entry.action)]
    ids = {entry.actor_id for entry in entries if entry.actor_id}
    query = select(Person.id, Person.name).where(Person.id.in_(ids)) if whole and ids else None
    known: Mapping[UUID, str] = {row.id: row.name for row in session.execute(query)} if query is not None else {}
    standard = sheet_of(submission).standard
    events = [
        Event(
            entry.at,
            WORDS.get(entry.action, entry.action.replace(".", ": ").replace("-", " ").capitalize()),
            _detail(entry.action, entry.details, standard),
            known.get(entry.actor_id, "") if entry.actor_id and entry.action not in _BY_REVIEWERS else "",
        )
        for entry in entries
    ]
    return [one for one, following in zip(events, [*events[1:], None], strict=True) if not _goes_on(one, following)]


def _is_of_the_case(action: str) -> bool:
    return action.startswith(("submission.", "accreditation.")) and not action.startswith("submission.decision-")


def _goes_on(one: Event, following: Event | None) -> bool:
    """A page that saves itself writes down each time; of those in a row the last is told."""
    return following is not None and following.detail != "" and replace(one, at=following.at) == following


def _detail(action: str, details: Mapping[str, Any], standard: Standard) -> str:
    if action in _OF_A_QUESTION:
        criterion = standard.criteria_by_id.get(str(details.get("criterion", "")))
        return criterion.short if criterion else ""
    if action == "assignment.reminded":
        told = _REMINDED_BY_HAND if details.get("by_hand") else _REMINDED
        return told.get(str(details.get("reminder")), "")
    if action == "assignment.time-given":
        return f"until {day(str(details.get('until')))}"
    if action in {"fact.agreed", "fact.majority", "fact.opened-again"}:
        fact = standard.facts_by_name.get(str(details.get("name", "")))
        return fact.label if fact else ""
    return ""
