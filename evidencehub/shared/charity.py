"""Numbers of charities in the United Kingdom: their beginning tells of which register. None has a check sign."""

import re
from dataclasses import dataclass

NOT_ONE = (
    "A charity number has 6 or 7 figures in England and Wales, SC and 6 figures in Scotland, NIC and 6 figures in "
    "Northern Ireland"
)


@dataclass(frozen=True)
class Register:
    name: str
    shape: re.Pattern[str]
    address: str  # of one charity's entry, with {figures} for its figures


REGISTERS = (
    Register(
        "England and Wales", re.compile(r"([0-9]{6,7})"),
        "https://register-of-charities.charitycommission.gov.uk/en/charity-search/-/charity-details/{figures}",
    ),
    Register("Scotland", re.compile(r"SC([0-9]{6})"), "https://www.oscr.org.uk/search/charity-details/?number=SC{figures}"),
    Register(
        "Northern Ireland", re.compile(r"NIC([0-9]{6})"),
        "https://www.charitycommissionni.org.uk/charity-search/?regId={figures}",
    ),
)  # fmt: skip


def canonical(text: str) -> str:
    """The number without spaces, in capitals; "" for nothing typed.

    >>> canonical("sc 012345"), canonical("1234567")
    ('SC012345', '1234567')

    :raises ValueError: it has the shape of none of them.
    """
    plain = re.sub(r"[\s.-]", "", text).upper()
    if plain and register_of(plain) is None:
        raise ValueError(NOT_ONE)
    return plain


def register_of(number: str) -> Register | None:
    """Of a canonical number."""
    return next((each for each in REGISTERS if each.shape.fullmatch(number)), None)


def address(number: str) -> str:
    """Where everybody can read of it; "" for no number."""
    for each in REGISTERS:
        if found := each.shape.fullmatch(number):
            return each.address.format(figures=found[1])
    return ""
