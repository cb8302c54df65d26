"""The registry in the hub: sister domains are found, twice makes no doubles, and what cannot be used is told."""

import json
import tracemalloc
from itertools import product
from zipfile import ZipFile

import pytest
from sqlalchemy import func, select

from evidencehub.accounts import changing, services
from evidencehub.accounts.institutions.models import Institution, InstitutionDomain, Listing
from evidencehub.accounts.models import Person
from evidencehub.cli import evidencehub
from evidencehub.interchange.records.files import UnusableFile
from evidencehub.interchange.ror import reading
from evidencehub.review.conflicts import belong_together, in_one_place, party
from evidencehub.shared.audit import AuditEntry
from evidencehub.shared.db import db
from evidencehub.shared.mail import Mail
from tests.factories import NOW, a_person
from tests.factories_review import a_case_in_review
from tests.support.ror import a_record, number

UNIVERSITY = a_record(
    "aaaaaa", "University of Riverton", domains=["riverton.example", "rvt.example"], related=[("related", "bbbbbb")]
)
HOSPITAL = a_record(
    "bbbbbb", "Riverton Infirmary", website="https://www.infirmary.example/", related=[("related", "aaaaaa")]
)
TWIN = a_record("cccccc", "Riverton, listed twice", domains=["trust.example"], status="withdrawn",
                related=[("successor", "aaaaaa")])  # fmt: skip


@pytest.fixture
def path(tmp_path):
    return tmp_path / "v2.16-2026-11-19-ror-data.json"


@pytest.fixture
def take(app, settings, path, monkeypatch, capsys):
    """Run the real command on these records and return what it printed, on both streams."""
    for name, value in {"HOME": settings.home, "DATABASE_URL": settings.database_url, "DEMO": "0"}.items():
        monkeypatch.setenv(f"EVIDENCEHUB_{name}", str(value))

    def taken(*records, file=None):
        if file is None:
            path.write_text(json.dumps(records, indent=2, ensure_ascii=False), encoding="utf-8")
        evidencehub.main(["institutions", "import", str(file or path)], standalone_mode=False)
        printed = capsys.readouterr()
        return printed.out + printed.err

    return taken


def people(session, *domains):
    made = [a_person(session, email=f"somebody@{domain}").id for domain in domains]
    session.commit()
    return lambda: [party(session.get(Person, each, populate_existing=True)) for each in made]


def count(session, model):
    session.rollback()
    return session.scalar(select(func.count()).select_from(model))


def test_sister_domains_are_one_place_a_hospital_belongs_to_it_and_public_mail_never_does(session, take):
    parties = people(session, "law.riverton.example", "rvt.example", "infirmary.example", "gmail.com", "other.example")
    before = parties()
    assert not in_one_place(before[0], before[1])
    said = take(UNIVERSITY, HOSPITAL, TWIN)
    assert "Read 3 institutions: 1 withdrawn, 0 no longer at work, 1 without a domain" in said
    assert "3 are new and 0 have changed." in said and "3 people are known to be at other institutions" in said
    session.rollback()
    law, sister, hospital, public, other = parties()
    assert in_one_place(law, sister) and in_one_place(sister, law)
    assert belong_together(law, hospital) and belong_together(hospital, sister) and not in_one_place(law, hospital)
    assert not belong_together(law, sister), "one place is told once, as one place"
    for one, another in product((law, sister, hospital), (public, other)):
        assert not in_one_place(one, another) and not belong_together(one, another)


def test_twice_changes_nothing_and_a_newer_release_changes_what_changed(session, take):
    parties = people(session, "riverton.example", "rvt.example")
    take(UNIVERSITY, HOSPITAL)
    assert "Nothing has changed." in take(UNIVERSITY, HOSPITAL)
    assert (count(session, Institution), count(session, InstitutionDomain), count(session, AuditEntry)) == (2, 3, 1)
    newer = UNIVERSITY | {"domains": ["riverton.example"], "status": "inactive"}
    assert "0 are new and 1 have changed." in take(newer)
    session.rollback()
    assert session.get(Institution, number("aaaaaa")).listing is Listing.INACTIVE
    assert session.get(Institution, number("bbbbbb")) is not None, "what a file no longer names stays"
    assert not in_one_place(*parties())
    assert "0 are new and 1 have changed." in take(UNIVERSITY | {"status": "withdrawn"})
    assert count(session, InstitutionDomain) == 1


def test_a_domain_that_many_give_as_theirs_is_nobodys(session, take):
    one, other = ("page-host.example", "riverton.example")
    parties = people(session, one, other)
    hosted = [a_record(f"dddd{n:02}", f"Club {n}", domains=[one, other] if not n else [one]) for n in range(11)]
    take(*hosted[:10])
    session.rollback()
    assert in_one_place(*parties())
    take(*hosted)
    session.rollback()
    assert not in_one_place(*parties())


def test_who_registers_or_changes_their_address_later_is_placed_too(app, take):
    take(UNIVERSITY, HOSPITAL)
    with app.app_context(), db.sessionmaker() as session:
        person = services.create_person(
            session, name="New", email="new@cs.rvt.example", password_hash="x", now=NOW, confirmed=True
        )
        assert person.at_institutions == [number("aaaaaa")] and person.near_institutions == [number("bbbbbb")]
        changing._change(session, person, "new@infirmary.example")
        assert person.at_institutions == [number("bbbbbb")]
        changing._change(session, person, "new@nhs.net")
        assert person.at_institutions == person.near_institutions == []


def test_editors_hear_of_a_conflict_that_a_newer_register_shows(session, take, run_due):
    case = a_case_in_review(session)
    case.reviewers[0].email, case.member.email = "rosa@rvt.example", "mia@riverton.example"
    session.commit()
    take(UNIVERSITY, HOSPITAL)
    run_due()
    session.rollback()
    (told,) = session.scalars(select(Mail).where(Mail.about == "review.conflict-arose"))
    assert told.to == case.editor.email and "1 reviewer has a conflict" in told.body
    assert "A newer list of institutions" in told.body and "rosa@" not in told.body.lower()
    assert case.reviewers[0].name not in told.body


def test_records_that_cannot_be_used_are_named_and_the_rest_goes_in(session, take, path):
    said = take(UNIVERSITY, HOSPITAL | {"id": "https://ror.org/0bbbbbb00"}, TWIN | {"names": []}, "words")
    assert f"{path.name} record 2: 0bbbbbb00 is no ROR number" in said and f"{path.name} record 3: names" in said
    assert "record 4: not a record" in said and "3 refused." in said
    assert count(session, Institution) == 1


@pytest.mark.parametrize("names", [["x-ror-data.json", "x-ror-data_schema_v2.json", "x.csv"], ["x-ror-data.json"]])
def test_the_zip_as_it_is_published_is_read(session, take, tmp_path, names):
    file = tmp_path / "v2.16-ror-data.zip"
    with ZipFile(file, "w") as packed:
        for name in names:
            schema_1 = name == "x-ror-data.json" and len(names) > 1
            packed.writestr(name, json.dumps([{"id": "x", "name": "Old"}] * 99 if schema_1 else [UNIVERSITY]))
    assert "1 are new" in take(file=file)
    assert count(session, Institution) == 1


def _damaged(tmp_path):
    file = tmp_path / "whole.zip"
    with ZipFile(file, "w") as packed:
        packed.writestr("x.json", json.dumps([UNIVERSITY]))
    content = bytearray(file.read_bytes())
    content[60:70] = b"0123456789"
    file.write_bytes(content)
    return file


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is no list of records"),
        (b'{"number_of_results": 1}', "is no list of records"),
        (b"[]", "holds no record that can be used"),
        (json.dumps([UNIVERSITY, HOSPITAL]).encode()[:-20], "breaks off or is damaged after record 1"),
        (b'[{"id": "https://ror.org/015w2mp89", "name": "Riverton"}]', "schema 1, which ended in 2025"),
        (b"[\xff\xfe]", "breaks off or is damaged"),
        (b"PK\x03\x04 not a zip", "is no list of records"),
    ],
)
def test_a_file_that_is_something_else_is_told_in_one_line(take, path, content, said):
    path.write_bytes(content)
    with pytest.raises(UnusableFile, match=said) as told:
        take(file=path)
    assert "\n" not in str(told.value)


def test_a_file_that_is_not_there_or_a_zip_without_it_is_told(take, tmp_path):
    with pytest.raises(UnusableFile, match="cannot be read: No such file"):
        take(file=tmp_path / "nowhere.zip")
    empty = tmp_path / "empty.zip"
    with ZipFile(empty, "w") as packed:
        packed.writestr("read-me.txt", "x")
    with pytest.raises(UnusableFile, match="holds no JSON file"):
        take(file=empty)
    with pytest.raises(UnusableFile, match="damaged zip"):
        take(file=_damaged(tmp_path))


def test_reading_takes_no_more_memory_for_a_longer_file(path):
    def peak(records):
        path.write_text(json.dumps([UNIVERSITY] * records))
        tracemalloc.start()
        for _ in reading.given(path):
            pass
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used

    assert peak(4_000) < 2 * peak(200) < 4_000_000
