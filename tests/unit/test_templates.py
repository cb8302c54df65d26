"""What holds for every template, read as text."""

import re

from evidencehub.shared.paths import templates_dir

LONGEST = 200  # characters in a line


def _templates():
    folder = templates_dir()
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*.html")}


def test_every_table_is_the_component_so_that_none_is_wider_than_a_phone():
    assert {name for name, text in _templates().items() if "<table" in text} == {"components/table.html"}


def test_every_button_is_the_component_so_that_all_look_and_act_alike():
    made = re.compile(r'<button|govukButton|class="(?:[^"]* )?(?:govuk-button|hub-link-button)[ "]')
    assert {name for name, text in _templates().items() if made.search(text)} == {"components/button.html"}


def test_no_line_is_too_long_to_read():
    long = {
        f"{name}:{number}"
        for name, text in _templates().items()
        for number, line in enumerate(text.splitlines(), start=1)
        if len(line) > LONGEST
    }
    assert not long
