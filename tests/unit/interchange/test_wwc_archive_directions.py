"""Every finding of the archive, worked out again from its row with decimals and apart from the code of the hub."""

from collections import Counter
from decimal import Decimal

from evidencehub.interchange.wwc.archive import Splitter
from evidencehub.interchange.wwc.direction import reading
from evidencehub.interchange.wwc.measures import load_measures
from tests.support.wwc import rows_of_archive

EARLY = {"1.0", "2.0", "2.1"}


def figure(text):
    return Decimal(text) if text.strip() else None


def is_clear(row):
    given = [p for p in (figure(row["f_p_Value_WWC"]), figure(row["f_p_Value_Study"])) if p is not None]
    return row["f_Is_Statistically_Significant"] == "True" and (not given or min(given) < Decimal("0.05"))


def arrow(row, better, of_study):
    """1, -1, or 0 for none, by the order that docs/decisions names."""
    effects = [figure(row[name]) for name in ("f_Effect_Size_WWC", "f_Improvement_Index", "f_Effect_Size_Study")]
    effect = next((each for each in effects if each is not None), None)
    if not effect or not is_clear(row) or row["s_Study_Rating"][:4] in {"Does", "Inel"}:
        return 0
    index, word = effects[1], row["f_FavorableUnfavorableDesignation"].lower()
    means = figure(row["f_Intervention_Mean"]), figure(row["f_Comparison_Mean"])
    apart = None if None in means else means[0] - means[1]
    if word.startswith("no ") or (index and index * effect < 0) or better is None:
        return 0
    good = 0 if better == "not-plain" or not apart else (apart if better == "higher" else -apart)
    if word and (word == "favorable") != (effect > 0) and not good * effect > 0:
        return 0
    if better == "not-plain":
        return 0
    sign = 1 if effect > 0 else -1
    if better == "higher" or (apart and apart * effect < 0):
        return sign
    if not apart:
        return {"favorable": 1, "unfavorable": -1}.get(word, 0)
    return (-1 if apart > 0 else 1) if row["s_Standards_Version"] in EARLY or of_study else 0


def test_the_arrow_of_every_finding_of_the_archive_is_the_one_that_the_order_gives(sample_data):
    rows, measures, reviews, counted = rows_of_archive(sample_data), load_measures(), {}, Counter()
    splitter = Splitter(list(rows[0]))
    for row in rows:
        parts = splitter.parts(list(row.values()))
        if parts.review:
            reviews[parts.review.review_id] = parts.review
        review, finding = reviews[parts.finding.review_id], parts.finding
        entry = measures.of(finding.measure, review.study_id)
        found = reading(finding, entry, table="archive", standards=review.standards, rating=review.rating)
        expected = arrow(row, entry.better if entry else None, bool(entry and entry.of_study))
        assert {"better": 1, "worse": -1}.get(found.direction, 0) == expected, (finding.finding_id, found)
        counted[found.direction] += 1
        counted[found.significance] += 1
    assert counted["better"] > 3000 and counted["worse"] > 100 and sum(map(is_clear, rows)) == 3928 + 153
    # 586 called clear against the source's own p, of which the study's own is below 0.05 in 370
    assert (counted["own-figures-differ"], counted["no-p"]) == (586 - 370, 153)
