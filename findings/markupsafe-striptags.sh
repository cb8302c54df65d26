#!/usr/bin/env bash
# MarkupSafe's striptags, which is Jinja's filter of that name, takes "<0.2, large if d>" for a tag.
#
# Expected: tags are removed, says the documentation. In HTML a "<" before a digit begins none and is shown, as
#     html5lib does. So: the sentence stays whole.
# Seen: all from the "<" to the next ">" goes: "small if d<0.2, large if d>0.8" becomes "small if d0.8".
# Version: MarkupSafe 3.0.4; html5lib 1.1 for comparison.
# For an evidence hub: abstracts are full of p<0.05 and d>0.8. A teaser made with the filter joins two comparisons to
#     a number that nobody found, and it reads well.
# Known: ericnorris/striptags#49 and #79 discuss the same in JavaScript; for MarkupSafe nothing found.
set -euo pipefail

packages=(
    MarkupSafe==3.0.4
    html5lib==1.1
    six==1.17.0
    webencodings==0.6.1
)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-compile --no-deps "${packages[@]}"
cd "$work"
venv/bin/python - <<'PY'
import html5lib
from markupsafe import Markup

sentence = "An effect is small if d<0.2, large if d>0.8."
seen = Markup(sentence).striptags(), "".join(html5lib.parseFragment(sentence).itertext())
recorded = "An effect is small if d0.8.", sentence

print("seen:    ", seen)
print("recorded:", recorded)
raise SystemExit(None if seen == recorded else "this has changed")
PY
