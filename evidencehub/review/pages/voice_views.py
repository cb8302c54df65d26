"""What a reviewer may say to everybody once it is decided, and the page on which an editor takes a reason off again."""

from uuid import UUID

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, SelectChoice
from wtforms.validators import DataRequired, InputRequired

from evidencehub.authz.guard import Loaded, Withheld, current_actor, requires
from evidencehub.authz.policies import permits
from evidencehub.authz.values import Actor, Permission
from evidencehub.review import wording
from evidencehub.review.cases import MAX_REASON
from evidencehub.review.models import Assignment
from evidencehub.review.pages.blueprint import bp
from evidencehub.review.pages.case_views import load_case
from evidencehub.review.pages.grading_views import load_assignment
from evidencehub.review.voices import dissent, naming
from evidencehub.review.voices.models import Dissent
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid, NotFound
from evidencehub.shared.forms import HubForm, LongText, Radios


class NameForm(HubForm):
    name = Radios(
        "May your name stand on the record?", [InputRequired("Choose yes or no")],
        choices=[
            SelectChoice("no", "No"),
            SelectChoice("yes", "Yes, if everybody else who graded says yes too"),
        ],
    )  # fmt: skip

    def ask_of_two(self) -> None:
        """On appeal two graded, and these two alone are asked."""
        self.name.choices = [SelectChoice("no", "No"), SelectChoice("yes", "Yes, if the other of us two says yes too")]


class DissentForm(HubForm):
    place = HiddenField()
    text = LongText(
        "Your reason, in a sentence or two (optional)", limit=dissent.MAX_TEXT,
        description="Everybody can read this. Say what you saw in the report, and name nobody.",
    )  # fmt: skip


class TakeOffForm(HubForm):
    because = LongText(
        "Why?", [DataRequired("Say why")], limit=MAX_REASON,
        description="The reviewer reads this, and may write another reason. It is not public.",
    )  # fmt: skip


@bp.get("/reviews/<uuid:assignment_id>/on-record")
@requires(Permission.RECORD_SPEAK, on=load_assignment)
def on_record(assignment: Assignment) -> ResponseReturnValue:
    return _page(assignment)


def _page(
    assignment: Assignment, *, name_form: NameForm | None = None, wrong: DissentForm | None = None
) -> ResponseReturnValue:
    """:param name_form: one of these came back with an error; the other forms show what is kept."""
    yes = naming.may_stand(db.session, assignment)
    shown = name_form or NameForm(formdata=None, data={"name": "yes" if yes else "no"})
    if assignment.is_on_appeal:
        shown.ask_of_two()
    return render_template(
        "review/on-record.html", assignment=assignment, words=wording, form=name_form or wrong, wrong=wrong,
        name_form=shown,
        differing=dissent.differing(db.session, assignment), limit=dissent.MAX_TEXT,
    ), 422 if name_form or wrong else 200  # fmt: skip


@bp.post("/reviews/<uuid:assignment_id>/on-record/name")
@requires(Permission.RECORD_SPEAK, on=load_assignment)
def name_on_record(assignment: Assignment) -> ResponseReturnValue:
    """What follows the press is the same, whatever the others said."""
    form = NameForm()
    if not form.validate_on_submit():
        return _page(assignment, name_form=form)
    naming.answer(
        db.session, assignment, yes=form.name.data == "yes", actor=current_actor(), facts=g.facts, now=utc_now()
    )
    return _saved(assignment)


@bp.post("/reviews/<uuid:assignment_id>/on-record/reason")
@requires(Permission.RECORD_SPEAK, on=load_assignment)
def reason_on_record(assignment: Assignment) -> ResponseReturnValue:
    form = DissentForm()
    typed = form.place.data or ""
    if not form.validate_on_submit():
        return _page(assignment, wrong=form)
    try:
        dissent.say(
            db.session, assignment, int(typed) if typed.isdecimal() else 0, form.text.data or "",
            actor=current_actor(), facts=g.facts, now=utc_now(), about=request.form.get("about"),
        )  # fmt: skip
    except Invalid as error:
        form.show(error)
        return _page(assignment, wrong=form)
    return _saved(assignment, anchor=f"q{typed}")


def _saved(assignment: Assignment, anchor: str | None = None) -> ResponseReturnValue:
    db.session.commit()
    flash("Saved. You can change it at any time.")
    return redirect(url_for(".on_record", assignment_id=assignment.id, _anchor=anchor), code=303)


def _load_dissent(actor: Actor, submission_id: UUID, dissent_id: UUID) -> Loaded[Dissent] | Withheld:
    """The case is checked before it is said whether there is such a reason."""
    loaded = load_case(actor, submission_id)
    if not permits(Permission.CASE_RECONCILE, loaded.facts):
        return Withheld(loaded.facts)
    found = dissent.by_id(db.session, dissent_id)
    if found is None or found.assignment.submission_id != submission_id:
        raise NotFound("There is no such reason on this case.")
    return Loaded(found, loaded.facts)


@bp.route("/cases/<uuid:submission_id>/reasons/<uuid:dissent_id>/take-off", methods=["GET", "POST"])
@requires(Permission.CASE_RECONCILE, on=_load_dissent)
def take_reason_off(found: Dissent) -> ResponseReturnValue:
    submission = found.assignment.submission
    if found.taken_off:
        return redirect(url_for(".case", submission_id=submission.id), code=303)
    form = TakeOffForm()
    if form.validate_on_submit():
        dissent.take_off(
            db.session, found, because=form.because.data or "", actor=current_actor(), facts=g.facts, now=utc_now()
        )
        db.session.commit()
        flash("It is off the record. The reviewer can read why.")
        return redirect(url_for(".case", submission_id=submission.id), code=303)
    return render_template(
        "review/take-off.html",
        form=form,
        dissent=found,
        submission=submission,
        asked=dissent.in_words(submission, found),
    ), 422 if form.errors else 200
