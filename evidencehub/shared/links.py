"""Addresses for mails: absolute, from the settings and not from the request's Host header, which a stranger chooses."""

from typing import Any

from flask import current_app, url_for


def absolute(endpoint: str, **values: Any) -> str:
    return on_this_hub(url_for(endpoint, **values))


def on_this_hub(path: str) -> str:
    return f"{current_app.config['SETTINGS'].base_url}{path}"
