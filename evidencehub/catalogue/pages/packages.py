"""Files of tables, each with its description for programs: a data package at an address of its own.

It stands beside its files, and in no folder below them: a package names nothing above itself (datapackage.org, 2.0).
"""

import json
from typing import Any

from flask import Response, current_app

from evidencehub.accounts.services import slugify
from evidencehub.catalogue.downloads.package import About, package
from evidencehub.catalogue.downloads.tables import Table
from evidencehub.shared.clock import hub_today
from evidencehub.shared.links import absolute, on_this_hub


def described(answer: Response, endpoint: str, arguments: dict[str, Any]) -> Response:
    """The same file, which now says where its terms, its columns and its data package stand.

    :param endpoint: of the data package, for ``arguments``.
    """
    answer.headers.add("Link", f'<{absolute("legal.show", name="terms")}>; rel="terms-of-service"')
    answer.headers.add("Link", f'<{absolute("catalogue.columns")}>; rel="describedby"')
    answer.headers.add("Link", f'<{absolute(endpoint, **arguments)}>; rel="describedby"; type="application/json"')
    return answer


def as_file(content: str, name: str) -> Response:
    answer = Response(content, mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def data_package(title: str, page: str, *tables: tuple[Table, str], words: str = "") -> Response:
    """
    :param page: the path of the page that shows the same.
    :param tables: each with the path of its file.
    :param words: what the list was asked for, as its name says it.
    """
    site, today = site_name(), hub_today()
    parts = (slugify(site, "hub"), words or tables[0][0].name, today.isoformat())
    said = About(
        name="-".join(filter(None, parts)), title=f"{title}, from {site}", hub=site,
        hub_address=absolute("catalogue.home"), page=on_this_hub(page), terms=absolute("legal.show", name="terms"),
        columns=absolute("catalogue.columns"), created=today,
        tables=[(table, on_this_hub(path)) for table, path in tables],
    )  # fmt: skip
    return Response(json.dumps(package(said), ensure_ascii=False, indent=1), mimetype="application/json")


def site_name() -> str:
    name: str = current_app.config["SETTINGS"].site_name
    return name
