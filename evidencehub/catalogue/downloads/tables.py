"""Every table that readers can take away as CSV, with its columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evidencehub.catalogue.downloads.agreement_columns import AGREEMENT
from evidencehub.catalogue.downloads.column import Column
from evidencehub.catalogue.downloads.gap_columns import GAPS
from evidencehub.catalogue.downloads.plan_columns import PLANS
from evidencehub.catalogue.downloads.result_columns import RESULTS
from evidencehub.catalogue.downloads.study_columns import STUDIES


@dataclass(frozen=True)
class Table:
    name: str  # as its file is called, without ".csv"
    of: str  # "The file of …"
    title: str
    columns: Sequence[Column[Any]]


TABLES: Mapping[str, Table] = {
    each.name: each
    for each in (
        Table("studies", "studies", "A row for each study", STUDIES),
        Table("results", "results", "A row for each outcome result", RESULTS),
        Table("plans", "plans", "A row for each study whose plan is public", PLANS),
        Table("gap-map", "the gap map", "A row for each place of the map, the empty ones too", GAPS),
        Table("agreement", "how far reviewers agree", "A row for each standard, and for each step of it", AGREEMENT),
    )
}
