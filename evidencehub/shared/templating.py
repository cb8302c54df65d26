"""Where templates come from, and how strictly they are read: ours strictly while we work on them."""

from collections.abc import MutableMapping
from typing import Any

from flask import Flask
from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
    Template,
    Undefined,
)

from evidencehub.shared import paths

VENDORS = ("govuk_frontend_jinja", "govuk_frontend_wtf")


class VendorLoader(PackageLoader):
    """Loads into an environment in which a name that is not there is empty: a vendor's templates count on that."""

    _lenient: Environment | None = None

    def load(self, environment: Environment, name: str, globals: MutableMapping[str, Any] | None = None) -> Template:
        if environment.undefined is not Undefined:
            self._lenient = self._lenient or environment.overlay(undefined=Undefined)
            environment = self._lenient
        return super().load(environment, name, globals)


def init_app(app: Flask) -> None:
    """In debug mode a name that is not there is an error in our templates, with the line; otherwise it is empty."""
    vendors: dict[str, BaseLoader] = {name: VendorLoader(name) for name in VENDORS}
    # Of the environment: Flask's own loader would only ask ours for sources, and load them itself.
    app.jinja_env.loader = ChoiceLoader([FileSystemLoader(paths.templates_dir()), PrefixLoader(vendors)])
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if app.debug:
        app.jinja_env.undefined = StrictUndefined
