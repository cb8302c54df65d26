#!/usr/bin/env bash
# PyLD moves types and identifiers that it cannot place to a site called example.org.
#
# Expected: JSON-LD 1.1 resolves relative references against the address of the document. One that is handed over as a
#     dict has none, so they stay relative, and RDF leaves them out (so w3c/json-ld-syntax#446).
# Seen: `expand` resolves them against "http://example.org/base/". A type that the context does not know becomes
#     <http://example.org/base/Evaluation>: a well-formed statement that nobody made. The docstrings name the option
#     `base` without its default, and nothing is logged.
# Version: PyLD 3.3.0.
# For an evidence hub: two hubs that forget the same term publish the same false type, and records of both that are
#     called "evaluations/1" are one thing to whoever merges them. Pass a base, and refuse what lands under
#     example.org.
# Known: digitalbazaar/pyld#187 asked for a default base.
set -euo pipefail

packages=(
    PyLD==3.3.0
    cachetools==8.0.2
    frozendict==2.5.1
    lxml==6.1.3
)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-compile --no-deps "${packages[@]}"
cd "$work"
venv/bin/python - <<'PY'
from pyld import jsonld

document = {"@context": {"name": "http://schema.org/name"}, "@id": "evaluations/1", "@type": "Evaluation", "name": "A"}
seen = jsonld.expand(document)
recorded = [
    {
        "@id": "http://example.org/base/evaluations/1",
        "@type": ["http://example.org/base/Evaluation"],
        "http://schema.org/name": [{"@value": "A"}],
    }
]

print("seen:    ", seen)
print("recorded:", recorded)
raise SystemExit(None if seen == recorded else "this has changed")
PY
