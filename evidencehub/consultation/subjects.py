"""What can be commented on: one version of a standard, or a vocabulary; with its parts, and whether it is open."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from evidencehub.consultation.models import StandardComment, SubjectKind
from evidencehub.consultation.vocabularies import load_words
from evidencehub.shared.errors import NotFound
from evidencehub.shared.words import day
from evidencehub.standards.files.loading import load_standard
from evidencehub.standards.model.errors import UnknownStandard
from evidencehub.standards.model.standard import Standard

_NOT_VALIDATED = "Not yet validated"


@dataclass(frozen=True)
class Part:
    id: str  # "" for the whole
    label: str


@dataclass(frozen=True)
class Subject:
    kind: SubjectKind
    id: str
    version: str  # "" for a vocabulary
    title: str
    parts: tuple[Part, ...]  # the whole first, then in the order in which pages show them
    is_open: bool
    status: str  # whether and until when it is open, and why, as whole sentences

    @property
    def part_ids(self) -> frozenset[str]:
        return frozenset(part.id for part in self.parts)

    def label_of(self, part_id: str) -> str:
        """The part in words; its id where this version has no such part."""
        return next((part.label for part in self.parts if part.id == part_id), part_id or "The whole")


def is_open_for_comment(standard: Standard, today: date) -> bool:
    """A draft, and whatever academics have not checked yet, to the end of its last day where one is set."""
    if standard.status != "draft" and not standard.validated_note.startswith(_NOT_VALIDATED):
        return False
    last = _last_day(standard)
    return last is None or today <= last


def _last_day(standard: Standard) -> date | None:
    """The last day for comments. Words such as "the end of term" are shown as they stand, and close nothing."""
    try:
        return date.fromisoformat(standard.comments_until)
    except ValueError:
        return None


def deadline(standard: Standard) -> str:
    """ "31 December 2026"; "" where no end is set."""
    last = _last_day(standard)
    return day(last) if last else standard.comments_until


def find_subject(kind: SubjectKind, subject_id: str, version: str, *, today: date) -> Subject:
    """:raises NotFound: there is no such standard, version or vocabulary."""
    if kind is SubjectKind.VOCABULARY:
        return _vocabulary(subject_id)
    try:
        return _standard(load_standard(subject_id, version), today)
    except UnknownStandard as error:
        raise NotFound(f"There is {error}.") from error


def subject_of(comment: StandardComment, *, today: date) -> Subject:
    """What a comment is about, also where a draft has been taken out of the hub since."""
    kind, subject_id, version = comment.subject_kind, comment.subject_id, comment.subject_version
    try:
        return find_subject(kind, subject_id, version, today=today)
    except NotFound:
        title = f"{subject_id} {version}".strip()
        return Subject(kind, subject_id, version, title, (), is_open=False, status="This is not in the hub any more.")


def _standard(standard: Standard, today: date) -> Subject:
    return Subject(
        kind=SubjectKind.STANDARD,
        id=standard.id,
        version=standard.version,
        title=standard.title,
        parts=tuple(_parts(standard)),
        is_open=is_open_for_comment(standard, today),
        status=_status(standard, today),
    )


def _status(standard: Standard, today: date) -> str:
    until, last = deadline(standard), _last_day(standard)
    if is_open_for_comment(standard, today):
        why = "It is a draft" if standard.status == "draft" else "No academic has checked it yet"
        return f"{why}, so it is open for comment{f' until {until}' if until else ', with no end date'}."
    if last is not None and today > last:
        return f"Comments closed on {until}."
    return f"This version is closed for comments. {standard.validated_note}"


def _parts(standard: Standard) -> Iterable[Part]:
    yield Part("", "The whole standard")
    for tier in standard.tiers:
        yield Part(tier.id, tier.title)
        for criterion in standard.criteria_of(tier.id):
            yield Part(criterion.id, f"{criterion.short} ({criterion.id})")
    for criterion in standard.criteria:
        if criterion.tier not in standard.tiers_by_id:
            yield Part(criterion.id, f"{criterion.short} ({criterion.id})")


def _vocabulary(name: str) -> Subject:
    words = load_words(name)
    return Subject(
        kind=SubjectKind.VOCABULARY,
        id=name,
        version="",
        title=words.label,
        parts=(Part("", "The whole list"), *(Part(word.id, word.label) for word in words.words)),
        is_open=True,
        status="This list is always open for comment.",
    )


@dataclass(frozen=True)
class Group:
    """The comments on one part."""

    label: str
    comments: tuple[StandardComment, ...]


def by_part(subject: Subject, comments: Sequence[StandardComment]) -> list[Group]:
    """Comments grouped by part, in the subject's order; parts that nobody commented on are left out."""
    order = [part.id for part in subject.parts]
    order += sorted({comment.part for comment in comments}.difference(order))
    groups = [(part, tuple(comment for comment in comments if comment.part == part)) for part in order]
    return [Group(subject.label_of(part), found) for part, found in groups if found]
