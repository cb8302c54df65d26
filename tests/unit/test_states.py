"""Every state says all that it has to: whose turn it is, words for every reader, where it shows, what may be done."""

from dataclasses import dataclass

import pytest
from sqlalchemy import Enum as SqlEnum

from evidencehub.accounts.states import InvitationState
from evidencehub.accreditation.renewals.states import RenewalState
from evidencehub.accreditation.replies.states import ReplyState
from evidencehub.accreditation.states import AccreditationState
from evidencehub.authz.told import Visibility, Who
from evidencehub.brokerage.states import ContactState, NoticeState
from evidencehub.catalogue.outcomes.certainty.states import JudgementState
from evidencehub.cli.schema import Base
from evidencehub.cli.states import MACHINES, page
from evidencehub.consultation.states import CommentState
from evidencehub.extraction import State as Reading
from evidencehub.extraction.messages import message_for
from evidencehub.feedback.mistakes.states import MistakeState
from evidencehub.feedback.notes.states import NoteState
from evidencehub.feedback.requests.states import RequestState
from evidencehub.projects.appeals.states import AppealState
from evidencehub.projects.disclosure.states import DisclosureState
from evidencehub.projects.later.states import LaterState
from evidencehub.projects.learning.states import LogState
from evidencehub.projects.on_request.states import ReportRequestState
from evidencehub.projects.pages.submission_views import EVENTS
from evidencehub.projects.plans.states import PlanState
from evidencehub.projects.questions.states import QuestionState
from evidencehub.projects.states import Column, DocumentState, SubmissionState
from evidencehub.projects.transfers.states import TransferState
from evidencehub.review.corrections.states import CorrectionState
from evidencehub.review.pages.story import WORDS
from evidencehub.review.states import AssignmentState
from evidencehub.shared.filetypes import PDF
from evidencehub.shared.paths import PACKAGE, templates_dir

TEAM, REVIEWERS, EDITORS, INVITED, NOBODY = Who
YOURS, OTHERS, OVER = Column
V = Visibility
GRADED = "Two reviewers grade it, each alone. What they find will stand here, whichever way it goes."


@dataclass(frozen=True)
class Said:
    """What is expected of one state. Of words the label, or the sentence where there is none; None: never met."""

    turn: Who
    own: str | None
    reviewer: str | None
    editor: str | None
    public: str | None
    seen_by: Visibility
    groups: str  # every property of the state that is true
    acts: str = ""  # each with its guard: "send:is_complete screen:"
    column: Column | None = None


SUBMISSIONS = {
    "draft": Said(TEAM, "Draft", None, None, None, V.TEAM, "", "send:is_complete"),
    "submitted": Said(
        EDITORS, "Sent", None, "Sent in", "Being graded", V.STUB, "is_looked_through is_sent is_under_way",
        "screen: return: reject: withdraw:is_the_latest", YOURS,
    ),
    "screening": Said(
        EDITORS, "With the editor", None, "Being looked through", "Being graded", V.STUB,
        "is_looked_through is_sent is_under_way takes_reviewers", 
        "return: reject: withdraw:is_the_latest start-review:can_be_graded", YOURS,
    ),
    "returned": Said(
        TEAM, "Sent back to you", None, "Back with the team", "Back with the team", V.STUB,
        "is_closed is_returned is_sent is_under_way", "withdraw:is_the_latest", OTHERS,
    ),
    "in-review": Said(
        REVIEWERS, "Being graded", None, "With reviewers", "Being graded", V.STUB,
        "is_sent is_under_way takes_reviewers", "withdraw:is_the_latest freeze-findings:both_are_in", OTHERS,
    ),
    "reconciling": Said(
        EDITORS, "Being settled", None, "Being settled", "Being graded", V.STUB,
        "is_sent is_settling is_under_way", "withdraw:is_the_latest decide:findings_are_agreed", YOURS,
    ),
    "decided": Said(
        TEAM, "Your letter is there", None, "With the team", "Being graded", V.STUB,
        "is_graded is_sent is_under_way is_with_team", "accredit:tier_reached not-accredit:no_tier_reached", OTHERS,
    ),
    "accredited": Said(
        NOBODY, "Accredited", None, "Accredited", "Accredited.", V.PUBLIC, "is_closed is_graded is_over is_sent",
        "lose-on-appeal:no_tier_reached", OVER,
    ),
    "not-accredited": Said(
        NOBODY, "No Standard reached yet", None, "No Standard reached yet",
        "Decided: no step of the standard reached yet.", V.PUBLIC, "is_closed is_graded is_over is_sent",
        "gain-on-appeal:tier_reached", OVER,
    ),
    "withdrawn": Said(
        NOBODY, "Withdrawn", None, "Withdrawn by the team", "Withdrawn by the team", V.STUB,
        "is_called_off is_closed is_sent is_withdrawn", "", OVER,
    ),
    "rejected": Said(
        NOBODY, "Not taken on", None, "Not taken on", "Not taken on", V.STUB,
        "is_called_off is_closed is_rejected is_sent", "", OVER,
    ),
}  # fmt: skip


def _award(turn: Who, words: str, groups: str, acts: str) -> Said:
    """The register is public and tells everybody the same. It adds nothing to an award that is in date."""
    return Said(turn, words, words, words, words, V.PUBLIC, groups, acts)


STANDING = "supersede: hold: withdraw: overturn:"
AWARDS = {
    "active": _award(NOBODY, "", "is_in_date stands", f"come-due: expire: {STANDING}"),
    "expiring": _award(TEAM, "It is due for another look soon.", "is_in_date stands", f"expire: renew: {STANDING}"),
    "expired": _award(TEAM, "Not rechecked since", "stands", f"renew: {STANDING}"),
    "superseded": _award(NOBODY, "Replaced later", "is_superseded", ""),
    "withdrawn": _award(NOBODY, "Withdrawn", "is_withdrawn", ""),
    "on-hold": _award(EDITORS, "On hold", "is_on_hold", "supersede: release: withdraw: revoke:"),
}
COMMENTS = {
    "waiting": Said(EDITORS, "Waiting", None, "Waiting", None, V.AUTHOR, "is_waiting", "publish: refuse:"),
    "published": Said(EDITORS, "Published", None, "Published", None, V.PUBLIC, "is_published", "refuse:"),
    "refused": Said(NOBODY, "Not published", None, "Not published", None, V.AUTHOR, "is_refused", "publish:"),
}

NOTES = {
    "waiting": Said(EDITORS, None, None, "Waiting", None, V.AUTHOR, "is_waiting", "publish:is_no_concern refuse:"),
    "published": Said(NOBODY, None, None, "Published", None, V.PUBLIC, "is_published", "refuse:"),
    "refused": Said(NOBODY, None, None, "Not published", None, V.AUTHOR, "", "publish:is_no_concern"),
}
REQUESTS = {
    "waiting": Said(EDITORS, None, None, "Waiting", None, V.AUTHOR, "is_waiting", "publish: refuse:"),
    "published": Said(
        NOBODY, None, None, "Published", "Nothing found yet", V.PUBLIC, "is_open is_public", "refuse: answer:"
    ),
    "answered": Said(NOBODY, None, None, "Answered", "Answered", V.PUBLIC, "is_public", "refuse: answer:"),
    "refused": Said(NOBODY, None, None, "Not published", None, V.AUTHOR, "is_refused", "publish:"),
}
HELP = {
    "waiting": Said(
        EDITORS, "With an editor", None, "Waiting", None, V.AUTHOR, "counts is_waiting", "publish: refuse: end:"
    ),
    "published": Said(
        NOBODY, "Published", None, "Published", None, V.PUBLIC, "counts is_published", "refuse: end: expire: renew:"
    ),
    "refused": Said(NOBODY, "Not published", None, "Not published", None, V.AUTHOR, "is_refused", "publish:"),
    "ended": Said(NOBODY, "Taken back", None, "Taken back", None, V.AUTHOR, ""),
    "expired": Said(NOBODY, "Ran out", None, "Ran out", None, V.AUTHOR, "is_expired", "renew:"),
}


def _contact(label: str, groups: str = "", acts: str = "", turn: Who = NOBODY) -> Said:
    """Between the two who may be put in touch."""
    return Said(turn, label, None, None, None, V.AUTHOR, groups, acts)


CONTACTS = {
    "asked": _contact("No answer yet", "is_open", "agree:may_meet decline: lapse:", INVITED),
    "agreed": _contact("In touch", "is_agreed"),
    "declined": _contact("Said no"),
    "lapsed": _contact("No answer"),
}


def _seat(turn: Who, reviewer: str, editor: str, groups: str) -> Said:
    """Nobody else ever learns of a seat; no table moves it."""
    return Said(turn, None, reviewer, editor, None, V.SEAT, groups)


SEATS = {
    "invited": _seat(REVIEWERS, "New", "Invited, no answer yet", "has_seat is_due is_invited"),
    "grading": _seat(REVIEWERS, "Begun", "Grading", "has_report has_seat is_due"),
    "in": _seat(NOBODY, "Sent", "Findings are in", "has_report has_seat is_sent"),
    "frozen": _seat(NOBODY, "Sent", "Findings are frozen", "has_report has_seat is_sent"),
    "declined": _seat(EDITORS, "Declined", "Declined", "is_declined"),
    "conflict": _seat(EDITORS, "Conflict of interest", "Conflict of interest", "is_conflict"),
    "replaced": _seat(EDITORS, "Given to somebody else", "Replaced", ""),
    "ended": _seat(NOBODY, "Ended", "Ended with the case", ""),
}


def _file(turn: Who, own: str, groups: str = "", reviewer: str | None = None) -> Said:
    """A document is never public; its text is moved from "waiting" once, by the worker."""
    return Said(turn, own, reviewer, None, None, V.DESK, groups)


DOCUMENTS = {
    "waiting": _file(NOBODY, "Being read", "is_waiting", "it has not been read yet."),
    "text": _file(NOBODY, "Read", "is_read"),
    "no-text": _file(TEAM, "No text found", "lacks_text"),
    "encrypted": _file(TEAM, "Locked"),
    "broken": _file(TEAM, "Damaged"),
    "too-large": _file(TEAM, "Too large to read"),
    "timed-out": _file(TEAM, "Took too long"),
    "redacted": _file(NOBODY, "Removed by the hub", "is_redacted", "This file was removed."),
}


def _invitation(label: str, turn: Who = NOBODY, groups: str = "", acts: str = "") -> Said:
    """Between the team and the person invited."""
    return Said(turn, label, None, None, None, V.INVITED, groups, acts)


INVITATIONS = {
    "open": _invitation("No answer yet", INVITED, "is_open", "accept:has_time_left refuse: withdraw:"),
    "accepted": _invitation("Joined", groups="is_accepted"),
    "refused": _invitation("Said no", groups="is_refused"),
    "withdrawn": _invitation("Taken back"),
}
TRANSFERS = {
    "offered": _invitation(
        "No answer yet", INVITED, "is_open", "accept:can_go decline:has_time_left withdraw: lapse:time_is_over"
    ),
    "accepted": _invitation("Handed over", groups="is_accepted"),
    "declined": _invitation("Declined"),
    "withdrawn": _invitation("Taken back"),
    "lapsed": _invitation("Not answered"),
}
MISTAKES = {
    "waiting": Said(EDITORS, "Waiting", None, "Waiting", None, V.AUTHOR, "is_waiting", "answer: correct: set-aside:"),
    "answered": Said(NOBODY, "Answered", None, "Answered, nothing changed", None, V.AUTHOR, "is_answered", "correct:"),
    "corrected": Said(NOBODY, "Corrected", None, "Corrected", None, V.AUTHOR, "is_answered is_corrected"),
    "set-aside": Said(NOBODY, "Closed", None, "Set aside", None, V.AUTHOR, ""),
}


def _judged(turn: Who, editor: str, groups: str, acts: str, public: str | None = None) -> Said:
    """Nobody's own: a synthesis belongs to no team. Who judges is told of their seat."""
    return Said(turn, None, None, editor, public, V.PUBLIC if public else V.SEAT, groups, acts)


JUDGED = {
    "judging": _judged(REVIEWERS, "Being judged", "is_judging is_open", "both-in:both_are_frozen stop:"),
    "settling": _judged(EDITORS, "Both are in", "is_open is_settling", "settle:nothing_is_open stop:"),
    "settled": _judged(EDITORS, "Settled", "is_open is_settled", "publish: stop:"),
    "published": _judged(NOBODY, "Published", "is_published", "", "Two people judged, each alone, how sure we can be."),
    "stopped": _judged(NOBODY, "Stopped", "", ""),
}
RENEWALS = {
    "waiting": Said(
        EDITORS, "With an editor", None, "Waiting", None, V.DESK, "is_waiting",
        "accept:award_can_be_renewed ask-for-the-whole: lapse:",
    ),
    "accepted": Said(NOBODY, "Renewed", None, "Renewed", "Renewed", V.PUBLIC, "is_accepted"),
    "whole-needed": Said(TEAM, "Send it in full", None, "To be sent in full", None, V.DESK, "needs_the_whole"),
    "lapsed": Said(NOBODY, "Not needed any more", None, "Not needed any more", None, V.DESK, ""),
}  # fmt: skip
REPORT_REQUESTS = {
    "waiting": Said(
        TEAM, "Waits for your answer", None, None, None, V.TEAM, "is_open is_waiting",
        "give:is_on_request refuse: run-out:time_is_over take-back:is_on_request_no_more",
    ),
    "given": Said(NOBODY, "Given", None, None, None, V.TEAM, "is_given is_open", "end:"),
    "refused": Said(NOBODY, "Not given", None, None, None, V.TEAM, "is_refused", ""),
    "lapsed": Said(NOBODY, "Not answered", None, None, None, V.TEAM, "", ""),
    "ended": Said(NOBODY, "The link has ended", None, None, None, V.TEAM, "", ""),
}  # fmt: skip
DISCLOSURES = {
    "sealed": Said(
        NOBODY, "Reviewers only", None, "Reviewers only", None, V.DESK, "is_kept is_sealed", "agree:can_be_looked_at"
    ),
    "agreed": Said(
        EDITORS, "An editor looks before it is public", None, "The team wants it public", None, V.DESK, "is_agreed",
        "confirm:is_for_everybody_now date:day_is_to_come offer:is_on_request refuse: take-down:",
    ),
    "on-request": Said(
        NOBODY, "Given to those who ask", None, "Given on request", "Ask for the full report", V.DESK,
        "is_kept is_on_request", "take-down:",
    ),
    "dated": Said(
        NOBODY, "Public from a day", None, "Public from a day", None, V.DESK, "is_dated", "open:day_has_come take-down:"
    ),
    "open": Said(NOBODY, "Public", None, "Public", None, V.PUBLIC, "is_open", "take-down:"),
}  # fmt: skip


def _appeal(turn: Who, own: str, editor: str, public: str, groups: str, acts: str = "") -> Said:
    return Said(turn, own, None, editor, public, V.PUBLIC, groups, acts)


UNDER_APPEAL = "Under appeal"  # alike, until its outcome is public
APPEALS = {
    "sent": _appeal(
        EDITORS, "Sent", "Appeal sent in", UNDER_APPEAL, "is_open is_sent is_with_editors", "take: withdraw:"
    ),
    "taken": _appeal(
        EDITORS, "With an editor", "Appeal with an editor", UNDER_APPEAL,
        "is_open is_taken is_with_editors takes_reviewers", "refuse: open:pair_is_asked withdraw:",
    ),
    "grading": _appeal(
        REVIEWERS, "Being graded anew", "Appeal with reviewers", UNDER_APPEAL,
        "is_grading is_open is_with_editors takes_reviewers", "freeze-findings:both_are_in withdraw:",
    ),
    "settling": _appeal(
        EDITORS, "Being settled", "Appeal being settled", UNDER_APPEAL, "is_open is_settling is_with_editors",
        "conclude:findings_are_agreed withdraw:",
    ),
    "concluded": _appeal(
        NOBODY, "Decided", "Outcome with the team", UNDER_APPEAL, "has_outcome is_concluded is_open",
        "publish:day_has_come",
    ),
    "closed": _appeal(NOBODY, "Decided", "Appeal decided", "Appeal decided", "has_outcome is_closed"),
    "refused": _appeal(NOBODY, "Not opened", "Appeal not opened", "Appeal not opened", "is_refused"),
    "withdrawn": _appeal(NOBODY, "Withdrawn", "Appeal withdrawn", "Appeal withdrawn", "is_withdrawn"),
}  # fmt: skip


def _question(
    turn: Who, own: str | None, reviewer: str | None, editor: str, seen_by: Visibility, groups: str, acts: str = "",
    public: str | None = None,
) -> Said:  # fmt: skip
    return Said(turn, own, reviewer, editor, public, seen_by, groups, acts)


QUESTIONS = {
    "waiting": _question(
        EDITORS, None, "An editor reads it", "Waits for an editor", V.SEAT, "is_open is_waiting",
        "send:is_under_review set-aside:",
    ),
    "not-needed": _question(NOBODY, None, "Not sent", "Not sent", V.SEAT, ""),
    "sent": _question(
        TEAM, "Please answer", "The team is asked", "With the team", V.DESK, "is_open is_with_team was_sent",
        "answer:is_in_time run-out:time_is_over take-back:",
    ),
    "answered": _question(
        NOBODY, "You answered", "Answered", "Answered", V.PUBLIC, "is_answered is_of_the_record was_sent",
        public="The team answered",
    ),
    "unanswered": _question(
        NOBODY, "The time is over", "Not answered", "Not answered", V.PUBLIC, "is_of_the_record was_sent",
        public="The team did not answer in time",
    ),
    "taken-back": _question(NOBODY, "Taken back", "Taken back", "Taken back", V.DESK, "was_sent"),
}  # fmt: skip
CORRECTIONS = {
    "waiting": _question(
        EDITORS, "Waiting", None, "Waiting", V.DESK, "is_waiting", "correct: leave: refer: take-back:"
    ),
    "corrected": _question(
        NOBODY, "Corrected", None, "Corrected", V.PUBLIC, "is_corrected", public="Corrected"
    ),
    "unchanged": _question(NOBODY, "Not changed", None, "Not changed", V.DESK, ""),
    "for-appeal": _question(NOBODY, "Not decided here", None, "Would change a finding", V.DESK, "is_for_appeal"),
    "taken-back": _question(NOBODY, "Taken back", None, "Taken back", V.DESK, "is_taken_back"),
}  # fmt: skip
REPLIES = {
    "stands": _question(
        NOBODY, "Your reply", None, "The team’s reply", V.PUBLIC, "is_standing", "replace: hold-back:",
        public="The team’s reply",
    ),
    "held": _question(TEAM, "Held back", None, "Held back", V.DESK, "is_held", "replace:", public="Held back"),
    "replaced": _question(NOBODY, "Replaced", None, "Replaced", V.DESK, ""),
}  # fmt: skip
PLANS = {
    "waiting": _question(
        EDITORS, "With an editor", None, "Waiting", V.DESK, "is_waiting", "register: date:only_days_differ refuse:"
    ),
    "public": _question(NOBODY, "Public", None, "Public", V.PUBLIC, "is_public", "refuse:", public="Public"),
    "refused": _question(TEAM, "Back with you", None, "Back with the team", V.DESK, "is_refused"),
}  # fmt: skip
LATER = {
    "waiting": _question(EDITORS, "With an editor", None, "Waiting", V.DESK, "is_waiting", "show: refuse:"),
    "public": _question(NOBODY, "Public", None, "Public", V.PUBLIC, "is_public", "refuse:", public="Not graded yet"),
    "refused": _question(TEAM, "Back with you", None, "Back with the team", V.DESK, "is_refused"),
}  # fmt: skip
LOGS = {
    "waiting": _question(EDITORS, "With an editor", None, "Waiting", V.DESK, "is_waiting", "show: refuse: take-back:"),
    "public": _question(
        NOBODY, "Public", None, "Public", V.PUBLIC, "is_public", "replace: refuse: take-back:", public="Not graded"
    ),
    "replaced": _question(NOBODY, "Replaced", None, "Replaced", V.PUBLIC, "is_replaced", public="As it was before"),
    "refused": _question(TEAM, "Back with you", None, "Back with the team", V.DESK, "is_refused"),
    "taken-back": _question(NOBODY, "Taken back", None, "Taken back", V.DESK, "is_taken_back", public="Taken back"),
}  # fmt: skip
EXPECTED = {
    PlanState: PLANS,
    LaterState: LATER,
    LogState: LOGS,
    CorrectionState: CORRECTIONS,
    ReplyState: REPLIES,
    InvitationState: INVITATIONS,
    SubmissionState: SUBMISSIONS,
    AccreditationState: AWARDS,
    AppealState: APPEALS,
    RenewalState: RENEWALS,
    MistakeState: MISTAKES,
    CommentState: COMMENTS,
    NoteState: NOTES,
    RequestState: REQUESTS,
    NoticeState: HELP,
    ContactState: CONTACTS,
    AssignmentState: SEATS,
    DocumentState: DOCUMENTS,
    JudgementState: JUDGED,
    QuestionState: QUESTIONS,
    DisclosureState: DISCLOSURES,
    ReportRequestState: REPORT_REQUESTS,
    TransferState: TRANSFERS,
}
TABLES = {machine.kind: machine for machine in MACHINES}
KINDS = dict(
    zip(
        EXPECTED,
        (
            "plan",
            "later-results",
            "log",
            "correction",
            "reply",
            "invitation",
            "submission",
            "accreditation",
            "appeal",
            "renewal",
            "mistake",
            "comment",
            "note",
            "request",
            "help",
            "help-contact",
            "assignment",
            "document",
            "certainty",
            "question",
            "disclosure",
            "report-request",
            "transfer",
        ),
        strict=True,
    )
)


def words(told):
    assert not (told.unseen and (told.label or told.meaning)), "either there are words, or a reason why there are none"
    return None if told.unseen else told.label or told.meaning


def groups(state):
    """The names of the properties that are true."""
    named = sorted(name for name, held in vars(type(state)).items() if isinstance(held, property))
    return " ".join(name for name in named if getattr(state, name) is True)


def acts(state):
    steps = TABLES[KINDS[type(state)]].steps
    return " ".join(f"{step.name}:{step.guard or ''}" for step in steps if state.value in step.sources)


@pytest.mark.parametrize(
    "state", [pytest.param(each, id=f"{KINDS[enum]}-{each.value}") for enum in EXPECTED for each in enum]
)
def test_every_state_says_all_that_it_has_to(state):
    expected, told = EXPECTED[type(state)].get(state.value), TABLES[KINDS[type(state)]].told.get(state)
    assert expected and told, f"nothing is said of {state} yet: docs/structure.md, “A state”"
    assert told == state.told
    readers = (told.own, told.reviewer, told.editor, told.public)
    column = getattr(state, "column", None)
    assert expected == Said(told.turn, *map(words, readers), state.visibility, groups(state), acts(state), column)
    assert (told.turn is NOBODY) <= (not told.todo), "nobody's turn, so there is nothing to do"


def test_every_enum_that_a_table_keeps_as_its_state_is_among_these():
    columns = [mapper.columns["state"] for mapper in Base.registry.mappers if "state" in mapper.columns]
    kept = {column.type.enum_class for column in columns if isinstance(column.type, SqlEnum)}
    assert kept == set(EXPECTED) == {type(next(iter(machine.told))) for machine in MACHINES}


def test_every_step_has_its_words_in_the_story_of_a_case_for_the_team_and_for_editors():
    steps = {f"submission.{step.name}" for step in TABLES["submission"].steps}
    assert steps <= EVENTS.keys()
    assert steps <= WORDS.keys()


def test_steps_lead_from_states_to_states():
    for machine in MACHINES:
        known = {state.value for state in machine.told}
        for step in machine.steps:
            assert step.sources <= known and step.target in known, step.name


def test_every_outcome_of_reading_a_file_is_a_state_of_a_document_with_a_message():
    ours = {state.value for state in DocumentState if not (state.is_waiting or state.is_redacted)}
    assert {reading.value for reading in Reading} == ours
    assert all(message_for(reading, PDF) for reading in Reading)


def test_no_page_asks_for_a_state_by_its_value():
    """A misspelt value is only ever false; a misspelt property is an error."""
    named = [path for path in templates_dir().rglob("*.html") if "state.value" in path.read_text(encoding="utf-8")]
    assert named == []
    pages = [path for path in PACKAGE.rglob("pages/*.py") if "state.value" in path.read_text(encoding="utf-8")]
    assert pages == []


def test_the_page_on_states_is_what_the_command_prints():
    drawn = (PACKAGE.parent / "docs" / "states.md").read_text(encoding="utf-8")
    assert drawn == page(), "draw it again: evidencehub states >docs/states.md"
