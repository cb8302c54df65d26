"""A list of references as records of studies: found by their titles, once; what cannot be read is told by its line."""

import pytest
from sqlalchemy import func, select

from evidencehub.cli import evidencehub
from evidencehub.interchange.records.files import UnusableFile
from evidencehub.projects.models import Evaluation, Project
from evidencehub.shared.audit import AuditEntry
from tests.integration.interchange.test_records_import import found
from tests.support import reference_lists as samples

BROKEN = f"{samples.ZOTERO_RIS}\nTY  - JOUR\nAU  - Nobody, N\nER  - \n"


@pytest.fixture
def take(app, settings, tmp_path, monkeypatch, capsys):
    """Run the real command on such a file and return what it printed, on both streams."""
    for name, value in {
        "HOME": settings.home, "DATABASE_URL": settings.database_url, "SEARCH_URL": settings.search_url, "DEMO": "0"
    }.items():  # fmt: skip
        monkeypatch.setenv(f"EVIDENCEHUB_{name}", str(value))

    def taken(command, content, *options):
        path = content
        if isinstance(content, str):
            path = tmp_path / "list.txt"
            path.write_text(content)
        evidencehub.main(["import", command, str(path), *options], standalone_mode=False)
        printed = capsys.readouterr()
        return printed.out + printed.err

    return taken


def count(session, model=Evaluation):
    session.rollback()
    return session.scalar(select(func.count()).select_from(model))


def test_a_list_is_looked_at_then_found_and_twice_makes_no_doubles(session, settings, take):
    would = take("ris", BROKEN, "--dry-run")
    assert "New: 2 projects, 2 evaluations." in would and "nothing was written" in would and count(session) == 0
    said = take("ris", BROKEN, "--source", "our-reading", "--as-of", "2026-05")
    assert "Read 2 records; 1 line refused." in said and "list.txt line " in said
    session.rollback()
    held = session.scalars(select(Evaluation).order_by(Evaluation.year.desc())).first()
    assert (held.title, held.year, held.source) == ("Mentoring & school exclusion", 2019, "our-reading")
    assert (
        held.authors == ["Hébert, Martine", "The Swansea Group"] and "Education Today, 14(2), 121–128." in held.summary
    )
    assert held.source_url == "https://doi.org/10.5114/pg.2018.81081" and held.project.source_as_of == "2026-05"
    assert found(settings, "mentoring exclusion") == ["doi:10.5114/pg.2018.81081"]
    assert "Nothing has changed." in take("ris", BROKEN, "--source", "our-reading", "--as-of", "2026-05")
    assert (count(session), count(session, Project)) == (2, 2)
    assert count(session, AuditEntry) == 1, "a second time that changes nothing is no act"


def test_the_same_entry_further_down_counts_once(session, take):
    said = take("ris", samples.ZOTERO_RIS + samples.ZOTERO_RIS)
    assert "2 entries stand twice, and count once." in said and count(session) == 2


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_file_of_another_format_or_of_none_is_told_in_one_line(session, take, tmp_path):
    for command, content, why in (
        ("bibtex", samples.ZOTERO_RIS, "is RIS: use `evidencehub import ris`"),
        ("ris", "A letter about nothing.\n" * 9, "We found no references in it"),
        ("ris", "", "This file is empty"),
        ("csl", tmp_path / "nowhere.json", "cannot be read"),
    ):
        with pytest.raises(UnusableFile, match=why):
            take(command, content)
    assert count(session) == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_real_database_of_224_comes_in_with_its_accents(session, take, sample_data):
    real = sample_data / "bibliographic/sv-database.bib"
    said = take("bibtex", real)
    assert "Read 224 records; 0 lines refused." in said and count(session) == 224
    names = {name for names in session.scalars(select(Evaluation.authors)) for name in names}
    assert any("é" in name for name in names)
    assert "Nothing has changed." in take("bibtex", real)
