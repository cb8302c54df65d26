"""Who asks, and what is known about the thing they ask for: frozen values, so that a rule can only read."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Actor:
    """The person behind a request, or nobody (``id`` is None)."""

    id: UUID | None = None
    confirmed: bool = False
    editor: bool = False
    reviewer: bool = False
    admin: bool = False
    organisations: frozenset[UUID] = frozenset()  # whose team they are in, in whatever role
    contributes: frozenset[UUID] = frozenset()  # of these: where they may edit
    owns: frozenset[UUID] = frozenset()  # of these: where they may send, answer for it, and look after the team
    owes_second_step: bool = False  # an editor or admin, who is neither until it is on


NOBODY = Actor()


@dataclass(frozen=True)
class Facts:
    """What a capability found out about an actor and a record. A fact that is None is unknown, and refuses."""

    signed_in: bool | None = None
    confirmed: bool | None = None
    editor: bool | None = None
    reviewer: bool | None = None
    admin: bool | None = None
    contributes: bool | None = None  # somewhere a contributor or an owner
    public: bool | None = None
    team: bool | None = None  # a member of the organisation that the record belongs to
    contributor: bool | None = None  # one who may edit
    owner: bool | None = None  # one who answers for it
    own: bool | None = None  # the record is about the actor
    editable: bool | None = None  # the record can still change
    assigned: bool | None = None  # the reviewer of this assignment
    accepted: bool | None = None  # has declared, and no conflict is known
    undeclared: bool | None = None
    due: bool | None = None  # the reviewer of this assignment still has something to do
    entering: bool | None = None  # this editor types for the reviewer of this assignment
    grading: bool | None = None  # the case is in review and this reviewer's findings are not frozen
    compared: bool | None = None  # the findings of this reviewer stand frozen beside another's
    discussing: bool | None = None  # and the case is being settled
    no_conflict: bool | None = None  # the machine found none between the actor and the team
    decided: bool | None = None
    fresh: bool | None = None  # this editor neither decided the case nor settled what is contested in its appeal
    in_hand: bool | None = None  # this editor has taken the appeal
    invited: bool | None = None  # the invitation was sent to the address of this account
    offered: bool | None = None  # an owner of the organisation that a project is offered to
    handed_over: bool | None = None  # in a team that ran the project before
    metrics_token: bool | None = None  # a program that sent the token of the settings

    def and_(self, **more: Any) -> "Facts":
        return replace(self, **more)


def facts_of(actor: Actor) -> Facts:
    """What is known of an actor alone."""
    return Facts(
        signed_in=actor.id is not None,
        confirmed=actor.confirmed,
        editor=actor.editor,
        reviewer=actor.reviewer,
        admin=actor.admin,
        contributes=bool(actor.contributes),
    )


def team_facts(actor: Actor, organisation_id: UUID | None) -> Facts:
    """And what they are in the team of this organisation; evidence from elsewhere has none."""
    return facts_of(actor).and_(
        team=organisation_id is not None and organisation_id in actor.organisations,
        contributor=organisation_id is not None and organisation_id in actor.contributes,
        owner=organisation_id is not None and organisation_id in actor.owns,
    )


class Permission(StrEnum):
    ACCOUNT_USE = "account-use"
    ORGANISATION_CREATE = "organisation-create"
    ORGANISATION_EDIT = "organisation-edit"
    TEAM_READ = "team-read"
    MEMBERSHIP_END = "membership-end"
    INVITATION_READ = "invitation-read"
    INVITATION_ANSWER = "invitation-answer"
    PROJECT_CREATE = "project-create"
    PROJECT_READ = "project-read"
    PROJECT_TAKE_DOWN = "project-take-down"
    PROJECT_FOLLOW = "project-follow"
    PROJECT_EDIT = "project-edit"
    TRANSFER_OFFER = "transfer-offer"
    TRANSFER_READ = "transfer-read"
    TRANSFER_ANSWER = "transfer-answer"
    EVALUATION_READ = "evaluation-read"
    EVALUATION_EDIT = "evaluation-edit"
    DOCUMENT_READ = "document-read"
    DOCUMENT_UPLOAD = "document-upload"
    PLAN_SEND = "plan-send"
    PLAN_OPEN = "plan-open"
    PLAN_LOOK = "plan-look"
    LATER_SEND = "later-send"
    LATER_LOOK = "later-look"
    LOG_SEND = "log-send"
    LOG_OPEN = "log-open"
    LOG_LOOK = "log-look"
    DISCLOSURE_AGREE = "disclosure-agree"
    DISCLOSURE_CONFIRM = "disclosure-confirm"
    DISCLOSURE_END = "disclosure-end"
    SUBMISSION_CREATE = "submission-create"
    SUBMISSION_READ = "submission-read"
    SUBMISSION_SEND = "submission-send"
    SUBMISSION_WITHDRAW = "submission-withdraw"
    LETTER_READ = "letter-read"
    LETTER_REPLY = "letter-reply"
    REPLY_HOLD = "reply-hold"
    FACTS_CORRECT = "facts-correct"
    CORRECTIONS_MANAGE = "corrections-manage"
    RECORD_PUBLISH = "record-publish"
    CASES_LIST = "cases-list"
    CASE_READ = "case-read"
    CASE_FILES_READ = "case-files-read"
    CASE_OWN = "case-own"
    CASE_SCREEN = "case-screen"
    CASE_ASSIGN = "case-assign"
    CASE_RECONCILE = "case-reconcile"
    CASE_DECIDE = "case-decide"
    ASSIGNMENTS_LIST = "assignments-list"
    ASSIGNMENT_READ = "assignment-read"
    ASSIGNMENT_DECLARE = "assignment-declare"
    ASSIGNMENT_LEAVE = "assignment-leave"
    REPORT_READ = "report-read"
    DISCUSSION_READ = "discussion-read"
    DISCUSSION_WRITE = "discussion-write"
    FINDING_RECORD = "finding-record"
    FINDING_SEND = "finding-send"
    QUESTION_ASK = "question-ask"
    QUESTIONS_MANAGE = "questions-manage"
    QUESTION_ANSWER = "question-answer"
    EDITOR_NOTE_WRITE = "editor-note-write"
    RECORD_SPEAK = "record-speak"
    APPEAL_MAKE = "appeal-make"
    APPEAL_TAKE = "appeal-take"
    APPEAL_MANAGE = "appeal-manage"
    APPEAL_PUBLISH = "appeal-publish"
    RENEWAL_SEND = "renewal-send"
    ACCREDITATION_RENEW = "accreditation-renew"
    READERS_ASK = "readers-ask"
    ACCREDITATION_HOLD = "accreditation-hold"
    ACCREDITATION_WITHDRAW = "accreditation-withdraw"
    ACCREDITATION_EXPIRE = "accreditation-expire"
    SYNTHESES_LIST = "syntheses-list"
    SYNTHESIS_PUBLISH = "synthesis-publish"
    CERTAINTY_MANAGE = "certainty-manage"
    COMMENT_SEND = "comment-send"
    COMMENTS_MANAGE = "comments-manage"
    REQUESTS_MANAGE = "requests-manage"
    HELP_ASK = "help-ask"
    HELP_OWN = "help-own"
    HELP_MANAGE = "help-manage"
    HELP_EXPIRE = "help-expire"
    NOTE_SEND = "note-send"
    NOTES_MANAGE = "notes-manage"
    MISTAKE_REPORT = "mistake-report"
    MISTAKES_MANAGE = "mistakes-manage"
    RETRACTIONS_READ = "retractions-read"
    RETRACTION_DECIDE = "retraction-decide"
    SEARCHES_MANAGE = "searches-manage"
    STANDARDS_MANAGE = "standards-manage"
    ORGANISATIONS_MANAGE = "organisations-manage"
    PEOPLE_MANAGE = "people-manage"
    SYSTEM_READ = "system-read"
    METRICS_READ = "metrics-read"
    MAILS_MANAGE = "mails-manage"
    JOBS_MANAGE = "jobs-manage"
    MAINTENANCE_MANAGE = "maintenance-manage"
