"""People, the organisations they belong to, where they are signed in, and the attempts that are counted."""

from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, ForeignKey, Index, PrimaryKeyConstraint, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidencehub.accounts.states import InvitationState
from evidencehub.shared.constraints import says
from evidencehub.shared.db import Base


class OrganisationKind(Enum):
    CHARITY = "charity"
    COUNCIL = "council"
    UNIVERSITY = "university"
    SCHOOL_TRUST = "school-trust"
    HOUSING_ASSOCIATION = "housing-association"
    HEALTH_TRUST = "health-trust"
    OTHER = "other"


class TeamRole(Enum):
    """What somebody may do in a team; authz/policies.py says what that is."""

    OWNER = "owner"
    CONTRIBUTOR = "contributor"
    READER = "reader"

    @property
    def named(self) -> str:
        return "a contributor" if self is TeamRole.CONTRIBUTOR else "an owner" if self is TeamRole.OWNER else "a reader"

    @property
    def told(self) -> str:
        """In one sentence, for whoever chooses or gets it."""
        return _ROLES_TOLD[self]


_ROLES_TOLD = {
    TeamRole.OWNER: "Does everything, also sends projects to be graded, answers decisions, and looks after the team.",
    TeamRole.CONTRIBUTOR: "Adds and edits projects and evaluations, uploads documents, and answers questions.",
    TeamRole.READER: "Reads everything, drafts and letters too, and changes nothing.",
}


class ReviewerKind(Enum):
    """What somebody grades from; a standard's panel may ask for one of each."""

    ACADEMIC = "academic"
    PRACTITIONER = "practitioner"


class Organisation(Base):
    __tablename__ = "organisation"
    __table_args__ = (
        UniqueConstraint(
            "slug",
            info=says(
                "There is an organisation with this name now. If you pressed twice, it is yours: go to your projects. "
                "If not, ask somebody there to invite you, or use a fuller name."
            ),
        ),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    slug: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[OrganisationKind] = mapped_column(default=OrganisationKind.OTHER)
    town: Mapped[str] = mapped_column(String(100), default="")
    charity_number: Mapped[str] = mapped_column(
        String(10), default="", server_default=""
    )  # as shared/charity.py has it
    ror: Mapped[str] = mapped_column(String(9), default="", server_default="")  # in the Research Organization Registry
    closed_at: Mapped[datetime | None]  # nothing is sent from it any more
    merged_into_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("organisation.id"), index=True
    )  # where its page leads then
    demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    members: Mapped[list["Membership"]] = relationship(back_populates="organisation", order_by="Membership.created_at")
    former_names: Mapped[list["FormerName"]] = relationship(order_by="FormerName.until", cascade="all, delete-orphan")


class FormerName(Base):
    """What an organisation was called. Its address of then leads on for ever, and nobody else can take it."""

    __tablename__ = "former_name"
    __table_args__ = (
        PrimaryKeyConstraint(
            "slug", info=says("This organisation got another name just now. Open the page again to see it.")
        ),
    )
    slug: Mapped[str] = mapped_column(String(200), primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    until: Mapped[datetime]


class Person(Base):
    """Somebody with an account. Roles over the whole hub are flags here; work in a team is a membership."""

    __tablename__ = "person"
    __table_args__ = (
        # Not "there is an account": that an address has one is nobody else's business.
        UniqueConstraint("email", info=says("This form was sent twice. Look in your mail for what to do next.")),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    email: Mapped[str] = mapped_column(String(320))  # lower case
    name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str] = mapped_column(String(200))
    session_version: Mapped[int] = mapped_column(default=1)  # a new password ends every link that was mailed before
    confirmed_at: Mapped[datetime | None]
    is_editor: Mapped[bool] = mapped_column(default=False)
    is_reviewer: Mapped[bool] = mapped_column(default=False)
    is_admin: Mapped[bool] = mapped_column(default=False)
    is_active: Mapped[bool] = mapped_column(default=True)
    title: Mapped[str] = mapped_column(String(200), default="")  # "Senior lecturer in education"
    reviewer_kind: Mapped[str] = mapped_column(String(20), default="")  # of ReviewerKind; "" is not known
    expertise: Mapped[list[str]] = mapped_column(default=list)  # slugs of outcome areas
    orcid: Mapped[str] = mapped_column(String(19), default="", server_default="")  # with hyphens; never looked up
    # Numbers of the Research Organization Registry, from the imported register: of those that have the domain of this
    # address, and of those that belong to one of them.
    at_institutions: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    near_institutions: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    away_from: Mapped[date | None]  # takes no new reviews from this day
    away_until: Mapped[date | None]  # to this day, which is the last
    trained_at: Mapped[datetime | None]  # graded the example for reviewers, or was excused from it
    demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    memberships: Mapped[list["Membership"]] = relationship(back_populates="person", order_by="Membership.created_at")
    authenticator: Mapped["Authenticator | None"] = relationship(passive_deletes=True)
    passkeys: Mapped[list["Passkey"]] = relationship(passive_deletes=True, order_by="Passkey.created_at")


class Membership(Base, private="who works for whom"):
    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint(
            "person_id",
            "organisation_id",
            info=says("This person is in the organisation already."),
        ),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), index=True)
    role: Mapped[TeamRole] = mapped_column(default=TeamRole.READER)
    created_at: Mapped[datetime]
    person: Mapped[Person] = relationship(back_populates="memberships")
    organisation: Mapped[Organisation] = relationship(back_populates="members")


_unanswered: dict[str, Any] = {f"{dialect}_where": text("state = 'open'") for dialect in ("sqlite", "postgresql")}


class Invitation(Base, private="who is asked into which team"):
    """Somebody is asked into a team: whoever has this address, in an account or not yet."""

    __tablename__ = "invitation"
    __table_args__ = (
        Index(
            "uq_invitation_open",
            "organisation_id",
            "email",
            unique=True,
            info=says("Somebody else invited this address just now. Nobody is invited twice."),
            **_unanswered,
        ),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), index=True)
    email: Mapped[str] = mapped_column(String(320), index=True)  # lower case
    role: Mapped[TeamRole] = mapped_column(default=TeamRole.READER)  # that they have when they say yes
    state: Mapped[InvitationState] = mapped_column(default=InvitationState.OPEN)
    invited_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    organisation: Mapped[Organisation] = relationship()
    inviter: Mapped[Person | None] = relationship()


class SignInSession(Base, private="where people are signed in"):
    """A browser that somebody is signed in with. Ending it removes the row, and with it what the browser's cookie says.

    ``browser`` is a few words, such as "Firefox on Windows"; no address is kept.
    """

    __tablename__ = "sign_in_session"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    browser: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]  # give or take five minutes
    person: Mapped[Person] = relationship()


class Authenticator(Base, private="how people sign in"):
    """The app that makes codes for somebody: signing in asks for one. There is no row before a first code was right."""

    __tablename__ = "authenticator"
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    sealed_secret: Mapped[str]  # with the hub's key
    last_step: Mapped[int]  # of 30 seconds since 1970, of the last code that was right: none works twice
    created_at: Mapped[datetime]


class Passkey(Base, private="how people sign in"):
    """A key that somebody's phone, computer or stick keeps; here lies its public half."""

    __tablename__ = "passkey"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    credential_id: Mapped[str] = mapped_column(String(1400), unique=True)  # base64, as the credential is
    credential: Mapped[str]
    counter: Mapped[int] = mapped_column(BigInteger)  # of its uses, where it counts; 0 where it does not
    name: Mapped[str] = mapped_column(String(60))  # the browser it was made with
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class RecoveryCode(Base, private="how people sign in"):
    """A code on paper that stands for the app once; removed when it is used."""

    __tablename__ = "recovery_code"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))  # keyed


class SignInAttempt(Base, private="throttling"):
    """One failed attempt; kept a day. Subject and address are keyed hashes, so the table names nobody."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (
        Index("ix_sign_in_attempt_subject", "subject_hash", "at"),
        Index("ix_sign_in_attempt_address", "address_hash", "at"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    subject_hash: Mapped[str] = mapped_column(String(64))
    address_hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]


class TypedForm(Base, private="typed, for whoever typed it"):
    """What somebody sent from a form after their session had ended; kept an hour, and only their browser can read it.

    ``holder`` and ``account`` are keyed hashes of the browser's device and of the account it was used for last.
    """

    __tablename__ = "typed_form"
    __table_args__ = (Index("ix_typed_form_holder", "holder", "account"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    holder: Mapped[str] = mapped_column(String(64))
    account: Mapped[str] = mapped_column(String(64))
    sealed: Mapped[str]  # address and fields, encrypted
    created_at: Mapped[datetime] = mapped_column(index=True)
