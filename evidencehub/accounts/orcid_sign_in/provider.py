"""Asking ORCID who somebody is, by OpenID Connect: state, nonce and PKCE, and a token that ORCID has signed.

The keys and addresses of the provider are asked for each time: it may change them, and nobody signs in so often.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.base_client import OAuthError
from authlib.integrations.flask_client import FlaskIntegration
from authlib.integrations.flask_client.apps import FlaskOAuth2App
from flask import redirect, request, session
from joserfc.errors import JoseError
from werkzeug.wrappers import Response

from evidencehub.accounts.orcid_sign_in.errors import DOWN, NO, STALE, Denied, Refused, Unanswered
from evidencehub.shared import orcid
from evidencehub.shared.settings import OrcidClient

SECONDS = 10  # that an answer may take
SCOPE = "openid"  # who somebody is, and nothing of their record
_SIGNED_BY = {"RS256", "RS384", "RS512", "PS256", "ES256", "EdDSA"}  # a token that is not signed counts for nothing
NAME = "orcid"


@dataclass(frozen=True)
class Provider:
    client: OrcidClient

    def send_there(self, back: str, kept: Mapping[str, Any]) -> Response:
        """Have the browser go to ORCID; its session keeps what the answer has to fit, of the last time alone.

        :param kept: what for, given back with the answer.
        :raises Unanswered: ORCID cannot be reached.
        """
        try:
            app = self._app()
            asked = app.create_authorization_url(back)
        except _TROUBLE:
            raise Unanswered(DOWN) from None
        for key in [each for each in session if each.startswith(f"_state_{NAME}_")]:
            session.pop(key)
        address = asked.pop("url")
        app.save_authorize_data(redirect_uri=back, kept=dict(kept), **asked)
        return redirect(address, code=303)

    def who_came_back(self) -> tuple[str, Mapping[str, Any]]:
        """The iD of whoever comes back in this request, and what was kept; the session has nothing of it any more.

        :raises Denied: they said no.
        :raises Refused: another state, nonce, audience, issuer or key, or too late.
        :raises Unanswered: ORCID cannot be reached, or gives no token.
        """
        try:
            app = self._app()
            data = app.framework.get_state_data(session, request.args.get("state")) or {}
            token = app.authorize_access_token(claims_options=self._claims())
        except OAuthError as error:
            if error.error == "access_denied":
                raise Denied(NO) from None
            raise Refused(STALE) from None
        except (AuthlibBaseError, JoseError):
            raise Refused(STALE) from None
        except _TROUBLE:
            raise Unanswered(DOWN) from None
        try:
            found = orcid.canonical(str((token.get("userinfo") or {}).get("sub") or ""))
        except ValueError:
            found = ""
        if not found or "kept" not in data:
            raise Refused(STALE)
        return found, data["kept"]

    def _app(self) -> FlaskOAuth2App:
        made = FlaskOAuth2App(
            FlaskIntegration(NAME), NAME, client_id=self.client.id, client_secret=str(self.client.secret),
            server_metadata_url=f"{self.client.issuer}/.well-known/openid-configuration",
            client_kwargs={"scope": SCOPE, "code_challenge_method": "S256", "default_timeout": SECONDS},
        )  # fmt: skip
        known = made.load_server_metadata()
        offered = set(known.get("id_token_signing_alg_values_supported") or ["RS256"])
        known["id_token_signing_alg_values_supported"] = sorted(offered & _SIGNED_BY)
        return made

    def _claims(self) -> dict[str, Any]:
        """The token is ORCID's as this hub was told its name, and for this hub alone."""
        return {
            "iss": {"essential": True, "value": self.client.issuer},
            "aud": {"essential": True, "value": self.client.id},
        }


# A provider that is down, slow, answers with a page of error, with no JSON, or with less than the protocol asks for.
_TROUBLE = (requests.RequestException, ValueError, KeyError, TypeError, RuntimeError)
