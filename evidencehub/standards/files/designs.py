"""Plain questions that find the design of a study: a tree, from ``standards/vocabularies/studies``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from evidencehub.shared.paths import standards_dir, vocabularies_dir
from evidencehub.standards.files.toml_source import Key, Table, TomlSource
from evidencehub.standards.files.vocabulary import design_slugs
from evidencehub.standards.model.errors import BadFile
from evidencehub.standards.model.suggestions import did_you_mean

STUDIES = "studies"  # the folder, below the vocabularies
DESIGN_QUESTIONS = "design-questions"
_QUESTIONS, _ANSWERS = "questions", "answers"
_QUESTION = {"slug": Key(str), "question": Key(str), "help": Key(str)}
_ANSWER = {
    "of": Key(str),
    "slug": Key(str),
    "label": Key(str),
    "hint": Key(str, required=False),
    "leads_to": Key(str, required=False),
    "design": Key(str, required=False),
    "note": Key(str, required=False),
}


@dataclass(frozen=True, slots=True)
class DesignAnswer:
    """One answer: it leads to another question, or to a design."""

    of: str
    slug: str
    label: str
    hint: str = ""
    leads_to: str = ""
    design: str = ""  # slug of designs.toml
    note: str = ""  # said beside the design: what was guessed, or is only the nearest


@dataclass(frozen=True, slots=True)
class DesignQuestion:
    slug: str
    question: str
    help: str
    answers: tuple[DesignAnswer, ...]

    def answer(self, slug: str) -> DesignAnswer | None:
        return next((each for each in self.answers if each.slug == slug), None)


@dataclass(frozen=True)
class Way:
    """How far somebody came: what they answered, and the question or the design where they are now."""

    answered: tuple[tuple[DesignQuestion, DesignAnswer], ...]
    question: DesignQuestion | None  # None: the design is found

    @property
    def path(self) -> tuple[str, ...]:
        return tuple(answer.slug for _, answer in self.answered)

    @property
    def found(self) -> DesignAnswer | None:
        return self.answered[-1][1] if self.question is None else None


@dataclass(frozen=True, eq=False)
class DesignTree:
    questions: tuple[DesignQuestion, ...]  # the first is asked first

    @cached_property
    def by_slug(self) -> Mapping[str, DesignQuestion]:
        return {each.slug: each for each in self.questions}

    def way(self, path: Sequence[str]) -> Way:
        """Follow answers from the first question; from the first that is none, the rest is left out."""
        question: DesignQuestion | None = self.questions[0]
        answered = []
        for slug in path:
            if question is None or (answer := question.answer(slug)) is None:
                break
            answered.append((question, answer))
            question = self.by_slug[answer.leads_to] if answer.leads_to else None
        return Way(tuple(answered), question)


def load_design_tree(root: Path | None = None) -> DesignTree:
    """:raises BadFile: the file cannot be used."""
    return _load(root or standards_dir())


@cache
def _load(root: Path) -> DesignTree:
    source = read_design_questions(vocabularies_dir(root) / STUDIES / f"{DESIGN_QUESTIONS}.toml")
    if source.problems:
        raise BadFile(source.problems)
    answers = [DesignAnswer(**values) for values in source.data[_ANSWERS]]
    return DesignTree(
        tuple(
            DesignQuestion(**values, answers=tuple(each for each in answers if each.of == values["slug"]))
            for values in source.data[_QUESTIONS]
        )
    )


def read_design_questions(path: Path) -> TomlSource:
    """Read the file and note every problem: an answer that leads nowhere, a question that nobody reaches, a ring."""
    source = TomlSource.read(path)
    if source.problems:
        return source
    rest = {key: value for key, value in source.data.items() if key not in {_QUESTIONS, _ANSWERS}}
    source.check_keys({"id": Key(str), "label": Key(str)}, rest)
    questions, answers = source.tables(_QUESTIONS, _QUESTION), source.tables(_ANSWERS, _ANSWER)
    source.check_unique(_QUESTIONS, "slug", questions)
    slugs = [str(each.get("slug")) for each in questions]
    designs = design_slugs(path.parent.parent.parent)
    for index, each in enumerate(answers):
        for key, known in (("of", slugs), ("leads_to", slugs), ("design", designs)):
            if key in each and each[key] not in known:
                source.add(f'"{key}": there is no "{each[key]}"{did_you_mean(each[key], known)}', _ANSWERS, index, key)
        if ("leads_to" in each) == ("design" in each):
            source.add('an answer leads to a question ("leads_to") or to a "design"', _ANSWERS, index)
    _check_ways(source, slugs, answers)
    return source


def _check_ways(source: TomlSource, slugs: Sequence[str], answers: Sequence[Table]) -> None:
    leads: dict[str, list[str]] = {slug: [] for slug in slugs}
    said: dict[str, set[str]] = {slug: set() for slug in slugs}
    for index, each in enumerate(answers):
        of, slug = str(each.get("of")), str(each.get("slug"))
        leads.get(of, []).append(str(each.get("leads_to", "")))
        if slug in said.setdefault(of, set()):
            source.add(f'"{of}" has two answers "{slug}"', _ANSWERS, index, "slug")
        said[of].add(slug)
    reached: set[str] = set()

    def follow(slug: str, above: tuple[str, ...]) -> None:
        if slug in above:
            source.add(f'"{slug}" leads back to itself', _QUESTIONS, slugs.index(slug), "slug")
        elif slug in leads:
            reached.add(slug)
            for after in leads[slug]:
                follow(after, (*above, slug))

    follow(slugs[0] if slugs else "", ())
    for index, slug in enumerate(slugs):
        if slug not in reached:
            source.add(f'no answer leads to "{slug}"', _QUESTIONS, index, "slug")
        elif not leads[slug]:
            source.add(f'"{slug}" has no answers', _QUESTIONS, index, "slug")
