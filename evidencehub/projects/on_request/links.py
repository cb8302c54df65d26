"""Signed addresses of reports that were given: each opens one request's report, as long as the request says so."""

from uuid import UUID

from itsdangerous import BadSignature, URLSafeSerializer


def _serializer(secret_key: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret_key, salt="evidencehub.report-request")


def token_of(secret_key: str, request_id: UUID) -> str:
    return str(_serializer(secret_key).dumps(request_id.hex))


def request_of(secret_key: str, token: str) -> UUID | None:
    """None where we never made the token. When it ends, the request says."""
    try:
        return UUID(_serializer(secret_key).loads(token))
    except (BadSignature, ValueError, TypeError, AttributeError):
        return None
