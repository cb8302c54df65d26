"""What was frozen is read for ever: an example of every format that was ever kept, and what is refused.

``format-N.json`` holds a project and an evaluation as a hub of that format kept them. They never change; a change of a
shape adds one.
"""

import json
from copy import deepcopy
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from evidencehub.projects.frozen.formats import FORMAT, in_this_format
from evidencehub.projects.frozen.shapes import FrozenDocument, FrozenEvaluation, FrozenProject
from evidencehub.projects.frozen.strictly import Unreadable, read, written

EXAMPLES = {
    int(path.stem.removeprefix("format-")): json.loads(path.read_text())
    for path in Path(__file__).parent.glob("format-*.json")
}
SHAPES = {"project": FrozenProject, "evaluation": FrozenEvaluation}


def thawed(number, part):
    try:
        return read(SHAPES[part], in_this_format(EXAMPLES[number][part])[part])
    except Unreadable as error:
        pytest.fail(
            f"format {number} is not read any more: {error}. Where a shape changed, raise FORMAT in frozen/formats.py, "
            "write the step from the format before, and add an example of the new one here."
        )


def test_there_is_an_example_of_every_format():
    assert set(EXAMPLES) == set(range(1, FORMAT + 1)), (
        "keep an example of the new format beside the others: what a hub will have kept"
    )


@pytest.mark.parametrize("part", SHAPES)
def test_the_newest_example_is_what_is_kept_today(part):
    body = EXAMPLES[FORMAT][part]
    assert body == {"format": FORMAT, part: written(thawed(FORMAT, part))}


def test_what_the_first_format_held_is_read_whole():
    project, evaluation = thawed(1, "project"), thawed(1, "evaluation")
    assert (project.organisation, project.cost_per_person_gbp, project.age_to) == ("Harbour Trust", 340, 15)
    assert evaluation.started_on == date(2024, 9, 1) and evaluation.authors == ("A. Author", "B. Author")
    (result,) = evaluation.results
    assert (result.id, result.n_t, result.sd_c, result.smallest_worthwhile) == (UUID(int=3), 42, 5.0, 2.0)
    assert evaluation.documents == (FrozenDocument(
        id=UUID(int=4), sha256="a" * 64, file_name="", media_type="application/pdf", size_bytes=1200
    ),)  # fmt: skip


@pytest.mark.parametrize(
    ("was", "contrast", "gives"),
    [
        ({}, "between", "means"),
        ({"comparison": False}, "within", "means"),
        ({"mean_t": None, "mean_c": None}, "between", "difference"),
        ({"mean_t": None, "mean_c": None, "effect": None, "comparison": False}, "within", "words"),
    ],
)
def test_a_result_of_the_third_format_reads_as_it_meant(was, contrast, gives):
    body = deepcopy(EXAMPLES[3]["evaluation"])
    before = body["evaluation"]["results"][0]
    before.update(was)
    (result,) = read(FrozenEvaluation, in_this_format(body)["evaluation"]).results
    assert (result.contrast, result.gives, result.worked_out, result.effect_note) == (contrast, gives, (), "")
    assert (result.effect, result.ci_low, result.se) == (before["effect"], 1.0, None), "nothing is worked out anew"


@pytest.mark.parametrize("part", SHAPES)
@pytest.mark.parametrize("number", EXAMPLES)
def test_every_example_is_read(number, part):
    assert thawed(number, part).id == thawed(1, part).id


def changed(change):
    body = deepcopy(EXAMPLES[FORMAT]["evaluation"])
    change(body["evaluation"])
    return body


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda body: body.update(colour="red"), "unknown: colour"),
        (lambda body: body.pop("funder"), "missing: funder"),
        (lambda body: (body.pop("funder"), body.update(paid_by="")), "unknown: paid_by; missing: funder"),
        (lambda body: body["results"][0].update(n_t="42"), "results: n_t: number expected, not '42'"),
        (lambda body: body["results"][0].update(effect=float("nan")), "results: effect: number expected, not nan"),
        (lambda body: body["results"][0].update(effect=True), "results: effect: number expected, not True"),
        (lambda body: body["results"][0].update(is_primary=1), "results: is_primary: bool expected, not int"),
        (lambda body: body.update(participants=84.0), "participants: int expected, not float"),
        (lambda body: body.update(participants=True), "participants: int expected, not bool"),
        (lambda body: body.update(started_on="in May"), "started_on: Invalid isoformat string"),
        (lambda body: body.update(id="not an id"), "id: badly formed"),
        (lambda body: body.update(title=None), "title: str expected, not NoneType"),
        (lambda body: body.update(authors="A. Author"), "authors: list expected, not str"),
        (lambda body: body.update(results=[[]]), "results: dict expected, not list"),
    ],
)
def test_nothing_else_is_read(change, says):
    with pytest.raises(Unreadable, match=says):
        read(FrozenEvaluation, in_this_format(changed(change))["evaluation"])


@pytest.mark.parametrize("number", [0, FORMAT + 1, "2", True, None])
def test_a_format_that_this_hub_does_not_know_is_refused(number):
    with pytest.raises(Unreadable, match="this hub reads 1 to"):
        in_this_format({"format": number, "project": {}})


@pytest.mark.parametrize("body", [[], "text", {"title": "no documents"}])
def test_what_was_never_a_bundle_is_refused(body):
    with pytest.raises(Unreadable):
        in_this_format(body)
