#!/usr/bin/env bash
# pylatexenc drops the rest of a title behind a percent sign.
#
# Expected: bibtexparser offers LatexDecodingMiddleware to turn values into plain letters. BibTeX itself knows no
#     comments inside a value, and people write "50% of pupils" there. So: "50% of pupils stayed".
# Seen: "50". What stands behind the sign is gone, without a word in the log or among the failed blocks. A sign with a
#     backslash before it is read as meant.
# Version: bibtexparser 2.1.0 with pylatexenc 2.11.
# For an evidence hub: titles and notes of evaluations are full of percentages, and lists typed by hand or exported from
#     search engines do not escape them. The short title looks whole. Escape the sign before decoding.
# Known: nothing found.
set -euo pipefail

packages=(
    bibtexparser==2.1.0
    pylatexenc==2.11
)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-compile --no-deps "${packages[@]}"
cd "$work"
venv/bin/python - <<'PY'
import bibtexparser
from bibtexparser.middlewares import LatexDecodingMiddleware

record = r"""@article{a, title = {Why 50% of pupils stayed}, note = {Why 50\% of pupils stayed}}"""
library = bibtexparser.parse_string(record, append_middleware=[LatexDecodingMiddleware()])
(entry,) = library.entries
seen = entry["title"], entry["note"], len(library.failed_blocks)
recorded = "Why 50", "Why 50% of pupils stayed", 0

print("seen:    ", seen)
print("recorded:", recorded)
raise SystemExit(None if seen == recorded else "this has changed")
PY
