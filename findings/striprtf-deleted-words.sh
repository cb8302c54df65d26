#!/usr/bin/env bash
# striprtf gives words that a tracked change deleted, and words that are hidden, as if they stood in the text.
#
# Expected: the text as it is shown, or as it would be with all changes accepted: "Four of 84 left."
# Seen: old and new words side by side, and the hidden ones: "FourEleven of 84 left. Do not tell."
# Version: striprtf 0.0.35; the words for it in rich text are \deleted, \revised and \v (RTF 1.9.1).
# For an evidence hub: a report that comes back from its reviewers has both numbers, without a sign which one holds.
# Known: nothing found.
set -euo pipefail

packages=(
    striprtf==0.0.35
)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-compile --no-deps "${packages[@]}"
cd "$work"
venv/bin/python - <<'PY'
from striprtf.striprtf import rtf_to_text

report = r"{\rtf1\ansi{\*\revtbl{Unknown;}{A;}}{\revised Four}{\deleted Eleven} of 84 left.{\v  Do not tell.}}"
seen = rtf_to_text(report)
recorded = "FourEleven of 84 left. Do not tell."

print("seen:    ", seen)
print("recorded:", recorded)
raise SystemExit(None if seen == recorded else "this has changed")
PY
