#!/usr/bin/env bash
# openpyxl reads a large number in a date's format as the text "#VALUE!".
#
# Expected: a number in a format that makes no date of it stays the number, as it is kept in the file; or
#     reading fails. So: 1000000000.
# Seen: the cell's value is "#VALUE!" and its type that of an error. A warning is printed; the number is gone.
# Version: openpyxl 3.1.5.
# For an evidence hub: whoever pasted pounds into a column that was once for days is told of an error of their workbook
#     that is not in it. Our message says to type what the report says, and that is right here too.
# Known: openpyxl's documentation of dates does not speak of it; nothing found.
set -euo pipefail

packages=(
    openpyxl==3.1.5
    et-xmlfile==2.0.0
)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-compile --no-deps "${packages[@]}"
cd "$work"
venv/bin/python -W ignore - <<'PY'
import io

import openpyxl

book = openpyxl.Workbook()
book.active["A1"] = 1000000000
book.active["A1"].number_format = "yyyy-mm-dd"
written = io.BytesIO()
book.save(written)
cell = openpyxl.load_workbook(written, data_only=True).active["A1"]
seen, recorded = (cell.value, cell.data_type), ("#VALUE!", "e")

print("seen:    ", seen)
print("recorded:", recorded)
raise SystemExit(None if seen == recorded else "this has changed")
PY
