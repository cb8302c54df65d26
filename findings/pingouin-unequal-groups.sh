#!/usr/bin/env bash
# pingouin turns d = 0.5 into r and back, given the same group sizes both times, and gets 0.302.
#
# Expected: `convert_effsize` takes `nx` and `ny`, and its examples show the two conversions as the reverse of each
#     other. With the sizes given, the way back uses them too, or refuses them.
# Seen: d to r uses them (McGrath and Meyer's formula), r to d ignores them and takes the groups as equal. For 20
#     pupils against 180 an effect of 0.5 comes back as 0.302; for 100 against 100 as 0.503.
# Version: pingouin 0.7.0.
# For an evidence hub: reports give r, the register holds d, and a service often reaches few who are compared with
#     many. The effect shrinks by two fifths without a word. With h = (n1 + n2 - 2) / n1 + (n1 + n2 - 2) / n2 the way
#     back is d = r * sqrt(h) / sqrt(1 - r²).
# Known: raphaelvallat/pingouin#302 on what r is; R's effectsize mended the like in easystats/effectsize#534.
set -euo pipefail

packages=(
    contourpy==1.3.3
    cycler==0.12.1
    fonttools==4.68.0
    formulaic==1.2.2
    interface_meta==2.0.1
    joblib==1.6.0
    kiwisolver==1.5.1
    matplotlib==3.11.2
    narwhals==2.29.0
    numpy==2.4.6
    packaging==26.4
    pandas-flavor==0.8.1
    pandas==3.1.1
    patsy==1.0.3
    pillow==13.0.0
    pingouin==0.7.0
    pyparsing==3.3.3
    python-dateutil==4.0.0
    scikit-learn==1.9.1
    scipy==1.17.1
    seaborn==0.13.2
    statsmodels==0.15.0
    tabulate==0.10.0
    threadpoolctl==3.8.0
    typing_extensions==4.16.0
    tzdata==2026.6
    wrapt==2.5.2
    xarray==2026.9.0
)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-compile --no-deps "${packages[@]}"
cd "$work"
venv/bin/python - <<'PY'
import pingouin

seen = {}
for sizes in ((100, 100), (20, 180)):
    groups = {"nx": sizes[0], "ny": sizes[1]}
    r = pingouin.convert_effsize(0.5, "cohen", "pointbiserialr", **groups)
    seen[sizes] = round(float(pingouin.convert_effsize(r, "pointbiserialr", "cohen", **groups)), 3)
recorded = {(100, 100): 0.503, (20, 180): 0.302}

print("seen:    ", seen)
print("recorded:", recorded)
raise SystemExit(None if seen == recorded else "this has changed")
PY
