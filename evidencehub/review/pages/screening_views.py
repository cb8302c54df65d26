"""The list of the first look at a case, filled in as long as no reviewer was chosen."""

from collections.abc import Sequence

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import current_actor, requires
from evidencehub.authz.values import Permission
from evidencehub.projects.disclosure.aside import apart, of_documents
from evidencehub.projects.disclosure.pointing_out import Find, finds
from evidencehub.projects.frozen.keeping import remains_of
from evidencehub.projects.models import Submission
from evidencehub.projects.references.pointing_out import PointedOut, pointed_out
from evidencehub.review import queries, screening
from evidencehub.review.pages import screening_form
from evidencehub.review.pages.blueprint import bp
from evidencehub.review.pages.case_views import load_case
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid, WrongState


@bp.route("/cases/<uuid:submission_id>/first-look", methods=["GET", "POST"])
@requires(Permission.CASE_SCREEN, on=load_case)
def first_look(submission: Submission) -> ResponseReturnValue:
    if not submission.state.is_looked_through:
        raise WrongState(f"This case is {submission.state.in_words} now; the first look is over.")
    kept, theirs = screening.answers_of(db.session, submission), {}
    form = screening_form.form_for(kept)
    if form.validate_on_submit():
        try:
            screening.save(
                db.session, submission, screening_form.said_in(form), seen_then=form["seen"].data or "",
                actor=current_actor(), facts=g.facts, now=utc_now(),
            )  # fmt: skip
        except screening.Overtaken as error:
            form.show(error)
            theirs = screening.answers_of(db.session, submission)
            form["seen"].data = screening.seen_of(theirs)
        except Invalid as error:
            form.show(error)
        else:
            db.session.commit()
            flash("Saved.")
            return redirect(url_for(".case", submission_id=submission.id), code=303)
    reports = queries.reports(db.session, submission, with_held=True)
    return render_template(
        "review/first-look.html", form=form, submission=submission, checks=screening.checks(), theirs=theirs,
        reports=reports, single_people=_single_people(reports), away=_in_references(submission),
    ), 422 if form.errors else 200  # fmt: skip


def _in_references(submission: Submission) -> Sequence[PointedOut]:
    """What is pointed out in what was published about the studies, and in what they build on."""
    studies = remains_of(submission).left
    return pointed_out([each for study in studies for each in (*study.publications, *study.literature)])


def _single_people(reports: Sequence[queries.Report]) -> list[tuple[queries.Report, list[Find]]]:
    """By file, what is pointed out in it that belongs to one person."""
    aside = of_documents(db.session, [each.document.id for each in reports])
    found = [(each, apart(finds([page.text for page in each.pages]), aside[each.document.id]).left) for each in reports]
    of_one = [(each, [find for find in every if find.kind.is_of_one_person]) for each, every in found]
    return [(each, left) for each, left in of_one if left]
