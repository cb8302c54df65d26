"""What programs are told of a record on its own address: links in headers, and the record itself in another format."""

from flask import Response, request
from flask.typing import ResponseReturnValue

from evidencehub.catalogue.cited.files.formats import FORMATS
from evidencehub.catalogue.cited.files.links import file_of, in_headers
from evidencehub.catalogue.pages.blueprint import bp
from evidencehub.catalogue.pages.cite_views import written
from evidencehub.catalogue.pages.citing import RECORDS, record_here
from evidencehub.shared.links import on_this_hub, own_path
from evidencehub.shared.page_cache import keep_nothing, wanted_format

BY_TYPE = {each.mimetype: each for each in FORMATS.values()}
_PAGE = "text/html"


@bp.before_app_request
def in_another_format() -> ResponseReturnValue | None:
    """The record as whoever asks wants it, where that is not a page; an address that it had before leads on first."""
    if request.endpoint not in RECORDS or request.method not in {"GET", "HEAD"}:
        return None
    form = BY_TYPE.get(wanted_format(BY_TYPE) or "")
    record = record_here() if form else None
    if form is None or record is None or record.address != on_this_hub(own_path()):
        return None
    answer = written(record, form)
    answer.headers["Content-Location"] = file_of(record, form.ending)
    keep_nothing()
    return answer


@bp.after_app_request
def with_links(answer: Response) -> Response:
    if request.endpoint not in RECORDS:
        return answer
    answer.vary.add("Accept")
    if answer.status_code == 200 and answer.mimetype == _PAGE and (record := record_here()):
        for link in in_headers(record):
            answer.headers.add("Link", link)
    return answer
