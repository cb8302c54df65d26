"""How far a project is, and how much of it shows then."""

from evidencehub.projects.public import Stage

SHOWN = {"imported": "all", "graded": "all", "being-graded": "a stub", "withdrawn": "a stub", "not-taken-on": "a stub"}


def test_each_stage_says_how_much_of_it_shows():
    assert {stage.value: "a stub" if stage.is_stub else "all" for stage in Stage} == SHOWN
