"""How the hub's cookies are named, and how far they reach."""

from typing import Any
from urllib.parse import urlsplit

from evidencehub.shared.settings import Settings

SESSION = "evidencehub"
DEVICE = "evidencehub-device"
PEOPLE = "evidencehub-people"  # whom a reader works with
SHORTLIST = "evidencehub-shortlist"  # approaches that a reader wants to look at again; read on one page alone
OF_READERS = (PEOPLE,)  # pages are made for one reader by these


def is_secure(settings: Settings) -> bool:
    return settings.base_url.startswith("https://")


def path(settings: Settings) -> str:
    """Where browsers send the cookies: below the hub's own address."""
    return urlsplit(settings.base_url).path.rstrip("/") or "/"


def named(settings: Settings, name: str) -> str:
    """The name with the prefix that makes browsers refuse a cookie which somebody else set for this host (RFC 6265bis).

    ``__Host-`` asks for TLS and the whole host; below a path only ``__Secure-`` is possible, without TLS neither.
    """
    if not is_secure(settings):
        return name
    return f"__Host-{name}" if path(settings) == "/" else f"__Secure-{name}"


def attributes(settings: Settings) -> dict[str, Any]:
    """For ``set_cookie``."""
    return {"path": path(settings), "secure": is_secure(settings), "httponly": True, "samesite": "Lax"}
