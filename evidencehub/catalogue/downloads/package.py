"""Tables as a data package: what their CSV files hold, column by column, for programs (datapackage.org, 2.0).

Made from the columns themselves, as the files and the page about them are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from evidencehub.catalogue.downloads.column import Column, Kind, Row
from evidencehub.catalogue.downloads.tables import Table
from evidencehub.projects.wording import few

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
TABLE = "https://datapackage.org/profiles/2.0/tableschema.json"
TOO_FEW = few(1)  # what stands in place of a count of people that could give one of them away
# A list is one text, its parts set apart by "; ", as a spreadsheet shows it.
_TYPES: Mapping[Kind, Mapping[str, Any]] = {
    "text": {"type": "string"},
    "list": {"type": "string"},
    "whole number": {"type": "integer"},
    "number": {"type": "number"},
    "yes or no": {"type": "boolean", "trueValues": ["yes"], "falseValues": ["no"]},
    "date": {"type": "date"},
}


@dataclass(frozen=True)
class About:
    """What the package is of; addresses are whole."""

    name: str  # of small letters, figures and hyphens
    title: str
    hub: str
    hub_address: str
    page: str  # that shows the same
    terms: str
    columns: str  # the page that explains them
    created: date
    tables: Sequence[tuple[Table, str]]  # each with the address of its file


def package(about: About) -> dict[str, Any]:
    return {
        "$schema": PROFILE,
        "name": about.name,
        "title": about.title,
        "description": "What the columns say stands in each resource, and on the page of its homepage. Quote it with "
        "its source. Studies that come from elsewhere say whom they come from.",
        "homepage": about.page,
        "created": f"{about.created.isoformat()}T00:00:00Z",
        "licenses": [{"path": about.terms, "title": "May be read and quoted freely, with its source"}],
        "sources": [{"title": about.hub, "path": about.hub_address}],
        "resources": [_resource(table, address, about) for table, address in about.tables],
    }


def _resource(table: Table, address: str, about: About) -> dict[str, Any]:
    return {
        "name": table.name,
        "type": "table",
        "title": table.title,
        "path": address,
        "homepage": about.columns,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "$schema": TABLE,
            "fields": [_field(column) for column in table.columns],
            "missingValues": ["", TOO_FEW],
        },
    }


def _field(column: Column[Row]) -> dict[str, Any]:
    made: dict[str, Any] = {"name": column.name, **_TYPES[column.kind], "description": column.says}
    if column.unit:
        made["unit"] = column.unit
    if column.kind == "list":
        made["description"] = f"{column.says} Set apart by “; ”."
    meanings = column.meanings()
    if meanings and column.kind == "text":
        made["categories"] = [{"value": value, "label": label} for value, label in meanings.items() if value]
    return made
