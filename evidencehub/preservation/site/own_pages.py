"""Pages that a copy has of its own, in the place of those that need the hub: its search, and every approach by name."""

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from flask import Flask, render_template, url_for

from evidencehub.preservation.site.listing import ON_ONE_PAGE, Listed, by_letter
from evidencehub.shared.settings import Settings

SEARCH, PROJECTS = "/search", "/projects"
FILES = {SEARCH: "search/index.html", PROJECTS: "projects/index.html"}


def files_of(everything: Sequence[Listed]) -> dict[str, str]:
    """By the path that a link on these pages names: where the page is."""
    letters = by_letter(everything) if len(everything) > ON_ONE_PAGE else ()
    return FILES | {_letter(name): f"projects/letter-{name.lower()}.html" for name in letters}


def own_pages(app: Flask, settings: Settings, everything: Sequence[Listed]) -> Iterator[tuple[str, str]]:
    """Each page's path and its text, as the hub would have written it."""
    parts = urlsplit(settings.base_url)
    with app.test_request_context("/", base_url=f"{parts.scheme}://{parts.netloc}{parts.path}"):
        yield SEARCH, render_template("preservation/search.html", projects=len(everything))
        yield from _lists(everything)


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
