#!/usr/bin/env bash
# rispy joins the second line of a repeated tag to the value of the first.
#
# Expected: the docstring of `loads` promises a list for a tag that occurs several times, that of `enforce_list_tags`
#     says that it is overridden. So: a list, or the last one; and a value that runs over two lines stays in one
#     piece.
# Seen: for every tag but eight (AU, KW, N1, UR and the like) the first value is kept. The second is dropped, but not
#     the line it runs on to: that is put behind the first value. A report with an English and a Welsh abstract gets
#     one abstract that begins in one language and ends in the other. No warning.
# Version: rispy 0.10.0, of May 2025.
# For an evidence hub: RIS is what reference managers and databases write, and repeated SN, AB and DO are common
#     there. What comes out reads like a sentence, so nobody notices. Count the tags of the file against what was
#     read.
# Known: nothing found. MrTango/rispy#62 is about another fault of the same joining.
set -euo pipefail

packages=(
    rispy==0.10.0
)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-compile --no-deps "${packages[@]}"
cd "$work"
venv/bin/python - <<'PY'
import rispy

record = """TY  - RPRT
TI  - Mentoring in Swansea
AB  - Pupils who were mentored
  missed fewer days of school.
AB  - Collodd disgyblion a gafodd fentor
  lai o ddyddiau ysgol.
SN  - 1234-5679
SN  - 2345-6786
ER  -
"""
(read,) = rispy.loads(record)
seen = read["abstract"], read["issn"]
recorded = "Pupils who were mentored missed fewer days of school. lai o ddyddiau ysgol.", "1234-5679"

print("seen:    ", seen)
print("recorded:", recorded)
raise SystemExit(None if seen == recorded else "this has changed")
PY
