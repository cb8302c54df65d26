"""Deciding, the letter and its reply, the public register; importing the coach puts it on the blueprint."""

from dataclasses import dataclass
from typing import Any

from flask import current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from evidencehub.accreditation import (
    appeal_views,
    badge_views,
    certificate_views,
    coach_views,
    credential_views,
    forms,
    helping,
    hold_views,
    publishing,
    publishing_views,
    putting_off,
    queries,
    reader_views,
    renewal_views,
    reply_views,
    services,
    withdrawing_views,
)
from evidencehub.accreditation.blueprint import bp
from evidencehub.accreditation.letter import own_words
from evidencehub.accreditation.letter.composing import agreement_sentence, third_sentence
from evidencehub.accreditation.letter.keeping import unpacked
from evidencehub.accreditation.letter.shapes import Letter
from evidencehub.accreditation.letter_loading import leads_of, load_letter
from evidencehub.accreditation.models import Accreditation
from evidencehub.accreditation.public_record import ALIKE, public_record
from evidencehub.accreditation.readers import services as readers
from evidencehub.accreditation.renewals import queries as renewals
from evidencehub.accreditation.renewals import sending
from evidencehub.accreditation.replies import services as replies
from evidencehub.accreditation.reply_views import ReplyLinks
from evidencehub.accreditation.states import in_short
from evidencehub.accreditation.transitions import ACCREDITATION
from evidencehub.authz.guard import current_actor, public, requires
from evidencehub.authz.policies import permits
from evidencehub.authz.values import Permission
from evidencehub.projects.appeals import queries as appeals
from evidencehub.projects.appeals import window
from evidencehub.projects.appeals.models import Appeal
from evidencehub.projects.appeals.words import in_words as appeal_in_words
from evidencehub.projects.frozen.keeping import bundle_of, project_sent
from evidencehub.projects.models import Submission
from evidencehub.projects.takedown.services import refuse_down
from evidencehub.projects.wording import mark_in_words, question, sentence
from evidencehub.review import named, pending, quoting, reconciling, wording
from evidencehub.review import queries as reviews
from evidencehub.review.corrections import queries as corrections
from evidencehub.review.decisions import Agreement
from evidencehub.review.minutes import services as minutes
from evidencehub.review.models import Decision
from evidencehub.review.pages.case_views import load_case
from evidencehub.review.routes import routes_of
from evidencehub.review.sheet import Sheet, sheet_of
from evidencehub.shared import transitions
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid, NotFound, WrongState
from evidencehub.shared.page_cache import same_for_everybody
from evidencehub.shared.paging import page_number
from evidencehub.shared.words import time_of_day
from evidencehub.standards.files.loading import load_standard
from evidencehub.standards.model.standard import Tier

__all__ = [
    "appeal_views",
    "badge_views",
    "bp",
    "certificate_views",
    "coach_views",
    "credential_views",
    "hold_views",
    "publishing_views",
    "reader_views",
    "renewal_views",
    "reply_views",
    "withdrawing_views",
]


@bp.route("/cases/<uuid:submission_id>/decide", methods=["GET", "POST"])
@requires(Permission.CASE_DECIDE, on=load_case)
def decide(submission: Submission) -> ResponseReturnValue:
    """What follows from the agreed findings, the letter as it would go out, and one button."""
    said = own_words.of(db.session, submission)
    form, overtaken, waits = (
        forms.DecideForm(data={"own_words": said}),
        None,
        pending.pending_of(db.session, submission),
    )
    if form.validate_on_submit() and request.form.get("then") != "preview":
        try:
            told = _decide(submission, form)
        except services.Overtaken as error:
            form.show(error)
            overtaken = error.now
        except Invalid as error:
            form.show(error)
        else:
            db.session.commit()
            flash(told)
            return redirect(url_for("review.case", submission_id=submission.id), code=303)
    if request.form.get("then") == "preview":
        _warn_of_names(submission, form)
    if not submission.state.is_settling:
        raise WrongState(f"This case is {submission.state.in_words} now; it does not wait for a decision.")
    comparison = overtaken or reconciling.compare(db.session, submission)
    if against := reconciling.reason_against_deciding(comparison):
        raise WrongState(f"This cannot be decided yet: {against}.")
    found = services.outlook(comparison)
    before = found.sheet.standard.tiers_by_id.get(form.shown.data or "") if overtaken else None
    form.seen.data = services.seen_of(comparison)
    form.shown.data = found.grade.tier.id if found.grade.tier else ""
    letter = services.preview(
        db.session, submission, found, strengths=form.strengths.data or "",
        public_from=publishing.when_decided(utc_now(), days=leads_of(submission).days),
        appeal_until=window.last_day_of(utc_now()), own_words=form.own_words.data or "",
    )  # fmt: skip
    return render_template(
        "accreditation/decide.html", form=form, submission=submission, outlook=found, letter=letter,
        explanation=found.grade.explanation(), words=wording, overtaken=overtaken is not None, before=before,
        pending=waits, minutes=_minutes(),
        quoted_words=quoting.in_findings(
            db.session, submission, found.sheet, reconciling.findings_by_key(comparison.agreed)
        ),
    ), 422 if form.errors else 200  # fmt: skip


def _warn_of_names(submission: Submission, form: forms.DecideForm) -> None:
    for field in (form.strengths, form.own_words):
        try:
            named.require_none(db.session, submission, field.data or "", field=field.name)
        except Invalid as error:
            form.show(error)


def _minutes() -> int:
    return int(current_app.config["SETTINGS"].take_back_minutes)


def _decide(submission: Submission, form: forms.DecideForm) -> str:
    """Decide at once, or when the time to take it back is up; what is said of it."""
    told: dict[str, Any] = {"actor": current_actor(), "facts": g.facts, "now": utc_now()}
    own_words.write(db.session, submission, form.own_words.data or "", **told)
    told |= {"strengths": form.strengths.data or "", "seen_then": form.seen.data or ""}
    if not _minutes():
        services.decide(db.session, submission, leads=leads_of(submission), **told)
        return "Decided. The team has its letter."
    until = putting_off.decide_later(db.session, submission, minutes=_minutes(), **told)
    return f"Decided. The letter goes out at {time_of_day(until)}. Until then you can take it back."


@bp.post("/cases/<uuid:submission_id>/decide/take-back")
@requires(Permission.CASE_DECIDE, on=load_case)
def take_back(submission: Submission) -> ResponseReturnValue:
    pending.take_back(db.session, submission, actor=current_actor(), facts=g.facts, now=utc_now())
    db.session.commit()
    flash("Taken back. No letter was sent, and nothing is public.")
    return redirect(url_for("review.case", submission_id=submission.id), code=303)


@bp.get("/submissions/<uuid:submission_id>/letter")
@requires(Permission.LETTER_READ, on=load_letter)
def letter(submission: Submission) -> ResponseReturnValue:
    stands = replies.latest(db.session, submission)
    return _letter_page(submission, forms.ReplyForm(reply=stands.text if stands else ""))


@bp.post("/submissions/<uuid:submission_id>/reply")
@requires(Permission.LETTER_REPLY, on=load_letter)
def reply(submission: Submission) -> ResponseReturnValue:
    form = forms.ReplyForm()
    if form.validate_on_submit():
        try:
            replies.reply(
                db.session, submission, text=form.reply.data or "", actor=current_actor(), facts=g.facts, now=utc_now(),
                links=ReplyLinks(),
            )  # fmt: skip
        except Invalid as error:
            form.show(error)
        else:
            db.session.commit()
            flash("Your reply is saved.")
            return redirect(url_for(".letter", submission_id=submission.id), code=303)
    return _letter_page(submission, form)


def _letter_page(submission: Submission, form: forms.ReplyForm) -> ResponseReturnValue:
    decision = queries.decision_of(db.session, submission)
    if decision is None:
        raise NotFound("There is no letter yet.")
    appeal = appeals.of_submission(db.session, submission)
    accreditation = queries.by_submission(db.session, submission)
    corrected = corrections.on_record(db.session, submission)
    return render_template(
        "accreditation/letter.html", form=form, submission=submission, words=wording,
        corrected=corrections.beside(one for one in corrected if not one.is_anew),
        reply=replies.latest(db.session, submission), most_words=replies.MAX_WORDS,
        said=corrections.of_submission(db.session, submission.id),
        can_hold_reply=permits(Permission.REPLY_HOLD, g.facts), decision=decision,
        letter=services.letter_of(db.session, submission, decision), is_team=g.facts.team,
        answers_for_it=permits(Permission.LETTER_REPLY, g.facts), appeal=appeal,
        appeal_until=None if appeal or not window.is_open(submission, utc_now()) else window.last_day(submission),
        help=helping.after(db.session, submission, decision) if g.facts.team else None,
        accreditation=accreditation, may_answer=permits(Permission.CORRECTIONS_MANAGE, g.facts),
        not_standing=queries.why_not_standing(accreditation) if accreditation else "",
        standing=queries.standing_in_words(accreditation) if accreditation else "",
        can_withdraw=accreditation is not None and transitions.starts_from(ACCREDITATION, accreditation, "withdraw"),
        **(_renewing(accreditation) if accreditation is not None and g.facts.team else {}),
        can_ask_readers=accreditation is not None and accreditation.state.stands
        and permits(Permission.READERS_ASK, g.facts),
        can_hold=accreditation is not None and permits(Permission.ACCREDITATION_HOLD, g.facts)
        and transitions.starts_from(ACCREDITATION, accreditation, "hold"),
    ), 422 if form.errors else 200  # fmt: skip


def _renewing(accreditation: Accreditation) -> dict[str, Any]:
    """For the team: the renewal that waits or was refused, or whether one can be asked for."""
    last = next(reversed(renewals.of(db.session, accreditation)), None)
    is_open = last is not None and (last.state.is_waiting or last.state.needs_the_whole)
    against = sending.reason_against(db.session, accreditation, in_a_row=renewal_views.in_a_row())
    return {"renewal": last if is_open and accreditation.state.stands else None, "can_renew": against is None}


@bp.get("/accreditations")
@public
@same_for_everybody
def register() -> ResponseReturnValue:
    page = queries.register(db.session, page_number(request.args.get("page")))
    appealed = appeals.of_submissions(db.session, [one.submission_id for one in page.entries])
    return render_template(
        "accreditation/register.html", page_of=page, tiers=_tiers_of, in_short=in_short, appealed=appealed
    )


def _tiers_of(accreditation: Accreditation) -> tuple[Tier | None, Tier | None]:
    """The published tier and the evidence tier, in the version that it was graded against."""
    known = load_standard(accreditation.standard_id, accreditation.standard_version).tiers_by_id
    return known.get(accreditation.tier or ""), known.get(accreditation.evidence_tier or "")


@bp.get("/accreditations/<number>")
@public
@same_for_everybody
def show(number: str) -> ResponseReturnValue:
    return render_template("accreditation/show.html", **public_of(number))


def public_of(number: str) -> dict[str, Any]:
    """What was found, by whom in what role, how, and what the team says to it: all that the public record says.

    :raises NotFound: nothing has this number. :raises Down: its project is taken down.
    """
    accreditation = queries.by_number(db.session, number)
    decision = queries.decision_of(db.session, accreditation.submission) if accreditation else None
    if accreditation is None or decision is None:
        raise NotFound("There is no accreditation with this number. Check that you typed it right, such as 2026-0001.")
    refuse_down(accreditation.project)
    submission = accreditation.submission
    appeal = appeals.of_submission(db.session, submission)
    sheet, who = sheet_of(submission), queries.graders(db.session, submission)
    corrected = corrections.on_record(db.session, submission)
    before = None if _carries(accreditation, decision) else appeal  # it changed since what this number carries
    graded = before.earlier["grade"] if before and before.earlier else decision.grade
    return dict(
        accreditation=accreditation, submission=submission, decision=decision,
        letter=_letter_of(accreditation, decision, before), words=wording, standard=sheet.standard,
        agreement=agreement_sentence(Agreement(decision.agreed_first, decision.compared)),
        third=_third(submission, who.third, before),
        rounds=reviews.rounds(db.session, submission), routes=routes_of(sheet),
        tiers=_tiers_of(accreditation), outcomes=_outcomes(accreditation, sheet),
        project=project_sent(submission), standing=queries.standing_in_words(accreditation),
        roles=wording.roles_in_words(list(who.kinds)), kinds=[*who.kinds, *([who.third.kind] if who.third else [])],
        year=queries.evidence_year(submission), not_applicable=graded.get("not_applicable", []),
        replaced_by=queries.replaced_by(db.session, accreditation), alike=ALIKE,
        record=public_record(db.session, accreditation, sheet, before=before),
        appeal=appeal_in_words(appeal, stands=accreditation.state.stands) if appeal else "",
        minutes=minutes.of(db.session, submission), present=minutes.present,
        peoples=readers.read(db.session, accreditation),
        read_before=readers.read_before(db.session, accreditation),
        renewed=[one for one in renewals.of(db.session, accreditation) if one.state.is_accepted],
        delivered=sending.DELIVERED,
        proofs=badge_views.proofs(accreditation),
        corrected=corrected, corrected_in=corrections.beside(one for one in corrected if before or not one.is_anew),
    )  # fmt: skip


def _letter_of(accreditation: Accreditation, decision: Decision, before: Appeal | None) -> Letter:
    """The letter whose grade this number carries.

    :param before: the appeal that changed that since.
    """
    if before and before.earlier:
        bundle_of(accreditation.submission)  # a letter goes with the text that it speaks of
        if earlier := unpacked(before.earlier["letter"], accreditation.submission_id):
            return earlier
    return services.letter_of(db.session, accreditation.submission, decision)


def _carries(accreditation: Accreditation, decision: Decision) -> bool:
    """Whether its steps are those of the decision as it is today."""
    parts = {str(part["id"]): (part["tier"], part["evidence_tier"]) for part in decision.grade["outcomes"]}
    whole = (accreditation.tier, accreditation.evidence_tier) == (decision.tier, decision.evidence_tier)
    return whole and all(
        parts.get(str(one.result_id)) == (one.tier, one.evidence_tier) for one in accreditation.outcomes
    )


def _third(submission: Submission, third: queries.Third | None, before: Appeal | None) -> str:
    """What a third reviewer settled, in a sentence; "" where there was none.

    :param before: the appeal before which this was.
    """
    if third is None:
        return ""
    findings = queries.findings_of(db.session, submission)
    return third_sentence(third, queries.as_before(findings, before) if before else findings)


@dataclass(frozen=True)
class OutcomeRow:
    label: str
    study: str
    tier: Tier | None
    evidence_tier: Tier | None
    question: str = ""  # that the result answers, what it says in a word, and in a sentence
    mark: str = ""
    sentence: str = ""


def _outcomes(accreditation: Accreditation, sheet: Sheet) -> list[OutcomeRow]:
    known = sheet.standard.tiers_by_id
    graded = {one.key: (study, one.result) for study in sheet.studies for one in study.measured}
    rows = []
    for outcome in accreditation.outcomes:
        key = str(outcome.result_id)
        label = sheet.labels.get(key, outcome.frozen_result.get("outcome", ""))
        tiers = known.get(outcome.tier or ""), known.get(outcome.evidence_tier or "")
        study, result = graded.get(key, (None, None))
        title = study.title if study else ""
        if study is None or result is None:
            rows.append(OutcomeRow(label, title, *tiers))
        else:
            told = question(result), mark_in_words(result), sentence(result, study.frozen)
            rows.append(OutcomeRow(label, title, *tiers, *told))
    return rows
