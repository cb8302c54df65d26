"""Calls for what is asked of a team: when something came back, thing by thing, and while it is graded."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import g

from evidencehub.accounts.programs.scopes import Scope
from evidencehub.api.bearer import needs
from evidencehub.api.blueprint import Answer, bp
from evidencehub.api.own import asked_schemas as schemas
from evidencehub.api.own import versions
from evidencehub.api.own.answering import change_part, filled, save
from evidencehub.api.own.once import once
from evidencehub.api.own.typed import UNPROTECTED
from evidencehub.api.own.versions import versioned
from evidencehub.api.said import or_none
from evidencehub.authz.guard import current_actor, requires
from evidencehub.authz.values import Permission
from evidencehub.projects.asked.models import DraftReply
from evidencehub.projects.asked.services import write
from evidencehub.projects.models import Project, Submission
from evidencehub.projects.pages.asked_of import what_was_asked
from evidencehub.projects.pages.asked_views import BESIDES, BesidesForm, Opened, ReplyForm, load_thing
from evidencehub.projects.pages.blueprint import load_project, load_submission
from evidencehub.projects.questions import queries as questions
from evidencehub.projects.questions.models import TeamQuestion
from evidencehub.review.pages.blueprint import ReviewLinks
from evidencehub.review.pages.question_forms import AnswerForm
from evidencehub.review.pages.question_views import files_of, load_sent
from evidencehub.review.questions import answering
from evidencehub.review.questions.stepping import is_over, is_under_review
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import NotFound
from evidencehub.shared.links import absolute

Values = Mapping[str, Any]


@bp.get("/team/projects/<uuid:project_id>/asked")
@needs(Scope.READ)
@requires(Permission.PROJECT_FOLLOW, on=load_project)
@bp.response(200, schemas.OwnAsked)
def own_asked(project: Project) -> Values:
    """What was asked when a project came back or was graded, and what the team says to each thing."""
    found = what_was_asked(db.session, project)
    if found is None:
        raise NotFound("Nothing is asked of you now.")
    return {
        "submission_id": found.submission.id, "is_enough": found.is_enough,
        "items": [_shown(Opened(project, found, each)) for each in found.things],
        "besides": _shown(Opened(project, found, None)), "page": absolute("projects.asked", project_id=project.id),
    }  # fmt: skip


@bp.get("/team/projects/<uuid:project_id>/asked/<key>")
@needs(Scope.READ)
@requires(Permission.PROJECT_FOLLOW, on=load_thing)
@bp.response(200, schemas.OwnThing)
def own_asked_thing(opened: Opened) -> Answer:
    """One thing that was asked.

    Its ETag names this version.
    """
    return _thing_answer(opened, opened.draft)


@bp.patch("/team/projects/<uuid:project_id>/asked/<key>")
@needs(Scope.PROJECTS_WRITE)
@versioned("own_asked_thing")
@requires(Permission.PROJECT_EDIT, on=load_thing)
@bp.arguments(schemas.ThingChange, location="json")
@bp.response(200, schemas.OwnThing)
def answer_asked_thing(opened: Opened, sent: Values) -> Answer:
    """Say what you did about one thing, or with “besides” what you changed besides.

    It goes with what is sent next.
    """
    draft, kind = opened.draft, ReplyForm if opened.thing else BesidesForm
    form = filled(lambda **how: kind(obj=draft, meta=UNPROTECTED, **how), sent["answers"])
    marker = versions.marker_of(_thing(opened, draft))
    change_part(form, draft, marker, lambda: write(db.session, draft, form.answers()))
    return _thing_answer(opened, draft)


@bp.get("/team/submissions/<uuid:submission_id>/questions")
@needs(Scope.READ)
@requires(Permission.QUESTION_ANSWER, on=load_submission)
@bp.response(200, schemas.OwnQuestions)
def own_questions(submission: Submission) -> Values:
    """What editors ask a team while its submission is graded."""
    return {"items": [_question(each) for each in questions.sent(db.session, submission.id)]}


@bp.get("/team/questions/<uuid:question_id>")
@needs(Scope.READ)
@requires(Permission.QUESTION_ANSWER, on=load_sent)
@bp.response(200, schemas.OwnQuestion)
def own_question(question: TeamQuestion) -> Values:
    """One question of an editor, and the files in which its answer may stand."""
    return _question(question)


@bp.post("/team/questions/<uuid:question_id>/answer")
@needs(Scope.PROJECTS_WRITE)
@once
@requires(Permission.QUESTION_ANSWER, on=load_sent)
@bp.arguments(schemas.QuestionAnswered, location="json")
@bp.response(201, schemas.OwnQuestion)
def answer_question(question: TeamQuestion, sent: Values) -> Answer:
    """Answer a question of an editor.

    It is answered once, and both reviewers read it.
    """
    files = list(files_of(question.submission).values())

    def make(**how: Any) -> AnswerForm:
        form = AnswerForm(meta=UNPROTECTED, **how)
        form.offer(files)
        return form

    form = filled(make, sent["answers"])
    document_id = UUID(form.document.data) if form.document.data else None

    def give() -> None:
        answering.answer(
            db.session, question, text=form.text.data or "", document_id=document_id, actor=current_actor(),
            facts=g.facts, now=utc_now(), links=ReviewLinks(),
        )  # fmt: skip

    save(give)
    return Answer(_question(question), 201)


def _shown(opened: Opened) -> dict[str, Any]:
    return _thing(opened, opened.draft)


def _thing(opened: Opened, draft: DraftReply) -> dict[str, Any]:
    thing = opened.thing
    if thing is None:
        return {"key": BESIDES, "asked": None, "by": None, "found": None, "way": None, "is_answered": bool(draft.text),
                "answers": {"text": or_none(draft.text)}}  # fmt: skip
    asked = thing.asked
    return {
        "key": asked.key, "asked": asked.text, "by": asked.by, "found": or_none(asked.found), "way": asked.way,
        "is_answered": draft.said == "done" or bool(draft.said and draft.text),
        "answers": {"said": or_none(draft.said), "text": or_none(draft.text)},
    }  # fmt: skip


def _thing_answer(opened: Opened, draft: DraftReply) -> Answer:
    record = _thing(opened, draft)
    return Answer(record, headers={"ETag": f'"{versions.marker_of(record)}"'})


def _question(question: TeamQuestion) -> dict[str, Any]:
    submission = question.submission
    is_open = question.state.is_with_team and is_under_review(submission) and not is_over(question, utc_now())
    return {
        "id": question.id, "submission_id": submission.id, "question": question.text, "due_at": question.due_at,
        "is_open": is_open, "answer": or_none(question.answer), "document": question.document_id,
        "answered_at": question.answered_at,
        "files": [{"id": str(key), "title": one.name_sent} for key, one in files_of(submission).items()],
        "page": absolute("review.team_question", question_id=question.id),
    }  # fmt: skip
