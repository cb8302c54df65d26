"""What the forms mend of the libraries below them."""

from datetime import date

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms.validators import InputRequired

from evidencehub.shared.errors import Invalid
from evidencehub.shared.forms import DateParts, HubForm, NumberText, ShortText


class AForm(HubForm):
    class Meta:
        csrf = False

    title = ShortText("Title", [InputRequired("Enter a title")])
    started = DateParts("Start date")
    until = DateParts("Until when?")
    people = NumberText("People", whole=True, low=0)


@pytest.fixture
def filled():
    app = Flask(__name__)
    app.secret_key = "x" * 32

    def fill(**values):
        with app.test_request_context("/", method="POST", data=values):
            form = AForm(MultiDict(values))
            form.validate()
            return form

    return fill


@pytest.mark.parametrize(
    "parts", [("31", "2", "2025"), ("1", "", ""), ("x", "1", "2025"), ("1", "1", "25"), ("1", "13", "2025")]
)
def test_a_date_that_is_not_one_is_an_error_on_its_field_and_keeps_what_was_typed(filled, parts):
    form = filled(title="T", **dict(zip(("started-day", "started-month", "started-year"), parts, strict=True)))
    assert form.started.parts == parts
    assert form.error_list() == [{"text": "Start date must be a real date, such as 27 3 2025", "href": "#started-day"}]


def test_a_question_is_answered_with_a_date(filled):
    form = filled(**{"title": "T", "until-day": "31", "until-month": "2", "until-year": "2025"})
    assert form.until.errors == ["Answer “Until when?” with a real date, such as 27 3 2025"]


def test_a_date_is_read_from_its_three_parts_and_empty_parts_are_no_date(filled):
    assert filled(title="T", **{"started-day": "1", "started-month": "9", "started-year": "2024"}).started.data == date(
        2024, 9, 1
    )
    assert filled(title="T", **{"started-day": "", "started-month": "", "started-year": ""}).started.data is None
    assert filled(title="T").started.data is None


@pytest.mark.parametrize(("typed", "meant"), [("1,200", 1200), (" 84 ", 84), ("0", 0), ("", None)])
def test_numbers_are_taken_as_people_type_them(filled, typed, meant):
    assert filled(title="T", people=typed).people.data == meant


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("many", "write one number"),
        ("1.5", "whole number"),
        ("\u22121", "0 or more"),
        ("nan", "write one number"),
        ("1e999", "too large"),
    ],
)
def test_a_number_that_will_not_do_says_why_and_stays_as_typed(filled, typed, says):
    form = filled(title="T", people=typed)
    assert says in form.error_list()[0]["text"] and form.people._value() == typed


def test_the_summary_holds_every_error_and_links_each_to_its_field(filled):
    form = filled(people="many")
    form.show(Invalid("no", {"title": "It is taken", "elsewhere": "Something else"}))
    assert [(row["text"], row["href"]) for row in form.error_list()] == [
        ("Something else", "#main-content"),
        ("Enter a title", "#title"),
        ("It is taken", "#title"),
        ("People: write one number in figures, such as 12 or 0.5", "#people"),
    ]
