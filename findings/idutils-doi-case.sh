#!/usr/bin/env bash
# idutils calls a DOI normalised and leaves its case as it was, so one DOI has several normal forms.
#
# Expected: normalising makes equal what is the same. The DOI handbook says that the case of ASCII letters makes no
#     difference between two DOIs, and idutils does change the case of other identifiers (HAL, ISSN).
# Seen: "10.17605/OSF.IO/AB12C" and "10.17605/osf.io/ab12c" stay different.
# Version: idutils 1.7.1.
# For an evidence hub: a registry writes its DOIs in capitals, databases write the same ones small. A search for
#     doubles by the normal form finds none of these, and one study counts twice in a synthesis.
# Known: inveniosoftware/idutils#46, of 2019.
set -euo pipefail

packages=(
    idutils==1.7.1
    isbnlib2==3.11.24
)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-compile --no-deps "${packages[@]}"
cd "$work"
venv/bin/python - <<'PY'
import idutils

names = "10.17605/OSF.IO/AB12C", "doi:10.17605/osf.io/ab12c"
seen = [idutils.normalize_doi(name) for name in names]
recorded = ["10.17605/OSF.IO/AB12C", "10.17605/osf.io/ab12c"]

print("seen:    ", seen)
print("recorded:", recorded)
raise SystemExit(None if seen == recorded else "this has changed")
PY
