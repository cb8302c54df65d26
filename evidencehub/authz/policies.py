"""One table says who may do what.

Any one rule is enough; within a rule every test must hold; what is not listed is a KeyError.
"""

from collections.abc import Callable

from evidencehub.authz.values import Facts, Permission

Test = Callable[[Facts], bool]
Rule = tuple[Test, ...]


def _is(name: str) -> Test:
    """The fact is known and true. An unknown fact refuses."""

    def test(facts: Facts) -> bool:
        return getattr(facts, name) is True

    test.__name__ = f"is_{name}"
    return test


signed_in = _is("signed_in")
confirmed = _is("confirmed")
is_editor = _is("editor")
is_reviewer = _is("reviewer")
has_metrics_token = _is("metrics_token")
is_admin = _is("admin")
contributes_somewhere = _is("contributes")
is_public = _is("public")
is_team = _is("team")
is_contributor = _is("contributor")
is_owner = _is("owner")
is_own = _is("own")
is_editable = _is("editable")
is_assigned = _is("assigned")
has_accepted = _is("accepted")
is_undeclared = _is("undeclared")
is_due = _is("due")
is_grading = _is("grading")
is_entering = _is("entering")
is_compared = _is("compared")
is_discussing = _is("discussing")
has_no_conflict = _is("no_conflict")
is_decided = _is("decided")
is_fresh = _is("fresh")
is_in_hand = _is("in_hand")
is_invited = _is("invited")
is_offered = _is("offered")

P = Permission
POLICY: dict[Permission, tuple[Rule, ...]] = {
    P.ACCOUNT_USE: ((signed_in,),),
    P.ORGANISATION_CREATE: ((confirmed,),),
    P.ORGANISATION_EDIT: ((confirmed, is_owner),),
    P.TEAM_READ: ((signed_in, is_team),),
    P.MEMBERSHIP_END: ((confirmed, is_owner), (signed_in, is_own)),
    P.INVITATION_READ: ((signed_in, is_invited),),
    P.INVITATION_ANSWER: ((confirmed, is_invited),),
    P.PROJECT_CREATE: ((confirmed, contributes_somewhere),),
    P.PROJECT_READ: ((is_public,), (is_team,), (is_editor,)),
    P.PROJECT_TAKE_DOWN: ((is_editor,), (is_admin,)),  # a conflict of interest is no reason to leave harm where it is
    P.PROJECT_FOLLOW: ((confirmed, is_team),),  # what the team alone sees of it
    P.PROJECT_EDIT: ((confirmed, is_contributor),),
    P.TRANSFER_OFFER: ((confirmed, is_owner),),
    P.TRANSFER_READ: ((signed_in, is_team), (signed_in, is_offered)),
    P.TRANSFER_ANSWER: ((confirmed, is_offered),),
    P.EVALUATION_READ: ((is_public,), (is_team,), (is_editor,)),
    P.EVALUATION_EDIT: ((confirmed, is_contributor),),
    P.DOCUMENT_READ: ((is_team,), (is_assigned, has_accepted), (is_editor, has_no_conflict)),
    P.DOCUMENT_UPLOAD: ((confirmed, is_contributor),),
    P.PLAN_SEND: ((confirmed, is_owner),),
    P.PLAN_OPEN: ((is_editor,),),
    P.PLAN_LOOK: ((is_editor, has_no_conflict),),
    P.LATER_SEND: ((confirmed, is_owner),),
    P.LATER_LOOK: ((is_editor, has_no_conflict),),
    P.LOG_SEND: ((confirmed, is_owner),),
    P.LOG_OPEN: ((is_editor,),),
    P.LOG_LOOK: ((is_editor, has_no_conflict),),
    P.DISCLOSURE_AGREE: ((confirmed, is_owner),),
    P.DISCLOSURE_CONFIRM: ((is_editor, has_no_conflict),),
    P.DISCLOSURE_END: ((confirmed, is_owner), (is_editor, has_no_conflict)),
    P.SUBMISSION_CREATE: ((confirmed, is_contributor),),
    P.SUBMISSION_READ: ((is_team,),),  # it says how far reviewers are, and an editor may be one of them
    P.SUBMISSION_SEND: ((confirmed, is_owner, is_editable),),
    P.SUBMISSION_WITHDRAW: ((confirmed, is_owner),),
    P.LETTER_READ: ((is_team, is_decided), (is_editor, has_no_conflict, is_decided)),
    P.LETTER_REPLY: ((confirmed, is_owner, is_decided),),
    P.REPLY_HOLD: ((is_editor, is_decided, has_no_conflict),),
    P.FACTS_CORRECT: ((confirmed, is_owner, is_decided),),
    P.CORRECTIONS_MANAGE: ((is_editor, is_decided, has_no_conflict),),
    P.RECORD_PUBLISH: ((confirmed, is_owner, is_decided),),  # and on the day the hub itself
    P.CASES_LIST: ((is_editor,),),
    P.CASE_READ: ((is_editor,),),
    P.CASE_FILES_READ: ((is_editor, has_no_conflict),),
    P.CASE_OWN: ((is_editor, has_no_conflict),),
    P.CASE_SCREEN: ((is_editor, has_no_conflict),),
    P.CASE_ASSIGN: ((is_editor, has_no_conflict),),
    P.CASE_RECONCILE: ((is_editor, has_no_conflict),),
    P.CASE_DECIDE: ((is_editor, has_no_conflict),),
    P.ASSIGNMENTS_LIST: ((is_reviewer,),),
    P.ASSIGNMENT_READ: ((is_reviewer, is_assigned),),
    P.ASSIGNMENT_DECLARE: ((is_reviewer, is_assigned, is_undeclared),),
    P.ASSIGNMENT_LEAVE: ((is_reviewer, is_assigned, is_due),),
    P.REPORT_READ: (
        (is_reviewer, is_assigned, has_accepted),
        (is_editor, has_no_conflict, is_entering, has_accepted, is_grading),
    ),
    P.DISCUSSION_READ: ((is_reviewer, is_assigned, is_compared),),
    P.DISCUSSION_WRITE: ((is_reviewer, is_assigned, is_compared, is_discussing),),
    P.FINDING_RECORD: (
        (is_reviewer, is_assigned, has_accepted, is_grading),
        (is_editor, has_no_conflict, is_entering, has_accepted, is_grading),  # typed; theirs when they say so
    ),
    P.FINDING_SEND: ((is_reviewer, is_assigned, has_accepted, is_grading),),
    P.QUESTION_ASK: ((is_reviewer, is_assigned, has_accepted, is_grading),),
    P.QUESTIONS_MANAGE: ((is_editor, has_no_conflict),),
    P.QUESTION_ANSWER: ((confirmed, is_contributor),),
    P.EDITOR_NOTE_WRITE: ((is_reviewer, is_assigned, has_accepted),),
    P.RECORD_SPEAK: ((is_assigned, has_accepted, is_decided),),  # a reviewer no more, too: a name can be taken back
    P.APPEAL_MAKE: ((confirmed, is_owner, is_decided),),
    P.APPEAL_TAKE: ((is_editor, has_no_conflict, is_fresh),),
    P.APPEAL_MANAGE: ((is_editor, has_no_conflict, is_fresh, is_in_hand),),
    P.APPEAL_PUBLISH: (),  # nobody: the hub itself, on the day
    P.RENEWAL_SEND: ((confirmed, is_owner, is_decided),),
    P.ACCREDITATION_RENEW: ((is_editor, has_no_conflict),),
    P.READERS_ASK: ((is_editor, has_no_conflict),),
    P.ACCREDITATION_HOLD: ((is_editor, has_no_conflict),),
    P.ACCREDITATION_WITHDRAW: ((confirmed, is_owner, is_decided),),
    P.ACCREDITATION_EXPIRE: (),  # nobody: the hub itself, on the day
    P.SYNTHESES_LIST: ((is_editor,),),
    P.SYNTHESIS_PUBLISH: ((is_editor, has_no_conflict),),
    P.CERTAINTY_MANAGE: ((is_editor, has_no_conflict),),
    P.COMMENT_SEND: ((confirmed,),),
    P.COMMENTS_MANAGE: ((is_editor,), (is_admin,)),
    P.REQUESTS_MANAGE: ((is_editor,), (is_admin,)),
    P.HELP_ASK: ((confirmed,),),
    P.HELP_OWN: ((confirmed, is_contributor),),
    P.HELP_MANAGE: ((is_editor,), (is_admin,)),
    P.HELP_EXPIRE: (),  # nobody: the hub itself, on the day
    P.NOTE_SEND: ((is_public,),),
    P.NOTES_MANAGE: ((is_editor,), (is_admin,)),
    P.MISTAKE_REPORT: ((is_public,),),
    P.MISTAKES_MANAGE: ((is_editor,), (is_admin,)),
    P.RETRACTIONS_READ: ((is_editor,), (is_admin,)),
    P.RETRACTION_DECIDE: ((is_editor, has_no_conflict),),
    P.SEARCHES_MANAGE: ((is_editor,), (is_admin,)),
    P.STANDARDS_MANAGE: ((is_admin,),),
    P.ORGANISATIONS_MANAGE: ((is_admin,),),
    P.PEOPLE_MANAGE: ((is_admin,),),
    P.SYSTEM_READ: ((is_admin,),),
    P.METRICS_READ: ((has_metrics_token,),),
    P.MAILS_MANAGE: ((is_admin,),),
    P.JOBS_MANAGE: ((is_admin,),),
    P.MAINTENANCE_MANAGE: ((is_admin,),),
}


def permits(permission: Permission, facts: Facts) -> bool:
    return any(all(test(facts) for test in rule) for rule in POLICY[permission])


def permitting(facts: Facts | None) -> Callable[[str], bool]:
    """What a step of a table of transitions asks: whether somebody holds its permission.

    :param facts: None for the hub itself, on the day or after it asked whether somebody may.
    """
    return lambda permission: facts is None or permits(Permission(permission), facts)
