"""The worker's part: offers, requests and questions to be put in touch whose time is over."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from evidencehub.brokerage import contacts, services
from evidencehub.brokerage.mails import Links
from evidencehub.shared import due


def handler(links: Links, now: Callable[[], datetime]) -> due.Handler:
    def work(payloads: Sequence[Mapping[str, Any]], _new_session: due.NewSession) -> due.Finish:
        def finish(session: Session) -> None:
            for payload in payloads:
                if "notice" in payload:
                    services.expire(session, UUID(payload["notice"]), now=now(), links=links)
                else:
                    contacts.lapse(session, UUID(payload["contact"]), now=now(), links=links)

        return finish

    return due.Handler(work)
