"""What of a notice its reader may read now: no more than the page that it is about still shows them.

A mail is gone once it is sent; what lies in an account is read again and again, also by somebody who left the team, is
no reviewer any more or has a conflict of interest since. So the guard of the page behind it is asked each time.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from evidencehub.accounts.queries import actor_for, person_with_teams
from evidencehub.authz.guard import opens
from evidencehub.authz.values import Actor
from evidencehub.notices.models import Notice
from evidencehub.notices.topics import topic_of

_ADDRESS = re.compile(r"https?://[^\s<>\"]+")


@dataclass(frozen=True)
class Page:
    """What a mail concerns: the page that it leads to, and those whose guards say who may read the mail."""

    endpoint: str
    argument: str
    guards: tuple[str, ...]


PAGES = {
    "team": Page("projects.submission", "submission_id", ("projects.submission",)),
    # Who has a conflict may still look at a case, but not learn how far its reviewers are, as these mails tell.
    "case": Page("review.case", "submission_id", ("review.case_questions",)),
    "appeal": Page("review.case_appeal", "submission_id", ("review.case_appeal", "review.case_questions")),
    "review": Page("review.invitation", "assignment_id", ("review.invitation",)),
}


def page_of(notice: Notice) -> tuple[str, dict[str, Any]] | None:
    """Where the notice leads: endpoint and arguments; None where it says nothing of that."""
    kind, _, key = notice.mail.concerns.partition(":")
    if kind in PAGES:
        return PAGES[kind].endpoint, {PAGES[kind].argument: UUID(key)}
    return next(iter(_guarded(notice.mail.body)), None)


def may_read(notice: Notice, actor: Actor) -> bool:
    """Whether this reader may read its words now: every page that it names has to open for them."""
    if topic_of(notice.mail.about).is_secret:
        return False
    pages = list(_guarded(notice.mail.body))
    kind, _, key = notice.mail.concerns.partition(":")
    if kind in PAGES:
        pages += [(guard, {PAGES[kind].argument: UUID(key)}) for guard in PAGES[kind].guards]
    return all(opens(endpoint, actor, **arguments) for endpoint, arguments in pages)


def may_its_person_read(session: Session, notice: Notice) -> bool:
    """For the mail of the day, which the worker writes."""
    person = person_with_teams(session, notice.person_id)
    return person is not None and may_read(notice, actor_for(person))


def _guarded(body: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The pages of this hub behind the addresses in a text, but for those that are open to everybody."""
    settings = current_app.config["SETTINGS"]
    adapter = current_app.url_map.bind("hub", script_name=f"{settings.path}/")
    base = f"{settings.origin}{settings.path}"
    for found in _ADDRESS.findall(body):
        address = found.rstrip(".,;:)")
        if not address.startswith(f"{base}/"):
            continue
        try:
            endpoint, arguments = adapter.match(address.removeprefix(base).partition("?")[0].partition("#")[0])
        except (HTTPException, RequestRedirect):
            continue
        if not getattr(current_app.view_functions[endpoint], "is_public", False):
            yield endpoint, dict(arguments)
