"""Search a hub, read its tables with pandas, and put three studies together anew: the hub's own number comes out.

    python synthesis.py https://hub.example.org "reading pairs" reading

Needs pandas and scipy.
"""

import json
import sys
from urllib.parse import urlencode
from urllib.request import urlopen

import numpy as np
import pandas as pd
from scipy.stats import norm, t


def ask(address, **parameters):
    with urlopen(f"{address}?{urlencode(parameters)}") as answer:
        return json.load(answer)


def together(effects, errors):
    """The mean of a random-effects model (REML) and its 95 % interval, by Hartung and Knapp or by Wald: the wider."""
    y, v = np.asarray(effects, float), np.asarray(errors, float) ** 2
    tau2 = max(0.0, y.var(ddof=1) - v.mean())
    for _ in range(1_000):
        w = 1 / (v + tau2)
        mean = (w * y).sum() / w.sum()
        after = max(0.0, (w**2 * ((y - mean) ** 2 - v)).sum() / (w**2).sum() + 1 / w.sum())
        tau2, step = after, abs(after - tau2)
        if step < 1e-12:
            break
    w = 1 / (v + tau2)
    mean, wald = (w * y).sum() / w.sum(), np.sqrt(1 / w.sum())
    knapp = np.sqrt((w * (y - mean) ** 2).sum() / (len(y) - 1) / w.sum())
    half = max(norm.ppf(0.975) * wald, t.ppf(0.975, len(y) - 1) * knapp)
    return mean, mean - half, mean + half


hub, words, outcome = sys.argv[1].rstrip("/"), sys.argv[2], sys.argv[3]

# 1. Search, as people do on the site.
found = ask(f"{hub}/api/v1/search", q=words, outcome=outcome)
first = found["hits"][0]
print(f"{found['total']} studies were found, the first of them “{first['title']}”.")

# 2. The same list as tables. Nothing has to be cleaned: numbers are numbers, and what is not known is empty.
of_list = urlencode({"q": words, "outcome": outcome})
studies = pd.read_csv(f"{hub}/search/studies.csv?{of_list}")
results = pd.read_csv(f"{hub}/search/results.csv?{of_list}")
print(f"{len(studies)} studies with {len(results)} results; {studies['participants'].sum():,.0f} people were measured.")

# 3. What the hub says of all studies of one approach together, and of which results.
short = ask(f"{hub}/api/v1/syntheses", project=first["project"]["slug"], outcome=outcome)["items"][0]
whole = ask(short["api"])
print(f"The hub says: {whole['headline']}")

# 4. The same from the table. Each result points as its report does, so where less is better it is turned.
entered = [key for study in whole["entered"] for key in study["results"]]
rows = results[results["result_id"].isin(entered) & (results["effect_metric"] == whole["scale"])]
if len(rows) != len(entered):
    sys.exit(f"Only {len(rows)} of {len(entered)} results are on the scale of the synthesis, {whole['scale']}.")
sign = rows["higher_is"].map({"better": 1, "worse": -1})
mean, low, high = together(sign * rows["effect"], rows["se"])
print(f"Here: {mean:.4f} [{low:.4f}, {high:.4f}] from {len(rows)} results.")
there = [whole["mean"][name] for name in ("estimate", "ci_low", "ci_high")]
print("There: {:.4f} [{:.4f}, {:.4f}].".format(*there))
if not np.allclose([mean, low, high], there, rtol=0, atol=5e-6):
    sys.exit("They differ.")
print("They are the same.")
