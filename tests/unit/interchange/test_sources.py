"""Every source that is imported is described, so that no page shows a bare name without a date."""

from importlib import import_module

from evidencehub.projects.sources import source_of
from evidencehub.shared.paths import PACKAGE


def test_every_source_that_is_imported_says_what_it_is_called_as_of_when_and_where():
    folders = [path.parent.name for path in (PACKAGE / "interchange").glob("*/mapping.py")]
    assert "wwc" in folders
    for folder in folders:
        source = source_of(import_module(f"evidencehub.interchange.{folder}.mapping").SOURCE)
        assert source.name and source.as_of and source.url.startswith("https://"), folder
