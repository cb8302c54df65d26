"""Which mail addresses are at one institution."""

import tomllib
from importlib.resources import files

import pytest

from evidencehub.accounts.institutions.domains import at_one_institution

SHARED = """
    gmail.com mail.gmail.com hotmail.com hotmail.co.uk hotmail.fr live.co.uk yahoo.de outlook.com icloud.com nhs.net
    nhs.scot nhs.uk gov.uk ac.uk sch.uk borough.sch.uk police.uk co.uk org.uk cjsm.net hscni.net com localhost
    example.org
"""


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("uni.ac.uk", "uni.ac.uk", True),
        ("cs.uni.ac.uk", "UNI.ac.uk", True),
        ("cs.uni.ac.uk", "law.uni.ac.uk", True),
        ("trust.example", "research.trust.example", True),
        ("borough.gov.uk", "schools.borough.gov.uk", True),
        ("durham.ac.uk", "dur.ac.uk", True),
        ("ioe.ac.uk", "ucl.ac.uk", True),
        ("psych.jhu.edu", "jhmi.edu", True),
        ("oak.borough.sch.uk", "office.oak.borough.sch.uk", True),
        ("ggc.scot.nhs.uk", "aapct.scot.nhs.uk", False),
        ("ggc.scot.nhs.uk", "lists.ggc.scot.nhs.uk", True),
        ("uni.ac.uk", "otheruni.ac.uk", False),
        ("oak.borough.sch.uk", "ash.borough.sch.uk", False),
        ("borough.gov.uk", "city.gov.uk", False),
        ("trust-a.nhs.uk", "trust-b.nhs.uk", False),
        ("manchester.ac.uk", "mmu.ac.uk", False),
        ("newcastle.ac.uk", "newcastle.edu.au", False),
        ("trust-a.org.uk", "trust-b.org.uk", False),
    ],
)
def test_sister_and_lower_domains_are_one_place_and_neighbours_are_not(one, other, same):
    assert at_one_institution(one, other) is at_one_institution(other, one) is same


@pytest.mark.parametrize(
    "domain",
    [*SHARED.split(), "", "."],
)
def test_what_everybody_or_a_whole_service_shares_is_no_institution(domain):
    assert not at_one_institution(domain, domain)


def test_every_number_in_the_list_has_the_check_digits_of_the_registry_and_every_domain_stands_once():
    listed = tomllib.loads((files("evidencehub.accounts.institutions") / "institutions.toml").read_text())[
        "institutions"
    ]
    for each in listed:
        assert each["ror"][7:] == _check_digits(each["ror"][:7]), each["name"]
        assert len(each["domains"]) > 1
    domains = [domain for each in listed for domain in each["domains"]]
    assert len(domains) == len(set(domains))


def _check_digits(stem):
    """ISO 7064, modulo 97-10, over the number that the letters write in base 32 (Crockford's)."""
    signs = "0123456789abcdefghjkmnpqrstvwxyz"
    number = 0
    for sign in stem:
        number = number * 32 + signs.index(sign)
    return f"{98 - number * 100 % 97:02}"
