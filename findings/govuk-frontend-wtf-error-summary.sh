#!/usr/bin/env bash
# govuk-frontend-wtf's error summary shows the first error of a field only, and links a form's own error to nowhere.
#
# Expected: the design system asks that the summary lists every error and links it to its answer, for a date to the
#     first part. `wtforms_errors(form)` is what the library offers to fill the summary.
# Seen: of two errors of a field the second is left out. A date links to its group, a <div> that takes no focus. An
#     error of the form itself (WTForms' form_errors) links to "#", the top of the page.
# Version: govuk-frontend-wtf 3.2.0 with WTForms 3.3.2.
# For an evidence hub: "the end comes before the start" belongs to two questions and is an error of the form; who uses
#     a screen reader is led away from both.
# Known: nothing found; alphagov/govuk-frontend#929 tells how the ids have to be.
set -euo pipefail

packages=(
    Flask-WTF==1.3.0
    Flask==3.1.3
    Jinja2==3.1.6
    MarkupSafe==3.0.4
    WTForms==3.3.2
    Werkzeug==3.1.9
    blinker==1.9.0
    click==8.5.1
    deepmerge==4.0.0
    govuk-frontend-jinja==4.1.0
    govuk-frontend-wtf==3.2.0
    itsdangerous==2.2.0
)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-compile --no-deps "${packages[@]}"
cd "$work"
venv/bin/python - <<'PY'
import re

from flask import Flask
from flask_wtf import FlaskForm
from govuk_frontend_wtf.main import WTFormsHelpers, wtforms_errors
from govuk_frontend_wtf.wtforms_widgets import GovDateInput, GovTextInput
from jinja2 import PackageLoader, PrefixLoader
from wtforms import DateField, StringField
from wtforms.validators import Length, ValidationError

app = Flask(__name__)
app.config.update(SECRET_KEY="for this run", WTF_CSRF_ENABLED=False)
app.jinja_loader = PrefixLoader({name: PackageLoader(name) for name in ("govuk_frontend_jinja", "govuk_frontend_wtf")})

WTFormsHelpers(app)


def has_a_capital(form, field):
    if field.data.islower():
        raise ValidationError("Small")


class Form(FlaskForm):
    name = StringField(widget=GovTextInput(), validators=[Length(min=5, message="Short"), has_a_capital])
    start = DateField(widget=GovDateInput(), format="%d %m %Y")


with app.test_request_context(method="POST", data={"name": "ab", "start": ["31", "2", "2026"]}):
    form = Form()
    form.validate()
    form.form_errors.append("The end comes before the start")
    rows = wtforms_errors(form)["errorList"]
    (linked,) = re.findall(r'<(\w+)[^>]* id="start"', str(form.start()))
seen = list(form.name.errors), [(row["text"], row["href"]) for row in rows], linked
recorded = (
    ["Short", "Small"],
    [("Short", "#name"), ("Not a valid date value.", "#start"), ("The end comes before the start", "#")],
    "div",
)

print("seen:    ", seen)
print("recorded:", recorded)
raise SystemExit(None if seen == recorded else "this has changed")
PY
