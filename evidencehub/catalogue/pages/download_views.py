"""Any list of results as a file, and what the columns of the files mean."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import Any

from flask import Response, current_app, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from evidencehub.accounts.services import slugify
from evidencehub.authz.guard import public
from evidencehub.catalogue.cited.files.formats import FORMATS, Format
from evidencehub.catalogue.downloads import dictionary
from evidencehub.catalogue.downloads.column import StudyRow
from evidencehub.catalogue.downloads.gathering import MOST_APPROACHES, Addresses, Found, find, results, studies
from evidencehub.catalogue.downloads.references import references
from evidencehub.catalogue.downloads.result_columns import RESULTS
from evidencehub.catalogue.downloads.study_columns import STUDIES
from evidencehub.catalogue.downloads.tables import TABLES
from evidencehub.catalogue.downloads.writing import as_csv, as_json
from evidencehub.catalogue.index import counts, searching
from evidencehub.catalogue.index.indexing import engine_of
from evidencehub.catalogue.pages.blueprint import bp
from evidencehub.catalogue.pages.cited_at import this_hub
from evidencehub.catalogue.pages.packages import as_file, described, site_name
from evidencehub.catalogue.pages.packages import data_package as package_of
from evidencehub.shared.clock import hub_today
from evidencehub.shared.db import db
from evidencehub.shared.errors import HubError, Invalid
from evidencehub.shared.links import absolute
from evidencehub.shared.page_cache import same_for_everybody

AT_ONCE = 2  # files that one process makes at a time: pages for readers come first
_making = BoundedSemaphore(AT_ONCE)
LONGEST_NAME = 60  # characters of a question in the name of a file


@dataclass(frozen=True)
class FileKind:
    """``pieces`` writes the studies of a request as text."""

    mimetype: str
    pieces: Callable[[searching.Request, Found, Iterator[StudyRow]], Iterator[str]]


def _references(form: Format) -> FileKind:
    return FileKind(form.mimetype, lambda _asked, _found, rows: form.many(references(rows, this_hub()), hub_today()))


FILES = {
    "studies.csv": FileKind("text/csv", lambda _asked, _found, rows: as_csv(STUDIES, rows)),
    "results.csv": FileKind("text/csv", lambda _asked, _found, rows: as_csv(RESULTS, results(rows))),
    "studies.json": FileKind("application/json", lambda asked, found, rows: as_json(_about(asked, found), rows)),
    **{f"references.{form.ending}": _references(form) for form in FORMATS.values()},
}
_OF_A_LIST = (TABLES["studies"], TABLES["results"])
_FILE = "any({}):file".format(", ".join(f"'{name}'" for name in FILES))


class Busy(HubError):
    """As many files are being made as this process makes at a time."""

    status = 503
    title = "Others are downloading just now"


@bp.get(f"/search/<{_FILE}>")
@public
def download(file: str) -> ResponseReturnValue:
    engine = engine_of(current_app.config["SETTINGS"])
    asked = searching.parse(request.args.get, request.args.getlist)
    found = find(engine, asked, counts.scope(engine))
    if found.is_too_long:
        raise Invalid(f"This list has more than {MOST_APPROACHES:,} approaches. Narrow it with words or filters first.")
    today = hub_today()
    rows = studies(db.session, found, _addresses(), today)
    pieces, let_go = _in_turn(FILES[file].pieces(asked, found, rows))
    answer = Response(stream_with_context(pieces), mimetype=FILES[file].mimetype)
    answer.call_on_close(let_go)
    answer.headers["Content-Disposition"] = f'attachment; filename="{_name(asked, today.isoformat(), file)}"'
    if file.endswith(".csv"):
        return described(answer, "catalogue.data_package", {**asked.arguments(), "page": None})
    answer.headers.add("Link", f'<{absolute("legal.show", name="terms")}>; rel="terms-of-service"')
    answer.headers.add("Link", f'<{absolute("catalogue.columns")}>; rel="describedby"')
    return answer


@bp.get("/search/datapackage.json")
@public
@same_for_everybody
def data_package() -> ResponseReturnValue:
    """What the CSV files of the same search hold, for programs that read tables by their description."""
    asked = searching.parse(request.args.get, request.args.getlist)
    arguments = {**asked.arguments(), "page": None}
    tables = [(table, url_for("catalogue.download", file=f"{table.name}.csv", **arguments)) for table in _OF_A_LIST]
    page = url_for("catalogue.search", **arguments)
    return package_of("Studies and their results", page, *tables, words=_words(asked))


@bp.get("/search/columns")
@public
@same_for_everybody
def columns() -> ResponseReturnValue:
    return render_template(
        "catalogue/columns.html",
        files=[(table, dictionary.entries(name)) for name, table in TABLES.items()],
        longest=dictionary.LONGEST_LIST,
        most=MOST_APPROACHES,
    )


@bp.get("/search/columns.csv")
@public
@same_for_everybody
def columns_file() -> ResponseReturnValue:
    rows = [entry for name in TABLES for entry in dictionary.entries(name)]
    answer = as_file("".join(as_csv(dictionary.FILE, rows)), "columns")
    return described(answer, "catalogue.columns_package", {})


@bp.get("/search/columns.datapackage.json")
@public
@same_for_everybody
def columns_package() -> ResponseReturnValue:
    file = (dictionary.COLUMNS, url_for("catalogue.columns_file"))
    return package_of("What the columns of the files mean", url_for("catalogue.columns"), file)


def _in_turn(pieces: Iterator[str]) -> tuple[Iterator[str], Callable[[], None]]:
    """The same pieces, while the file has one of the few places, and what gives the place back.

    It is given back after the last piece, or when the answer is closed: of HEAD no piece is ever asked for.

    :raises Busy: all places are taken.
    """
    if not _making.acquire(blocking=False):
        raise Busy("Try again in a minute.")
    held = [_making]

    def let_go() -> None:
        if held:
            held.pop().release()

    def taken() -> Iterator[str]:
        try:
            yield from pieces
        finally:
            let_go()

    return taken(), let_go


def _addresses() -> Addresses:
    return Addresses(
        approach=lambda slug: absolute("catalogue.project", slug=slug),
        study=lambda key: absolute("catalogue.evaluation", evaluation_id=key),
        terms=absolute("legal.show", name="terms"),
    )


def _about(asked: searching.Request, found: Found) -> dict[str, Any]:
    """What a reader of the file has to know of it, before its studies."""
    return {
        "hub": site_name(),
        "list": absolute("catalogue.search", **asked.arguments()),
        "retrieved_on": hub_today().isoformat(),
        "approaches": found.total,
        "terms": absolute("legal.show", name="terms"),
        "columns": absolute("catalogue.columns"),
    }


def _name(asked: searching.Request, today: str, file: str) -> str:
    """ "evidencehub-skip-school-2026-11-29-studies.csv": where it is from, what was asked, and when."""
    return "-".join((slugify(site_name(), "hub"), _words(asked), today, file))


def _words(asked: searching.Request) -> str:
    words = [asked.text, *(value for values in asked.chosen.values() for value in values)]
    return slugify(" ".join(words), "all")[:LONGEST_NAME].strip("-")
