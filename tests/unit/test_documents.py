"""What the documents name is there: files, headings, make targets, settings and commands."""

import re
from collections.abc import Iterator
from pathlib import Path

import click

from evidencehub.cli import evidencehub
from evidencehub.shared.settings import load_settings
from tests.support.markdown import Document

ROOT = Path(__file__).parents[2]
README = Document(ROOT / "README.md")
SETTINGS = Document(ROOT / "docs" / "settings.md")
DOCUMENTS = {
    str(path.relative_to(ROOT)): Document(path)
    for pattern in ("*.md", "docs/**/*.md", "findings/*.md")
    for path in sorted(ROOT.glob(pattern))
}
ROOMS = ("benchmarks", "docs", "evidencehub", "findings", "migrations", "standards", "templates", "tests")
SETTING = re.compile(r"EVIDENCEHUB_[A-Z_]*[A-Z]")
FOR_TESTS = {"EVIDENCEHUB_REQUIRE", "EVIDENCEHUB_TEST_DATA", "EVIDENCEHUB_TEST_POSTGRESQL_URL"}


def test_the_documents_are_found():
    wanted = {"README.md", "CHANGES.md", "docs/structure.md", "docs/standards.md", "docs/decisions/README.md"}
    assert wanted <= DOCUMENTS.keys()


def leads_somewhere(document: Document, link: str) -> bool:
    name, _, anchor = link.partition("#")
    target = (document.path.parent / name).resolve() if name else document.path
    return target.exists() and (not anchor or anchor in Document(target).anchors)


def test_every_link_leads_to_a_file_and_a_heading():
    links = [(name, link) for name, document in DOCUMENTS.items() for link in document.links]
    inner = [(name, link) for name, link in links if not link.startswith(("https://", "mailto:"))]
    assert inner
    assert [each for each in inner if not leads_somewhere(DOCUMENTS[each[0]], each[1])] == []


def test_the_list_of_decisions_names_each_once_and_in_order():
    index = DOCUMENTS["docs/decisions/README.md"]
    files = sorted(path.name for path in index.path.parent.glob("[0-9]*.md"))
    assert index.links == files
    assert [name[:4] for name in files] == [f"{number:04}" for number in range(1, len(files) + 1)]


def test_a_decision_has_its_number_a_date_and_four_headings():
    for path in (ROOT / "docs" / "decisions").glob("[0-9]*.md"):
        text = path.read_text(encoding="utf-8")
        assert re.match(rf"# {path.name[:4]}\. .+\n\nDate: 20\d\d-\d\d-\d\d\n", text), path.name
        headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
        assert headings == ["Context", "Decision", "Rejected", "Consequences"], path.name


def paths_in(document: Document) -> Iterator[str]:
    """What is set as code and names a file: a path from a room on, or the end of the path of code or a template."""
    for span in document.spans:
        if re.fullmatch(rf"({'|'.join(ROOMS)})/[\w./*<>…-]*|[\w./<>…-]+\.(py|html|sh)", span):
            yield span


def test_every_path_that_is_named_is_there():
    """``<id>`` and ``…`` stand for anything."""
    everything = [path.relative_to(ROOT) for room in ROOMS for path in ((ROOT / room), *(ROOT / room).rglob("*"))]
    everything += [path.relative_to(ROOT) for path in ROOT.glob("*.*")]
    named = [(name, path) for name, document in DOCUMENTS.items() for path in paths_in(document)]
    patterns = {path: re.sub(r"<[^>]*>|…", "*", path).rstrip("/") for _, path in named}
    missing = {path for path, pattern in patterns.items() if not any(each.match(pattern) for each in everything)}
    assert [each for each in named if each[1] in missing] == []


def rooms_in(tree: str) -> Iterator[str]:
    """The folders that a drawn tree names, each as a path from the first; two more spaces are one level deeper."""
    way: list[str] = []
    for line in tree.splitlines():
        if found := re.match(r"( *)([\w-]+)/", line):
            way = [*way[: len(found[1]) // 2], found[2]]
            yield "/".join(way)


def test_the_tree_of_rooms_names_every_package_once():
    (tree,) = DOCUMENTS["docs/structure.md"].fences
    packages = {path.parent.relative_to(ROOT).as_posix() for path in (ROOT / "evidencehub").rglob("__init__.py")}
    assert sorted(rooms_in(tree)) == sorted(packages)


def test_every_name_that_is_said_to_be_in_a_file_is_in_it():
    """`name` in `path`."""
    said = re.compile(r"`(\w+)`\s+in\s+`((?:evidencehub|tests|templates)/[\w./-]+\.\w+)`")
    found = [(name, *each) for name, document in DOCUMENTS.items() for each in said.findall(document.prose)]
    assert found
    assert [each for each in found if each[1] not in (ROOT / each[2]).read_text(encoding="utf-8")] == []


def test_every_make_target_that_is_named_is_in_the_makefile():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    code = [(name, line) for name, document in DOCUMENTS.items() for line in document.code]
    named = {(name, target) for name, line in code for target in re.findall(r"(?:^|=\S* )make ([a-z]+)", line)}
    assert {"run", "test", "check"} <= {target for _, target in named}
    assert [each for each in sorted(named) if each[1] not in targets] == []


class Asked(dict[str, str]):
    """An environment that remembers what it was asked for."""

    def __init__(self, **given: str) -> None:
        super().__init__(given)
        self.names: set[str] = set()

    def get(self, name, default=None):
        self.names.add(name)
        return super().get(name, default)


def test_the_table_of_settings_names_exactly_those_that_are_read(tmp_path):
    env = Asked(EVIDENCEHUB_HOME=str(tmp_path))
    load_settings(env)
    assert sorted(SETTINGS.first_column("All of them")) == sorted(env.names)


def test_every_setting_that_is_named_is_one():
    known = {*SETTINGS.first_column("All of them"), *FOR_TESTS}
    texts = {name: document.path.read_text(encoding="utf-8") for name, document in DOCUMENTS.items()}
    assert [(name, each) for name, text in texts.items() for each in SETTING.findall(text) if each not in known] == []


def commands_of(command: click.Command, *words: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command that does something, by the words that lead to it."""
    if not isinstance(command, click.Group):
        yield words, command
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        found = command.get_command(context, name)
        assert found is not None
        yield from commands_of(found, *words, name)


COMMANDS = dict(commands_of(evidencehub))


def command_of(line: str) -> tuple[str, ...] | None:
    """The command that a line begins with: of one word or of two."""
    words = tuple(line.split())
    return next((words[:count] for count in (2, 1) if words[:count] in COMMANDS), None)


def test_the_table_of_commands_names_each_of_them():
    table = [command_of(span) for span in README.first_column("Commands")]
    assert None not in table
    assert sorted(table) == sorted(COMMANDS)


def calls_in(document: Document) -> Iterator[str]:
    """The lines that call the hub, without its name: whole, or as a group's name and what follows it."""
    groups = sorted({words[0] for words in COMMANDS if len(words) == 2})
    for code in document.code:
        if found := re.search(r"(?:^|[ /])evidencehub ([a-z].*)", code):
            yield found[1]
        elif re.match(rf"({'|'.join(groups)}) [a-z]+", code):
            yield code


def is_possible(line: str) -> bool:
    """Whether the command of a line is there and has its options."""
    command = command_of(line)
    if command is None:
        return False
    known = {"--help", *(name for option in COMMANDS[command].params for name in option.opts)}
    return {word for word in line.split() if word.startswith("--")} <= known


def test_every_command_that_is_named_is_there_with_its_options():
    calls = [(name, line) for name, document in DOCUMENTS.items() for line in calls_in(document)]
    assert calls
    assert [each for each in calls if not is_possible(each[1])] == []


def test_the_readme_is_short():
    assert len(README.path.read_text(encoding="utf-8").split()) < 1_500
