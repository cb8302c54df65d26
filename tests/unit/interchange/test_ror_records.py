"""What of a record of the registry is kept: where its website stands for a domain, and where it does not."""

import pytest

from evidencehub.accounts.institutions.models import Listing
from evidencehub.interchange.ror.records import is_of_schema_1, record_of
from tests.support.ror import a_record, number


def domains(**values):
    return record_of(a_record("aaaaaa", "University of Riverton", **values)).domains


def test_a_record_is_kept_with_its_name_place_domains_and_relations():
    given = a_record(
        "aaaaaa", "University of Riverton", domains=["riverton.example", "rvt.example"], website="https://other.example",
        related=[("child", "bbbbbb"), ("related", "cccccc"), ("child", "bbbbbb")],
    )  # fmt: skip
    record = record_of(given)
    assert (record.ror, record.name) == (number("aaaaaa"), "University of Riverton")
    assert (record.town, record.country, record.listing) == ("Riverton", "GB", Listing.ACTIVE)
    assert record.domains == ("riverton.example", "rvt.example"), "where domains are given, the website adds none"
    assert record.related == tuple(sorted([number("bbbbbb"), number("cccccc")]))


@pytest.mark.parametrize(
    ("website", "domain"),
    [
        ("https://www.riverton.example/", "riverton.example"),
        ("http://riverton.example", "riverton.example"),
        ("www.riverton.example", "riverton.example"),
        ("https://www.riverton.example/en/", "riverton.example"),
        ("https://en.riverton.example/", "riverton.example"),
        ("https://www.riverton.ac.uk", "riverton.ac.uk"),
        ("https://www.riverton.example/dentistry", None),
        ("https://dentistry.riverton.example/", None),
        ("https://www.facebook.com/riverton", None),
        ("https://riverton.wordpress.com/", None),
        ("https://www.gov.uk/government/organisations/riverton", None),
        ("https://hotmail.com/", None),
        ("https://www.nhs.uk/", "www.nhs.uk"),  # a domain at which nobody has an address
        ("https://[broken/", None),
        ("", None),
    ],
)
def test_a_website_stands_for_a_domain_only_at_its_top(website, domain):
    assert domains(website=website) == ((domain,) if domain else ())


def test_public_and_national_domains_are_never_an_institutions_own():
    assert domains(domains=["nhs.net", "gmail.com", "gov.uk", "ac.uk"], website="https://nhs.net") == ()
    assert domains(domains=["hotmail.com"], website="https://riverton.example") == ("riverton.example",)


def test_a_withdrawn_record_says_nothing_of_anybody():
    given = a_record("aaaaaa", "Double", domains=["riverton.example"], related=[("successor", "bbbbbb")])
    record = record_of(given | {"status": "withdrawn"})
    assert (record.listing, record.domains, record.related) == (Listing.WITHDRAWN, (), ())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"id": "https://ror.org/0aaaaaa99"}, "is no ROR number"),
        ({"id": None}, "id: it has none"),
        ({"id": ""}, "id: it has none"),
        ({"names": []}, "names: it has none"),
        ({"names": "University"}, "names: it has none"),
        ({"status": "asleep"}, "status: 'asleep' is none"),
    ],
)
def test_what_cannot_be_used_is_told(change, said):
    with pytest.raises(ValueError, match=said):
        record_of(a_record("aaaaaa", "University of Riverton") | change)
    with pytest.raises(ValueError, match="not a record"):
        record_of(["a list"])


@pytest.mark.parametrize("key", ["domains", "links", "relationships", "locations", "established"])
def test_what_a_record_leaves_out_or_has_as_null_is_no_mistake(key):
    given = a_record("aaaaaa", "University of Riverton")
    for lacking in ({**given, key: None}, {name: value for name, value in given.items() if name != key}):
        assert record_of(lacking).name == "University of Riverton"


def test_a_name_without_the_mark_of_the_registrys_own_is_taken_as_it_comes():
    given = a_record("aaaaaa", "x") | {"names": [{"value": " Riverton\n Trust ", "types": ["label"]}]}
    assert record_of(given).name == "Riverton Trust"


def test_schema_1_is_known_by_its_one_name():
    assert is_of_schema_1({"id": "https://ror.org/015w2mp89", "name": "Riverton", "country": {}})
    assert not is_of_schema_1(a_record("aaaaaa", "Riverton"))
