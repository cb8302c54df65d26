#!/usr/bin/env bash
# The English stemmer takes "experiment" and "experience" for one word, and "experiment" and "experimental" for two.
#
# Expected: stemmers err, mostly by leaving related words apart or by putting strange ones together. Both at once,
#     with the name of a study design, is not what one looks for in a list of its exceptions.
# Seen: experiment, experiments, experience and experiences have the stem "experi"; experimental and experimentally
#     have "experiment". One ending is taken off in that step: -ment here, -ence there, and -al, after which -ment
#     stays.
# Version: whoosh3 3.54.0, whoosh.lang.porter2 (an implementation of Snowball's English stemmer).
# For an evidence hub: who searches for experiments gets interviews on people's experience, and not the
#     quasi-experimental studies. Let them choose the design from a list.
# Known: nothing found.
set -euo pipefail

packages=(
    whoosh3==3.54.0
)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-compile --no-deps "${packages[@]}"
cd "$work"
venv/bin/python - <<'PY'
from whoosh.lang.porter2 import stem

words = ("experiment", "experiments", "experience", "experiences", "experimental", "experimentally")
seen = {word: stem(word) for word in words}
recorded = {
    "experiment": "experi",
    "experiments": "experi",
    "experience": "experi",
    "experiences": "experi",
    "experimental": "experiment",
    "experimentally": "experiment",
}

print("seen:    ", seen)
print("recorded:", recorded)
raise SystemExit(None if seen == recorded else "this has changed")
PY
