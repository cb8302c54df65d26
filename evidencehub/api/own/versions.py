"""The version of a record that somebody changes: the marker by which pages see that somebody else was faster."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import request
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.http import parse_etags

from evidencehub.api.own.wrong import NeedsVersion, Overtaken
from evidencehub.projects.pages.forms import fingerprint
from evidencehub.shared.db import db

View = TypeVar("View", bound=Callable[..., Any])
_GET_IT = "Read it, and send its ETag as If-Match: then nobody undoes what another wrote."
_SINCE = "It has changed since you read it. Read it again, compare, and send your change with its new ETag."


def marker_of(record: dict[str, Any]) -> str:
    """Of all that a call shows of a record."""
    return fingerprint(record)


def is_current(marker: str) -> bool:
    """Whether If-Match names this version. :raises NeedsVersion: nothing was sent.

    Also as a weak tag, which RFC 9110 would have differ from all: a server in front of the hub that packs answers makes
    ours weak, and ours names the record and not its bytes.
    """
    given = request.headers.get("If-Match")
    if not given:
        raise NeedsVersion(_GET_IT)
    return parse_etags(given).contains_weak(marker)


def refuse_other(record: dict[str, Any]) -> None:
    """:raises Overtaken: the record is another by now. :raises NeedsVersion: nobody said which one is meant."""
    if not is_current(marker_of(record)):
        raise overtaken()


def versioned(read: str) -> Callable[[View], View]:
    """Say of a call that it changes a record, and so needs the version that it changes: the ETag of another call.

    :param read: the name of that call.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(**arguments: Any) -> Any:
            try:
                return view(**arguments)
            except StaleDataError as error:  # somebody saved in this very moment
                db.session.rollback()
                raise overtaken() from error

        guarded.version_of = read  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate


def overtaken() -> Overtaken:
    return Overtaken(_SINCE)
