"""From the form of "try it" to what the engine grades."""

from collections.abc import Mapping, Sequence

from evidencehub.guide.trying.form import StudyForm, TryForm
from evidencehub.standards.engine.inputs import GradeInput, StudyInput


def grade_input(form: TryForm) -> GradeInput:
    """The answers in the shape that the engine takes; with one study they count for the whole."""
    findings, facts = dict(form.findings.get("", {})), dict(form.facts.get("", {}))
    if not form.many:
        return GradeInput(form.studies[0].kind or None, findings, facts)
    if len(form.studies) == 1:
        only = form.studies[0]
        findings |= form.findings.get(only.prefix, {})
        facts |= form.facts.get(only.prefix, {})
        return GradeInput(None, findings, facts, (StudyInput(only.title, only.kind or None, "1"),))
    samples = _samples(form.studies)
    studies = tuple(
        StudyInput(
            names,
            study.kind or None,
            samples[study.number],
            dict(form.findings.get(study.prefix, {})),
            dict(form.facts.get(study.prefix, {})),
        )
        for study, names in zip(form.studies, _names(form.studies), strict=True)
    )
    return GradeInput(None, findings, facts, studies)


def _names(studies: Sequence[StudyForm]) -> list[str]:
    """What each study is called: by its visitor, unless two are called the same."""
    given = [study.name for study in studies]
    return [
        f"{study.title}, {study.name}" if study.name and given.count(study.name) == 1 else study.title
        for study in studies
    ]


def _samples(studies: Sequence[StudyForm]) -> Mapping[int, str | None]:
    """Which people each study is about; None as long as nobody says whether they are others."""
    samples: dict[int, str | None] = {}
    for study in studies:
        if study.number == 1 or study.who == "others":
            samples[study.number] = str(study.number)
        else:
            samples[study.number] = samples[int(study.who)] if study.who else None
    return samples
