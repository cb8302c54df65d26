"""Pages that a copy has of its own, in the place of those that need the hub."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, render_template, url_for

from evidencehub.catalogue.cited.files.formats import FORMATS
from evidencehub.preservation.site import bulk
from evidencehub.preservation.site.listing import ON_ONE_PAGE, Listed, by_letter
from evidencehub.shared.settings import Settings

Award = Mapping[str, Any]  # of the API's list of accreditations, what AWARD_FIELDS names
AWARD_FIELDS = "number,demonstration,stands,standing"
SEARCH, PROJECTS, PROGRAMS = "/search", "/projects", "/api/docs"
FILES = {
    SEARCH: "search/index.html", PROJECTS: "projects/index.html", PROGRAMS: "data/index.html", **bulk.FILES
}  # fmt: skip


def files_of(everything: Sequence[Listed], awards: Sequence[Award]) -> dict[str, str]:
    """By the path that a link names: where the page is.

    :param awards: all accreditations.
    """
    letters = by_letter(everything) if len(everything) > ON_ONE_PAGE else ()
    lists = {_letter(name): f"projects/letter-{name.lower()}.html" for name in letters}
    return FILES | lists | {_check(each): f"verify/{each['number']}/index.html" for each in awards}


def own_pages(
    app: Flask, settings: Settings, everything: Sequence[Listed], awards: Sequence[Award]
) -> Iterator[tuple[str, str]]:
    """Each page's path and its text, as the hub would have written it."""
    parts = urlsplit(settings.base_url)
    with app.test_request_context("/", base_url=f"{parts.scheme}://{parts.netloc}{parts.path}"):
        yield SEARCH, render_template("preservation/search.html", projects=len(everything))
        yield PROGRAMS, render_template("preservation/data.html", home=url_for("catalogue.home"),
            lists=bulk.LISTS.items(), references=[(each.ending, each.label) for each in FORMATS.values()],
        )  # fmt: skip
        yield from _lists(everything)
        for each in awards:
            yield _check(each), render_template("preservation/verify.html", award=each)


def _lists(everything: Sequence[Listed]) -> Iterator[tuple[str, str]]:
    letters = by_letter(everything)
    is_one = len(everything) <= ON_ONE_PAGE
    home = url_for("catalogue.home").rstrip("/")

    def written(letter: str, parts: dict[str, list[Listed]]) -> str:
        doors = [
            (name, f"#letter-{name.lower()}" if is_one else f"{home}{_letter(name)}", len(entries))
            for name, entries in letters.items()
        ]
        return render_template("preservation/projects.html", letters=doors, letter=letter, parts=parts.items())

    yield PROJECTS, written("", letters if is_one else {})
    if not is_one:
        yield from ((_letter(name), written(name, {name: entries})) for name, entries in letters.items())


def _letter(name: str) -> str:
    return f"{PROJECTS}/letters/{name.lower()}"


def _check(award: Award) -> str:
    return f"/verify/{award['number']}"
