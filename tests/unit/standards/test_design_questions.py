"""The design of a study by plain questions: every way ends, and at a design that there is."""

import pytest

from evidencehub.shared.paths import standards_dir
from evidencehub.standards.files.designs import DESIGN_QUESTIONS, STUDIES, load_design_tree, read_design_questions
from evidencehub.standards.files.vocabulary import design_slugs

TREE = load_design_tree()


def ways(question, path=()):
    for answer in question.answers:
        here = (*path, answer)
        if answer.design:
            yield here
        else:
            yield from ways(TREE.by_slug[answer.leads_to], here)


WAYS = list(ways(TREE.questions[0]))


def test_every_design_can_be_found_in_seven_answers_at_most():
    assert {way[-1].design for way in WAYS} == set(design_slugs(standards_dir()))
    assert max(map(len, WAYS)) <= 7


@pytest.mark.parametrize("way", WAYS, ids=lambda way: ".".join(answer.slug for answer in way))
def test_a_way_is_followed_to_its_end_and_no_further(way):
    path = [answer.slug for answer in way]
    found = TREE.way([*path, "and", "on"])
    assert (found.found, found.question, list(found.path)) == (way[-1], None, path)
    before = TREE.way(path[:-1])
    assert before.found is None and way[-1] in before.question.answers


def test_whoever_is_not_sure_is_led_on_and_told_what_was_guessed():
    for question in TREE.questions[1:]:
        assert (unsure := question.answer("unsure")), f"{question.slug} leaves out who is not sure"
        assert unsure.leads_to or unsure.note, question.slug
    assert TREE.way(["yes", "numbers", "no", "once"]).found.note


def test_an_answer_that_is_none_leaves_one_where_it_was():
    assert TREE.way([]).question is TREE.questions[0]
    way = TREE.way(["yes", "numbers", "perhaps", "chance"])
    assert way.path == ("yes", "numbers") and way.question.slug == "others"


@pytest.mark.parametrize(
    ("was", "now", "complaint"),
    [
        ('leads_to = "drawn"', 'leads_to = "drawm"', 'there is no "drawm"; did you mean "drawn"'),
        ('design = "qed-rdd"', 'design = "rdd"', 'there is no "rdd"'),
        ('design = "qed-rdd"', "", "leads to a question"),
        ('leads_to = "about"', 'leads_to = "others"', 'no answer leads to "about"'),
        ('leads_to = "times"', 'leads_to = "others"', "leads back to itself"),
        ('slug = "mark"', 'slug = "chance"', 'two answers "chance"'),
    ],
)
def test_what_is_wrong_in_the_file_is_told(tmp_path, was, now, complaint):
    shipped = standards_dir() / "vocabularies"
    folder = tmp_path / "vocabularies" / STUDIES
    folder.mkdir(parents=True)
    for name in ("designs.toml",):
        (folder.parent / name).write_text((shipped / name).read_text())
    text = (shipped / STUDIES / f"{DESIGN_QUESTIONS}.toml").read_text()
    assert was in text
    (folder / f"{DESIGN_QUESTIONS}.toml").write_text(text.replace(was, now, 1))
    problems = [str(problem) for problem in read_design_questions(folder / f"{DESIGN_QUESTIONS}.toml").problems]
    assert any(complaint in problem for problem in problems), problems
