"""The blueprint of notices, apart from its views, and the addresses that mails hold."""

from flask import Blueprint

from evidencehub.shared.links import absolute

bp = Blueprint("notices", __name__)


class NoticeLinks:
    def stop(self, token: str) -> str:
        return absolute("notices.stop", token=token)

    def choices(self) -> str:
        return absolute("notices.choices")

    def inbox(self) -> str:
        return absolute("notices.inbox")
