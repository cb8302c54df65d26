"""Lists of projects: the cards of a page of hits, as HTML."""

from collections.abc import Sequence
from uuid import UUID

from flask import get_template_attribute, request
from markupsafe import Markup
from sqlalchemy.orm import Session

from evidencehub.catalogue.fit.people import NOT_DESCRIBED, MyPeople
from evidencehub.catalogue.index.report_pages import MatchingPage, matching_pages
from evidencehub.catalogue.index.searching import project_of
from evidencehub.catalogue.marks.cards import Shown, shown
from evidencehub.catalogue.marks.kept_cards import Versioned, cards
from evidencehub.search.contract import Hit
from evidencehub.shared.recently_used import LeastRecentlyUsed

_rendered: LeastRecentlyUsed[Markup] = LeastRecentlyUsed(8 * 1024 * 1024)  # bytes


def listed(
    session: Session,
    hits: Sequence[Hit],
    *,
    prefer: Sequence[str] = (),
    people: MyPeople = NOT_DESCRIBED,
    question: str = "",
) -> list[Markup]:
    """The card of each hit that is still public, in the order of the hits.

    :param prefer: outcome areas and outcomes that come first on each card, because somebody asked for them.
    :param people: those whom the reader works with: how what was studied fits them stands on each card.
    :param question: what was asked for, to show of a report's best page.
    """
    pages = matching_pages(session, hits, question)
    members = {project_of(hit): hit.members or (hit.id,) for hit in hits}
    found = cards(session, list(members))
    return [
        _html(key, each, shown(each.card, prefer=prefer, members=members[key], people=people), pages.get(str(key)))
        for key, each in found.items()
    ]


def listed_projects(
    session: Session, project_ids: Sequence[UUID], *, people: MyPeople = NOT_DESCRIBED
) -> list[tuple[UUID, str, Markup]]:
    """Id, name and card of each of these that is public, in their order."""
    found = cards(session, project_ids)
    return [(key, each.card.name, _html(key, each, shown(each.card, people=people))) for key, each in found.items()]


def _html(key: UUID, found: Versioned, it: Shown, page: MatchingPage | None = None) -> Markup:
    """A card as HTML, kept under all that it hangs on: the card, what is shown of it, and where the hub stands."""
    hangs_on = (
        key,
        found.version,
        tuple((line.area, line.outcome) for line in it.lines),
        it.matching,
        it.fits,
        request.script_root,
        page,
    )
    html = _rendered.get(hangs_on) if found.version is not None else None
    if html is None:
        html = get_template_attribute("components/card.html", "card")(it, level=3, page=page)
        if found.version is not None:
            _rendered.put(hangs_on, html, len(html))
    return html
