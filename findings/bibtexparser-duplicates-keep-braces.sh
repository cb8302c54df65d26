#!/usr/bin/env bash
# bibtexparser sets an entry with a key that was there before aside as it stood, with braces and names of strings.
#
# Expected: the failed block of a duplicate key offers the entry as `ignore_error_block`, for those who want it all the
#     same. So: the same values as those of any other entry.
# Seen: the value is "{A title}" with its braces, and a journal given by the name of a @string is that name. The steps
#     that take braces off and put strings in pass failed blocks by.
# Version: bibtexparser 2.1.0.
# For an evidence hub: lists put together from several databases are full of keys such as smith2019 that stand for
#     different papers. Names in braces read as organisations. Give entries keys of their own before the steps run.
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

record = """@string{jsm = "Journal of Mornings"}
@article{smith2019, title = {A title}, journal = jsm}
@article{smith2019, title = {Another title}, journal = jsm}
"""
library = bibtexparser.parse_string(record)
(first,), (failed,) = library.entries, library.failed_blocks
second = failed.ignore_error_block
seen = first["title"], first["journal"], second["title"], second["journal"]
recorded = "A title", "Journal of Mornings", "{Another title}", "jsm"

print("seen:    ", seen)
print("recorded:", recorded)
raise SystemExit(None if seen == recorded else "this has changed")
PY
