"""Talking about what differs: a page for each of the two reviewers, and one for editors on each question."""

from uuid import UUID

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, HiddenField
from wtforms.validators import DataRequired

from evidencehub.authz.guard import Loaded, Withheld, current_actor, requires
from evidencehub.authz.policies import permits
from evidencehub.authz.values import Actor, Permission
from evidencehub.projects.models import Submission
from evidencehub.review import discussing, queries, reconciling, wording
from evidencehub.review.discussing import MAX_TEXT, Voice
from evidencehub.review.models import Assignment
from evidencehub.review.pages.blueprint import bp
from evidencehub.review.pages.case_views import load_case
from evidencehub.review.pages.grading_views import load_assignment
from evidencehub.review.reconciling import Comparison, Difference
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid
from evidencehub.shared.forms import HubForm, LongText


class RemarkForm(HubForm):
    place = HiddenField()
    text = LongText("What do you want to say?", [DataRequired("Write something")], limit=MAX_TEXT)


class ReviewersRemarkForm(RemarkForm):
    gives_way = BooleanField("I now agree with the other reviewer")


def _load_question(
    actor: Actor, submission_id: UUID, place: int
) -> Loaded[tuple[Submission, Comparison, Difference]] | Withheld:
    """The case is checked before it is said whether there is such a question."""
    loaded = load_case(actor, submission_id)
    if not permits(Permission.CASE_RECONCILE, loaded.facts):
        return Withheld(loaded.facts)
    comparison = reconciling.compare(db.session, loaded.resource)
    question = discussing.question_at(comparison.differences, place)
    return Loaded((loaded.resource, comparison, question), loaded.facts)


@bp.route("/cases/<uuid:submission_id>/reconcile/<int:place>/discussion", methods=["GET", "POST"])
@requires(Permission.CASE_RECONCILE, on=_load_question)
def discuss(page: tuple[Submission, Comparison, Difference]) -> ResponseReturnValue:
    submission, comparison, question = page
    form = RemarkForm()
    if form.validate_on_submit():
        try:
            discussing.write(
                db.session, submission, question.place, form.text.data or "", by=Voice(current_actor(), g.facts),
                now=utc_now(),
            )  # fmt: skip
        except Invalid as error:
            form.show(error)
        else:
            db.session.commit()
            flash("Written. The two reviewers are told tomorrow morning.")
            return redirect(url_for(".discuss", submission_id=submission.id, place=question.place), code=303)
    return render_template(
        "review/discuss.html", form=form, submission=submission, comparison=comparison, question=question,
        seat_of=discussing.seat_of, words=wording,
    ), 422 if form.errors else 200  # fmt: skip


def _load_discussion(actor: Actor, assignment_id: UUID) -> Loaded[Assignment]:
    """Before an editor wrote there is no such page: whoever has sent would learn from it that the other has too."""
    loaded = load_assignment(actor, assignment_id)
    if queries.is_discussed(db.session, loaded.resource.submission):
        return loaded
    return Loaded(loaded.resource, loaded.facts.and_(compared=False))


@bp.get("/reviews/<uuid:assignment_id>/discussion")
@requires(Permission.DISCUSSION_READ, on=_load_discussion)
def discussion(assignment: Assignment) -> ResponseReturnValue:
    return _discussion_page(assignment, None)


@bp.post("/reviews/<uuid:assignment_id>/discussion")
@requires(Permission.DISCUSSION_WRITE, on=_load_discussion)
def write_in_discussion(assignment: Assignment) -> ResponseReturnValue:
    form = ReviewersRemarkForm()
    typed = form.place.data or ""
    if form.validate_on_submit():
        try:
            discussing.write(
                db.session, assignment.submission, int(typed) if typed.isdecimal() else 0, form.text.data or "",
                by=Voice(current_actor(), g.facts, assignment), now=utc_now(), gives_way=bool(form.gives_way.data),
            )  # fmt: skip
        except Invalid as error:
            form.show(error)
        else:
            db.session.commit()
            flash("Written.")
            return redirect(url_for(".discussion", assignment_id=assignment.id, _anchor=f"q{typed}"), code=303)
    return _discussion_page(assignment, form)


def _discussion_page(assignment: Assignment, form: ReviewersRemarkForm | None) -> ResponseReturnValue:
    """:param form: the one that came back with an error; the others on the page are empty."""
    comparison = reconciling.compare(db.session, assignment.submission)
    return render_template(
        "review/discussion.html", form=form, assignment=assignment, comparison=comparison, words=wording,
        questions=discussing.open_to_reviewers(comparison), seat_of=discussing.seat_of,
        mine=discussing.seat_of(comparison, assignment.id),
    ), 422 if form else 200  # fmt: skip
