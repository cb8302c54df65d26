"""The worker's part: an offer that nobody answered in time ends."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from evidencehub.projects.transfers import services
from evidencehub.projects.transfers.mails import Links
from evidencehub.projects.transfers.models import Transfer
from evidencehub.shared import due


def handler(links: Links, clock: Callable[[], datetime]) -> due.Handler:
    """The handler for due rows of kind ``transfer``."""

    def work(payloads: Sequence[Mapping[str, Any]], _new_session: due.NewSession) -> due.Finish:
        ids = [UUID(payload["transfer_id"]) for payload in payloads]

        def finish(session: Session) -> None:
            for key in ids:
                if (made := session.get(Transfer, key)) is not None:
                    services.come(session, made, now=clock(), links=links)

        return finish

    return due.Handler(work)
