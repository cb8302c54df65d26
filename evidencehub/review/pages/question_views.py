"""Questions to the team: a reviewer writes one, an editor sends it, the team answers; and notes to the editors."""

from uuid import UUID

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import Loaded, Withheld, current_actor, requires
from evidencehub.authz.policies import permits
from evidencehub.authz.values import Actor, Permission
from evidencehub.projects import access as projects
from evidencehub.projects.frozen.keeping import project_sent
from evidencehub.projects.models import Submission
from evidencehub.projects.questions import queries as questions
from evidencehub.projects.questions.models import TeamQuestion
from evidencehub.review import queries
from evidencehub.review.models import Assignment
from evidencehub.review.pages import question_forms as forms
from evidencehub.review.pages.blueprint import ReviewLinks, bp
from evidencehub.review.pages.case_views import load_case
from evidencehub.review.pages.grading_views import load_assignment
from evidencehub.review.questions import answering, asking, handling
from evidencehub.review.questions import queries as asked
from evidencehub.review.questions.stepping import is_over, is_under_review
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid, NotFound
from evidencehub.shared.forms import EmptyForm, HubForm


@bp.route("/reviews/<uuid:assignment_id>/questions", methods=["GET", "POST"])
@requires(Permission.REPORT_READ, on=load_assignment)
def my_questions(assignment: Assignment) -> ResponseReturnValue:
    """What the team was asked and said, the same for both reviewers; and what this one asked."""
    form = forms.AskForm()
    if form.validate_on_submit():
        asking.ask(
            db.session, assignment, text=form.text.data or "", actor=current_actor(), now=utc_now(),
            links=ReviewLinks(),
        )  # fmt: skip
        db.session.commit()
        flash("An editor reads your question. You get a mail when there is an answer.")
        return redirect(url_for(".my_questions", assignment_id=assignment.id), code=303)
    return render_template(
        "review/questions.html", form=form, assignment=assignment, project=project_sent(assignment.submission),
        sent=questions.sent(db.session, assignment.submission_id), own=asked.own_unsent(db.session, assignment),
        files=files_of(assignment.submission),
        may_ask=permits(Permission.QUESTION_ASK, g.facts) and is_under_review(assignment.submission),
    ), _status(form)  # fmt: skip


@bp.route("/reviews/<uuid:assignment_id>/note", methods=["GET", "POST"])
@requires(Permission.EDITOR_NOTE_WRITE, on=load_assignment)
def note_to_editors(assignment: Assignment) -> ResponseReturnValue:
    form = forms.NoteForm()
    if form.validate_on_submit():
        asking.tell_editors(
            db.session, assignment, text=form.text.data or "", actor=current_actor(), now=utc_now(),
            links=ReviewLinks(),
        )  # fmt: skip
        db.session.commit()
        flash("The editors have your note.")
        return redirect(url_for(".note_to_editors", assignment_id=assignment.id), code=303)
    return render_template(
        "review/note.html", form=form, assignment=assignment, project=project_sent(assignment.submission),
        notes=asked.notes_of(db.session, assignment),
    ), _status(form)  # fmt: skip


def files_of(submission: Submission) -> dict[UUID, queries.Report]:
    return {one.document.id: one for one in queries.reports(db.session, submission, with_text=False)}


def _status(form: HubForm) -> int:
    return 422 if form.errors else 200


@bp.route("/cases/<uuid:submission_id>/questions", methods=["GET", "POST"])
@requires(Permission.QUESTIONS_MANAGE, on=load_case)
def case_questions(submission: Submission) -> ResponseReturnValue:
    """What waits for the editor, what the team has, what it said; and what reviewers tell the editors alone."""
    form, may_ask = forms.SendForm(), is_under_review(submission)
    if may_ask and form.validate_on_submit():
        handling.ask(
            db.session, submission, text=form.text.data or "", actor=current_actor(), facts=g.facts, now=utc_now(),
            links=ReviewLinks(),
        )  # fmt: skip
        return _back(submission.id, "The team has the question, and ten days for an answer.")
    return render_template(
        "review/case-questions.html", form=form, submission=submission, may_ask=may_ask,
        rows=asked.to_editors(db.session, submission), files=files_of(submission),
        notes=asked.notes_on(db.session, submission, editor_id=current_actor().id),
    ), _status(form)  # fmt: skip


def _load_question_of(actor: Actor, submission_id: UUID, question_id: UUID) -> Loaded[TeamQuestion] | Withheld:
    """The case is checked before it is said whether there is such a question."""
    loaded = load_case(actor, submission_id)
    if not permits(Permission.QUESTIONS_MANAGE, loaded.facts):
        return Withheld(loaded.facts)
    question = asked.question(db.session, question_id)
    if question is None or question.submission_id != submission_id:
        raise NotFound("There is no such question in this case.")
    return Loaded(question, loaded.facts)


@bp.get("/cases/<uuid:submission_id>/questions/<uuid:question_id>")
@requires(Permission.QUESTIONS_MANAGE, on=_load_question_of)
def case_question(question: TeamQuestion) -> ResponseReturnValue:
    return _question_page(question)


def _question_page(question: TeamQuestion, **typed: HubForm) -> ResponseReturnValue:
    """Two forms on one page; ``typed`` is the one that came back with an error."""
    origin = asked.origin(db.session, question.id)
    sending = typed.get("sending") or forms.SendForm(formdata=None, data={"text": origin.text if origin else ""})
    refusing = typed.get("refusing") or forms.NotNeededForm(formdata=None)
    return render_template(
        "review/case-question.html", question=question, submission=question.submission, origin=origin,
        sending=sending, refusing=refusing, form=typed.get("sending") or refusing,
        may_send=is_under_review(question.submission),
    ), 422 if typed else 200  # fmt: skip


@bp.post("/cases/<uuid:submission_id>/questions/<uuid:question_id>/send")
@requires(Permission.QUESTIONS_MANAGE, on=_load_question_of)
def send_question(question: TeamQuestion) -> ResponseReturnValue:
    form = forms.SendForm()
    if not form.validate_on_submit():
        return _question_page(question, sending=form)
    handling.send(
        db.session, question, text=form.text.data or "", actor=current_actor(), facts=g.facts, now=utc_now(),
        links=ReviewLinks(),
    )  # fmt: skip
    return _back(question.submission_id, "The team has the question, and ten days for an answer.")


@bp.post("/cases/<uuid:submission_id>/questions/<uuid:question_id>/not-needed")
@requires(Permission.QUESTIONS_MANAGE, on=_load_question_of)
def question_not_needed(question: TeamQuestion) -> ResponseReturnValue:
    form = forms.NotNeededForm()
    if not form.validate_on_submit():
        return _question_page(question, refusing=form)
    handling.set_aside(
        db.session, question, because=form.because.data or "", actor=current_actor(), facts=g.facts, now=utc_now(),
        links=ReviewLinks(),
    )  # fmt: skip
    return _back(question.submission_id, "The reviewer is told, and why.")


@bp.post("/cases/<uuid:submission_id>/questions/<uuid:question_id>/take-back")
@requires(Permission.QUESTIONS_MANAGE, on=_load_question_of)
def take_question_back(question: TeamQuestion) -> ResponseReturnValue:
    if EmptyForm().validate_on_submit():
        handling.take_back(
            db.session, question, actor=current_actor(), facts=g.facts, now=utc_now(), links=ReviewLinks()
        )  # fmt: skip
    return _back(question.submission_id, "The team is told that no answer is needed any more.")


def _back(submission_id: UUID, message: str) -> ResponseReturnValue:
    db.session.commit()
    flash(message)
    return redirect(url_for(".case_questions", submission_id=submission_id), code=303)


def load_sent(actor: Actor, question_id: UUID) -> Loaded[TeamQuestion]:
    """To its team there is no question before an editor asks it."""
    question = asked.question(db.session, question_id)
    if question is None or not question.state.was_sent:
        raise NotFound("There is no such question.")
    return Loaded(question, projects.submission_facts(actor, question.submission))


@bp.route("/team/questions/<uuid:question_id>", methods=["GET", "POST"])
@requires(Permission.QUESTION_ANSWER, on=load_sent)
def team_question(question: TeamQuestion) -> ResponseReturnValue:
    """What an editor asks, and the answer, which is given once."""
    files = files_of(question.submission)
    can_answer = question.state.is_with_team and is_under_review(question.submission)
    can_answer = can_answer and not is_over(question, utc_now())
    named = files.get(question.document_id) if question.document_id else None
    form = forms.AnswerForm()
    form.offer(list(files.values()))
    if form.validate_on_submit():
        try:
            answering.answer(
                db.session, question, text=form.text.data or "",
                document_id=UUID(form.document.data) if form.document.data else None, actor=current_actor(),
                facts=g.facts, now=utc_now(), links=ReviewLinks(),
            )  # fmt: skip
        except Invalid as error:
            form.show(error)
        else:
            db.session.commit()
            flash("Thank you. Both reviewers can read your answer now.")
            return redirect(url_for(".team_question", question_id=question.id), code=303)
    return render_template(
        "review/team-question.html", form=form, question=question, submission=question.submission,
        project=question.submission.project, can_answer=can_answer, document=named,
        is_decided=question.submission.state.is_over, is_running=is_under_review(question.submission),
    ), _status(form)  # fmt: skip
