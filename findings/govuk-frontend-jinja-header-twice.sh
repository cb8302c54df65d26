#!/usr/bin/env bash
# What stands in the header or footer of govuk-frontend-jinja's page is rendered twice, and an iterator comes out empty.
#
# Expected: a block of a page template is rendered once for a page, as the blocks between header and footer are. So a
#     function that asks the database is called once, and an iterator handed to the template shows what is in it.
# Seen: the page first renders all of the header to see whether there is any of it, throws that away, and renders it
#     again to show it; the footer likewise. A function called there is called twice. Of a generator the first pass
#     takes everything, and the page shows an empty element where the links should be. In "content" both are as expected.
# Version: govuk-frontend-jinja 4.1.0 with Jinja2 3.1.6.
# For an evidence hub: "3 unread" in the head of every page cost two queries. What is shown there is kept for the
#     length of a request, and handed over as a list.
# Known: nothing found; the macro came with the blocks of alphagov/govuk-frontend#6473.
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
from jinja2 import Environment, PackageLoader, PrefixLoader

environment = Environment(
    loader=PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}), autoescape=True
)
seen = {}
for block in ("headerEnd", "content", "footerEnd"):
    calls = []

    def unread():
        calls.append(block)
        return 3

    page = environment.from_string(
        '{% extends "govuk_frontend_jinja/template.html" %}'
        "{% block govukHeader %}{% endblock %}{% block govukFooter %}{% endblock %}"
        f"{{% block {block} %}}<b>{{{{ unread() }}}} unread</b>"
        "<nav>{% for link in links %}[{{ link }}]{% endfor %}</nav>{% endblock %}"
    ).render(unread=unread, links=(name for name in ("Home", "Search")))
    seen[block] = len(calls), page.partition("<nav>")[2].partition("</nav>")[0]

recorded = {"headerEnd": (2, ""), "content": (1, "[Home][Search]"), "footerEnd": (2, "")}

print("seen:    ", seen)
print("recorded:", recorded)
raise SystemExit(None if seen == recorded else "this has changed")
PY
