"""The blueprint of the API: what every call shares. Its views stand in the modules beside it."""

from flask_smorest import Blueprint
from marshmallow import RAISE
from webargs.flaskparser import FlaskParser


class _Strict(FlaskParser):
    """A parameter that no call has is refused: a slip of the hand would look like an answer otherwise."""

    DEFAULT_UNKNOWN_BY_LOCATION = {**FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION, "query": RAISE}  # noqa: RUF012


class Calls(Blueprint):
    ARGUMENTS_PARSER = _Strict()


bp = Calls("api", __name__, url_prefix="/api/v1")
