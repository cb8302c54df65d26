"""An OpenID Connect provider as ORCID is one, made of Authlib's server side, over HTTP on this machine.

Codes are given once and with PKCE, tokens are signed with a real key. ``twist`` says in which way one lies.
"""

import threading
import time
from contextlib import contextmanager
from types import SimpleNamespace

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import OpenIDCode, UserInfo
from flask import Flask, jsonify, redirect, request
from joserfc.jwk import RSAKey
from werkzeug.serving import make_server

CLIENT, SECRET = "APP-TEST", "a secret between the two"
ADA, GRACE = "0000-0002-1825-0097", "0000-0001-5109-3700"


class Client(SimpleNamespace):
    """What the provider knows of the hub."""

    def get_client_id(self):
        return CLIENT

    def get_default_redirect_uri(self):
        return self.back

    def get_allowed_scope(self, scope):
        return scope

    def check_redirect_uri(self, redirect_uri):
        return redirect_uri == self.back

    def check_client_secret(self, secret):
        return secret == SECRET

    def check_endpoint_auth_method(self, method, endpoint):
        return method in {"client_secret_basic", "client_secret_post"}

    def check_response_type(self, response_type):
        return response_type == "code"

    def check_grant_type(self, grant_type):
        return grant_type == "authorization_code"


class Code(SimpleNamespace):
    def get_redirect_uri(self):
        return self.redirect_uri

    def get_scope(self):
        return self.scope

    def get_nonce(self):
        return self.nonce

    def get_auth_time(self):
        return int(time.time())

    def get_acr(self):
        return None

    def get_amr(self):
        return None


class Provider:
    def __init__(self):
        self.who, self.says_no, self.is_down, self.twist = ADA, False, False, {}
        self.codes, self.asked = {}, []
        self.key = RSAKey.generate_key(2048, parameters={"kid": "one"}, private=True)
        self.shown_key = self.key
        self.app = _application(self)

    @contextmanager
    def running(self, back):
        self.client = Client(back=back)
        server = make_server("127.0.0.1", 0, self.app, threaded=True)
        self.issuer = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            server.shutdown()
            thread.join()


def _application(provider):
    app = Flask("orcid")
    app.secret_key = "of the provider"
    app.config["OAUTH2_REFRESH_TOKEN_GENERATOR"] = False

    class Grant(AuthorizationCodeGrant):
        TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic", "client_secret_post")

        def save_authorization_code(self, code, request):
            data = request.payload.data
            provider.codes[code] = Code(
                code=code, redirect_uri=request.payload.redirect_uri, scope=request.payload.scope, user=request.user,
                nonce=data.get("nonce"), code_challenge=data.get("code_challenge"),
                code_challenge_method=data.get("code_challenge_method"),
            )  # fmt: skip

        def query_authorization_code(self, code, client):
            return provider.codes.get(code)

        def delete_authorization_code(self, code):
            provider.codes.pop(code.code)

        def authenticate_user(self, code):
            return code.user

    class OpenID(OpenIDCode):
        def exists_nonce(self, nonce, request):
            return False

        def get_client_algorithm(self, client):
            return "RS256"

        def resolve_client_private_key(self, client):
            return provider.key

        def get_client_claims(self, client):
            return {"iss": provider.issuer}

        def generate_user_info(self, user, scope):
            return UserInfo({"sub": user, **provider.twist})  # the last word on what the token says

    server = AuthorizationServer(app, query_client=lambda key: provider.client if key == CLIENT else None,
                                 save_token=lambda token, request: None)  # fmt: skip
    server.register_grant(Grant, [OpenID(require_nonce=True), CodeChallenge(required=True)])

    @app.before_request
    def count():
        provider.asked.append(request.path)
        if provider.is_down:
            return "<h1>Bad gateway</h1>", 502

    @app.get("/.well-known/openid-configuration")
    def configuration():
        return jsonify(
            issuer=provider.issuer, authorization_endpoint=f"{provider.issuer}/oauth/authorize",
            token_endpoint=f"{provider.issuer}/oauth/token", jwks_uri=f"{provider.issuer}/oauth/jwks",
            id_token_signing_alg_values_supported=["RS256"],
        )  # fmt: skip

    @app.get("/oauth/jwks")
    def keys():
        return jsonify(keys=[provider.shown_key.as_dict(private=False, kid="one", use="sig")])

    @app.get("/oauth/authorize")
    def authorize():
        if provider.says_no:
            back = request.args["redirect_uri"]
            return redirect(f"{back}?error=access_denied&state={request.args['state']}")
        grant = server.get_consent_grant(end_user=provider.who)
        return server.create_authorization_response(grant_user=provider.who, grant=grant)

    @app.post("/oauth/token")
    def token():
        return server.create_token_response()

    return app
