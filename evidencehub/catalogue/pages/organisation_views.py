"""The public page of an organisation: who it is, and its projects that everybody may see."""

from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy import select

from evidencehub.accounts.models import FormerName, Organisation
from evidencehub.authz.guard import public
from evidencehub.catalogue.marks.kept_cards import Versioned, cards
from evidencehub.catalogue.pages.blueprint import bp
from evidencehub.catalogue.pages.lists import listed_projects
from evidencehub.projects.models import Project
from evidencehub.shared import charity, ror
from evidencehub.shared.db import db
from evidencehub.shared.errors import NotFound
from evidencehub.shared.page_cache import same_for_everybody


@bp.get("/organisations/<slug>")
@public
@same_for_everybody
def organisation(slug: str) -> ResponseReturnValue:
    """Of one without a public project nobody learns that it is here. An old name, and one that became part of another,
    lead to where it is now.
    """
    found = organisation_at(slug)
    shown = _projects(found) if found else []
    if found is None or not shown:
        raise NotFound("There is no such page. It may have moved, or it is not public.")
    if found.slug != slug:
        return redirect(url_for(".organisation", slug=found.slug), code=301)
    return render_template(
        "catalogue/organisation.html", organisation=found, projects=shown, charity_page=charity.address,
        register_of=charity.register_of, ror_page=ror.address,
    )  # fmt: skip


def organisation_at(slug: str) -> Organisation | None:
    """The one that has this name in addresses, had it, or took its place."""
    found = _by_slug(slug)
    while found is not None and found.merged_into_id is not None:
        found = db.session.get_one(Organisation, found.merged_into_id)
    return found


def _by_slug(slug: str) -> Organisation | None:
    if "\x00" in slug:  # PostgreSQL raises where it should look for one
        return None
    now = db.session.scalar(select(Organisation).where(Organisation.slug == slug))
    return now or db.session.scalar(select(Organisation).join(FormerName).where(FormerName.slug == slug))


def _projects(organisation: Organisation) -> list[Markup]:
    return [html for _, _, html in listed_projects(db.session, [*known_of(organisation)])]


def known_of(organisation: Organisation) -> dict[UUID, Versioned]:
    """The cards of its projects. As long as nothing was decided, nobody learns whose a project is."""
    query = select(Project.id).where(Project.organisation_id == organisation.id)
    found = cards(db.session, list(db.session.scalars(query.order_by(Project.name, Project.id))))
    return {key: each for key, each in found.items() if each.card.organisation}
