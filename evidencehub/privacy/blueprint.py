from flask import Blueprint

from evidencehub.shared.links import absolute

bp = Blueprint("privacy", __name__)


class PrivacyLinks:
    """The addresses that mails and the file about somebody hold."""

    def data(self) -> str:
        return absolute("privacy.data")

    def erase(self) -> str:
        return absolute("privacy.erase")

    def keep(self, token: str) -> str:
        return absolute("privacy.keep", token=token)

    def kept(self) -> str:
        return absolute("privacy.kept")
