"""Deciding an appeal, and the letters before and after it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from evidencehub.accreditation import appealed, queries, services
from evidencehub.accreditation.blueprint import bp
from evidencehub.accreditation.forms import ConcludeForm
from evidencehub.accreditation.letter import keeping
from evidencehub.accreditation.letter.shapes import Letter
from evidencehub.accreditation.letter_loading import leads_of, load_letter
from evidencehub.authz.guard import Loaded, Withheld, current_actor, requires
from evidencehub.authz.policies import permits
from evidencehub.authz.values import Actor, Permission
from evidencehub.projects.appeals import queries as appeals
from evidencehub.projects.appeals.models import Appeal
from evidencehub.projects.appeals.words import came_of_it, seen_from
from evidencehub.projects.frozen.keeping import bundle_of
from evidencehub.review import reconciling, wording
from evidencehub.review.corrections import queries as corrections
from evidencehub.review.corrections.queries import Corrected
from evidencehub.review.pages.appeal_desk import load_appeal
from evidencehub.review.sheet import as_text
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import NotFound, WrongState
from evidencehub.shared.words import weekday
from evidencehub.standards.model.standard import Tier


@bp.route("/cases/<uuid:submission_id>/appeal/decide", methods=["GET", "POST"])
@requires(Permission.APPEAL_MANAGE, on=load_appeal)
def conclude_appeal(appeal: Appeal) -> ResponseReturnValue:
    """What follows from what was agreed anew, the letter as it would go out, and one button."""
    submission, form, changed = appeal.submission, ConcludeForm(), False
    back = url_for("review.case_appeal", submission_id=submission.id)
    if not appeal.state.is_settling:
        flash("This appeal is decided, or does not wait for a decision.")
        return redirect(back, code=303)
    if form.validate_on_submit():
        try:
            appealed.conclude(
                db.session, appeal, actor=current_actor(), facts=g.facts, now=utc_now(), leads=leads_of(submission),
                seen_then=form.seen.data or "",
            )  # fmt: skip
        except services.Overtaken as error:
            db.session.rollback()
            form.show(error)
            changed = True
        else:
            db.session.commit()
            flash(f"Decided. The team has its letter. Everybody can read it from {weekday(seen_from(appeal))} on.")
            return redirect(back, code=303)
    comparison = reconciling.compare(db.session, submission, appeal)
    if against := reconciling.reason_against_deciding(comparison):
        raise WrongState(f"This cannot be decided yet: {against}.")
    found = appealed.anew(db.session, appeal, comparison)
    form.seen.data = services.seen_of(comparison)
    return render_template(
        "accreditation/conclude-appeal.html", form=form, appeal=appeal, submission=submission, words=wording,
        moved=_moved(found), came=came_of_it(found.outcome),
        letter=appealed.letter_after(db.session, appeal, found), changed=changed,
    ), 422 if changed else 200  # fmt: skip


def _moved(found: appealed.Anew) -> list[tuple[str, Tier | None, Tier | None]]:
    """Each rule with the step before and after. Both rules only where they give different steps: one may move alone."""
    known, old, new = found.sheet.standard.tiers_by_id, found.decision, found.grade
    sure = known.get(old.evidence_tier or ""), new.evidence_tier
    published = known.get(old.tier or ""), new.tier
    rows = [("How sure are we", *sure)]
    return [*rows, ("By the published rule", *published)] if sure != published else rows


@dataclass(frozen=True)
class Kept:
    """A letter about an appeal, as it was sent."""

    appeal: Appeal
    letter: Letter
    is_earlier: bool
    corrected: Mapping[tuple[str, str], Sequence[Corrected]]  # facts in what its findings say


def _load_kept(actor: Actor, submission_id: UUID) -> Loaded[Kept] | Withheld:
    loaded = load_letter(actor, submission_id)
    if not permits(Permission.LETTER_READ, loaded.facts):
        return Withheld(loaded.facts)
    submission = loaded.resource
    appeal = appeals.of_submission(db.session, submission)
    if appeal is None or not appeal.state.has_outcome:
        raise NotFound("There is no such letter.")
    bundle_of(submission)  # a letter goes with the text that it speaks of
    is_earlier = request.args.get("which") == "earlier"
    decision = queries.decision_of(db.session, submission)
    first = decision.letter if decision and not appeal.earlier else (appeal.earlier or {}).get("letter")
    letter = keeping.unpacked(first if is_earlier else appeal.letter, submission.id)
    if letter is None:
        raise NotFound("There is no such letter.")
    found = corrections.on_record(db.session, submission)
    its_own = [one for one in found if is_earlier or as_text(one.key) not in appeal.contested]
    return Loaded(Kept(appeal, letter, is_earlier, corrections.beside(its_own)), loaded.facts)


@bp.get("/submissions/<uuid:submission_id>/letter/appeal")
@requires(Permission.LETTER_READ, on=_load_kept)
def appeal_letter(kept: Kept) -> ResponseReturnValue:
    """The letter after the appeal; with ``?which=earlier`` the one that it takes the place of."""
    return render_template(
        "accreditation/appeal-letter.html", submission=kept.appeal.submission, words=wording, is_team=g.facts.team,
        seen_from=seen_from, appeal=kept.appeal, letter=kept.letter, is_earlier=kept.is_earlier,
        corrected=kept.corrected,
    )  # fmt: skip
