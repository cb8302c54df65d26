"""The blueprint of reviewing, apart from its views so that both files of views can stand on it."""

from typing import Any
from uuid import UUID

from flask import Blueprint, current_app, url_for

bp = Blueprint("review", __name__)


class WebLinks:
    """Addresses for mails, absolute, from the settings and not from the request's Host header."""

    def _to(self, words: str, endpoint: str, **values: Any) -> str:
        return f"{words}: {current_app.config['SETTINGS'].base_url}{url_for(endpoint, **values)}"

    def review(self, assignment_id: UUID) -> str:
        return self._to("Open the invitation", "review.invitation", assignment_id=assignment_id)

    def case(self, submission_id: UUID) -> str:
        return self._to("Open the case", "review.case", submission_id=submission_id)

    def projects(self) -> str:
        return self._to("Open your projects", "projects.home")
