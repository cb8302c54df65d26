"""What another body's rating looks like on a card: its own words, and none of them left out."""

from dataclasses import replace
from uuid import UUID

from evidencehub.catalogue.marks.ratings import rating_of
from evidencehub.projects.frozen.shapes import FrozenEvaluation, FrozenProject
from evidencehub.projects.public import PublicProject, Stage
from evidencehub.projects.reported import Review, Study, kept

KEY = UUID(int=1)
SOURCE = "What Works Clearinghouse, as of April 2020: "


def _view(*studies, ratings=(), stage="imported"):
    project = FrozenProject(
        id=KEY, slug="elsewhere", name="Elsewhere", source="wwc", source_as_of="2020-04", source_ratings=ratings
    )
    evaluations = tuple(
        FrozenEvaluation(
            id=UUID(int=10 + place),
            title=f"Study {key}",
            reported=kept(Study(key=key, reviews=(Review(number="1", rating=rating),))),
        )
        for place, (key, rating) in enumerate(studies)
    )
    return PublicProject(KEY, "elsewhere", Stage(stage), False, project, evaluations, None, None)


def test_a_rating_of_the_whole_goes_before_those_of_studies_and_bad_news_is_kept():
    words = ["Positive Effects", "Potentially Negative Effects", "Positive Effects", ""]
    view = _view(("a", "Meets standards"), ratings=tuple({"domain": "x", "rating": each} for each in words))
    assert rating_of(view) == f"{SOURCE}“Positive Effects” for 2 outcomes and “Potentially Negative Effects” for 1"


def test_studies_are_counted_once_each_and_one_alone_without_a_number():
    assert rating_of(_view(("a", "Meets standards"))) == f"{SOURCE}“Meets standards”"
    several = _view(("a", "Meets standards"), ("a", "Meets standards"), ("b", "Meets standards"))
    assert rating_of(several) == f"{SOURCE}“Meets standards” for 2 studies"


def test_there_is_no_rating_where_the_source_gives_none_or_the_record_is_ours():
    assert rating_of(_view(("a", ""))) == ""
    assert rating_of(replace(_view(("a", "Meets standards")), stage="graded")) == ""
