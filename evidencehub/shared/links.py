"""Addresses for mails: absolute, from the settings and not from the request's Host header, which a stranger chooses."""

from typing import Any

from flask import current_app


def absolute(endpoint: str, **values: Any) -> str:
    """Without a request too: the worker writes mails. The settings' address says where on its host the hub lies."""
    return on_this_hub(current_app.url_map.bind("hub").build(endpoint, values))


def on_this_hub(path: str) -> str:
    return f"{current_app.config['SETTINGS'].base_url}{path}"
