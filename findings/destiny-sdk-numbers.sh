#!/usr/bin/env bash
# destiny_sdk takes "E|123456" for a number of ERIC's, and any text that ends like a number.
#
# Expected: as its description says, "ED" or "EJ" followed by digits, and of ProQuest's numbers digits only; what else
#     there is, is refused, as it refuses a DOI that does not begin with "10.".
# Seen: "E|123456", "see ED123456" and "page 12" are taken as they are: a bar stands among the letters of the pattern,
#     and it is not held to the beginning.
# Version: destiny_sdk 0.17.6 with pydantic 2.14.4.
# For an evidence hub: two references that are one do not meet by such a number, and one study counts twice.
# Known: nothing found.
set -euo pipefail

packages=(
    annotated-types==0.8.0
    destiny_sdk==0.17.6
    pydantic==2.14.4
    pydantic_core==2.50.5
    typing-inspection==0.4.5
    typing_extensions==4.16.0
)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
export PIP_IGNORE_REQUIRES_PYTHON=1 # it asks for Python 3.12; its models are the same on 3.11
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-compile --no-deps "${packages[@]}"
cd "$work"
venv/bin/python - <<'PY'
import importlib.util
import sys
import types

# The package itself wants a web framework as soon as it is imported; its models do not.
package = types.ModuleType("destiny_sdk")
package.__path__ = list(importlib.util.find_spec("destiny_sdk").submodule_search_locations)
sys.modules["destiny_sdk"] = package
from destiny_sdk.identifiers import DOIIdentifier, ERICIdentifier, ProQuestIdentifier


def taken(kind, name, text):
    try:
        return kind(identifier=text, identifier_type=name).identifier
    except ValueError:
        return "refused"


seen = [
    taken(ERICIdentifier, "eric", "EX123456"), taken(ERICIdentifier, "eric", "E|123456"),
    taken(ERICIdentifier, "eric", "see ED123456"), taken(ProQuestIdentifier, "pro_quest", "page 12"),
    taken(DOIIdentifier, "doi", "see 10.1000/17"),
]
recorded = ["refused", "E|123456", "see ED123456", "page 12", "refused"]

print("seen:    ", seen)
print("recorded:", recorded)
raise SystemExit(None if seen == recorded else "this has changed")
PY
