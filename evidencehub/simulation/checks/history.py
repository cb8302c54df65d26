"""Who was what at a moment of the past, put together from the audit chain and the dates of the records.

It is what the check of notices goes by, so it asks nothing of the services that send them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from evidencehub.accounts.models import Membership, Person
from evidencehub.accreditation.models import Accreditation
from evidencehub.accreditation.renewals.models import Renewal
from evidencehub.projects.appeals.models import Appeal
from evidencehub.projects.models import Submission
from evidencehub.review.corrections.models import FactCorrection
from evidencehub.review.models import Assignment
from evidencehub.shared.audit import AuditEntry

LEFT = ("assignment.declined", "assignment.conflict", "assignment.freed", "assignment.replaced", "assignment.ended")


@dataclass
class History:
    """Of a hub from which nobody was ever taken out of a team."""

    entries: list[AuditEntry]
    emails: Mapping[UUID, str]
    memberships: list[Membership]
    submissions: Mapping[UUID, Submission]
    assignments: Mapping[UUID, Assignment]
    awards: Mapping[UUID, Accreditation]
    appeals: Mapping[UUID, Appeal]
    renewals: Mapping[UUID, Renewal]
    facts: Mapping[UUID, FactCorrection]
    addresses: Mapping[UUID, str]  # who left an address with a report of a mistake, by report
    roles: dict[UUID, list[tuple[datetime, frozenset[str]]]] = field(default_factory=dict)
    active: dict[UUID, list[tuple[datetime, bool]]] = field(default_factory=dict)
    owners: dict[UUID, list[tuple[int, UUID | None]]] = field(default_factory=dict)  # of cases and of appeals

    @classmethod
    def read(cls, session: Session, addresses: Mapping[UUID, str]) -> "History":
        submissions = select(Submission).options(selectinload(Submission.project))
        assignments = select(Assignment).options(selectinload(Assignment.reviewer)).order_by(Assignment.assigned_at)
        made = cls(
            list(session.scalars(select(AuditEntry).order_by(AuditEntry.number))),
            {one.id: one.email for one in session.scalars(select(Person))},
            list(session.scalars(select(Membership).order_by(Membership.created_at))),
            {one.id: one for one in session.scalars(submissions)},
            {one.id: one for one in session.scalars(assignments)},
            {one.id: one for one in session.scalars(select(Accreditation))},
            {one.id: one for one in session.scalars(select(Appeal))},
            {one.id: one for one in session.scalars(select(Renewal).order_by(Renewal.sent_at))},
            {one.id: one for one in session.scalars(select(FactCorrection).order_by(FactCorrection.said_at))},
            addresses,
        )
        for entry in made.entries:
            made._note(entry)
        return made

    def _note(self, entry: AuditEntry) -> None:
        if entry.action == "person.roles-set":
            self.roles.setdefault(UUID(entry.subject_id), []).append((entry.at, frozenset(entry.details["roles"])))
        elif entry.action in {"person.switched-off", "person.switched-on"}:
            is_on = entry.action == "person.switched-on"
            self.active.setdefault(UUID(entry.subject_id), []).append((entry.at, is_on))
        elif entry.action in {"appeal.take", "appeal.taken-over", "appeal.released"}:
            self.owners.setdefault(UUID(entry.subject_id), []).append((entry.number, entry.actor_id))
        elif entry.action in {"submission.screen", "case.taken", "case.handed-over", "case.released"}:
            owner = UUID(entry.details["to"]) if entry.action == "case.handed-over" else entry.actor_id
            self.owners.setdefault(UUID(entry.subject_id), []).append(
                (entry.number, None if entry.action == "case.released" else owner)
            )

    @cached_property
    def by_case(self) -> Mapping[UUID, list[Assignment]]:
        found: dict[UUID, list[Assignment]] = {}
        for one in self.assignments.values():
            found.setdefault(one.submission_id, []).append(one)
        return found

    @cached_property
    def at_once(self) -> Mapping[datetime, list[AuditEntry]]:
        """What was written down at one moment, which is one act."""
        found: dict[datetime, list[AuditEntry]] = {}
        for entry in self.entries:
            found.setdefault(entry.at, []).append(entry)
        return found

    @cached_property
    def of_seats(self) -> Mapping[str, list[AuditEntry]]:
        found: dict[str, list[AuditEntry]] = {}
        for entry in self.entries:
            if "assignment" in entry.details:
                found.setdefault(entry.details["assignment"], []).append(entry)
        return found

    @cached_property
    def left(self) -> Mapping[UUID, datetime]:
        """When somebody left their seat."""
        return {UUID(one.details["assignment"]): one.at for one in self.entries if one.action in LEFT}

    def case_of(self, entry: AuditEntry) -> Submission:
        if entry.subject_type == "renewal":
            return self.submissions[self.renewals[UUID(entry.subject_id)].accreditation.submission_id]
        if entry.subject_type == "accreditation":
            return self.submissions[self.awards[UUID(entry.subject_id)].submission_id]
        is_beside = entry.subject_type in {"question", "appeal", "correction"}
        return self.submissions[UUID(entry.details["submission"] if is_beside else entry.subject_id)]

    def appeal_of(self, entry: AuditEntry) -> Appeal | None:
        """Where it is about an appeal, or about a seat on one."""
        if entry.subject_type == "appeal":
            return self.appeals[UUID(entry.subject_id)]
        is_of_seat = "assignment" in entry.details
        key = self.seat(entry).appeal_id if is_of_seat else None
        return self.appeals[key] if key else None

    def seat(self, entry: AuditEntry) -> Assignment:
        return self.assignments[UUID(entry.details["assignment"])]

    def is_active(self, person: UUID, at: datetime) -> bool:
        return next((is_on for when, is_on in reversed(self.active.get(person, [])) if when <= at), True)

    def is_editor(self, person: UUID, at: datetime) -> bool:
        return self._has(person, "is_editor", at)

    def is_reviewer(self, person: UUID, at: datetime) -> bool:
        return self._has(person, "is_reviewer", at)

    def _has(self, person: UUID, role: str, at: datetime) -> bool:
        roles = next((roles for when, roles in reversed(self.roles.get(person, [])) if when <= at), frozenset())
        return role in roles and self.is_active(person, at)

    def all_editors(self, at: datetime) -> list[str]:
        return [email for person, email in self.emails.items() if self.is_editor(person, at)]

    def members(self, organisation: UUID | None, at: datetime) -> list[UUID]:
        return [one.person_id for one in self.memberships if one.organisation_id == organisation
                and one.created_at <= at]  # fmt: skip

    def team(self, case: Submission, at: datetime) -> list[str]:
        return self.to(one for one in self.members(case.project.organisation_id, at) if self.is_active(one, at))

    def to(self, people: Iterable[UUID]) -> list[str]:
        return [self.emails[one] for one in people]

    def owner(self, case: Submission, entry: AuditEntry) -> UUID | None:
        """Who ran it, or had its appeal in hand, when this was written down, if they could."""
        appeal = self.appeal_of(entry)
        known = self.owners.get(appeal.id if appeal else case.id, [])
        owner = next((who for number, who in reversed(known) if number <= entry.number), None)
        return owner if owner and self.is_editor(owner, entry.at) else None

    def editors(self, case: Submission, entry: AuditEntry, *, all_of_them: bool = False) -> list[str]:
        """Whom a mail to the editors of a case or its appeal goes to: who has it, else all but team and reviewers."""
        asked = {one.reviewer.email for one in self.by_case.get(case.id, []) if one.assigned_at <= entry.at}
        left_out = asked.union(self.team(case, entry.at))
        owner = self.owner(case, entry)
        if owner and not all_of_them and self.emails[owner] not in left_out:
            return [self.emails[owner]]
        return [email for email in self.all_editors(entry.at) if email not in left_out]

    def readers(self, case: Submission, at: datetime) -> list[str]:
        """Reviewers who have the report open."""
        return [
            one.reviewer.email for one in self.by_case.get(case.id, [])
            if one.declared_at and one.declared_at <= at and self.left.get(one.id, at) >= at
        ]  # fmt: skip
