#!/usr/bin/env bash
# A parameter that is a list of words, with nothing as its default, is described by a default that is no list.
#
# Expected: webargs' DelimitedList(load_default=()) is described by apispec as an array; so is its default, [].
# Seen: "type": "array" with "default": "". The description is no valid OpenAPI 3.1, and validators refuse all of it.
#     apispec writes a default by the field's own serialising, which joins a DelimitedList into text.
# Version: webargs 8.7.1, apispec 6.10.1, marshmallow 4.4.0, flask-smorest 0.47.0 alike.
# For an evidence hub: "fields=" and "include=" of an API are such lists, and what clients are made from is refused.
# Known: of the default nothing was found; marshmallow-code/flask-smorest#302 is about how such lists are described.
set -euo pipefail

packages=(
    apispec==6.10.1
    marshmallow==4.4.0
    packaging==26.0
    webargs==8.7.1
)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-compile --no-deps "${packages[@]}"
cd "$work"
venv/bin/python - <<'PY'
import sys

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow import Schema, fields
from webargs.fields import DelimitedList

plugin = MarshmallowPlugin()
APISpec("x", "1", "3.1.0", [plugin])
schema = Schema.from_dict({"only": DelimitedList(fields.String(), load_default=())})
(parameter,) = plugin.converter.schema2parameters(schema, location="query")
seen = (parameter["schema"]["type"], parameter["schema"]["default"])
print("described as", seen, "recorded as", ("array", ""))
sys.exit(seen != ("array", ""))
PY
