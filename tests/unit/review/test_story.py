"""The story of a case has words for all that is ever written down of one; a new act without words turns this red."""

import ast
import importlib
import re
from pathlib import Path

import pytest

import evidencehub
from evidencehub.review.pages.story import WORDS

ROOT = Path(evidencehub.__file__).parent
NAME = re.compile(r"[a-z]+\.[a-z-]+")
WRITES = {"record", "note", "_note", "leave"}  # what writes an entry, or hands its name on to what does
OF_OTHERS = {
    "'assignment'", "'person'", "'document'", "'evaluation'", "'project'", "'result'", "'standards'",
    "'plan'",
}  # fmt: skip
ROOMS = ["review", "accreditation", "projects"]
# Entries whose name is put together: the steps of an award that are written on its case too.
MADE_UP = {name for name in WORDS if re.fullmatch(r"accreditation\.[a-z]+-of|submission\.[a-z]+-on-appeal", name)}
# Their records have pages of their own.
TABLES_BESIDE = {"ACCREDITATION", "DISCLOSURE", "LATER", "LOG", "PLAN", "RENEWAL", "REPORT_REQUEST", "TRANSFER"}
# On the renewal and on the plan, which have pages of their own; of no single case.
BESIDE = {"renewal.sent", "plan.sent", "later-results.sent", "log.sent", "organisation.merged"}


def _calls():
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call):
                    yield node


def _name(call):
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _said(call):
    for argument in call.args[1:4]:
        for each in ast.walk(argument):
            if isinstance(each, ast.Constant) and isinstance(each.value, str) and NAME.fullmatch(each.value):
                yield each.value


def written():
    """Names of audit entries that the source writes of a case."""
    found = set()
    for call in _calls():
        subject = next((ast.unparse(word.value) for word in call.keywords if word.arg == "subject_type"), "")
        is_entry = _name(call) in WRITES or bool(set(_said(call)) & set(WORDS))
        if is_entry and subject not in OF_OTHERS:
            found.update(_said(call))
    return found


def steps():
    """Names of entries that the tables of steps write, by the table's name, such as ``APPEAL``."""
    found = set()
    for path in (path for room in ROOMS for path in (ROOT / room).rglob("transitions.py")):
        module = importlib.import_module(".".join(("evidencehub", *path.relative_to(ROOT).with_suffix("").parts)))
        for name, table in vars(module).items():
            if name.isupper() and isinstance(table, tuple) and name not in TABLES_BESIDE:
                found.update(f"{name.lower()}.{step.name}" for step in table if not step.planned)
    return found


def test_everything_that_is_written_of_a_case_has_words():
    names = written()
    assert len(names) > 40, "the search finds what it is for"
    assert not (names | steps()) - set(WORDS) - BESIDE, "give them words in evidencehub/review/pages/story.py"


def test_no_words_are_kept_for_what_is_never_written():
    assert not set(WORDS) - written() - steps() - MADE_UP


@pytest.mark.parametrize("words", sorted(WORDS.values()))
def test_the_words_are_a_sentence_without_names_of_the_machine(words):
    assert words[0].isupper() and "." not in words and "_" not in words and not re.search(r"[0-9a-f]{8}", words)
