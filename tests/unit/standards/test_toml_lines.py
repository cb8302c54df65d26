"""Where things stand in a file: a complaint must name the very line, however the file is written."""

import tomllib

import pytest

from evidencehub.shared.paths import standards_dir
from evidencehub.standards.files.toml_lines import places
from evidencehub.standards.files.toml_source import DEEPEST, TomlSource


@pytest.mark.parametrize(
    "path", sorted(standards_dir().rglob("*.toml")), ids=lambda path: f"{path.parent.name}/{path.name}"
)
def test_every_key_of_every_shipped_file_is_found_on_a_line_that_names_it(path):
    text = path.read_text(encoding="utf-8")
    lines, found = text.split("\n"), places(text)[0]
    for name, value in tomllib.loads(text).items():
        assert ("", 0, name) in found
        for index, entry in enumerate(value if isinstance(value, list) and isinstance(value[0], dict) else []):
            for key in entry:
                assert key in lines[found[(name, index, key)] - 1], (name, index, key)


def test_tables_in_braces_are_found_one_on_a_line_several_on_a_line_or_over_many():
    found = places(
        'criteria = [\n  {id = "a", question = "b, [ { # c"}, {id = "d"},\n  # {id = "no"}\n'
        '  {facts = [\n    "e",\n  ], id = "f"},\n]\nscore = {columns = ["g"], moves = [\n"h"]}\n'
    )[0]
    assert [found[("criteria", index, "")] for index in range(3)] == [2, 2, 4]
    assert ("criteria", 3, "") not in found
    assert found[("criteria", 0, "question")] == found[("criteria", 1, "id")] == 2
    assert found[("criteria", 2, "id")] == 6
    assert found[("score", 0, "moves")] == 8


def test_what_only_looks_like_a_table_is_none():
    found = places('a = """\n[[tiers]]\nid = 1\n"""\nb = \'[[tiers]]\'  # [[tiers]]\n[[tiers]]\nid = "x"\n')[0]
    assert (found[("tiers", 0, "")], found[("tiers", 0, "id")]) == (6, 7)


def test_a_table_inside_another_belongs_to_the_last_one_above_it():
    found = places('[[tiers]]\nid = "a"\n[[tiers]]\nid = "b"\n[tiers.requires]\nall = []\n')[0]
    assert found[("tiers", 1, "requires")] == 5
    assert ("tiers", 0, "requires") not in found


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (f"a = 1\nb = {'[' * 200}{']' * 200}\n", 2, "nested too deeply"),
        (f"a = 1\nb = {'[' * 9000}{']' * 9000}\n", 2, "nested too deeply"),
        (f"a = 1\n[{'.'.join('x' * (DEEPEST + 1))}]\n", 2, "nested too deeply"),
        ("a = 1\n[[tiers]]\nid = 'x'\nrank = nan\n", 4, "cannot be used"),
        ("a = 1\nb = [1, [inf]]\n", 2, "cannot be used"),
        (f"a = 1\nb = 1{'0' * 400}\n", 2, "cannot be used"),
        (f"a = 1\nb = 1{'0' * 9000}\n", 2, "not valid TOML"),
        ('a = 1\nb = """\nnever closed\n', 3, "not valid TOML"),
        ("a = 1\nb = \n", 2, "not valid TOML"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line_and_nothing_of_it_is_used(tmp_path, text, line, message):
    (tmp_path / "file.toml").write_text(text, encoding="utf-8")
    source = TomlSource.read(tmp_path / "file.toml")
    (problem,) = source.problems
    assert (problem.line, source.data) == (line, {})
    assert message in problem.message


def test_a_mark_before_the_first_letter_and_line_ends_of_other_systems_do_no_harm(tmp_path):
    (tmp_path / "file.toml").write_bytes(b"\xef\xbb\xbfa = 1\r\n[[tiers]]\r\nid = 'x\xe2\x80\xa8y'\r\nrank = 2\r\n")
    source = TomlSource.read(tmp_path / "file.toml")
    assert (source.problems, source.line("tiers", 0, "rank")) == ([], 4)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a = 1\nb = { x = 1,\n  y = 2 }\n", 2, "a table in braces goes over several lines"),
        ("a = 1\nb = {\n  x = 1\n}\n", 2, "a table in braces goes over several lines"),
        ("b = [\n  { x = 1,  # why\n    y = 2 },\n]\n", 2, "a table in braces goes over several lines"),
        ("b = { x = 1, }\n", 1, "a comma stands before the closing brace"),
        ("a = 1\ntitle = \u201cHello\u201d\n", 2, "a curly quote stands here"),
        ('title = "Hello\u201d\n', 1, "a curly quote stands here"),
        ("title = \u2018Hello\u2019\n", 1, "a curly quote stands here"),
        ('title = "He said \u201chello\u201d" twice\n', 1, "is not valid TOML"),
        ("b = [1,, 2]\n", 1, "is not valid TOML"),
        ("b = [\n  { x = 1, y = 20,5 },\n]\n", 2, "a number has a point, and no comma: 20.5"),
        ("b = 20,5\n", 1, "a number has a point, and no comma: 20.5"),
        ("b = [\n  { x = 1 }  # why\n  { x = 2 },\n]\n", 3, "a comma is missing before this"),
        ("b = [\n  [1, 2]\n  [3, 4],\n]\n", 3, "a comma is missing before this"),
        ('b = [\n  "#one"\n  "two",\n]\n', 3, "a comma is missing before this"),
        ("b = \u201320\n", 1, "a dash stands before a number"),
        ("b = { s = True }\n", 1, "it is written true, in small letters"),
        ("a = 1\nversion = 2026-1\n", 2, 'text stands in straight quotes: version = "2026-1"'),
        ("owner = Anytown Council  # us\n", 1, 'text stands in straight quotes: owner = "Anytown Council"'),
    ],
)
def test_slips_of_those_who_write_files_are_told_with_what_to_do(tmp_path, text, line, message):
    path = tmp_path / "1.toml"
    path.write_text(text, encoding="utf-8")
    (problem,) = TomlSource.read(path).problems
    assert problem.line == line
    assert problem.message.startswith(message)
