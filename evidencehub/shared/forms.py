"""Forms on GOV.UK patterns, with what govuk-frontend-wtf leaves open mended once.

Its error summary shows one error a field and links a form-wide one to ``#``; its date input raises on a POST with
missing parts; its choices have a hint also where there is nothing to say, and point to it. Here: one summary that links
every error to its field, a date field of three parts that never raises, and a hint only where it says something.
"""

import re
from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import (
    GovCharacterCount,
    GovCheckboxesInput,
    GovCheckboxInput,
    GovFileInput,
    GovPasswordInput,
    GovRadioInput,
    GovSelect,
    GovTextArea,
    GovTextInput,
)
from markupsafe import Markup
from wtforms import (
    BooleanField,
    DateField,
    Field,
    FileField,
    MultipleFileField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.csrf.core import CSRFTokenField
from wtforms.validators import DataRequired, Email, Length, Optional

from evidencehub.shared.errors import Invalid, WrongState
from evidencehub.shared.numbers import LARGEST, NotOneNumber, read_number, without_percent

LINE = 200  # characters in a single-line answer
TEXT = 20_000  # characters in a long answer
WRONG_EMAIL = "Enter an email address in the right format, like name@example.com"
# What comes along when a text is pasted from a PDF: control characters, which PostgreSQL may refuse and no page can
# show, marks that turn the direction of what follows them, and code points that are no characters.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """The text with a space in place of whatever cannot be shown; lines and tabs stay."""
    return _UNPRINTABLE.sub(" ", text)


class _Token(CSRFTokenField):
    """Made where a page shows it: a token that no page shows would set a cookie for a reader who sends nothing."""

    def process(self, *args: Any, **kwargs: Any) -> None:
        super(CSRFTokenField, self).process(*args, **kwargs)

    def _value(self) -> str:
        return str(self.csrf_impl.generate_csrf_token(self))


class _Csrf(FlaskForm.Meta.csrf_class):
    field_class = _Token


class HubForm(FlaskForm):
    """Every form: CSRF-protected, with an error summary and a way to show what a service refused."""

    class Meta(FlaskForm.Meta):
        csrf_class = _Csrf

    def show(self, error: Invalid | WrongState) -> None:
        """Put a service's refusal on the fields it names, or on the form, so that nothing has to be typed twice.

        Also where somebody was faster: that is beside what was typed too.
        """
        errors = error.errors if isinstance(error, Invalid) else {}
        for name, message in errors.items():
            if name in self._fields:
                self._fields[name].errors = [*self._fields[name].errors, message]
            else:
                self.form_errors.append(message)
        if not errors:
            self.form_errors.append(str(error))

    def error_list(self) -> list[dict[str, str]]:
        """Every error, in the order of the fields, each linking to its field."""
        rows = [{"text": str(message), "href": "#main-content"} for message in self.form_errors]
        for field in self._fields.values():
            rows += [{"text": str(message), "href": f"#{_first_input(field)}"} for message in _flat(field.errors)]
        return rows


class EmptyForm(HubForm):
    """A button: nothing but the CSRF token."""


def _flat(errors: Any) -> list[str]:
    if isinstance(errors, dict):
        return [message for nested in errors.values() for message in _flat(nested)]
    if isinstance(errors, (list, tuple)):
        return [message for nested in errors for message in _flat(nested)]
    return [str(errors)]


def _first_input(field: Field) -> str:
    return f"{field.name}-day" if isinstance(field, DateParts) else str(field.id)


class _DateWidget:
    """Three labelled inputs; keeps what was typed, whatever it was."""

    def __call__(self, field: "DateParts", **kwargs: Any) -> Markup:
        from flask import render_template

        return Markup(render_template("components/date-field.html", field=field, hint=field.description))  # noqa: S704


class DateParts(DateField):
    """A date typed as day, month and year in inputs named ``<name>-day`` and so on; empty is None."""

    widget = _DateWidget()
    data: date | None
    parts: tuple[str, str, str] = ("", "", "")

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        super().process(None, getattr(self, "object_data", None) if data is None else data)
        self.parts = (f"{self.data.day}", f"{self.data.month}", f"{self.data.year}") if self.data else ("", "", "")
        if formdata is None or f"{self.name}-day" not in formdata:
            return
        day, month, year = (formdata.get(f"{self.name}-{part}", "").strip() for part in ("day", "month", "year"))
        self.parts = (day, month, year)
        self.data = None
        self.process_errors = []
        if not any(self.parts):
            return
        try:
            self.data = date(int(year), int(month), int(day))
            if not 1900 <= self.data.year <= 2200:
                raise ValueError
        except (ValueError, OverflowError):  # a year of twenty digits is too much for a date
            said = self.label.text
            is_question = said.endswith("?")
            wrong = f"Answer “{said}” with a real date" if is_question else f"{said} must be a real date"
            self.process_errors = [f"{wrong}, such as 27 3 2025"]


class ShortText(StringField):
    widget = GovTextInput()

    def __init__(self, label: str, validators: Any = (), **kwargs: Any) -> None:
        kwargs.setdefault("filters", [lambda value: " ".join(printable(value).split()) if value else value])
        limit = kwargs.pop("limit", LINE)
        too_long = Length(max=limit, message=f"{label} must be {limit} characters or fewer")
        super().__init__(label, [*validators, too_long], **kwargs)


class EmailText(ShortText):
    """An email address; ``required`` is what is said where somebody must give one and does not."""

    def __init__(self, label: str = "Email address", *, required: str = "", **kwargs: Any) -> None:
        must = DataRequired(required) if required else Optional()
        how = {"autocomplete": "email", "spellcheck": "false", "inputmode": "email"}
        super().__init__(label, [must, Email(WRONG_EMAIL)], limit=320, render_kw=how, **kwargs)


class LongText(TextAreaField):
    widget = GovTextArea()

    def __init__(self, label: str, validators: Any = (), **kwargs: Any) -> None:
        kwargs.setdefault("filters", [lambda value: printable(value).replace("\r\n", "\n").strip() if value else value])
        limit = kwargs.pop("limit", TEXT)
        too_long = Length(max=limit, message=f"{label} must be {limit:,} characters or fewer")
        super().__init__(label, [*validators, too_long], **kwargs)


class CountedText(LongText):
    """A long text of so many words at most; ``f.words`` shows the counter, and without JavaScript the limit."""

    widget = GovCharacterCount()


def called(field: Field) -> str:
    """What a message calls a field."""
    return str(field.label.text).removesuffix(" (optional)")


class NumberText(StringField):
    """A number typed as text, as GOV.UK advises; ``data`` is a float, an int when ``whole``, or None when empty."""

    widget = GovTextInput()

    def __init__(
        self, label: str, validators: Any = (), *, whole: bool = False, low: float | None = None,
        high: float | None = None, before: str = "", percent: bool = False, **kwargs: Any,
    ) -> None:  # fmt: skip
        """:param percent: "88.2%" is read as 88.2; ``has_percent_sign`` says whether the sign stood there."""
        super().__init__(label, validators, **kwargs)
        self.before, self.percent, self.has_percent_sign = before, percent, False
        self.whole, self.low, self.high = whole, -LARGEST if low is None else low, LARGEST if high is None else high

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data:.10g}"

    def process_formdata(self, valuelist: list[str]) -> None:
        raw = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not raw:
            return
        if self.percent:
            raw, self.has_percent_sign = without_percent(raw)
        elif self.whole and without_percent(raw)[1]:  # without its sign it would be another number of people
            raise ValueError(f"{called(self)}: write how many, not a percentage")
        try:
            value = read_number(raw, before=self.before)
        except NotOneNumber as error:
            raise ValueError(f"{called(self)}: {error}") from None
        if self.whole and value != int(value):
            raise ValueError(f"{called(self)} must be a whole number")
        if value < self.low:
            raise ValueError(f"{called(self)} must be {self.low:.10g} or more")
        if value > self.high:
            raise ValueError(f"{called(self)} must be {self.high:.10g} or less")
        self.data = int(value) if self.whole else value


class _PasswordWidget(GovPasswordInput):
    def map_gov_params(self, field: "Password", **kwargs: Any) -> dict[str, Any]:
        """The component writes ``autocomplete`` itself; as an attribute it would stand there twice."""
        return {**super().map_gov_params(field, **kwargs), "autocomplete": field.autocomplete}


class Password(PasswordField):
    widget = _PasswordWidget()

    def __init__(self, label: str, validators: Any = (), *, autocomplete: str, **kwargs: Any) -> None:
        super().__init__(label, validators, **kwargs)
        self.autocomplete = autocomplete


def _without_empty_hint(params: dict[str, Any]) -> dict[str, Any]:
    hint = params.get("hint") or {}
    return params if hint.get("text") or hint.get("html") else {**params, "hint": None}


class _RadiosWidget(GovRadioInput):
    def render(self, params: dict[str, Any]) -> Markup:
        return super().render(_without_empty_hint(params))


class _SelectWidget(GovSelect):
    def render(self, params: dict[str, Any]) -> Markup:
        return super().render(_without_empty_hint(params))


class _CheckboxesWidget(GovCheckboxesInput):
    def render(self, params: dict[str, Any]) -> Markup:
        return super().render(_without_empty_hint(params))


class _TickWidget(GovCheckboxInput):
    def render(self, params: dict[str, Any]) -> Markup:
        return super().render(_without_empty_hint(params))


class Radios(RadioField):
    widget = _RadiosWidget()


class Select(SelectField):
    widget = _SelectWidget()


class Checkboxes(SelectMultipleField):
    widget = _CheckboxesWidget()


class Tick(BooleanField):
    widget = _TickWidget()


class Upload(FileField):
    widget = GovFileInput()


class Uploads(MultipleFileField):
    """Several files at once; ``data`` is a list of those that were chosen."""

    widget = GovFileInput(multiple=True)
