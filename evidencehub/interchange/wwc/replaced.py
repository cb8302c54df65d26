"""Which results of an earlier reading of a study were replaced: those of outcomes or measures that a later one has too.

The clearinghouse reads a study again by another protocol, and reports then what that one asks for. Of the archive of
August 2025 a study's first reading has rates of violence, its second reading scores alone: nothing replaced the first.
"""

import re
from collections.abc import Sequence

from evidencehub.interchange.records.storing import Columns
from evidencehub.standards.files.outcomes import load_outcomes

_WORDS = 3  # by which two names are taken for one instrument: "Early Childhood Longitudinal Study …: Mathematics"


def mark(rows: Sequence[Columns], readings: Sequence[str]) -> None:
    """Say of each row whether it was replaced (``is_superseded``).

    In doubt it was: an outcome that is not on file, one that holds or is part of a later one's, and a measure whose
    name begins alike. Domains were renamed between readings, and nothing may count twice.

    :param readings: numbers of the source's readings, the latest first; rows of others were replaced.
    """
    path, outcomes, above, instruments = load_outcomes().path, set[str](), set[str](), set[tuple[str, ...]]()
    of_reading: dict[str, list[Columns]] = {}
    for row in rows:
        of_reading.setdefault(row["source_values"]["ReviewID"], []).append(row)
        row["is_superseded"] = True
    for place, number in enumerate(readings):
        held = of_reading.get(number, [])
        for row in held:
            slug = row["outcome_slug"]
            is_new = bool(slug) and slug not in above and outcomes.isdisjoint(path(slug))
            row["is_superseded"] = place > 0 and not (is_new and _instrument(row) not in instruments)
        for row in held:
            if not row["is_superseded"]:
                outcomes.add(row["outcome_slug"])
                above |= set(path(row["outcome_slug"]))
                instruments.add(_instrument(row))


def _instrument(row: Columns) -> tuple[str, ...]:
    return tuple(re.findall(r"[a-z0-9]+", row["measure_name"].casefold())[:_WORDS])
