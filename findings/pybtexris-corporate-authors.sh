#!/usr/bin/env bash
# pybtexris makes people out of organisations.
#
# Expected: RIS asks for people as "Family, Given", so a name without a comma is not a person's. The README offers to
#     convert RIS to BibTeX, where the name of an organisation goes into braces.
# Seen: the name is cut at its blanks, as BibTeX cuts what has no braces: the What Works Clearinghouse becomes a
#     person of the family Clearinghouse whose given names are What and Works. The key that is made for a record
#     without one begins with that word. With a comma at its end the name is kept whole.
# Version: pybtexris 0.2.0 with pybtex 0.26.1.
# For an evidence hub: most evaluations are by organisations, so most of a list is sorted and cited under the wrong
#     word, and organisations whose names end alike ("... Foundation") share the keys of a year. Add the comma before
#     reading.
# Known: nothing found.
set -euo pipefail

packages=(
    PyYAML==6.0.4
    latexcodec==3.0.1
    pybtex==0.26.1
    pybtexris==0.2.0
)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-compile --no-deps "${packages[@]}"
cd "$work"
venv/bin/python - <<'PY'
from pybtex.database import parse_string

record = """TY  - RPRT
AU  - What Works Clearinghouse
AU  - Example Foundation,
AU  - Okafor, Ada
TI  - Mentoring
PY  - 2020
ER  -
"""
((key, entry),) = parse_string(record, "ris").entries.items()
seen = key, [(person.first_names, person.middle_names, person.last_names) for person in entry.persons["author"]]
recorded = "Clearinghouse2020", [
    (["What"], ["Works"], ["Clearinghouse"]),
    ([], [], ["Example", "Foundation"]),
    (["Ada"], [], ["Okafor"]),
]

print("seen:    ", seen)
print("recorded:", recorded)
raise SystemExit(None if seen == recorded else "this has changed")
PY
