"""A copy of the Research Organization Registry, as far as the hub needs it: numbers, names, domains, who is whose."""

from enum import Enum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from evidencehub.shared.db import Base


class Listing(Enum):
    """What the registry says of a record."""

    ACTIVE = "active"
    INACTIVE = "inactive"  # it works no more; people may still have its addresses
    WITHDRAWN = "withdrawn"  # a mistake, or the same as another: it says nothing of anybody


class Institution(Base, private="a copy of a public register, which no page lists"):
    __tablename__ = "institution"
    ror: Mapped[str] = mapped_column(String(9), primary_key=True)
    name: Mapped[str]
    town: Mapped[str] = mapped_column(default="")
    country: Mapped[str] = mapped_column(String(2), default="")  # ISO 3166, as the registry gives it
    listing: Mapped[Listing]
    domains: Mapped[list[str]] = mapped_column(default=list)  # each one that somebody had to register, sorted
    related: Mapped[list[str]] = mapped_column(default=list)  # numbers of its parents, children, hospitals; sorted


class InstitutionDomain(Base, private="a copy of a public register, which no page lists"):
    """The domains once more, a row each, to be looked up. Of withdrawn records there are none."""

    __tablename__ = "institution_domain"
    domain: Mapped[str] = mapped_column(String(253), primary_key=True)
    ror: Mapped[str] = mapped_column(ForeignKey("institution.ror", ondelete="CASCADE"), primary_key=True, index=True)
