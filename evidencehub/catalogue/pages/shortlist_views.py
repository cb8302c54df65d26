"""The reader's shortlist: in a cookie of their browser, or with their account once they are signed in."""

from collections.abc import Sequence
from uuid import UUID

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from evidencehub.accounts import cookies
from evidencehub.authz.guard import current_actor, public
from evidencehub.catalogue.cited.files.formats import FORMATS
from evidencehub.catalogue.marks.kept_cards import cards
from evidencehub.catalogue.pages.blueprint import bp
from evidencehub.catalogue.pages.compare_views import READ
from evidencehub.catalogue.pages.lists import listed_projects
from evidencehub.catalogue.pages.my_people_views import my_people
from evidencehub.catalogue.shortlists import services
from evidencehub.projects import queries
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.forms import EmptyForm
from evidencehub.shared.words import counted

KEPT_DAYS = 180


@bp.route("/shortlist", methods=["GET", "POST"])
@public
def shortlist() -> ResponseReturnValue:
    """``with`` in the address names approaches that are to be added, once somebody presses: to look adds nothing."""
    known, form = _known(), EmptyForm()
    if form.validate_on_submit():
        return _changed(known)
    asked = _public(_of_slugs(request.args.getlist("with")))
    offered = [key for key in asked if key not in known]
    names = {key: each.card.name for key, each in cards(db.session, offered).items()}
    shown = _public(known)
    return render_template(
        "catalogue/shortlist.html",
        form=form,
        offered=[(key, names[key]) for key in offered],
        has_room=len(known) + len(offered) <= services.MOST,
        already=len(asked) - len(offered),
        entries=listed_projects(db.session, shown, people=my_people()),
        gone=len(known) - len(shown),
        most=services.MOST,
        days=KEPT_DAYS,
        is_signed_in=current_actor().id is not None,
        formats=FORMATS.values(),
    )


def _changed(known: Sequence[UUID]) -> ResponseReturnValue:
    if "clear" in request.form:
        return _answer((), "Your shortlist is empty.")
    if remove := request.form.get("remove"):
        return _answer([key for key in known if key.hex != remove], "Taken off your shortlist.")
    added = _public(services.read(".".join(request.form.getlist("add")[: services.MOST])))
    made = services.with_more(known, added)
    put = len(set(made) - set(known))
    return _answer(made, f"Put {counted(put, 'approach', 'approaches')} on your shortlist.")


def _answer(project_ids: Sequence[UUID], said: str) -> Response:
    """With the list kept: with the account of somebody who is signed in, and then no longer in the browser."""
    settings = current_app.config["SETTINGS"]
    name, attributes = cookies.named(settings, cookies.SHORTLIST), cookies.attributes(settings)
    flash(said)
    answer = current_app.make_response(redirect(url_for(".shortlist"), code=303))
    person_id = current_actor().id
    if person_id is not None:
        may_stay = {*_public(project_ids), *services.of_person(db.session, person_id)}  # some are public again one day
        services.keep(db.session, person_id, [key for key in project_ids if key in may_stay], now=utc_now())
        db.session.commit()
    if project_ids and person_id is None:
        answer.set_cookie(name, services.kept(project_ids), max_age=KEPT_DAYS * 24 * 3600, **attributes)
    else:
        answer.delete_cookie(name, **attributes)
    return answer


def on_shortlist() -> list[UUID]:
    """What is on the list of who is asking, and public."""
    return _public(_known())


def _known() -> tuple[UUID, ...]:
    """What is on it: with the account first, and then in this browser, as from before somebody signed in."""
    name = cookies.named(current_app.config["SETTINGS"], cookies.SHORTLIST)
    here, person_id = services.read(request.cookies.get(name, "")), current_actor().id
    return here if person_id is None else services.with_more(services.of_person(db.session, person_id), here)


def _public(project_ids: Sequence[UUID]) -> list[UUID]:
    """Those that everybody may see; who writes another id into their cookie learns nothing of it."""
    return list(cards(db.session, project_ids))


def _of_slugs(slugs: Sequence[str]) -> list[UUID]:
    found = [queries.project_by_slug(db.session, slug)[0] for slug in dict.fromkeys(slugs[:READ])]
    return [each.id for each in found if each]
