"""The worker's part: what a day brings to a request for a full report."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from evidencehub.projects.on_request import services
from evidencehub.projects.on_request.mails import Links
from evidencehub.projects.on_request.models import ReportRequest
from evidencehub.shared import due


def handler(links: Links, clock: Callable[[], datetime]) -> due.Handler:
    """The handler for due rows of kind ``report-request``."""

    def work(payloads: Sequence[Mapping[str, Any]], _new_session: due.NewSession) -> due.Finish:
        ids = [UUID(payload["request_id"]) for payload in payloads]

        def finish(session: Session) -> None:
            for key in ids:
                if (request := session.get(ReportRequest, key)) is not None:
                    services.come(session, request, now=clock(), links=links)

        return finish

    return due.Handler(work)
