"""Whose token this is, what it may do, and for which organisations."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema

from evidencehub.accounts.models import TeamRole
from evidencehub.accounts.programs.scopes import Scope
from evidencehub.api import said
from evidencehub.api.bearer import held_token, needs
from evidencehub.api.blueprint import bp
from evidencehub.authz.guard import requires
from evidencehub.authz.values import Permission


class Team(Schema):
    id = said.key("The key of the organisation.")
    name = said.text("Its name.")
    role = said.text("What you may do in its team.", of=[each.value for each in TeamRole])


class Me(Schema):
    name = said.text("Your name.")
    is_reviewer = said.yes("Whether you grade for this hub.")
    teams = said.many(Team, "The organisations that you work for here.")
    token = said.text("What you said that this token is for.")
    scopes = said.texts("What this token was made for.", of=[each.value for each in Scope])
    ends_at = said.moment("When this token ends.")


@bp.get("/me")
@needs(None)
@requires(Permission.ACCOUNT_USE)
@bp.response(200, Me)
def me() -> Mapping[str, Any]:
    """Whose token this is, and what it may do."""
    held = held_token()
    return {
        "name": held.person.name,
        "is_reviewer": held.person.is_reviewer,
        "teams": [
            {"id": each.organisation_id, "name": each.organisation.name, "role": each.role.value}
            for each in held.person.memberships
        ],
        "token": held.name,
        "scopes": held.scopes,
        "ends_at": held.expires_at,
    }
