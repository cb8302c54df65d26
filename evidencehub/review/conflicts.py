"""Who may not grade or run a case: what the machine can find out before anybody sees a name.

Pure comparison of values; :func:`party` and :func:`team_of` fetch them. Public mail domains never match.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.accounts.models import Membership, Person
from evidencehub.projects.frozen.keeping import bundle_of
from evidencehub.projects.models import Submission

# Everybody can have an address there, so sharing the domain says nothing. The last three are for examples (RFC 2606).
_PUBLIC = """
    aol.com bt.com btinternet.com fastmail.com fsmail.net gmail.com gmx.co.uk gmx.com gmx.net googlemail.com hey.com
    hotmail.co.uk hotmail.com hotmail.fr icloud.com live.co.uk live.com mac.com mail.com mailbox.org me.com msn.com
    ntlworld.com o2.co.uk outlook.com posteo.de posteo.net pm.me proton.me protonmail.com sky.com talktalk.net
    tiscali.co.uk tuta.com tutanota.com virginmedia.com web.de yahoo.co.uk yahoo.com yandex.com ymail.com zoho.com
    example.com example.net example.org
"""
PUBLIC_DOMAINS = frozenset(_PUBLIC.split())
_TITLES = frozenset({"dr", "prof", "professor", "mr", "mrs", "ms", "miss", "mx", "sir", "dame", "lord", "lady", "rev"})
_MEANING = {
    "member": ("being in the team", "is in the team"),
    "organisation": ("working for the same organisation", "works for the team's organisation"),
    "domain": ("an email address at the same organisation", "has an email address where somebody in the team has one"),
    "author": ("being named as an author", "is named as an author of an evaluation"),
    "namesake": ("an author with the same surname and initial", "an author has the same surname and initial"),
}


@dataclass(frozen=True)
class Party:
    """What is compared of one person."""

    id: UUID
    name: str
    domain: str
    organisations: frozenset[UUID]


@dataclass(frozen=True)
class Team:
    """What is compared of the team behind a submission."""

    organisation_id: UUID | None
    members: tuple[Party, ...]
    authors: tuple[str, ...]


@dataclass(frozen=True)
class Check:
    """One thing that was compared. ``blocks`` is False for a doubt that a person has to settle."""

    kind: str
    found: bool
    blocks: bool = True

    @property
    def compared(self) -> str:
        return _MEANING[self.kind][0]

    @property
    def finding(self) -> str:
        return _MEANING[self.kind][1]

    def as_data(self) -> dict[str, Any]:
        return {"kind": self.kind, "found": self.found, "blocks": self.blocks}


def from_data(data: Iterable[dict[str, Any]]) -> list[Check]:
    return [Check(entry["kind"], entry["found"], entry["blocks"]) for entry in data]


def check(party: Party, team: Team) -> tuple[Check, ...]:
    """Compare a person with a team; the same five things for everybody."""
    others = [member for member in team.members if member.id != party.id]
    return (
        Check("member", party.id in {member.id for member in team.members}),
        Check("organisation", team.organisation_id is not None and team.organisation_id in party.organisations),
        Check("domain", any(same_domain(party.domain, member.domain) for member in others)),
        Check("author", any(normalised(author) == normalised(party.name) for author in team.authors)),
        Check("namesake", any(_might_be(author, party.name) for author in team.authors), blocks=False),
    )


def blocking(checks: Sequence[Check]) -> list[Check]:
    return [one for one in checks if one.found and one.blocks]


def same_domain(one: str, other: str) -> bool:
    """Whether two mail domains belong together: the same, or one below the other; never public ones."""
    shorter, longer = sorted((one.lower(), other.lower()), key=len)
    if not shorter or "." not in shorter or shorter in PUBLIC_DOMAINS:
        return False
    return longer == shorter or longer.endswith(f".{shorter}")


def colleagues(one: Party, other: Party) -> bool:
    """Whether two reviewers come from one place, so that they would not be two views."""
    return bool(one.organisations & other.organisations) or same_domain(one.domain, other.domain)


def normalised(name: str) -> str:
    """A name without accents, titles, case and punctuation, given names first.

    "LINDQVIST-SHAW, Dr Hannah" is "hannah lindqvist shaw".
    """
    family, comma, given = name.partition(",")
    parts = unicodedata.normalize("NFKD", f"{given} {family}" if comma else name)
    plain = "".join(sign for sign in parts if not unicodedata.combining(sign) and sign not in "'’`")
    words = re.findall(r"[^\W\d_]+", plain.casefold())
    return " ".join(word for word in words if word not in _TITLES)


def _might_be(author: str, name: str) -> bool:
    """An author written with an initial may be this person: "H. Lindqvist-Shaw" and "Hannah Lindqvist-Shaw"."""
    ours, theirs = normalised(name).split(), normalised(author).split()
    if ours == theirs or len(ours) < 2 or len(theirs) < 2 or ours[-1] != theirs[-1]:
        return False
    return ours[0][0] == theirs[0][0] and 1 in (len(ours[0]), len(theirs[0]))


def party(person: Person) -> Party:
    """Expects the person's memberships to be loaded."""
    domain = person.email.rpartition("@")[2]
    return Party(person.id, person.name, domain, frozenset(m.organisation_id for m in person.memberships))


def team_of(session: Session, submission: Submission) -> Team:
    """The people of the project's organisation and whoever sent the submission, and the authors of what was sent."""
    organisation_id = submission.project.organisation_id
    query = select(Person.id, Person.name, Person.email).distinct()
    query = query.outerjoin(Membership, Membership.person_id == Person.id).where(
        (Membership.organisation_id == organisation_id) | (Person.id == submission.sent_by)
    )
    members = [Party(row.id, row.name, row.email.rpartition("@")[2], frozenset()) for row in session.execute(query)]
    authors = [author for evaluation in bundle_of(submission).evaluations for author in evaluation.authors]
    return Team(organisation_id, tuple(members), tuple(dict.fromkeys(authors)))
