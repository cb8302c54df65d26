"""What a line of cost may be for, how often it is paid, and in which money."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    slug: str
    label: str
    help: str


@dataclass(frozen=True)
class Currency:
    """``before`` stands before an amount."""

    code: str  # ISO 4217
    label: str  # of many
    before: str


SET_UP, LICENCE, STAFF, MATERIALS, PREMISES, OTHER = "set-up", "licence", "staff", "materials", "premises", "other"
ONCE, YEAR, GROUP, PERSON = "once", "year", "group", "person"

KINDS: Mapping[str, Kind] = {
    kind.slug: kind
    for kind in (
        Kind(SET_UP, "Set-up and training", "What it takes before anybody takes part."),
        Kind(LICENCE, "Licence and fees", "What its owner is paid, and fees to others."),
        Kind(STAFF, "Staff", "Pay, with pension and insurance, of all who run it. Volunteers too: 0 if unpaid."),
        Kind(MATERIALS, "Materials and equipment", "Booklets, food, kit, tickets, travel of those who take part."),
        Kind(PREMISES, "Rooms", "Rent, heating and cleaning. Enter 0 if a room is lent."),
        Kind(OTHER, "Something else", "For example insurance, or a share of your office."),
    )
}
# How often a line is paid: as a choice, and behind an amount.
UNITS: Mapping[str, tuple[str, str]] = {
    ONCE: ("Once, to start", "once"),
    YEAR: ("Every year", "a year"),
    GROUP: ("For each group", "a group"),
    PERSON: ("For each person who takes part", "a person"),
}
CURRENCIES: Mapping[str, Currency] = {
    currency.code: currency
    for currency in (
        Currency("GBP", "pounds", "£"),
        Currency("EUR", "euros", "€"),
        Currency("USD", "US dollars", "US$"),
        Currency("AUD", "Australian dollars", "A$"),
        Currency("CAD", "Canadian dollars", "C$"),
        Currency("CHF", "Swiss francs", "CHF\u00a0"),
        Currency("DKK", "Danish kroner", "DKK\u00a0"),
        Currency("INR", "Indian rupees", "INR\u00a0"),
        Currency("NOK", "Norwegian kroner", "NOK\u00a0"),
        Currency("NZD", "New Zealand dollars", "NZ$"),
        Currency("SEK", "Swedish kronor", "SEK\u00a0"),
        Currency("ZAR", "South African rand", "ZAR\u00a0"),
    )
}
