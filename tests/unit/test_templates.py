"""What holds for every template, read as text."""

from evidencehub.shared.paths import templates_dir


def test_every_table_is_the_component_so_that_none_is_wider_than_a_phone():
    folder = templates_dir()
    templates = {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*.html")}
    assert {name for name, text in templates.items() if "<table" in text} == {"components/table.html"}
