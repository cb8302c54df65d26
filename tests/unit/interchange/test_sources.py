"""Every source that is imported is described, and dated by the file that it came from."""

from importlib import import_module

import pytest

from evidencehub.projects.sources import is_as_of, source_of
from evidencehub.shared.paths import PACKAGE


def test_every_source_that_is_imported_says_what_it_is_called_as_of_when_and_where():
    folders = [path.parent.name for path in (PACKAGE / "interchange").glob("*/mapping.py")]
    assert "wwc" in folders
    for folder in folders:
        source = source_of(import_module(f"evidencehub.interchange.{folder}.mapping").SOURCE)
        assert source.name and source.url.startswith("https://"), folder


@pytest.mark.parametrize(
    ("as_of", "said"),
    [
        ("2025-08-25", "the What Works Clearinghouse, as of 25 August 2025"),
        ("2020-04", "the What Works Clearinghouse, as of April 2020"),
        ("", "the What Works Clearinghouse"),
    ],
)
def test_the_date_is_that_of_the_file_as_exactly_as_it_is_known(as_of, said):
    assert source_of("wwc", as_of).with_date == said


@pytest.mark.parametrize("text", ["2025-13", "2025-8-1", "yesterday", "2025", "2025-02-30", "20250825"])
def test_what_is_no_date_is_none(text):
    assert not is_as_of(text) and is_as_of("2025-08-25") and is_as_of("2020-04")
