"""Proxies before the hub: how many are believed, and that none stands before a hub in development."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import structlog
from werkzeug.middleware.proxy_fix import ProxyFix

from evidencehub.shared.entrance import RefuseImpossibleHosts, plain_page
from evidencehub.shared.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = structlog.get_logger()

_ONLY_PROXIES_ADD = ("HTTP_FORWARDED", "HTTP_VIA", "HTTP_X_REAL_IP")


def behind_proxies(application: "WSGIApplication", settings: Settings) -> "WSGIApplication":
    """The application, as it is reached through as many proxies as the settings believe."""
    inner = RefuseImpossibleHosts(BelowPath(application, settings.path))
    if settings.development:
        return RefuseForwarded(inner)
    if settings.proxies:
        number = settings.proxies
        # The path comes from the settings: a header that a proxy forgets to set would be anybody's to choose.
        return ProxyFix(inner, x_for=number, x_proto=number, x_host=number, x_port=0, x_prefix=0)
    return TellOfIgnored(inner)


def forwarding_header(environ: "WSGIEnvironment") -> str | None:
    """A header that says the request came through a proxy; None where there is none."""
    found = (key for key in environ if key in _ONLY_PROXIES_ADD or key.startswith("HTTP_X_FORWARDED_"))
    key = next(found, None)
    return key.removeprefix("HTTP_").replace("_", "-").title() if key else None


class BelowPath:
    """Where the base address has a path, addresses are below it, and requests come with it."""

    def __init__(self, below: "WSGIApplication", path: str) -> None:
        self._below, self._path = below, path

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        environ["SCRIPT_NAME"] = self._path
        asked = environ["PATH_INFO"]
        if self._path and (asked == self._path or asked.startswith(f"{self._path}/")):
            environ["PATH_INFO"] = asked[len(self._path) :] or "/"
        return self._below(environ, start_response)


class RefuseForwarded:
    """A hub in development shows mails and sign-ins to its own machine, and a proxy is on its own machine too."""

    def __init__(self, below: "WSGIApplication") -> None:
        self._below = below

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        header = forwarding_header(environ)
        # nginx that was told nothing adds no header, and speaks HTTP/1.0 (until 1.29); no browser does.
        sign = f"the header {header}" if header else "HTTP/1.0" if environ["SERVER_PROTOCOL"] == "HTTP/1.0" else None
        if sign is None:
            return self._below(environ, start_response)
        log.error("development_behind_a_proxy", sign=sign)
        return plain_page(
            start_response, "403 Forbidden", "This hub is only being tried out",
            "It was started for development: on its own machine it shows everybody's mails. So it answers nothing that "
            f"came through a proxy, and this request seems to have: it came with {sign}.",
            "If you run it for others, start it with EVIDENCEHUB_DEVELOPMENT=0 and EVIDENCEHUB_PROXIES=1.",
        )  # fmt: skip


class TellOfIgnored:
    """Says once that forwarding headers come and are not believed: to the throttles, all readers are one then."""

    def __init__(self, below: "WSGIApplication") -> None:
        self._below = below
        self._told = False

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if not self._told and (header := forwarding_header(environ)):
            self._told = True
            log.warning("forwarding_header_ignored", header=header, setting="EVIDENCEHUB_PROXIES")
        return self._below(environ, start_response)
