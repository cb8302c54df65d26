"""Parameters that many calls share: which fields to send, what to add, and where in a long list to go on."""

import base64
import binascii
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from marshmallow import Schema, ValidationError, fields, validate, validates_schema
from webargs.fields import DelimitedList

from evidencehub.shared.errors import NotFound
from evidencehub.shared.links import absolute
from evidencehub.standards.files.outcomes import load_outcomes
from evidencehub.standards.model.errors import UnknownTerm

Key = TypeVar("Key")

PER_PAGE, MOST_PER_PAGE = 20, 100
LONGEST_CURSOR = 200
_SOME = validate.Length(min=1)
_LAST_PART = 10_000
_DIGITS = re.compile(r"-?[0-9]{1,9}")


class _Asked(Schema):
    error_messages = {"unknown": "There is no such parameter."}  # noqa: RUF012

    @validates_schema
    def _has_no_nul(self, asked: Mapping[str, Any], **_: Any) -> None:
        """PostgreSQL raises where it should look for one."""
        of = (name for name, value in asked.items() if isinstance(value, str) and "\x00" in value)
        if wrong := {self.fields[name].data_key or name: ["This holds a character that no text has."] for name in of}:
            raise ValidationError(wrong)


def asks(of: type[Schema], *, include: Sequence[str] = (), more: Mapping[str, Any] | None = None) -> Schema:
    """The parameters of a call that answers with records of a schema.

    :param include: fields that are left out unless they are asked for.
    :param more: parameters of this call alone.
    """
    names = [each.data_key or name for name, each in of._declared_fields.items()]
    held: dict[str, Any] = {**(more or {})}
    held["only"] = DelimitedList(
        fields.String(validate=validate.OneOf(names)), data_key="fields", validate=_SOME,
        metadata={"description": "The names of the fields to send, with commas between them. Without it: all."},
    )  # fmt: skip
    if include:
        held["include"] = DelimitedList(
            fields.String(validate=validate.OneOf(include)), validate=_SOME,
            metadata={"description": f"What to add to each record, with commas between: {', '.join(include)}."},
        )  # fmt: skip
    return _Asked.from_dict(held, name=f"Asks{of.__name__}")()


class Whole(fields.Integer):
    """A number as programs write it: int() would take "1_000" and " 5" too."""

    def _validated(self, value: Any) -> Any:
        if isinstance(value, str) and not _DIGITS.fullmatch(value):
            raise self.make_error("invalid", input=value)
        return super()._validated(value)


class YesNo(fields.Boolean):
    truthy = {"true", True}  # noqa: RUF012
    falsy = {"false", False}  # noqa: RUF012


def of_outcomes(says: str) -> fields.String:
    """A parameter that names one of the outcomes, which are read when somebody asks."""
    return fields.String(load_default="", validate=_is_outcome, metadata={"description": says})


def _is_outcome(slug: str) -> None:
    try:
        if slug:
            load_outcomes().term(slug)
    except UnknownTerm as error:
        raise ValidationError(f"There is {error}.") from error


def in_parts() -> dict[str, Any]:
    """The parameters of a list that comes in parts."""
    return {
        "per_page": Whole(
            load_default=PER_PAGE, validate=validate.Range(1, MOST_PER_PAGE),
            metadata={"description": "How many records to send at once."},
        ),
        "cursor": fields.String(
            load_default="", validate=validate.Length(max=LONGEST_CURSOR),
            metadata={"description": "Where to go on, as “next” of the part before has it. Without it: the beginning."},
        ),
    }  # fmt: skip


def listing_of(schema: type[Schema], says: str) -> type[Schema]:
    """A list of records, with where it goes on."""
    made: dict[str, Any] = {
        "items": fields.List(fields.Nested(schema), metadata={"description": says}),
        "next": fields.Url(
            allow_none=True,
            metadata={"description": "The address of the next part of the list; null: this is the last."},
        ),
    }
    return Schema.from_dict(made, name=f"ListOf{schema.__name__}")


def only(asked: Mapping[str, Any], record: Mapping[str, Any]) -> Mapping[str, Any]:
    """The fields that were asked for."""
    wanted = asked.get("only")
    return {name: value for name, value in record.items() if name in wanted} if wanted else record


def each_only(asked: Mapping[str, Any], records: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [only(asked, each) for each in records]


def go_on(endpoint: str, asked: Mapping[str, Any], last: object, **more: Any) -> str:
    """The address of the part of a list behind ``last``."""
    held = {**more, "fields": ",".join(asked.get("only", ())), "per_page": asked["per_page"]}
    cursor = base64.urlsafe_b64encode(str(last).encode()).decode().rstrip("=")
    return absolute(endpoint, **{name: value for name, value in held.items() if value}, cursor=cursor)


def from_cursor(raw: str, kind: Callable[[str], Key]) -> Key | None:
    """The last record of the part before; None: the list is asked for from its beginning.

    :raises NotFound: it is none that this hub gave.
    """
    if not raw:
        return None
    try:
        return kind(base64.b64decode(raw + "=" * (-len(raw) % 4), altchars="-_", validate=True).decode())
    except (binascii.Error, ValueError) as error:  # no base64, no text, or no key
        raise NotFound("The cursor is no place in this list. Take the address that “next” gives.") from error


def number_of_part(raw: str) -> int:
    """The number of a part of a list whose parts are counted. :raises ValueError: it is none."""
    if not raw.isascii() or not raw.isdigit() or not 0 < int(raw[:9]) <= _LAST_PART:
        raise ValueError
    return int(raw)
