#!/usr/bin/env bash
# govuk-frontend-wtf drops the groups of a select, and points from a question without a hint to an empty one.
#
# Expected: WTForms 3.3 has an `optgroup` for a choice, and its own Select writes an <optgroup> for each. A field
#     without a description has no hint, as with the library's text input.
# Seen: GovSelect writes the options one after the other without their groups. GovRadioInput and GovCheckboxesInput
#     write an empty <div class="govuk-hint"> and let the fieldset's aria-describedby point to it.
# Version: govuk-frontend-wtf 3.2.0 with govuk-frontend-jinja 4.1.0 and WTForms 3.3.2.
# For an evidence hub: outcomes come in areas, and "Attendance" stands under Education and under Work. Without the
#     groups people choose by luck, and no validator objects, for the HTML is valid.
# Known: nothing found.
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
from govuk_frontend_wtf.wtforms_widgets import GovCheckboxesInput, GovRadioInput, GovSelect, GovTextInput
from jinja2 import PackageLoader, PrefixLoader
from wtforms import RadioField, SelectChoice, SelectField, SelectMultipleField, StringField
from wtforms.widgets import Select

app = Flask(__name__)
app.config.update(SECRET_KEY="for this run", WTF_CSRF_ENABLED=False)
app.jinja_loader = PrefixLoader({name: PackageLoader(name) for name in ("govuk_frontend_jinja", "govuk_frontend_wtf")})

OUTCOMES = [SelectChoice(area, "Attendance", optgroup=area) for area in ("Education", "Work")]


class Form(FlaskForm):
    plain = SelectField(choices=OUTCOMES, widget=Select())
    govuk = SelectField(choices=OUTCOMES, widget=GovSelect())
    name = StringField(widget=GovTextInput())
    design = RadioField(choices=[SelectChoice("rct", "Trial")], widget=GovRadioInput())
    places = SelectMultipleField(choices=[SelectChoice("w", "Wales")], widget=GovCheckboxesInput())


def hint(field):
    """What the hint says that the field points to; None when it points to none."""
    html = str(field())
    if f'aria-describedby="{field.id}-hint"' not in html:
        return None
    return re.search(rf'<div id="{field.id}-hint" class="govuk-hint">(.*?)</div>', html, re.S)[1].strip()


with app.test_request_context():
    form = Form()
    groups = [str(field()).count("<optgroup") for field in (form.plain, form.govuk)]
    seen = groups, hint(form.name), hint(form.design), hint(form.places)
recorded = [2, 0], None, "", ""

print("seen:    ", seen)
print("recorded:", recorded)
raise SystemExit(None if seen == recorded else "this has changed")
PY
