"""How far a project is described, item by item, and what is not for reviewers in what changed."""

from dataclasses import replace
from uuid import UUID

import pytest

from evidencehub.projects.described import described
from evidencehub.projects.frozen.keeping import Bundle
from evidencehub.projects.frozen.shapes import FrozenProject
from evidencehub.projects.pages.differences import differences
from evidencehub.projects.pages.forms import PROJECT_FORMS
from evidencehub.projects.tasks import PROJECT_TASKS, task_in
from evidencehub.projects.theory.shape import Link, Step, Theory

BARE = FrozenProject(id=UUID(int=1), slug="walk", name="Walk")
WHOLE = Theory(
    steps=(Step(id=UUID(int=2), kind="activity", words="A"), Step(id=UUID(int=3), kind="outcome", words="B")),
    links=(Link(start=UUID(int=2), end=UUID(int=3)),),
)


def there(project):
    return [item.label for item in described(project) if item.is_there]


def test_there_are_twelve_items_and_each_has_a_page_that_asks_it():
    items = described(BARE)
    assert len(items) == 12 and there(BARE) == ["What it is called"]
    assert all(task_in(PROJECT_TASKS, item.task) and item.task in PROJECT_FORMS for item in items)


@pytest.mark.parametrize(
    "said",
    [
        {"theory_of_change": "If, then."}, {"theory": WHOLE}, {"materials": "A map"}, {"activities": "A walk"},
        {"provided_by": "Volunteers"}, {"mode": "Face to face"}, {"settings": ("school",)}, {"place": "Leith"},
        {"dose": "Daily"}, {"tailoring": "The way"}, {"modifications": "Bicycles"}, {"fidelity_planned": "A diary"},
        {"fidelity_found": "Nine of ten"},
    ],
)  # fmt: skip
def test_each_answer_is_one_item(said):
    assert len(there(replace(BARE, **said))) == 2


def test_whom_to_ask_is_not_told_to_reviewers_in_what_changed_either():
    now = replace(BARE, contact="The trust", licence="Free for all")
    rounds = Bundle(BARE, ()), Bundle(now, ())
    told = [change.new for group in differences(*rounds, but_not={"contact"}).project for change in group.changes]
    assert told == ["Free for all"]
    assert len([change for group in differences(*rounds).project for change in group.changes]) == 2
