"""What invented projects cost line by line."""

from typing import Any
from uuid import uuid4

from evidencehub.interchange.demonstration.content import Table
from evidencehub.projects.costs.keeping import stored
from evidencehub.projects.costs.shape import CostLine, Costs


def made(table: Table) -> dict[str, Any]:
    """As the column holds it. All lines of a project are in pounds of one year; ``amount`` is in pounds."""
    lines = [
        CostLine(
            id=uuid4(), kind=line["kind"], what=line["what"], hundredths=round(line["amount"] * 100), currency="GBP",
            price_year=table["price_year"], per=line["per"], paid_by=line.get("paid_by", ""),
        )
        for line in table.get("lines", [])
    ]  # fmt: skip
    return stored(Costs(lines=tuple(lines), people=table.get("people"), groups=table.get("groups")))
