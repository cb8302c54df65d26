"""How a project stands, in values that do not change with our wording, and what changed from one state to the next."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evidencehub.catalogue.changes.models import ChangeKind
from evidencehub.catalogue.marks.gradings import Grading
from evidencehub.catalogue.marks.marks import lines, studies_of
from evidencehub.projects.frozen.strictly import written
from evidencehub.projects.public import PublicProject, Stage
from evidencehub.projects.terms import label
from evidencehub.shared.words import capitalize_first, counted

State = Mapping[str, Any]  # plain JSON


@dataclass(frozen=True)
class Difference:
    """What is told of a change, in sentences."""

    kind: ChangeKind
    told: list[str]
    of_marks: bool  # how sure we are, which way it went, the award, or that it was graded


_SHAPES = {
    "up": "better", "down": "worse", "level": "little or no difference", "split": "mixed: better and worse",
    "question": "not clear", "none": "no arrow",
}  # fmt: skip
_CHANGED = {
    "up": "changed for the better", "down": "changed for the worse", "split": "changed for better and worse",
    "question": "not clear whether it changed",
}  # fmt: skip
_AWARDS = {"on-hold": "on hold", "withdrawn": "withdrawn", "expired": "not rechecked", "superseded": "replaced"}


def state_of(view: PublicProject, grading: Grading | None, *, corrections: int) -> dict[str, Any]:
    """``outcomes`` are by area, and by whether there was somebody to compare with; the surest line speaks."""
    outcomes: dict[str, dict[str, Any]] = {}
    for line in lines(view, grading, by_area=True):
        key = f"{line.area}{'~' if line.difference.is_change else ''}"
        if key not in outcomes:
            rank = line.sure.filled if line.sure.steps else None
            outcomes[key] = {"rank": rank, "shape": line.difference.shape}
    award = grading.accreditation.state.value if grading and grading.accreditation else ""
    return {
        "stage": view.stage.value,
        "award": award,
        "sent": view.submission.number if view.submission else 0,
        "studies": len(studies_of(view)),
        "outcomes": outcomes,
        "corrections": corrections,
        "digest": _digest(view),
    }


def _digest(view: PublicProject) -> str:
    """Same while no word and no number of it changed. Its address is none of either."""
    content = [written(view.project) | {"slug": ""}, [written(each) for each in view.evaluations]]
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def areas_of(state: State) -> set[str]:
    return {key.rstrip("~") for key in state["outcomes"]} - {""}


def difference(was: State, now: State, *, put_right: Sequence[str] = ()) -> Difference | None:
    """What is told of a change; None where nothing changed that anybody could see.

    :param put_right: what editors said of the corrections since.
    """
    marks = [*_graded(was, now), *_award(was, now), *_outcomes(was, now)]
    told = [*marks, *_studies(was, now)]
    if told:
        return Difference(ChangeKind.CHANGED, [*told, *put_right], bool(marks))
    if put_right:
        return Difference(ChangeKind.CORRECTED, list(put_right), of_marks=False)
    if was["digest"] == now["digest"]:
        return None
    if now["stage"] == "imported":
        said = ChangeKind.CORRECTED, ["Its source changed the record. The marks are as before."]
    elif was["sent"] != now["sent"]:
        said = ChangeKind.CHANGED, ["A newer version was graded. The marks are as before."]
    else:
        said = ChangeKind.CORRECTED, ["The record was corrected. The marks are as before."]
    return Difference(*said, of_marks=False)


def _graded(was: State, now: State) -> list[str]:
    before, after = Stage(was["stage"]), Stage(now["stage"])
    if before is after or not before.is_stub:
        return []
    return [f"{capitalize_first(before.in_words)} → {after.in_words}."]


def _award(was: State, now: State) -> list[str]:
    before, after = _award_words(was["award"]), _award_words(now["award"])
    if before == after:
        return []  # one that comes due is still in force
    if was["stage"] != "graded":
        return []  # the first decision: the marks say it
    return [f"Award: {before} → {after}."]


def _award_words(state: str) -> str:
    return _AWARDS.get(state, "in force" if state else "none")


def _outcomes(was: State, now: State) -> list[str]:
    told = []
    for key, after in now["outcomes"].items():
        before = was["outcomes"].get(key)
        if before is None:
            told.append(f"{_named(key)}: new here, {_both(key, after)}.")
            continue
        if before["rank"] != after["rank"]:
            told.append(f"{_named(key)}, how sure we are: {_rank(before['rank'])} → {_rank(after['rank'])}.")
        if before["shape"] != after["shape"]:
            told.append(f"{_named(key)}: {_shape(key, before['shape'])} → {_shape(key, after['shape'])}.")
    gone = [key for key in was["outcomes"] if key not in now["outcomes"]]
    return [*told, *(f"{_named(key)}: {_shape(key, was['outcomes'][key]['shape'])} → no longer given." for key in gone)]


def _studies(was: State, now: State) -> list[str]:
    before, after = was["studies"], now["studies"]
    return [] if before == after else [f"{counted(before, 'study', 'studies')} → {counted(after, 'study', 'studies')}."]


def _named(key: str) -> str:
    area = key.rstrip("~")
    return label("outcome-areas", area) if area else "Other outcomes"


def _both(key: str, outcome: State) -> str:
    return ", ".join(filter(None, [_shape(key, outcome["shape"]), _rank(outcome["rank"])]))


def _rank(rank: int | None) -> str:
    if rank is None:
        return "not graded here"
    return f"Standard {rank}" if rank else "no Standard"


def _shape(key: str, shape: str) -> str:
    return (_CHANGED.get(shape) if key.endswith("~") else None) or _SHAPES[shape]


def new(now: State) -> Difference:
    """What is told of a project that nobody could see before. Marks are new, and none of them changed."""
    stage = Stage(now["stage"])
    told = [f"{_named(key)}: {_both(key, outcome)}." for key, outcome in now["outcomes"].items()]
    if stage.is_called_off:
        told = [f"It was sent for review: {stage.in_words}."]
    elif stage.is_stub:
        told = ["It was sent for review. No decision yet."]
    return Difference(ChangeKind.NEW, told or ["No results yet."], of_marks=False)
