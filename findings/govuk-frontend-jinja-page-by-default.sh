#!/usr/bin/env bash
# The page template of govuk-frontend-jinja cannot be shown as it is: Jinja's defaults refuse its own header and footer.
#
# Expected: a template that does nothing but extend it shows the standard page, with header and footer, as the page
#     template of GOV.UK Frontend does in Nunjucks. Loading is as in the package's README: a PrefixLoader, nothing else.
# Seen: UndefinedError, "parameter 'params' was not provided". The page calls govukHeader() and govukFooter() without
#     the parameter that both macros read from. It is shown once both blocks are filled (one is not enough), or where
#     the environment was told to use ChainableUndefined, of which the README says nothing.
# Version: govuk-frontend-jinja 4.1.0 with Jinja2 3.1.6.
# For an evidence hub: the first page has to replace both, which a site without the crown does anyway; a template of
#     its own for error pages must extend that one, never the package's.
# Known: nothing found at LandRegistry/govuk-frontend-jinja.
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
from jinja2 import ChainableUndefined, Environment, PackageLoader, PrefixLoader, Undefined, UndefinedError


def shown(undefined, *filled):
    """What a page that extends the package's comes to, with these blocks filled."""
    loader = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    environment = Environment(loader=loader, undefined=undefined, autoescape=True)
    blocks = "".join(f"{{% block {name} %}}ours{{% endblock %}}" for name in filled)
    try:
        page = environment.from_string('{% extends "govuk_frontend_jinja/template.html" %}' + blocks).render()
    except UndefinedError as error:
        return str(error)
    return f"{page.count('<header')} header, {page.count('<footer')} footer"


seen = {
    "as it is": shown(Undefined),
    "header filled": shown(Undefined, "govukHeader"),
    "footer filled": shown(Undefined, "govukFooter"),
    "both filled": shown(Undefined, "govukHeader", "govukFooter"),
    "ChainableUndefined": shown(ChainableUndefined),
}
refused, both = "parameter 'params' was not provided", "1 header, 1 footer"
recorded = {
    "as it is": refused,
    "header filled": refused,
    "footer filled": refused,
    "both filled": both,
    "ChainableUndefined": both,
}

print("seen:    ", seen)
print("recorded:", recorded)
raise SystemExit(None if seen == recorded else "this has changed")
PY
