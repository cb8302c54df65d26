"""Addresses: absolute ones, from the settings and not from the Host header, which a stranger chooses; and ways back."""

import re
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, request
from werkzeug.exceptions import BadRequest

_IN_NO_ADDRESS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def absolute(endpoint: str, **values: Any) -> str:
    """Without a request too: the worker writes mails. The settings' address says where on its host the hub lies."""
    adapter = current_app.extensions.get("addresses")
    if adapter is None:  # made once: lists for programs have a hundred addresses
        below = current_app.config["SETTINGS"].path
        adapter = current_app.url_map.bind("hub", script_name=f"{below}/")
        current_app.extensions["addresses"] = adapter
    return on_this_hub(adapter.build(endpoint, values))


def on_this_hub(path: str) -> str:
    """``path`` as ``url_for`` gives it: from the host's root, also where the hub lies below it."""
    return f"{current_app.config['SETTINGS'].origin}{path}"


def is_possible(address: str) -> bool:
    return not _IN_NO_ADDRESS.search(address)


def path_here(raw: str | None) -> str | None:
    """The path to go on to, if it is one of this site: never another host, however it is spelled.

    :raises BadRequest: it holds characters that no address has, and that no header may hold.
    """
    if raw and not is_possible(raw):
        raise BadRequest
    if not raw or not raw.startswith("/") or raw.startswith("//") or "\\" in raw:
        return None
    parts = urlsplit(raw)
    return raw if not parts.scheme and not parts.netloc else None


def own_path() -> str:
    """The path of the page that is asked for, from the host's root."""
    return f"{request.script_root}{request.path}"
