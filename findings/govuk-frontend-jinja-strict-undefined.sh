#!/usr/bin/env bash
# No component of govuk-frontend-jinja can be shown in an environment with Jinja's StrictUndefined.
#
# Expected: Jinja offers StrictUndefined against typing mistakes and says what a template then writes: "is defined".
#     Most parameters of the components are documented as optional, so leaving one out is no mistake of the caller.
# Seen: with the required parameters given, 37 of 37 components raise UndefinedError at the first optional one. With
#     the default Undefined all 37 are shown.
# Version: govuk-frontend-jinja 4.1.0 with Jinja2 3.1.6.
# For an evidence hub: an app that is strict in debug mode only fails there at its first page. Strictness can be had
#     by a class of one's own that lets pass what a dict of parameters lacks.
# Known: alphagov/notifications-admin#4436 and #5539, where GOV.UK Notify makes such a class.
set -euo pipefail

packages=(
    Jinja2==3.1.6
    MarkupSafe==3.0.4
    govuk-frontend-jinja==4.1.0
)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-compile --no-deps "${packages[@]}"
cd "$work"
venv/bin/python - <<'PY'
from jinja2 import Environment, PackageLoader, PrefixLoader, StrictUndefined, Undefined, UndefinedError

label, items = {"text": "Label"}, [{"text": "One", "value": "1", "href": "#one"}]
REQUIRED = {
    "accordion": {"id": "a", "items": [{"heading": label, "content": label}]},
    "breadcrumbs": {"items": items},
    "character-count": {"name": "n", "id": "i", "label": label, "maxlength": 10},
    "checkboxes": {"name": "n", "items": items},
    "cookie-banner": {"messages": [label]},
    "date-input": {"id": "d"},
    "details": {"summaryText": "More", "text": "Text"},
    "error-summary": {"titleText": "There is a problem", "errorList": items},
    "fieldset": {"legend": label},
    "notification-banner": {"text": "Text"},
    "pagination": {"items": [{"number": 1, "href": "/"}]},
    "panel": {"titleText": "Done"},
    "phase-banner": {"text": "Text", "tag": {"text": "Beta"}},
    "service-navigation": {"serviceName": "Service"},
    "summary-list": {"rows": [{"key": label, "value": label}]},
    "table": {"rows": [[label]]},
    "tabs": {"items": [{"id": "t", "label": "One", "panel": label}]},
    "task-list": {"items": [{"title": label, "status": label}]},
} | dict.fromkeys(("file-upload", "input", "password-input", "textarea"), {"name": "n", "id": "i", "label": label})
REQUIRED |= dict.fromkeys(("radios", "select"), {"name": "n", "id": "i", "label": label, "items": items})


def shown(undefined):
    """How many components are shown, of how many."""
    loader = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    environment = Environment(loader=loader, undefined=undefined, autoescape=True)
    names = sorted({name.split("/")[2] for name in environment.list_templates() if "/components/" in name})
    count = 0
    for name in names:
        macro = "govuk" + "".join(part.capitalize() for part in name.split("-"))
        path = f"govuk_frontend_jinja/components/{name}/macro.html"
        call = f'{{% from "{path}" import {macro} %}}{{{{ {macro}(params) }}}}'
        try:
            environment.from_string(call).render(params=REQUIRED.get(name, {"text": "Text", "href": "#main"}))
            count += 1
        except UndefinedError:
            pass
    return count, len(names)


seen = {kind.__name__: shown(kind) for kind in (Undefined, StrictUndefined)}
recorded = {"Undefined": (37, 37), "StrictUndefined": (0, 37)}

print("seen:    ", seen)
print("recorded:", recorded)
raise SystemExit(None if seen == recorded else "this has changed")
PY
