"""The format of what is kept, by number, and how an older one is read: one step each, and nothing is rewritten.

A change of a shape is a new format: raise ``FORMAT``, and write the step that makes of the one before what the shape
wants now. A step names keys itself and never looks at the shapes, which will have changed again by then.
"""

from collections.abc import Callable, Mapping
from typing import Any

from evidencehub.projects.frozen.strictly import Unreadable

FORMAT = 15
Body = Mapping[str, Any]


def in_this_format(body: Body) -> Body:
    """What was kept, as it would be kept today; not checked against the shapes yet.

    :raises Unreadable: its format is not one that this hub knows.
    """
    if not isinstance(body, dict):
        raise Unreadable(f"dict expected, not {type(body).__name__}")
    number = body.get("format", 1)  # the first had no number
    if type(number) is not int or not 1 <= number <= FORMAT:
        raise Unreadable(f"it is in format {number!r}, and this hub reads 1 to {FORMAT}")
    for step in _STEPS[number - 1 :]:
        body = step(body)
    return body


def _number_and_name(body: Body) -> Body:
    """To 2: a number, one key for what it is, and the name of each document, which nobody had kept."""
    if "project" in body:
        return {"format": 2, **body}
    if not isinstance(documents := body.get("documents"), list):
        raise Unreadable("missing: documents")
    named = [{**document, "file_name": ""} if isinstance(document, dict) else document for document in documents]
    return {"format": 2, "evaluation": {**body, "documents": named}}


def _registration(body: Body) -> Body:
    """To 3: where a study was registered, which nobody had asked."""
    if isinstance(evaluation := body.get("evaluation"), dict):
        body = {**body, "evaluation": {**evaluation, "registration": ""}}
    return {**body, "format": 3}


def _contrast_and_kinds(body: Body) -> Body:
    """To 4: what a report gives, in fields of its own. Nothing is worked out anew: it reads as it meant."""
    return {**_each_result(body, _with_kind), "format": 4}


def _with_kind(result: Any) -> Any:
    if not isinstance(result, dict) or not isinstance(result.get("comparison"), bool):
        return result
    rest = {name: value for name, value in result.items() if name != "comparison"}
    averages = result.get("mean_t"), result.get("mean_c")
    if any(average is not None for average in averages):
        gives = "means"
    else:
        gives = "words" if result.get("effect") is None else "difference"
    return {
        **rest, "contrast": "between" if result["comparison"] else "within", "gives": gives, "is_primary": None,
        "is_adjusted": None, "analysis": "", "events_t": None, "events_c": None, "pre_post_r": None, "outcome_sd": None,
        "test": "", "test_value": None, "test_higher": "", "se": None, "p_relation": "", "worked_out": [],
        "effect_note": "", "confirmed": [],
    }  # fmt: skip


def _outcome_slug(body: Body) -> Body:
    """To 5: the outcome of a result in the tree of outcomes, which nobody had kept; its words say it as before."""

    def without_slug(result: Any) -> Any:
        return {**result, "outcome_slug": ""} if isinstance(result, dict) else result

    return {**_each_result(body, without_slug), "format": 5}


def _each_result(body: Body, change: Callable[[Any], Any]) -> Body:
    if isinstance(evaluation := body.get("evaluation"), dict) and isinstance(
        results := evaluation.get("results"), list
    ):
        return {**body, "evaluation": {**evaluation, "results": list(map(change, results))}}
    return body


def _elsewhere(body: Body) -> Body:
    """To 6: what only evidence from elsewhere has, which is never frozen."""

    def counting(result: Any) -> Any:
        return {**result, "is_superseded": False} if isinstance(result, dict) else result

    body = _each_result(body, counting)
    if isinstance(project := body.get("project"), dict):
        body = {**body, "project": {**project, "source_as_of": ""}}
    if isinstance(evaluation := body.get("evaluation"), dict):
        body = {**body, "evaluation": {**evaluation, "reported": {}}}
    return {**body, "format": 6}


def _kinds_of_documents(body: Body) -> Body:
    """To 7: what a document is, and those of a plan. Until then each was a report, and a plan had none."""

    def with_kind(document: Any) -> Any:
        return {**document, "kind": "report", "caption": ""} if isinstance(document, dict) else document

    if isinstance(project := body.get("project"), dict):
        body = {**body, "project": {**project, "plan_documents": []}}
    if isinstance(evaluation := body.get("evaluation"), dict) and isinstance(
        documents := evaluation.get("documents"), list
    ):
        body = {**body, "evaluation": {**evaluation, "documents": list(map(with_kind, documents))}}
    return {**body, "format": 7}


def _what_it_takes(body: Body) -> Body:
    """To 8: hours a week, the price to take part and whether it can still be had, which nobody had asked."""
    if isinstance(project := body.get("project"), dict):
        asked = {"hours_a_week": None, "price_gbp": None, "still_offered": None}
        body = {**body, "project": {**project, **asked}}
    return {**body, "format": 8}


def _levels_of_need(body: Body) -> Body:
    """To 9: how far people have the difficulty already, which had been asked in free words alone."""
    if isinstance(project := body.get("project"), dict):
        body = {**body, "project": {**project, "need_levels": []}}
    return {**body, "format": 9}


def _study_questions(body: Body) -> Body:
    """To 10: answers to questions about the study that fit its design, which nobody had asked."""
    if isinstance(evaluation := body.get("evaluation"), dict):
        body = {**body, "evaluation": {**evaluation, "study": {}}}
    return {**body, "format": 10}


def _theory(body: Body) -> Body:
    """To 11: the theory of change step by step, which had been asked in one text alone."""
    if isinstance(project := body.get("project"), dict):
        body = {**body, "project": {**project, "theory": {"steps": [], "links": []}}}
    return {**body, "format": 11}


def _how_to_do_it(body: Body) -> Body:
    """To 12: what others need to do the same, which had been asked in one text or not at all."""
    if isinstance(project := body.get("project"), dict):
        asked = (
            "materials", "provided_by", "mode", "dose", "tailoring", "modifications", "fidelity_planned",
            "fidelity_found", "licence", "contact", "funding_routes",
        )  # fmt: skip
        body = {**body, "project": {**project, **dict.fromkeys(asked, "")}}
    return {**body, "format": 12}


def _references(body: Body) -> Body:
    """To 13: what was published about a study and what it builds on, which nobody had asked."""
    if isinstance(evaluation := body.get("evaluation"), dict):
        body = {**body, "evaluation": {**evaluation, "publications": [], "literature": []}}
    return {**body, "format": 13}


def _costs(body: Body) -> Body:
    """To 14: what it costs line by line, which had been asked in one figure and a note."""
    if isinstance(project := body.get("project"), dict):
        body = {**body, "project": {**project, "costs": {"lines": [], "people": None, "groups": None}}}
    return {**body, "format": 14}


def _ways_to_pay(body: Body) -> Body:
    """To 15: who paid for it and who else could, from a list, which had been asked in words alone."""
    if isinstance(project := body.get("project"), dict):
        body = {**body, "project": {**project, "paid_for_by": [], "could_be_paid_by": []}}
    return {**body, "format": 15}


# The first leads from 1 to 2.
_STEPS: tuple[Callable[[Body], Body], ...] = (
    _number_and_name, _registration, _contrast_and_kinds, _outcome_slug, _elsewhere, _kinds_of_documents,
    _what_it_takes, _levels_of_need, _study_questions, _theory, _how_to_do_it,
    _references, _costs, _ways_to_pay,
)  # fmt: skip
