"""Every problem in any file of a standard or vocabulary."""

from pathlib import Path

from evidencehub.standards.comparing.equivalence import EQUIVALENCE_FILE, read_equivalence
from evidencehub.standards.files.coach_signs import COACH_SIGNS, read_coach_signs
from evidencehub.standards.files.designs import STUDIES, read_design_questions
from evidencehub.standards.files.reading import COMMON_FILE, read_common, read_version
from evidencehub.standards.files.reporting import REPORTING_ITEMS, read_reporting_items
from evidencehub.standards.files.studies import STUDY_QUESTIONS, read_study_questions
from evidencehub.standards.files.toml_source import TomlSource
from evidencehub.standards.files.vocabulary import read_vocabulary
from evidencehub.standards.model.errors import Problem
from evidencehub.standards.proof.cases import read_cases

_STUDIES = {
    STUDY_QUESTIONS: read_study_questions, REPORTING_ITEMS: read_reporting_items, COACH_SIGNS: read_coach_signs,
}  # fmt: skip


def read_any(path: Path) -> TomlSource:
    """Read one file of a standard or vocabulary with all its problems; which kind it is, its name and folder say."""
    if path.name == COMMON_FILE:
        return read_common(path)
    if path.name.endswith(".cases.toml"):
        return read_cases(path)
    if path.parent.name == "vocabularies":
        return read_vocabulary(path)
    if path.parent.name == STUDIES:
        return _STUDIES.get(path.stem, read_design_questions)(path)
    if path.name == EQUIVALENCE_FILE:
        return read_equivalence(path)
    return read_version(path).source


def validate_file(path: Path) -> list[Problem]:
    """Return all problems in a file of a standard or vocabulary."""
    return read_any(path.resolve()).problems
