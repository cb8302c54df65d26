"""Who may not grade or run a case: what the machine can find out before anybody sees a name.

Pure comparison of values, which :mod:`evidencehub.review.teams` fetches. A team writes its own authors, so a name alone
never bars anybody: it is a doubt, which an editor settles.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from evidencehub.accounts.institutions.domains import institution_of
from evidencehub.accounts.models import Person
from evidencehub.review import coauthors
from evidencehub.review.names import Likeness, likeness
from evidencehub.shared.orcid import split_author

_MEANING = {
    "member": ("being in the team", "is in the team"),
    "organisation": ("working for the same organisation", "works for the team's organisation"),
    "former": ("being in a team that ran it before", "is or was in a team that ran it before"),
    "domain": ("an email address at the same organisation", "has an email address where somebody in the team has one"),
    "related": (
        "an email address at an organisation that belongs to theirs, or theirs to it",
        "has an email address at an organisation that belongs to that of somebody in the team, or the other way round",
    ),
    "orcid": ("an ORCID iD that an author has", "has the ORCID iD of an author or of somebody in the team"),
    "author": ("being named as an author", "has the name of an author of an evaluation"),
    "account": ("the name of somebody in the team", "has the name of somebody in the team, so may be the same person"),
    "namesake": ("an author with the same surname and initial", "may have the name of an author, written otherwise"),
    "coauthor": ("writing with an author lately", "may have written an evaluation here with one of the authors lately"),
    "beside": (
        "being named beside an author in an evaluation of the team's own",
        "has the name of somebody whom the team names as an author beside one of its own",
    ),
    "helper": ("having been put in touch with the team to help it", "was put in touch with the team to help it"),
    "twin": ("being the other reviewer", "may be the same person as the other reviewer, with a second account"),
}
COMPARED = (
    Person.id, Person.name, Person.email, Person.orcid, Person.at_institutions, Person.near_institutions
)  # fmt: skip
# Facts that nobody can talk away: the team's own people. All else an editor can outrank, with a reason.
_HARD = frozenset({"member", "organisation", "former"})
# A name written otherwise is too little to hold up what is under way; it is looked at when reviewers are chosen.
_WEAK = frozenset({"namesake"})


@dataclass(frozen=True)
class Party:
    """What is compared of one person."""

    id: UUID
    name: str
    domain: str
    organisations: frozenset[UUID]
    orcid: str = ""
    at: frozenset[str] = frozenset()  # institutions of the imported register that have this domain
    near: frozenset[str] = frozenset()  # and those that belong to one of them

    @property
    def places(self) -> frozenset[str]:
        """What stands for each institution that the address is at; none where everybody can have one there."""
        return (self.at | {institution_of(self.domain)}) - {""}


@dataclass(frozen=True)
class Team:
    """What is compared of the team behind a submission."""

    organisation_id: UUID | None
    members: tuple[Party, ...]
    authors: tuple[str, ...]  # as the team wrote them, an ORCID iD after the name if there is one
    helpers: frozenset[UUID] = frozenset()  # who was put in touch with it
    written: coauthors.Written = ()  # with whom its people wrote evaluations here lately
    before: frozenset[UUID] = frozenset()  # organisations that ran it before
    former: frozenset[UUID] = frozenset()  # those of the members who are behind it only since they ran it before

    @property
    def people(self) -> list[coauthors.Author]:
        """Its authors and members, by name and ORCID iD."""
        return [*map(split_author, self.authors), *((one.name, one.orcid) for one in self.members)]


@dataclass(frozen=True)
class Check:
    """One thing that was compared. ``blocks`` is False for a doubt: a name, which never proves who somebody is."""

    kind: str
    found: bool
    blocks: bool = True
    detail: str = ""  # what was found, for editors alone

    @property
    def compared(self) -> str:
        return _MEANING[self.kind][0]

    @property
    def finding(self) -> str:
        return _MEANING[self.kind][1]

    @property
    def told(self) -> str:
        """The finding with what it rests on."""
        return f"{self.finding} ({self.detail})" if self.detail else self.finding

    @property
    def is_hard(self) -> bool:
        """No editor can outrank it."""
        return self.kind in _HARD

    @property
    def is_weak(self) -> bool:
        return self.kind in _WEAK

    @property
    def key(self) -> str:
        """What an editor rules on: the same thing found again needs no second ruling."""
        return f"{self.kind}: {self.detail}"

    def as_data(self) -> dict[str, Any]:
        return {"kind": self.kind, "found": self.found, "blocks": self.blocks, "detail": self.detail}


def from_data(data: Iterable[dict[str, Any]]) -> list[Check]:
    return [Check(entry["kind"], entry["found"], entry["blocks"], entry.get("detail", "")) for entry in data]


def check(party: Party, team: Team) -> tuple[Check, ...]:
    """Compare a person with a team; the same things for everybody."""
    others = [member for member in team.members if member.id != party.id]
    authors = [split_author(author) for author in team.authors]
    alike = {name: likeness(name, party.name) for name, _ in authors}
    orcids = {orcid for _, orcid in authors} | {member.orcid for member in others}
    return (
        Check("member", party.id in {member.id for member in team.members} - team.former),
        Check("organisation", team.organisation_id is not None and team.organisation_id in party.organisations),
        Check("former", party.id in team.former or bool(team.before & party.organisations)),
        _found("domain", [party.domain] if any(in_one_place(party, one) for one in others) else []),
        _found("related", [one.domain for one in others if belong_together(party, one)], blocks=False),
        Check("helper", party.id in team.helpers),
        _found("orcid", [party.orcid] if party.orcid and party.orcid in orcids else [], blocks=False),
        _found("author", [name for name, like in alike.items() if like is Likeness.SAME], blocks=False),
        _found("account", [one.name for one in others if may_be_one(party, one)], blocks=False),
        *(
            _found(kind, coauthors.with_whom((party.name, party.orcid), team.written, typed_by_team=own), blocks=False)
            for kind, own in (("coauthor", False), ("beside", True))
        ),
        _found("namesake", [name for name, like in alike.items() if like is Likeness.MAYBE], blocks=False),
    )


def _found(kind: str, what: Sequence[str], *, blocks: bool = True) -> Check:
    return Check(kind, bool(what), blocks, "; ".join(dict.fromkeys(what)))


def twin(names: Sequence[str]) -> Check:
    """:param names: who has the other seat. Never kept with a seat: its reviewer reads there what was compared."""
    return _found("twin", names, blocks=False)


def blocking(checks: Iterable[Check]) -> list[Check]:
    return [one for one in checks if one.found and one.blocks]


def in_one_place(one: Party, other: Party) -> bool:
    """Whether two people have an address at one institution; never a public one."""
    return bool(one.places & other.places)


def belong_together(one: Party, other: Party) -> bool:
    """Whether one has an address at an institution that belongs to the other's, as a teaching hospital to its
    university. Of two that belong to the same third it says nothing.
    """
    return bool(one.places & other.near or one.near & other.places) and not in_one_place(one, other)


def colleagues(one: Party, other: Party) -> bool:
    """Whether two reviewers come from one place, so that they would not be two views."""
    return bool(one.organisations & other.organisations) or in_one_place(one, other)


def may_be_one(one: Party, other: Party) -> bool:
    """Whether two accounts may be one person's: one ORCID iD, or one name that nothing speaks against."""
    if one.orcid and other.orcid:
        return one.orcid == other.orcid
    return likeness(one.name, other.name) is Likeness.SAME


def party(person: Person) -> Party:
    """Expects the person's memberships to be loaded."""
    organisations = frozenset(membership.organisation_id for membership in person.memberships)
    return _party(person, organisations)


def _party(person: Any, organisations: frozenset[UUID]) -> Party:
    """Of a person, or of a row with the columns that :data:`COMPARED` names."""
    return Party(
        person.id, person.name, person.email.rpartition("@")[2], organisations, person.orcid,
        frozenset(person.at_institutions), frozenset(person.near_institutions),
    )  # fmt: skip


def member(row: Any) -> Party:
    """Somebody of the team, from a row of :data:`COMPARED`."""
    return _party(row, frozenset())
