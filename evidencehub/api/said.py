"""Fields of answers, each with what it says; null where nothing is known."""

from collections.abc import Iterable
from typing import Any

from marshmallow import Schema, fields, validate


def text(says: str, *, null: bool = False, of: Iterable[str] = ()) -> fields.String:
    """:param of: all values that may stand there."""
    known = [validate.OneOf(tuple(of))] if of else []
    return fields.String(allow_none=null, validate=known, metadata={"description": says})


def address(says: str, *, null: bool = False) -> fields.String:
    return fields.String(allow_none=null, metadata={"description": says, "format": "uri"})


def key(says: str, *, null: bool = False) -> fields.UUID:
    return fields.UUID(allow_none=null, metadata={"description": says})


def whole(says: str, *, null: bool = False) -> fields.Integer:
    return fields.Integer(allow_none=null, metadata={"description": says})


def number(says: str, *, null: bool = False) -> fields.Float:
    return fields.Float(allow_none=null, metadata={"description": says})


def yes(says: str, *, null: bool = False) -> fields.Boolean:
    return fields.Boolean(allow_none=null, metadata={"description": says})


def day(says: str, *, null: bool = False) -> fields.Date:
    return fields.Date(allow_none=null, metadata={"description": says})


def moment(says: str, *, null: bool = False) -> fields.AwareDateTime:
    return fields.AwareDateTime(allow_none=null, metadata={"description": says})


def texts(says: str, *, of: Iterable[str] = ()) -> fields.List[Any]:
    return fields.List(text("One of them.", of=of), metadata={"description": says})


def many(schema: type[Schema], says: str) -> fields.List[Any]:
    return fields.List(fields.Nested(schema), metadata={"description": says})


def one(schema: type[Schema], says: str, *, null: bool = False) -> fields.Nested:
    return fields.Nested(schema, allow_none=null, metadata={"description": says})


def anything(says: str) -> fields.Dict:
    """An object whose names the description tells."""
    return fields.Dict(metadata={"description": says})


def or_none(value: Any) -> Any:
    """ "Nothing was said" is an empty text in the hub, and null for programs."""
    return None if value == "" else value
