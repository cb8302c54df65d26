"""What sentences speak of is called as whoever shows them asks; nobody has to read it back out of the sentence."""

import pytest

from evidencehub.guide.trying.why import ON_THE_PAGE, why
from evidencehub.standards.engine.inputs import GradeInput, StudyInput
from evidencehub.standards.engine.parsing import parse_input
from evidencehub.standards.files.loading import load_standard, load_standards
from evidencehub.standards.grading.engine import grade
from evidencehub.standards.grading.names import Names
from evidencehub.standards.proof.cases import cases_of

OURS = Names(
    answer=lambda slug: f"<answer {slug}>",
    place=lambda slug: f"<place {slug}>",
    design=lambda slug: f"<design {slug}>",
    kind="<kind>",
)


def sentences(nodes):
    for node in nodes:
        yield node["sentence"]
        yield from sentences(node.get("parts", []))


@pytest.mark.parametrize("standard", load_standards(), ids=lambda standard: standard.id)
def test_every_slug_in_a_sentence_is_called_by_the_names_given(standard):
    said = [
        sentence
        for case in cases_of(standard)
        for sentence in sentences(grade(standard, parse_input(standard, case.data)).explanation(OURS))
    ]
    assert len(said) > 20
    plain = [each for each in said if '"' in each or "the design" in each]
    assert not plain


def test_a_kind_of_study_that_is_not_stated_is_not_called_not():
    cebc = load_standard("cebc")
    nodes = grade(cebc, GradeInput(None, {}, {}, (StudyInput("1", None),))).explanation(ON_THE_PAGE)
    assert not [sentence for sentence in sentences(nodes) if "“not”" in sentence]


def test_a_phrase_that_decides_twice_is_said_once():
    for standard in load_standards():
        for case in cases_of(standard):
            for sentence in sentences(grade(standard, parse_input(standard, case.data)).explanation()):
                phrases = sentence.rstrip(".").partition(": ")[2].split("; ")
                assert len(phrases) == len(set(phrases)), sentence


def test_a_line_of_the_page_names_answers_as_the_page_does():
    node = grade(load_standard("project-oracle"), GradeInput(None, {"po1.1": "met"}, {}, ())).explanation(ON_THE_PAGE)[
        0
    ]
    assert not [part for part in why(node).parts if '"' in part.text]
