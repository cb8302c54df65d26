"""What editors do for a judgement on how sure we can be: ask, replace, settle, publish, stop."""

from uuid import UUID

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from evidencehub.accounts.models import Person
from evidencehub.authz.guard import Loaded, Withheld, current_actor, requires
from evidencehub.authz.policies import permits
from evidencehub.authz.values import Actor, Permission
from evidencehub.catalogue.outcomes import queries as syntheses
from evidencehub.catalogue.outcomes.access import synthesis_facts
from evidencehub.catalogue.outcomes.certainty import asking, queries, settling
from evidencehub.catalogue.outcomes.certainty.access import judgement_facts
from evidencehub.catalogue.outcomes.certainty.models import Judgement
from evidencehub.catalogue.outcomes.certainty.moving import TOGETHER, first_seats, third_seat
from evidencehub.catalogue.outcomes.certainty.settling import Settled
from evidencehub.catalogue.outcomes.models import SynthesisVersion
from evidencehub.catalogue.outcomes.units import Unit
from evidencehub.catalogue.outcomes.wording import outcome_label
from evidencehub.catalogue.pages.blueprint import bp
from evidencehub.catalogue.pages.certainty_forms import AskForm, answer_in_words, settle_form
from evidencehub.catalogue.pages.certainty_page import judgement_page
from evidencehub.catalogue.pages.certainty_views import REFUSED, CertaintyLinks
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid, NotFound, WrongState
from evidencehub.shared.forms import EmptyForm

_DONE = {
    "settle": "It is settled. Look at the level and the sentence below, then publish it.",
    "publish": "It is public, as it stands.",
    "stop": "It is stopped. What was written is kept, and is not public.",
}


def _load(actor: Actor, version_id: UUID) -> Loaded[SynthesisVersion]:
    version = syntheses.version(db.session, version_id)
    if version is None or version.result is None:
        raise NotFound("There is no such synthesis.")
    return Loaded(version, synthesis_facts(db.session, actor, version))


def _load_judgement(actor: Actor, judgement_id: UUID) -> Loaded[Judgement]:
    judgement = queries.judgement(db.session, judgement_id)
    if judgement is None:
        raise NotFound("There is no such page.")
    return Loaded(judgement, judgement_facts(db.session, actor, judgement))


def _load_question(actor: Actor, judgement_id: UUID, place: int) -> Loaded[tuple[Judgement, Settled, int]] | Withheld:
    """:param place: of the question, from 1."""
    loaded = _load_judgement(actor, judgement_id)
    if not permits(Permission.CERTAINTY_MANAGE, loaded.facts):
        return Withheld(loaded.facts)
    if not loaded.resource.state.is_settling:
        raise NotFound("Nothing is settled here now.")
    found = settling.compare(loaded.resource)
    if not 0 < place <= len(found) or not found[place - 1].differs:
        raise NotFound("They do not differ on such a question.")
    return Loaded((loaded.resource, found[place - 1], place), loaded.facts)


def _load_step(actor: Actor, judgement_id: UUID, step: str) -> Loaded[tuple[Judgement, str]]:
    loaded = _load_judgement(actor, judgement_id)
    return Loaded((loaded.resource, step), loaded.facts)


def _load_place(actor: Actor, judgement_id: UUID, seat_id: UUID) -> Loaded[tuple[Judgement, UUID]]:
    loaded = _load_judgement(actor, judgement_id)
    return Loaded((loaded.resource, seat_id), loaded.facts)


@bp.route("/syntheses/<uuid:version_id>/certainty", methods=["GET", "POST"])
@requires(Permission.CERTAINTY_MANAGE, on=_load)
def certainty_desk(version: SynthesisVersion) -> ResponseReturnValue:
    """Who was asked and where it stands; a press asks as many people as places are free."""
    judgement = _judgement_of(version)
    free = _free(judgement)
    form = AskForm()
    found = asking.candidates(db.session, version, judgement) if free else []
    form.offer(found)
    if form.validate_on_submit():
        chosen = [each.person for each in found if str(each.person.id) in (form.people.data or [])]
        try:
            _ask(version, judgement, chosen, form.overruling.data or "")
        except (Invalid, WrongState) as error:
            db.session.rollback()
            form.show(error if isinstance(error, Invalid) else Invalid(str(error)))
        else:
            db.session.commit()
            flash("They are asked by mail.")
            return redirect(url_for(".certainty_desk", version_id=version.id), code=303)
    return _desk(version, form), REFUSED if form.errors or form.form_errors else 200


def _judgement_of(version: SynthesisVersion) -> Judgement | None:
    """The one that is being made, else the one that is public."""
    return queries.open_judgement(db.session, version) or queries.published_judgement(db.session, version)


def _desk(version: SynthesisVersion, form: AskForm) -> str:
    judgement = _judgement_of(version)
    free = _free(judgement)
    is_in = judgement is not None and not judgement.state.is_judging
    return render_template(
        "catalogue/certainty/desk.html", version=version, judgement=judgement, form=form, empty=EmptyForm(), free=free,
        candidates=asking.candidates(db.session, version, judgement) if free else [],
        outcome=outcome_label(version.outcome), how=Unit(version.outcome, version.designs, version.comparator).in_words,
        compared=settling.compare(judgement) if judgement and is_in else [],
        page=judgement_page(judgement) if judgement and judgement.level else None,
        sentence=queries.sentence_of(judgement) if judgement and judgement.level else "",
        third=third_seat(judgement) if judgement else None, now=utc_now(),
    )  # fmt: skip


def _free(judgement: Judgement | None) -> int:
    """How many people can be asked now: two at first, as many as left, one third person while something is open."""
    if judgement is None:
        return TOGETHER
    if judgement.state.is_judging:
        return TOGETHER - len(first_seats(judgement))
    is_open = any(each.agreed is None for each in settling.compare(judgement)) if judgement.state.is_settling else False
    return 1 if is_open and third_seat(judgement) is None else 0


def _ask(version: SynthesisVersion, judgement: Judgement | None, people: list[Person], overruling: str) -> None:
    actor, facts, now, links = current_actor(), g.facts, utc_now(), CertaintyLinks()
    if judgement is None:
        asking.ask(db.session, version, people, actor=actor, facts=facts, now=now, links=links, overruling=overruling)
        return
    if not people:
        raise Invalid("Choose one person", {"people": "Choose one person"})
    give = asking.replace if judgement.state.is_judging else asking.ask_third
    for person in people[: _free(judgement)]:
        give(db.session, judgement, person, actor=actor, facts=facts, now=now, links=links, overruling=overruling)


@bp.route("/certainty/<uuid:judgement_id>/questions/<int:place>", methods=["GET", "POST"])
@requires(Permission.CERTAINTY_MANAGE, on=_load_question)
def settle_certainty(asked: tuple[Judgement, Settled, int]) -> ResponseReturnValue:
    """One question on which they differ, both views side by side."""
    judgement, one, place = asked
    form = settle_form(one)
    if form.validate_on_submit():
        try:
            settling.settle_one(
                db.session, judgement, one.question.id, form.answer.data, form.reason.data, actor=current_actor(),
                facts=g.facts, now=utc_now(),
            )  # fmt: skip
        except Invalid as error:
            form.show(error)
        else:
            db.session.commit()
            return redirect(url_for(".certainty_desk", version_id=judgement.version_id), code=303)
    return render_template(
        "catalogue/certainty/settle.html", judgement=judgement, one=one, form=form, place=place,
        answer_in_words=answer_in_words,
    ), REFUSED if form.errors else 200  # fmt: skip


@bp.post("/certainty/<uuid:judgement_id>/seats/<uuid:seat_id>/free")
@requires(Permission.CERTAINTY_MANAGE, on=_load_place)
def free_certainty_seat(asked: tuple[Judgement, UUID]) -> ResponseReturnValue:
    judgement, seat_id = asked
    try:
        asking.free(db.session, judgement, seat_id, actor=current_actor(), facts=g.facts, now=utc_now())
    except WrongState as error:
        db.session.rollback()
        flash(str(error))
    else:
        db.session.commit()
        flash("The place is free, and they are told. Choose somebody else.")
    return redirect(url_for(".certainty_desk", version_id=judgement.version_id), code=303)


@bp.post("/certainty/<uuid:judgement_id>/<any(settle, publish, stop):step>")
@requires(Permission.CERTAINTY_MANAGE, on=_load_step)
def move_certainty(asked: tuple[Judgement, str]) -> ResponseReturnValue:
    judgement, step = asked
    actor, now, links = current_actor(), utc_now(), CertaintyLinks()
    try:
        if step == "settle":
            settling.settle(db.session, judgement, actor=actor, facts=g.facts, now=now)
        else:
            act = settling.publish if step == "publish" else asking.stop
            act(db.session, judgement, actor=actor, facts=g.facts, now=now, links=links)
    except WrongState as error:
        db.session.rollback()
        flash(str(error))
    else:
        db.session.commit()
        flash(_DONE[step])
    return redirect(url_for(".certainty_desk", version_id=judgement.version_id), code=303)
