"""Records as files, each read back by somebody else's reader."""

import json
from dataclasses import replace
from datetime import date

import bibtexparser
import pytest
import rispy
from datacite import schema45
from pylatexenc.latex2text import LatexNodes2Text
from pyld import jsonld

from evidencehub.catalogue.cited.authors import author_of, group
from evidencehub.catalogue.cited.files.formats import FORMATS
from evidencehub.catalogue.cited.files.keys import key_of
from evidencehub.catalogue.cited.published import Published
from evidencehub.catalogue.cited.record import Dated, File, Kind, Record, Related, Relation, Subject
from evidencehub.extraction.references.bibtex import read_bibtex
from evidencehub.extraction.references.csl import read_csl

TODAY = date(2026, 11, 30)
HUB = "https://hub.example"
ID = "0f3a1b2c-4d5e-4f60-8172-8394a5b6c7d8"
HARD = "50% of {café} & Łódź’s #1_plan: “x < y” $5 \\ ~\n李明 – naïve"
STUDY = Record(
    kind=Kind.STUDY, identifier=f"studies/{ID}", address=f"{HUB}/evaluations/{ID}", title=HARD, hub="Hub & Söhne",
    authors=(author_of("Anna Müller 0000-0002-1825-0097"), author_of("de la Cruz, M."), author_of("John Smith, Jr."),
             group("London & Borough of {X}", ror="02jx3x895"), author_of("Sukarno 0000-0002-1825-0097")),
    issued=Dated("2025", "the year of the report"), modified=Dated("2026-03-04", "changed"), abstract="One.\n\nTwo 5%.",
    subjects=(Subject("School, attendance", f"{HUB}/outcomes/a", "Outcome areas", "a"),
              Subject("Attainment", f"{HUB}/outcomes/b", "Outcome areas", "b")),
    licence=f"{HUB}/terms", rights="May be quoted.", version="2026-03-04", doi="10.1000/x_1(2)",
    published=Published("JOUR", "Child & Youth", "82", "5", "1620", "1633"), source="Rated elsewhere; not graded here",
    source_address="https://doi.org/10.1000/x_1(2)", source_id="17-1", place="Hill",
    relations=(Related(Relation.IS_PART_OF, f"{HUB}/projects/p", "Walk", kind=Kind.PROJECT),
               Related(Relation.CITES, "", "Other", "10.1000/y"), Related(Relation.CITES, "", "No address")),
    files=(File(f"{HUB}/f.pdf", "application/pdf", 12),), note="", is_invented=True,
)  # fmt: skip
BARE = Record(kind=Kind.VOCABULARY, identifier="vocabularies/settings", address=f"{HUB}/vocabularies/settings",
              title="Settings", hub="Hub")  # fmt: skip
EVERY = [
    STUDY,
    BARE,
    *(replace(STUDY, kind=kind, published=BARE.published) for kind in Kind),
    *(replace(STUDY, published=Published(kind, "Somewhere")) for kind in ("JOUR", "CHAP", "THES", "RPRT", "GEN")),
]


def one(record, ending):
    return FORMATS[ending].one(record, TODAY)


def many(records, ending):
    return "".join(FORMATS[ending].many(records, TODAY))


def test_ris_is_read_back(record=STUDY):
    (found,) = rispy.loads(one(record, "ris"))
    assert found["title"] == " ".join(HARD.split()) and found["abstract"] == "One. Two 5%."
    assert found["authors"] == [
        "Müller, Anna",
        "de la Cruz, M.",
        "Smith, John, Jr.",
        "London & Borough of {X}",
        "Sukarno",
    ]
    assert (found["type_of_reference"], found["secondary_title"], found["volume"]) == ("JOUR", "Child & Youth", "82")
    assert (found["start_page"], found["end_page"], found["year"]) == ("1620", "1633", "2025")
    assert found["doi"] == STUDY.doi and found["urls"] == [STUDY.address, STUDY.source_address]
    assert found["keywords"] == ["School, attendance", "Attainment"] and found["access_date"] == "2026/11/30"
    assert {"Invented for a demonstration", "A study of: Walk", STUDY.source} == set(found["notes"])
    assert len(rispy.loads(many(EVERY, "ris"))) == len(EVERY)


def plain(latex):
    return " ".join(LatexNodes2Text().latex_to_text(latex).split())


def test_bibtex_is_read_back_by_two_readers_with_every_letter():
    library = bibtexparser.parse_string(one(STUDY, "bib"))
    (entry,) = library.entries
    assert not library.failed_blocks and entry.entry_type == "article" and entry.key == key_of(STUDY)
    assert one(STUDY, "bib").replace("李明", "").isascii()
    assert plain(entry["title"]) == " ".join(HARD.split())
    assert plain(entry["journal"]) == "Child & Youth" and entry["pages"] == "1620--1633"
    assert entry["url"] == STUDY.address and entry["doi"] == STUDY.doi
    (read,) = read_bibtex(one(STUDY, "bib"))
    assert read.title.replace("{", "").replace("}", "") == " ".join(HARD.split()).replace("{", "").replace("}", "")
    assert read.authors[0] == "Müller, Anna" and read.authors[1] == "de la Cruz, M."
    assert read.authors[3:] == ("London & Borough of X", "Sukarno") and read.year == 2025 and read.doi == STUDY.doi


@pytest.mark.parametrize("record", EVERY[:-1], ids=lambda each: f"{each.kind}-{each.published.kind}")
def test_bibtex_of_each_kind_is_one_whole_entry(record):
    library = bibtexparser.parse_string(one(record, "bib"))
    assert len(library.entries) == 1 and not library.failed_blocks
    assert len({each.key for each in library.entries[0].fields}) == len(library.entries[0].fields)


def test_a_name_in_a_list_is_made_of_what_never_changes():
    renamed = replace(STUDY, title="Another", authors=(), issued=None)
    assert key_of(STUDY) == key_of(renamed) == f"study-{ID.replace('-', '')}"
    assert key_of(replace(STUDY, kind=Kind.REPORT, identifier=f"reports/{ID}")) != key_of(STUDY)
    assert key_of(replace(BARE, kind=Kind.ACCREDITATION, identifier="accreditations/2026-0001")) == (
        "accreditation-2026-0001"
    )


def test_csl_is_read_back():
    (made,) = json.loads(one(STUDY, "csl.json"))
    assert made["author"][0] == {"family": "Müller", "given": "Anna"}
    assert made["author"][2] == {"family": "Smith", "given": "John", "suffix": "Jr."}
    assert made["author"][3] == {"literal": "London & Borough of {X}"} and made["issued"] == {"date-parts": [[2025]]}
    assert (made["container-title"], made["page"], made["DOI"]) == ("Child & Youth", "1620-1633", STUDY.doi)
    assert "publisher" not in made and made["accessed"] == {"date-parts": [[2026, 11, 30]]}
    read = list(read_csl(many(EVERY, "csl.json")))
    assert len(read) == len(EVERY) and read[0].doi == STUDY.doi and read[0].year == 2025


@pytest.mark.parametrize("record", EVERY, ids=lambda each: f"{each.kind}-{each.published.kind}")
def test_what_goes_to_repositories_is_valid_by_datacites_own_schema(record):
    made = json.loads(one(record, "datacite.json"))
    schema45.validator.validate(made)
    assert made["publicationYear"] == (record.year or "0000")
    assert made.get("doi") == (record.doi if record.kind in (Kind.PROJECT, Kind.ACCREDITATION) else None)
    assert schema45.tostring(made)


def test_what_goes_to_repositories_names_people_and_the_report():
    made = json.loads(one(STUDY, "datacite.json"))
    person, _, _, group_, _ = made["creators"]
    assert (person["familyName"], person["nameIdentifiers"][0]["nameIdentifier"]) == (
        "Müller", "https://orcid.org/0000-0002-1825-0097"
    )  # fmt: skip
    assert group_["nameType"] == "Organizational" and group_["nameIdentifiers"][0]["nameIdentifierScheme"] == "ROR"
    related = {(each["relationType"], each["relatedIdentifier"]) for each in made["relatedIdentifiers"]}
    assert {("IsMetadataFor", STUDY.doi), ("Cites", "10.1000/y"), ("IsPartOf", f"{HUB}/projects/p")} == related
    bare = json.loads(one(BARE, "datacite.json"))
    assert bare["creators"] == [{"name": ":unav"}] and bare["publisher"] == {"name": "Hub"}


def test_authors_whom_nobody_names_are_said_to_be_there():
    more = replace(STUDY, has_more_authors=True)
    assert bibtexparser.parse_string(one(more, "bib")).entries[0]["author"].endswith(" and others")
    made = json.loads(one(more, "datacite.json"))
    schema45.validator.validate(made)
    assert made["creators"][-1] == {"name": ":etal"} and len(made["creators"]) == len(STUDY.authors) + 1
    assert "It has more authors than are named here" in rispy.loads(one(more, "ris"))[0]["notes"]
    assert "It has more authors" in json.loads(one(more, "csl.json"))[0]["note"]


OF_OTHERS = replace(STUDY, published=BARE.published, licence="", rights="", terms=f"{HUB}/terms")


def test_a_work_of_others_is_never_said_to_be_given_out_by_the_hub_or_under_its_terms():
    ris, csl = rispy.loads(one(OF_OTHERS, "ris"))[0], json.loads(one(OF_OTHERS, "csl.json"))[0]
    assert "publisher" not in ris and "publisher" not in csl
    for kind in ("GEN", "RPRT", "THES"):
        entry = bibtexparser.parse_string(one(replace(OF_OTHERS, published=Published(kind)), "bib")).entries[0]
        assert not {"publisher", "school", "institution"} & set(entry.fields_dict)
    made = json.loads(one(OF_OTHERS, "jsonld"))
    assert not {"publisher", "license", "copyrightNotice", "isAccessibleForFree"} & set(made)
    assert (made["sdPublisher"]["name"], made["sdLicense"]) == ("Hub & Söhne", f"{HUB}/terms")
    datacite = json.loads(one(replace(OF_OTHERS, authors=(), issued=None), "datacite.json"))
    schema45.validator.validate(datacite)
    assert datacite["creators"] == [{"name": ":unav"}] and datacite["publisher"] == {"name": ":unav"}
    assert datacite["publicationYear"] == "0000" and "rightsList" not in datacite


@pytest.mark.parametrize(
    ("published", "datacite", "json_ld"),
    [(Published("RPRT", "MDRC"), "MDRC", "MDRC"), (Published("JOUR", "Child & Youth"), "Child & Youth", None)],
)
def test_a_work_of_others_names_who_brought_it_out(published, datacite, json_ld):
    record = replace(OF_OTHERS, published=published)
    assert json.loads(one(record, "datacite.json"))["publisher"] == {"name": datacite}
    made = json.loads(one(record, "jsonld"))
    assert made.get("publisher", {}).get("name") == json_ld
    assert (published.within in {each["name"] for each in made["isPartOf"]}) is (json_ld is None)


def test_what_the_hub_brought_out_is_under_its_terms():
    made = json.loads(one(replace(STUDY, source="", published=BARE.published), "jsonld"))
    assert made["publisher"]["name"] == "Hub & Söhne" and made["license"] == f"{HUB}/terms"
    assert made["isAccessibleForFree"] is True and not {"sdPublisher", "sdLicense"} & set(made)


_SCHEMA = "http://schema.org/"
_CONTEXT = {"@vocab": _SCHEMA, **{name: {"@type": "@id"} for name in ("url", "sameAs", "license", "contentUrl")}}


def expanded(text):
    """As a processor reads it that has this much of the context which schema.org serves."""

    def load(address, _options):
        assert address == "https://schema.org"
        return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": address,
                "document": {"@context": _CONTEXT}}  # fmt: skip

    return jsonld.expand(json.loads(text), {"documentLoader": load})


def test_json_ld_is_read_back():
    (made,) = expanded(one(STUDY, "jsonld"))
    assert made["@id"] == STUDY.address and made["@type"] == [f"{_SCHEMA}ScholarlyArticle"]
    assert made[f"{_SCHEMA}author"][0]["@id"] == "https://orcid.org/0000-0002-1825-0097"
    assert made[f"{_SCHEMA}sameAs"] == [{"@id": STUDY.source_address}]  # that is the DOI
    assert [each.get("@id") for each in made[f"{_SCHEMA}isPartOf"]] == [None, f"{HUB}/projects/p"]
    assert made[f"{_SCHEMA}about"][0]["@id"] == f"{HUB}/outcomes/a"
    assert made[f"{_SCHEMA}creativeWorkStatus"] == [{"@value": "Invented for a demonstration"}]
    assert {each["@id"] for each in expanded(many([STUDY, BARE], "jsonld"))} == {STUDY.address, BARE.address}


def test_a_list_with_nothing_in_it_is_whole():
    assert json.loads(many([], "csl.json")) == json.loads(many([], "datacite.json")) == []
    assert json.loads(many([], "jsonld"))["@graph"] == [] and rispy.loads(many([], "ris")) == []
