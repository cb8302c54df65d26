"""The examples of the API's calls, as the demonstration answers them: `python -m tests.support.api_examples HOME`.

HOME is a hub that holds the demonstration. The file that this writes is what the page for people shows.
"""

import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import select

from evidencehub.accounts.blueprint import AccountLinks
from evidencehub.accounts.models import Membership, Person, TeamRole
from evidencehub.accounts.programs import keeping
from evidencehub.accounts.programs.scopes import Scope
from evidencehub.app import create_app
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.settings import load_settings

FILE = Path(__file__).parents[2] / "evidencehub/api/examples.json"
HUB = "https://hub.example"
FEWEST, LONGEST = 2, 400  # of a list, and of a text, that an example shows; "…" stands for the rest
_SENDS = Person.memberships.any(Membership.role == TeamRole.OWNER)
OWN = {  # calls with a token: whose, the method, the address, and what is sent
    "me": ("reviewer", "get", "/api/v1/me", None),
}
REQUESTS = {
    "beginning": "/api/v1/",
    "search": "/api/v1/search?q=school&tier=graded-2&per_page=1",
    "facets": "/api/v1/facets",
    "projects": "/api/v1/projects?per_page=2&fields=slug,name,how_sure,outcomes,api",
    "project": "/api/v1/projects/{accreditations:project.slug}",
    "evaluation": "/api/v1/evaluations/{search:evaluations.0}",
    "accreditations": "/api/v1/accreditations?per_page=2",
    "accreditation": "/api/v1/accreditations/{accreditations:number}",
    "organisations": "/api/v1/organisations?per_page=2",
    "organisation": "/api/v1/organisations/{organisations:slug}?fields=name,kind,town,former_names,projects",
    "plans": "/api/v1/plans",
    "gap_map": "/api/v1/gap-map?population=young-people-12-15",
    "syntheses": "/api/v1/syntheses?per_page=1",
    "synthesis": "/api/v1/syntheses/{syntheses:id}",
    "standards": "/api/v1/standards?fields=id,version,title,owner,use,api",
    "standard": "/api/v1/standards/project-oracle/2026-1?fields=id,version,title,tiers,criteria",
    "outcomes": "/api/v1/outcomes",
    "vocabularies": "/api/v1/vocabularies",
    "vocabulary": "/api/v1/vocabularies/populations",
}


def made(client: Any) -> dict[str, Any]:
    """Of each call a request and its answer, shortened."""
    found = {}
    for name, template in REQUESTS.items():
        request = _filled(client, template)
        answer = client.get(request)
        assert answer.status_code == 200, (request, answer.text)
        found[name] = {"request": request, "answer": shortened(answer.json)}
    with client.application.app_context():
        tokens = {whose: a_token_of(whose) for whose in ("member", "reviewer")}
    for name, (whose, method, template, sent) in OWN.items():
        headers = {"Authorization": f"Bearer {tokens[whose]}"}
        request = _filled(client, template)
        answer = client.open(request, method=method, headers=headers, json=sent)
        assert answer.status_code in (200, 201), (request, answer.text)
        found[name] = {"request": request, **({"sent": sent} if sent else {}), "answer": shortened(answer.json)}
    return found


def a_token_of(whose: str) -> str:
    """Of somebody of the demonstration who has something to show; it is for this hub alone, which is thrown away."""
    people = select(Person).where(Person.demo, Person.is_reviewer if whose == "reviewer" else _SENDS)
    person = db.session.scalars(people.order_by(Person.email)).first()
    links = AccountLinks()
    token = keeping.make(db.session, person, name="A program", scopes=Scope, days=1, now=utc_now(), links=links)
    db.session.commit()
    return token


def _filled(client: Any, template: str) -> str:
    """With keys of records: "{accreditations:number}" stands for the number of the first of that list."""
    for wanted, listed, way in re.findall(r"(\{([\w-]+):([\w.]+)\})", template):
        answer = client.get(f"/api/v1/{listed}").json
        value = next(iter(answer.get("items") or answer["hits"]))
        for part in way.split("."):
            value = value[int(part)] if part.isdigit() else value[part]
        template = template.replace(wanted, str(value))
    return template


def shortened(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: shortened(each) for name, each in value.items()}
    if isinstance(value, list):
        return [*map(shortened, value[:FEWEST])]
    if isinstance(value, str) and len(value) > LONGEST:
        return f"{value[:LONGEST]} …"
    return value


def main() -> None:
    app = create_app(load_settings({"EVIDENCEHUB_HOME": sys.argv[1], "EVIDENCEHUB_BASE_URL": HUB}))
    FILE.write_text(json.dumps(made(app.test_client()), indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
