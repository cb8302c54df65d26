"""Who may do what: one row for each permission and kind of person."""

import pytest

from evidencehub.authz.policies import POLICY, permits
from evidencehub.authz.values import Facts, Permission

NOBODY = Facts(signed_in=False)
MEMBER = Facts(
    signed_in=True,
    confirmed=True,
    contributes=True,
    team=True,
    contributor=True,
    owner=True,
    editable=True,
    decided=True,
)
CONTRIBUTOR = MEMBER.and_(owner=False)
READER = CONTRIBUTOR.and_(contributes=False, contributor=False)
OUTSIDER = Facts(signed_in=True, confirmed=True, contributes=True, team=False)
EDITOR = Facts(signed_in=True, confirmed=True, editor=True, no_conflict=True, decided=True, fresh=True, in_hand=True)
REVIEWER = Facts(
    signed_in=True, confirmed=True, reviewer=True, assigned=True, accepted=True, grading=True, compared=True,
    discussing=True,
)  # fmt: skip
ADMIN = Facts(signed_in=True, confirmed=True, admin=True)
INVITED = Facts(signed_in=True, confirmed=True, invited=True, offered=True)  # as an owner where a project is to go
P = Permission

TABLE = {
    P.ACCOUNT_USE: {"member", "outsider", "editor", "reviewer", "admin", "invited"},
    P.ORGANISATION_CREATE: {"member", "outsider", "editor", "reviewer", "admin", "invited"},
    P.ORGANISATION_EDIT: {"member"},
    P.TEAM_READ: {"member"},
    P.MEMBERSHIP_END: {"member"},  # and whoever it is
    P.INVITATION_READ: {"invited"},
    P.INVITATION_ANSWER: {"invited"},
    P.TRANSFER_OFFER: {"member"},
    P.TRANSFER_READ: {"member", "invited"},
    P.TRANSFER_ANSWER: {"invited"},
    P.PROJECT_CREATE: {"member", "outsider"},
    P.PROJECT_READ: {"member", "editor"},
    P.PROJECT_TAKE_DOWN: {"editor", "admin"},
    P.PROJECT_FOLLOW: {"member"},
    P.PROJECT_EDIT: {"member"},
    P.EVALUATION_READ: {"member", "editor"},
    P.EVALUATION_EDIT: {"member"},
    P.DOCUMENT_READ: {"member", "editor", "reviewer"},
    P.DOCUMENT_UPLOAD: {"member"},
    P.PLAN_SEND: {"member"},
    P.PLAN_OPEN: {"editor"},
    P.PLAN_LOOK: {"editor"},
    P.LATER_SEND: {"member"},
    P.LATER_LOOK: {"editor"},
    P.LOG_SEND: {"member"},
    P.LOG_OPEN: {"editor"},
    P.LOG_LOOK: {"editor"},
    P.DISCLOSURE_AGREE: {"member"},
    P.DISCLOSURE_CONFIRM: {"editor"},
    P.DISCLOSURE_END: {"member", "editor"},
    P.SUBMISSION_CREATE: {"member"},
    P.SUBMISSION_READ: {"member"},
    P.SUBMISSION_SEND: {"member"},
    P.SUBMISSION_WITHDRAW: {"member"},
    P.LETTER_READ: {"member", "editor"},
    P.LETTER_REPLY: {"member"},
    P.REPLY_HOLD: {"editor"},
    P.FACTS_CORRECT: {"member"},
    P.CORRECTIONS_MANAGE: {"editor"},
    P.RECORD_PUBLISH: {"member"},
    P.CASES_LIST: {"editor"},
    P.CASE_READ: {"editor"},
    P.CASE_FILES_READ: {"editor"},
    P.CASE_OWN: {"editor"},
    P.CASE_SCREEN: {"editor"},
    P.CASE_ASSIGN: {"editor"},
    P.CASE_RECONCILE: {"editor"},
    P.CASE_DECIDE: {"editor"},
    P.ASSIGNMENTS_LIST: {"reviewer"},
    P.ASSIGNMENT_READ: {"reviewer"},
    P.ASSIGNMENT_DECLARE: set(),
    P.ASSIGNMENT_LEAVE: set(),  # its reviewer, as long as there is something to do
    P.REPORT_READ: {"reviewer"},
    P.DISCUSSION_READ: {"reviewer"},
    P.DISCUSSION_WRITE: {"reviewer"},
    P.FINDING_RECORD: {"reviewer"},  # and an editor who types for one
    P.FINDING_SEND: {"reviewer"},
    P.QUESTION_ASK: {"reviewer"},
    P.QUESTIONS_MANAGE: {"editor"},
    P.QUESTION_ANSWER: {"member"},
    P.EDITOR_NOTE_WRITE: {"reviewer"},
    P.RECORD_SPEAK: set(),  # who graded it, once it is decided
    P.APPEAL_MAKE: {"member"},
    P.APPEAL_TAKE: {"editor"},
    P.APPEAL_MANAGE: {"editor"},
    P.APPEAL_PUBLISH: set(),
    P.RENEWAL_SEND: {"member"},
    P.ACCREDITATION_RENEW: {"editor"},
    P.READERS_ASK: {"editor"},
    P.ACCREDITATION_HOLD: {"editor"},
    P.ACCREDITATION_WITHDRAW: {"member"},
    P.ACCREDITATION_EXPIRE: set(),
    P.SYNTHESES_LIST: {"editor"},
    P.SYNTHESIS_PUBLISH: {"editor"},
    P.CERTAINTY_MANAGE: {"editor"},
    P.COMMENT_SEND: {"member", "outsider", "editor", "reviewer", "admin", "invited"},
    P.COMMENTS_MANAGE: {"editor", "admin"},
    P.REQUESTS_MANAGE: {"editor", "admin"},
    P.HELP_ASK: {"member", "outsider", "editor", "reviewer", "admin", "invited"},
    P.HELP_OWN: {"member"},
    P.HELP_MANAGE: {"editor", "admin"},
    P.HELP_EXPIRE: set(),
    P.NOTE_SEND: set(),  # everybody, of a page that is public
    P.NOTES_MANAGE: {"editor", "admin"},
    P.MISTAKE_REPORT: set(),  # everybody, of a page that is public
    P.MISTAKES_MANAGE: {"editor", "admin"},
    P.RETRACTIONS_READ: {"editor", "admin"},
    P.RETRACTION_DECIDE: {"editor"},
    P.SEARCHES_MANAGE: {"editor", "admin"},
    P.STANDARDS_MANAGE: {"admin"},
    P.ORGANISATIONS_MANAGE: {"admin"},
    P.PEOPLE_MANAGE: {"admin"},
    P.SYSTEM_READ: {"admin"},
    P.METRICS_READ: set(),  # a program, by the token of the settings
    P.MAILS_MANAGE: {"admin"},
    P.JOBS_MANAGE: {"admin"},
    P.MAINTENANCE_MANAGE: {"admin"},
}
PEOPLE = {
    "nobody": NOBODY,
    "member": MEMBER,
    "outsider": OUTSIDER,
    "editor": EDITOR,
    "reviewer": REVIEWER,
    "admin": ADMIN,
    "invited": INVITED,
}


@pytest.mark.parametrize("permission", list(Permission))
@pytest.mark.parametrize("kind", list(PEOPLE))
def test_each_permission_is_held_by_exactly_the_kinds_of_people_listed(permission, kind):
    assert permits(permission, PEOPLE[kind]) is (kind in TABLE[permission])


@pytest.mark.parametrize("permission", list(Permission))
def test_a_fact_that_nobody_supplied_is_a_refusal(permission):
    assert not permits(permission, Facts())


def test_every_permission_has_a_row_in_the_table_and_no_rule_is_empty():
    assert set(POLICY) == set(Permission) == set(TABLE)
    assert all(rule for rules in POLICY.values() for rule in rules)


@pytest.mark.parametrize("permission", [P.CASE_SCREEN, P.CASE_ASSIGN, P.CASE_RECONCILE, P.CASE_DECIDE])
def test_an_editor_with_a_conflict_may_look_and_not_act(permission):
    conflicted = EDITOR.and_(no_conflict=False)
    assert permits(P.CASE_READ, conflicted) and not permits(permission, conflicted)


@pytest.mark.parametrize("missing", ["reviewer", "assigned", "accepted", "grading"])
def test_a_reviewer_records_findings_only_when_assigned_declared_and_not_frozen(missing):
    assert not permits(P.FINDING_RECORD, REVIEWER.and_(**{missing: False}))


@pytest.mark.parametrize("missing", ["editor", "no_conflict", "entering", "accepted", "grading"])
def test_an_editor_types_findings_for_a_reviewer_who_declared_and_never_sends_them(missing):
    typing = EDITOR.and_(entering=True, accepted=True, grading=True)
    assert permits(P.FINDING_RECORD, typing) and not permits(P.FINDING_SEND, typing)
    assert not permits(P.FINDING_RECORD, typing.and_(**{missing: False}))


def test_the_report_opens_only_after_the_declaration():
    assert not permits(P.REPORT_READ, REVIEWER.and_(accepted=False))
    assert not permits(P.DISCUSSION_READ, REVIEWER.and_(compared=False))
    assert not permits(P.DISCUSSION_WRITE, REVIEWER.and_(discussing=False))
    assert not permits(P.DISCUSSION_WRITE, REVIEWER.and_(assigned=False))
    assert permits(P.ASSIGNMENT_DECLARE, REVIEWER.and_(accepted=False, undeclared=True))


@pytest.mark.parametrize("missing", ["reviewer", "assigned", "due"])
def test_a_seat_is_left_by_its_reviewer_as_long_as_there_is_something_to_do(missing):
    assert permits(P.ASSIGNMENT_LEAVE, REVIEWER.and_(due=True))
    assert not permits(P.ASSIGNMENT_LEAVE, REVIEWER.and_(due=True).and_(**{missing: False}))


@pytest.mark.parametrize("missing", ["no_conflict", "fresh", "in_hand"])
def test_an_appeal_is_for_an_editor_who_judged_nothing_of_it_and_has_it_in_hand(missing):
    assert not permits(P.APPEAL_MANAGE, EDITOR.and_(**{missing: False}))
    assert permits(P.APPEAL_TAKE, EDITOR.and_(**{missing: False})) is (missing == "in_hand")


def test_what_is_public_may_be_read_by_anybody():
    assert permits(P.PROJECT_READ, NOBODY.and_(public=True))


OWNERS_ALONE = {
    P.ORGANISATION_EDIT, P.MEMBERSHIP_END, P.TRANSFER_OFFER, P.DISCLOSURE_AGREE, P.DISCLOSURE_END, P.SUBMISSION_SEND,
    P.SUBMISSION_WITHDRAW, P.LETTER_REPLY, P.FACTS_CORRECT, P.RECORD_PUBLISH, P.APPEAL_MAKE, P.RENEWAL_SEND,
    P.ACCREDITATION_WITHDRAW, P.PLAN_SEND, P.LATER_SEND, P.LOG_SEND,
}  # fmt: skip
NO_READERS = {
    P.PROJECT_CREATE, P.PROJECT_EDIT, P.EVALUATION_EDIT, P.DOCUMENT_UPLOAD, P.SUBMISSION_CREATE, P.QUESTION_ANSWER,
    P.HELP_OWN,
}  # fmt: skip


@pytest.mark.parametrize("permission", list(Permission))
def test_a_contributor_edits_and_sends_nothing_and_a_reader_only_reads(permission):
    assert permits(permission, CONTRIBUTOR) is (permits(permission, MEMBER) and permission not in OWNERS_ALONE)
    left = permission not in OWNERS_ALONE | NO_READERS
    assert permits(permission, READER) is (permits(permission, MEMBER) and left)


def test_whoever_is_in_a_team_can_leave_it():
    assert permits(P.MEMBERSHIP_END, READER.and_(own=True)) and not permits(P.MEMBERSHIP_END, READER.and_(own=False))
