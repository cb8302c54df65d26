"""What another body says of an approach in its own words, as short as a card needs it. Never turned into ours."""

from collections import Counter
from collections.abc import Iterable

from evidencehub.projects.public import PublicProject
from evidencehub.projects.reported import study_of
from evidencehub.projects.sources import source_of
from evidencehub.shared.words import capitalize_first, counted, listed


def rating_of(view: PublicProject) -> str:
    """ "Clearinghouse, as of April 2020: “Mixed Effects” for 2 outcomes and “Positive Effects” for 1", or "".

    Ratings of the whole approach go before those of its studies. None is left out: one may be bad news.
    """
    if view.stage != "imported":
        return ""
    told = _told(_counts(str(each.get("rating") or "") for each in view.project.source_ratings), "outcome", "outcomes")
    if not told:
        studies = {found.key: found for each in view.evaluations if (found := study_of(each.reported))}
        first = [each.reviews[0].rating if each.reviews else "" for each in studies.values()]
        told = _told(_counts(first), "study", "studies")
    whose = capitalize_first(source_of(view.source, view.project.source_as_of).with_date.removeprefix("the "))
    return f"{whose}: {told}" if told else ""


def _counts(ratings: Iterable[str]) -> Counter[str]:
    return Counter(each for each in ratings if each)


def _told(ratings: Counter[str], one: str, many: str) -> str:
    if ratings.total() <= 1:
        return "".join(f"“{name}”" for name in ratings)
    (first, count), *others = ratings.most_common()
    return listed([f"“{first}” for {counted(count, one, many)}", *(f"“{name}” for {n}" for name, n in others)])
