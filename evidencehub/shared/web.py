"""What every page shares: security headers, error pages, template helpers, a request's id in the log."""

import base64
import hashlib
import re
from collections.abc import Callable, Mapping
from ipaddress import ip_address
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

import structlog
from flask import Flask, Response, current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, NotFound, RequestEntityTooLarge

from evidencehub.shared import constraints, problems, words
from evidencehub.shared.db import db
from evidencehub.shared.errors import HubError
from evidencehub.shared.maintenance import ReadOnly
from evidencehub.shared.requests import asked, request_id

log = structlog.get_logger()

_LONG = 30  # characters; less is soon typed again
_SECRET = ("password", "secret", "code")
OWN_MACHINE = frozenset({"127.0.0.1", "localhost", "::1"})

_PLAIN = {
    400: ("That request could not be read", "Go back and try again."),
    403: ("You cannot do this", "Your account does not have permission."),
    404: (
        "Page not found",
        "If you typed the address, check that it is right. If you pasted it, check that you copied all of it.",
    ),
    405: ("That does not work here", "Go back and use the buttons on the page."),
    410: ("This page is gone", "It was taken away on purpose."),
    429: ("Too many requests", "Wait a minute and try again."),
    500: ("Sorry, there is a problem with the hub", "Nothing you sent before was lost. Try again in a few minutes."),
    503: ("The hub is busy", "Try again in a moment."),
}  # fmt: skip


def init_app(app: Flask) -> None:
    policy = _content_security_policy(app)
    # Below a path the name is somebody else's, who may have services without TLS below it.
    keeps_to_tls = "max-age=31536000" if app.config["SETTINGS"].path else "max-age=31536000; includeSubDomains"

    @app.after_request
    def _secure(response: Response) -> Response:
        leads_to = f"form-action 'self' {g.forms_lead_to};" if "forms_lead_to" in g else "form-action 'self';"
        response.headers.setdefault("Content-Security-Policy", policy.replace("form-action 'self';", leads_to))
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("X-Frame-Options", "DENY")  # for what knows no frame-ancestors
        response.headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        if app.config["SESSION_COOKIE_SECURE"]:
            response.headers.setdefault("Strict-Transport-Security", keeps_to_tls)
        if g.get("actor") is not None and g.actor.id is not None:
            response.headers.setdefault("Cache-Control", "no-store")  # "back" after signing out shows nothing
        return response

    app.before_request(_refuse_impossible_addresses)
    app.jinja_env.filters.update(words.FILTERS)
    app.context_processor(_helpers)
    app.register_error_handler(HubError, _refused)
    app.register_error_handler(RequestEntityTooLarge, _too_large)
    app.register_error_handler(StaleDataError, _overtaken)
    app.register_error_handler(IntegrityError, _refused_by_the_database)
    app.register_error_handler(OperationalError, _busy)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _bug)


def forms_lead_to(address: str) -> None:
    """Let forms of this page lead to another site: browsers ask it of a redirect that answers a form, too."""
    parts = urlsplit(address)
    g.forms_lead_to = f"{parts.scheme}://{parts.netloc}"


def _refuse_impossible_addresses() -> None:
    """No address of the hub holds a NUL, and PostgreSQL raises where it should look for one."""
    if "\x00" in request.path:
        raise NotFound


def _content_security_policy(app: Flask) -> str:
    """Allow the GOV.UK template's one inline script by its hash; a nonce would break cached and exported pages."""
    source, _, _ = app.jinja_env.loader.get_source(app.jinja_env, "govuk_frontend_jinja/template.html")  # type: ignore[union-attr]
    script = re.search(r"<script[^>]*>(.*?)</script>", source, re.DOTALL)
    if script is None:
        raise RuntimeError("the page template has lost its inline script: look at the content security policy again")
    digest = base64.b64encode(hashlib.sha256(script[1].encode()).digest()).decode()
    return (
        f"default-src 'self'; script-src 'self' 'sha256-{digest}'; style-src 'self'; img-src 'self' data:; "
        "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


def _helpers() -> dict[str, Any]:
    settings = current_app.config["SETTINGS"]
    return {
        "origin": settings.origin,
        "site_name": settings.site_name,
        "operator": settings.operator,
        "development": trying_out(),
        "actor": g.get("actor"),
    }


def trying_out() -> bool:
    """Whether mails and the demonstration's sign-ins are shown: where the hub was started for that, to its own machine.

    The address that people use, and the name that was asked for, have to be this machine's too: a page that rebinds DNS
    asks from here, by its own name.
    """
    settings = current_app.config["SETTINGS"]
    names = {urlsplit(address).hostname for address in (settings.base_url, f"//{request.host}")}
    return settings.development and names <= OWN_MACHINE and _is_this_machine(request.remote_addr)


def _is_this_machine(address: str | None) -> bool:
    try:
        return ip_address(address or "").is_loopback
    except ValueError:
        return False


def _page(
    status: int, title: str, message: str, more_headers: Mapping[str, str] = MappingProxyType({})
) -> ResponseReturnValue:
    reference = request_id() if status >= 500 else ""
    headers = {**({"Retry-After": "60"} if status == 503 else {}), **more_headers}
    if problems.are_wanted():
        return problems.answer(status, title, message, headers=headers)
    page = render_template(
        "error.html", title=title, message=message, status=status, reference=reference, typed=_typed()
    )
    return page, status, headers


def _typed() -> list[tuple[str, str]]:
    """The longer answers of a form that was refused, for whoever sent it to copy; of a form with a secret none.

    Of somebody who is not signed in, only where the form was ours: no other site puts words on a page here.
    """
    known = g.get("actor") is not None and g.actor.id is not None
    if request.method != "POST" or not (known or g.get("csrf_valid")):
        return []
    if any(word in name for name in request.form for word in _SECRET):
        return []
    sent = request.form.items(multi=True)
    return [(name, value) for name, value in sent if len(value.strip()) >= _LONG and " " in value.strip()]


def _rolled_back(handler: Callable[[], ResponseReturnValue]) -> ResponseReturnValue:
    db.session.rollback()
    return handler()


def _refused(error: HubError) -> ResponseReturnValue:
    if error.status == 429:
        log.warning("too_many_requests", **asked())
    if error.status >= 500 and not isinstance(error, ReadOnly):  # the hub's own trouble, not the reader's
        log.error("refused", **asked(), reason=str(error))
    if problems.are_wanted():
        wrong = getattr(error, "errors", {})
        errors = {name: [said] if isinstance(said, str) else [*said] for name, said in wrong.items()}
        headers = {**({"Retry-After": "60"} if error.status in (429, 503) else {}), **error.headers}
        title = "" if error.status == 404 else error.title  # there are no pages here
        return _rolled_back(lambda: problems.answer(error.status, title, str(error), errors, headers))
    return _rolled_back(lambda: _page(error.status, error.title, str(error), error.headers))


def _too_large(error: RequestEntityTooLarge) -> ResponseReturnValue:
    megabytes = current_app.config["SETTINGS"].max_upload_bytes // (1024 * 1024)
    return _page(
        413,
        "That file is too large",
        f"We take up to {megabytes} MB in one go. Go back and choose a smaller file, or fewer at once.",
    )


def _overtaken(error: StaleDataError) -> ResponseReturnValue:
    return _rolled_back(
        lambda: _page(
            409,
            "Somebody else changed this first",
            "Go back and reload the page to see what changed. What you sent was not saved.",
        )
    )


def _refused_by_the_database(error: IntegrityError) -> ResponseReturnValue:
    """Two at once: the second meets the first's row, and is told so by the constraint that they met at."""
    message = constraints.message_for(error)
    if message is None:
        return _bug(error)
    return _rolled_back(lambda: _page(409, "Somebody was a moment before you", message))


def _busy(error: OperationalError) -> ResponseReturnValue:
    if "locked" not in str(error.orig):
        return _bug(error)
    return _rolled_back(lambda: _page(503, *_PLAIN[503]))


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:
        return error.response
    status = error.code or 500
    if status in range(300, 400):
        return error.get_response()
    if problems.are_wanted():
        return _problem(status, error)
    return _page(status, *_PLAIN.get(status, _PLAIN[400]))


def _problem(status: int, error: HTTPException) -> ResponseReturnValue:
    """With the methods that would do, and with what webargs found wrong."""
    headers = {name: value for name, value in error.get_headers(request.environ) if name in ("Allow", "Retry-After")}
    wrong = (getattr(error, "data", None) or {}).get("messages", {})
    return problems.answer(status, errors=problems.by_parameter(wrong), headers=headers)


def _bug(error: Exception) -> ResponseReturnValue:
    if current_app.testing:
        raise error
    log.error("unexpected_error", **asked(), exc_info=error)
    return _rolled_back(lambda: problems.answer(500) if problems.are_wanted() else _page(500, *_PLAIN[500]))
