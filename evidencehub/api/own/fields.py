"""The schema of what is sent, made of the forms that check it: the kind of each field, its question, and its choices.

How long a text may be, how large a number, and what has to be there together, the form says when it looks.
"""

import re
from collections.abc import Iterable
from typing import Any

from marshmallow import Schema, fields, validate
from wtforms import Field, SelectField, SelectMultipleField

from evidencehub.api.own.typed import fields_of
from evidencehub.projects.pages.forms import Lines, YesNo
from evidencehub.projects.pages.result_fields import Answered
from evidencehub.projects.pages.study_forms import Rows
from evidencehub.shared.forms import DateParts, HubForm, NumberText, Tick, called

NO_CHOICE = "Not a valid choice."  # as forms have it
_LONGEST = 10**15  # a form says far below this what is too much
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Sent(Schema):
    """Fields that no call has are refused, so that a slip of the hand is seen."""

    error_messages = {"unknown": "There is no such field."}  # noqa: RUF012


class Number(fields.Float):
    """A number of JSON, and no text that looks like one."""

    def _validated(self, value: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.make_error("invalid", input=value)
        return super()._validated(value)


class Whole(fields.Integer):
    def _validated(self, value: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.make_error("invalid", input=value)
        if not -_LONGEST < value < _LONGEST or value != int(value):  # JSON has 1e999, which is no number to int()
            raise self.make_error("invalid", input=value)
        return int(value)


class TrueOrFalse(fields.Boolean):
    truthy = {True}  # noqa: RUF012
    falsy = {False}  # noqa: RUF012

    def _deserialize(self, value: Any, attr: Any, data: Any, **more: Any) -> Any:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class Day(fields.String):
    """As 2026-11-30; whether there is such a day the form says."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **more: Any) -> Any:
        if not isinstance(value, str) or not _DAY.fullmatch(value):
            raise self.make_error("invalid")
        return value


def answers_of(forms: Iterable[HubForm], name: str, *, required: Iterable[str] = ()) -> type[Schema]:
    """All that some forms ask, as fields of one object."""
    asked = {key: field for form in forms for key, field in fields_of(form)}
    return Sent.from_dict({key: in_json(field, key in set(required)) for key, field in asked.items()}, name=name)


def in_json(field: Field, required: bool) -> fields.Field[Any]:
    told: dict[str, Any] = {"metadata": {"description": _told(field)}}
    told |= {"required": True} if required else {"allow_none": True}
    if isinstance(field, DateParts):
        told["metadata"]["format"] = "date"
        return Day(**told)
    if isinstance(field, SelectMultipleField):
        return fields.List(fields.String(validate=_one_of(field)), **told)
    if isinstance(field, Rows):
        return fields.List(fields.List(fields.String()), **told)
    if isinstance(field, Lines | Answered):
        return fields.List(fields.String(), **told)
    if isinstance(field, YesNo):
        return TrueOrFalse(**told)
    if isinstance(field, Tick):
        return TrueOrFalse(**told)
    if isinstance(field, NumberText):
        return Whole(**told) if field.whole else Number(**told)
    if isinstance(field, SelectField):
        return fields.String(validate=_one_of(field), **told)
    return fields.String(**told)


def _told(field: Field) -> str:
    """The question, and what stands below it on the page."""
    return f"{called(field)} {field.description or ''}".strip()


def _one_of(field: Any) -> validate.OneOf | None:
    """None: what can be chosen is known when it is sent, and then the form looks."""
    if not field.choices:
        return None
    return validate.OneOf([each.value for each in field.choices if each.value], error=NO_CHOICE)
