#!/usr/bin/env bash
# statsmodels' correction for empty cells moves the studies that have none, and in a way that fits no table.
#
# Expected: the docstring of `effectsize_2proportions` says that the number is added to all cells of a sample that has
#     zeros; a study without zeros keeps its odds ratio.
# Seen: whether there is a zero decides over the group sizes only, not over the counts. A study of 10/100 against
#     20/100 has a log odds ratio of -0.811. With any correction asked for it has -0.788, which is 10.5/100 against
#     20.5/100: the half is added to the events and nowhere else (added to all four cells it gives -0.786).
# Version: statsmodels 0.15.0.
# For an evidence hub: the correction is asked for as soon as one trial had no events, and then all the others change
#     too, little enough to pass for rounding. Correct the counts before, and only where there is a zero.
# Known: nothing found; statsmodels/statsmodels#6639 says that the handling of zeros is open.
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
from statsmodels.stats.meta_analysis import effectsize_2proportions

treated, control, each = np.array([10, 0, 30]), np.array([20, 5, 20]), np.array([100, 50, 100])


def log_odds(**correction):
    with np.errstate(divide="ignore"):
        effects, _ = effectsize_2proportions(treated, each, control, each, statistic="odds-ratio", **correction)
    return [round(float(effect), 3) for effect in effects]


halves_on_all_cells = round(float(np.log((10.5 / 90.5) / (20.5 / 80.5))), 3)
seen = log_odds(), log_odds(zero_correction=0.5), halves_on_all_cells
recorded = [-0.811, float("-inf"), 0.539], [-0.788, -2.502, 0.532], -0.786

print("seen:    ", seen)
print("recorded:", recorded)
raise SystemExit(None if seen == recorded else "this has changed")
PY
