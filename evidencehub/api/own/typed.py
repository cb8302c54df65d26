"""Between JSON and what a page of answers is sent: the forms check both, so a rule has one place and one wording."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import Field, SelectField, SelectMultipleField

from evidencehub.projects.pages.forms import Lines, YesNo
from evidencehub.projects.pages.result_fields import Answered, PText
from evidencehub.projects.pages.study_forms import Rows, Share
from evidencehub.shared.forms import DateParts, HubForm, NumberText, Tick

UNPROTECTED = {"csrf": False}  # of a page: a token is sent on purpose
_YES_NO = {True: "yes", False: "no", None: ""}
_ASIDE = frozenset({"csrf_token", "seen"})


def fields_of(form: HubForm) -> Iterator[tuple[str, Field]]:
    """What somebody answers, by name."""
    return ((name, field) for name, field in form._fields.items() if name not in _ASIDE)


def shown(field: Field) -> Any:
    """What a field holds, as JSON; None where nothing was answered."""
    if isinstance(field, DateParts):
        return field.data.isoformat() if field.data else None
    if isinstance(field, Lines | Rows | YesNo):
        return field.stored
    if isinstance(field, SelectMultipleField | Answered):
        return list(field.data or ())
    if isinstance(field, PText):
        return field._value() or None
    return field.data if isinstance(field, NumberText | Tick) else field.data or None


def as_sent(field: Field, value: Any) -> Iterator[tuple[str, str]]:
    """A value of JSON, as a browser would send it for this field."""
    if isinstance(field, DateParts):
        parts = value.split("-") if value else ("", "", "")
        yield from ((f"{field.name}-{name}", part) for name, part in zip(("year", "month", "day"), parts, strict=True))
    elif isinstance(field, SelectMultipleField | Answered):
        yield from ((field.name, each) for each in value or ())
    elif isinstance(field, Tick):
        yield from ([(field.name, "y")] if value else [])
    else:
        yield field.name, _text(field, value)


def _text(field: Field, value: Any) -> str:
    if isinstance(field, Rows):
        return "\n".join("\t".join(map(_in_line, row)) for row in value or ())
    if isinstance(field, Lines):
        return "\n".join(map(_in_line, value or ()))
    if isinstance(field, YesNo):
        return _YES_NO[value]
    if isinstance(field, Share) and value is not None:
        return f"{_plain(100 * value)}%"
    return _plain(value) if isinstance(field, NumberText) and value is not None else value or ""


def _in_line(text: str) -> str:
    return " ".join(text.split())


def _plain(value: float) -> str:
    """Without an exponent, which no page takes."""
    return format(Decimal(f"{value:.15g}"), "f")


def _stands(field: Field) -> Any:
    """What a page sends where nobody touched it: what cannot be chosen any more is not there to be sent."""
    value = shown(field)
    if not isinstance(field, SelectField | SelectMultipleField) or not field.choices or not value:
        return value
    offered = {each.value for each in field.choices}
    if isinstance(field, SelectMultipleField):
        return [each for each in value if each in offered]
    return value if value in offered else None


def sent_of(form: HubForm, answers: dict[str, Any]) -> MultiDict[str, str]:
    """A page with some of its answers changed, as a browser would send it."""
    pairs = (as_sent(field, answers[name] if name in answers else _stands(field)) for name, field in fields_of(form))
    return MultiDict([pair for each in pairs for pair in each])
