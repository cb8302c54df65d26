#!/usr/bin/env bash
# statsmodels pools studies that agree with a negative tau², a negative weight and a fourth of the standard error.
#
# Expected: a variance between studies is not below zero. DerSimonian and Laird set a negative estimate to 0, as R's
#     metafor and meta do, and I² likewise; `combine_effects` names its method "chi2" or "dl".
# Seen: four studies with nearly the same result give tau² = -0.039, I² = -213 (where 1 is the most), a weight of -111
#     for the third study, and a standard error of 0.023 for random effects where the one for a common effect is
#     0.098. The method "iterated" (Paule and Mandel) stops at 0 for tau². No warning.
# Version: statsmodels 0.15.0.
# For an evidence hub: random effects are chosen to be careful, and here they are the bold ones: the interval is a
#     quarter as wide. It happens whenever Q is below its degrees of freedom: more often than not, if the studies
#     share one effect.
# Known: merged so in statsmodels/statsmodels#6632; nothing found that calls it a fault. neurostuff/PyMARE#40 had the
#     like.
set -euo pipefail

packages=(
    formulaic==1.2.2
    interface_meta==2.0.1
    narwhals==2.29.0
    numpy==2.4.6
    packaging==26.4
    pandas==3.1.1
    patsy==1.0.3
    python-dateutil==4.0.0
    scipy==1.17.1
    statsmodels==0.15.0
    typing_extensions==4.16.0
    tzdata==2026.6
    wrapt==2.5.2
)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-compile --no-deps "${packages[@]}"
cd "$work"
venv/bin/python - <<'PY'
import numpy as np
from statsmodels.stats.meta_analysis import combine_effects

effects, variances = np.array([0.20, 0.21, 0.19, 0.22]), np.array([0.04, 0.05, 0.03, 0.04])
seen = {}
for method in ("dl", "iterated"):
    pooled = combine_effects(effects, variances, method_re=method)
    seen[method] = [
        round(float(figure), 3)
        for figure in (pooled.tau2, pooled.i2, pooled.weights_re[2], pooled.sd_eff_w_re, pooled.sd_eff_w_fe)
    ]
recorded = {"dl": [-0.039, -212.793, -111.424, 0.023, 0.098], "iterated": [0.0, -212.793, 33.333, 0.098, 0.098]}

print("seen:    ", seen)
print("recorded:", recorded)
raise SystemExit(None if seen == recorded else "this has changed")
PY
