"""Which mails each act has to send, told anew: by the action that the audit chain holds, to whom, about what."""

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from uuid import UUID

from evidencehub.review.reminding import Reminder
from evidencehub.shared.audit import AuditEntry
from evidencehub.simulation.checks import reports
from evidencehub.simulation.checks.history import History

Told = Iterable[tuple[str, str]]  # about, to
Rule = Callable[[History, AuditEntry], Told]

TO_REVIEWER = frozenset({Reminder.ANSWER, Reminder.FINISH, Reminder.LATE})
PAUSE = timedelta(days=3)  # between two reminders of one seat


def _team(about: str) -> Rule:
    return lambda history, entry: [(about, to) for to in history.team(history.case_of(entry), entry.at)]


def _editors(about: str, *, all_of_them: bool = False) -> Rule:
    return lambda history, entry: [
        (about, to) for to in history.editors(history.case_of(entry), entry, all_of_them=all_of_them)
    ]


def _reviewer(about: str) -> Rule:
    return lambda history, entry: [(about, history.seat(entry).reviewer.email)]


def _together(*rules: Rule) -> Rule:
    return lambda history, entry: [one for rule in rules for one in rule(history, entry)]


def _by_people(rule: Rule) -> Rule:
    """Nobody is told where the hub itself did it, because something else ended."""
    return lambda history, entry: rule(history, entry) if entry.actor_id else ()


def _sent(history: History, entry: AuditEntry) -> Told:
    every = history.all_editors(entry.at)
    return [("submission.sent", to) for to in [*history.team(history.case_of(entry), entry.at), *every]]


def _thanks(history: History, entry: AuditEntry) -> Told:
    """Unless they are asked at that moment to go on."""
    seat = history.seat(entry)
    asked_on = [one for one in history.at_once[entry.at] if one.action == "assignment.asked-on"]
    told = [] if seat.id in {history.seat(one).id for one in asked_on} else [("review.thanks", seat.reviewer.email)]
    if seat.is_third:
        told += [("review.third-in", to) for to in history.editors(history.case_of(entry), entry)]
    return told


def _reminded(history: History, entry: AuditEntry) -> Told:
    which = Reminder(entry.details["reminder"])
    told: list[tuple[str, str]] = []
    if which in TO_REVIEWER and not _is_reminded_lately(history, entry):
        told += _reviewer(f"review.remind-{which.value}")(history, entry)
    if which in {Reminder.SILENT, Reminder.LATE, Reminder.LONG_LATE}:
        told += _editors(f"review.{which.value}", all_of_them=which is Reminder.LONG_LATE)(history, entry)
    return told


def _is_reminded_lately(history: History, entry: AuditEntry) -> bool:
    """One that they got when they came back lately is enough for a while; the editors hear all the same."""
    return any(
        one.action == "assignment.reminded" and Reminder(one.details["reminder"]) in TO_REVIEWER
        and entry.at - PAUSE < one.at < entry.at
        for one in history.of_seats[entry.details["assignment"]]
    )  # fmt: skip


def _decided(history: History, entry: AuditEntry) -> Told:
    case = history.case_of(entry)
    graded = [one for one in history.by_case[case.id] if one.frozen_at and one.frozen_at <= entry.at]
    told = [("submission.decided", to) for to in history.team(case, entry.at)]
    return [*told, *(("review.decided", one.reviewer.email) for one in graded)]


def _readers(about: str) -> Rule:
    return lambda history, entry: [(about, to) for to in history.readers(history.case_of(entry), entry.at)]


def _joined(history: History, entry: AuditEntry) -> Told:
    """Those who were in the team before."""
    joined = [one for one in history.memberships if one.created_at == entry.at]
    team = history.members(joined[0].organisation_id, entry.at) if joined else []
    return [("invitation.accepted", to) for to in history.to(one for one in team if one != entry.actor_id)]


def _new_owner(history: History, entry: AuditEntry) -> Told:
    """Whoever ran it before hears of it."""
    case = history.case_of(entry)
    known = [who for number, who in history.owners[case.id] if number < entry.number]
    before = known[-1] if known else None
    if before is None or before == entry.actor_id or not history.is_editor(before, entry.at):
        return []
    return [("case.taken-over", history.emails[before])]


def _asked_again(history: History, entry: AuditEntry) -> Told:
    """A reviewer whose question is not passed on, if they have the report still."""
    wrote = next(one for one in history.entries if one.action == "question.asked"
                 and one.details["question"] == entry.subject_id)  # fmt: skip
    seat = history.assignments[UUID(wrote.details["assignment"])]
    is_reader = seat.reviewer.email in history.readers(history.case_of(entry), entry.at)
    return [("question.not-needed", seat.reviewer.email)] if is_reader else []


def _published(history: History, entry: AuditEntry) -> Told:
    """Where it is public with its letter, the letter says so."""
    is_with_letter = any(one.action == "submission.decide" for one in history.at_once[entry.at])
    return [] if is_with_letter else _team("submission.published")(history, entry)


def _void(history: History, entry: AuditEntry) -> Told:
    """Whoever pressed "decide", or the editors where that person may not any more."""
    case = history.case_of(entry)
    pressed = [one.actor_id for one in history.entries if one.subject_id == entry.subject_id
               and one.action == "submission.decision-put-off" and one.number < entry.number]  # fmt: skip
    editor = pressed[-1]
    if editor and history.is_editor(editor, entry.at) and history.emails[editor] not in history.team(case, entry.at):
        return [("review.decision-void", history.emails[editor])]
    return _editors("review.decision-void")(history, entry)


def _appeal_published(history: History, entry: AuditEntry) -> Told:
    """The team, and the two who graded anew."""
    case = history.case_of(entry)
    pair = [one for one in history.by_case[case.id] if one.appeal_id == UUID(entry.subject_id) and one.frozen_at]
    return [("appeal.published", to) for to in [*history.team(case, entry.at), *(one.reviewer.email for one in pair)]]


def _fact_said_wrong(history: History, entry: AuditEntry) -> Told:
    """One mail is enough while something waits."""
    said = history.facts[UUID(entry.details["correction"])]
    ended = {UUID(one.subject_id): one.at for one in history.entries if one.subject_type == "correction"}
    waiting = [
        one for one in history.facts.values()
        if one.submission_id == said.submission_id and one.said_at < said.said_at
        and ended.get(one.id, said.said_at) >= said.said_at
    ]  # fmt: skip
    return [] if waiting else _editors("correction.sent")(history, entry)


def _to_reader(about: str) -> Rule:
    """Whoever reported it, if they left an address; it is kept until the first answer."""

    def rule(history: History, entry: AuditEntry) -> Told:
        is_first = not any(
            one.subject_id == entry.subject_id and one.action == "mistake.answer" and one.number < entry.number
            for one in history.entries
        )
        address = history.addresses.get(UUID(entry.subject_id))
        return [(about, address)] if address and is_first else []

    return rule


def _reported(history: History, entry: AuditEntry) -> Told:
    """Every editor, where nothing waited at that desk."""
    if reports.waiting(history, entry.at):
        return []
    return [("mistake.waiting", to) for to in history.all_editors(entry.at)]


_LEFT = _editors("review.seat-open")

RULES: Mapping[str, Rule] = {
    "submission.send": _sent,
    "submission.return": _team("submission.returned"),
    "submission.reject": _team("submission.rejected"),
    "submission.withdraw": _together(_team("submission.withdrawn"), _editors("submission.withdrawn")),
    "submission.start-review": _team("review.started"),
    "submission.freeze-findings": _editors("review.both-in"),
    "submission.decide": _decided,
    "submission.decision-void": _void,
    "submission.accredit": _published,
    "submission.not-accredit": _published,
    "submission.replied": _editors("reply.sent"),
    "assignment.made": _reviewer("review.invited"),
    "assignment.third-asked": _reviewer("review.invited"),
    "assignment.declined": _LEFT,
    "assignment.conflict": _LEFT,
    "assignment.freed": _together(_reviewer("review.freed"), _LEFT),
    "assignment.replaced": _together(_by_people(_reviewer("review.replaced")), _LEFT),
    "assignment.ended": _reviewer("review.ended"),
    "assignment.sent": _thanks,
    "assignment.asked-on": _reviewer("review.go-on"),
    "assignment.reminded": _reminded,
    "assignment.time-asked": _editors("review.wants-time"),
    "assignment.time-given": _reviewer("review.time-given"),
    "assignment.time-refused": _reviewer("review.time-refused"),
    "question.asked": _editors("question.asked"),
    "question.send": _team("question.sent"),
    "question.set-aside": _by_people(_asked_again),
    "question.reminded": _team("question.remind"),
    "question.answer": _together(_readers("question.answered"), _editors("question.answered")),
    "question.run-out": _together(_readers("question.unanswered"), _editors("question.unanswered")),
    "question.take-back": _by_people(_team("question.taken-back")),
    "case.taken": _new_owner,
    "case.released": _editors("case.nobodys"),
    "conflict.arose": _editors("review.conflict-arose", all_of_them=True),
    "accreditation.hold": _team("accreditation.on-hold"),
    "accreditation.release": _team("accreditation.released"),
    "accreditation.revoke": _team("accreditation.revoked"),
    "accreditation.withdraw": _together(_team("accreditation.withdrawn"), _editors("accreditation.withdrawn")),
    "invitation.accept": _joined,
    "assignment.made-on-appeal": _reviewer("review.invited"),
    "appeal.send": _together(_team("appeal.sent"), _editors("appeal.sent")),
    "appeal.refuse": _team("appeal.refused"),
    "appeal.open": _team("appeal.opened"),
    "appeal.freeze-findings": _editors("appeal.both-in"),
    "appeal.conclude": _team("appeal.concluded"),
    "appeal.publish": _appeal_published,
    "appeal.withdraw": _together(_team("appeal.withdrawn"), _editors("appeal.withdrawn")),
    "appeal.released": _editors("appeal.nobodys"),
    "appeal.reminded": _editors("appeal.waits"),
    "submission.fact-said-wrong": _fact_said_wrong,
    "correction.correct": _team("correction.corrected"),
    "correction.leave": _team("correction.unchanged"),
    "correction.refer": _team("correction.for-appeal"),
    "correction.reminded": _editors("correction.waits"),
    "renewal.sent": _editors("renewal.sent"),
    "accreditation.renewal-reminded": _editors("renewal.waits"),
    "renewal.accept": _team("accreditation.renewed"),
    "renewal.ask-for-the-whole": _team("renewal.whole-needed"),
    "mistake.report": _reported,
    "mistake.answer": _to_reader("mistake.answered"),
    "mistake.correct": _to_reader("mistake.corrected"),
}
