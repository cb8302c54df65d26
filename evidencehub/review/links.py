"""Where mails about reviewing send their reader: what the web edge supplies, and words for who has none."""

from datetime import datetime
from typing import Protocol
from uuid import UUID


class Links(Protocol):
    """Where a mail sends its reader, as a whole sentence; the web edge supplies addresses, services know none."""

    def review(self, assignment_id: UUID) -> str: ...

    def decline(self, assignment_id: UUID) -> str: ...

    def confirm(self, assignment_id: UUID, asked_at: datetime) -> str: ...

    def discussion(self, assignment_id: UUID) -> str: ...

    def case(self, submission_id: UUID) -> str: ...

    def projects(self) -> str: ...

    def questions(self, submission_id: UUID) -> str: ...

    def asked(self, assignment_id: UUID) -> str: ...

    def answer(self, question_id: UUID) -> str: ...

    def appeal(self, submission_id: UUID) -> str: ...

    def appealed(self, submission_id: UUID) -> str: ...

    def facts(self, submission_id: UUID) -> str: ...

    def own_facts(self, submission_id: UUID) -> str: ...


class InWords:
    """For those who have no web edge at hand, such as a command."""

    def review(self, assignment_id: UUID) -> str:
        return 'Sign in to the hub and open "Your reviews".'

    def decline(self, assignment_id: UUID) -> str:
        return "If you cannot do it, say so there."

    def confirm(self, assignment_id: UUID, asked_at: datetime) -> str:
        return 'Sign in to the hub and open "Your reviews".'

    def discussion(self, assignment_id: UUID) -> str:
        return 'Sign in to the hub and open "Your reviews".'

    def case(self, submission_id: UUID) -> str:
        return 'Sign in to the hub and open "Cases".'

    def projects(self) -> str:
        return 'Sign in to the hub and open "Your projects".'

    def questions(self, submission_id: UUID) -> str:
        return 'Sign in to the hub and open "Cases".'

    def asked(self, assignment_id: UUID) -> str:
        return 'Sign in to the hub and open "Your reviews".'

    def answer(self, question_id: UUID) -> str:
        return 'Sign in to the hub and open "Your projects".'

    def appeal(self, submission_id: UUID) -> str:
        return 'Sign in to the hub and open "Cases".'

    def appealed(self, submission_id: UUID) -> str:
        return 'Sign in to the hub and open "Your projects".'

    def facts(self, submission_id: UUID) -> str:
        return 'Sign in to the hub and open "Cases".'

    def own_facts(self, submission_id: UUID) -> str:
        return 'Sign in to the hub and open "Your projects".'


IN_WORDS: Links = InWords()
