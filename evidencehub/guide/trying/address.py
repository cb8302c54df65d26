"""What the address of "try it" holds: answers to a standard's questions, typed by anybody and stored nowhere.

``kind=pre-post&po1.1=met&mdes=0.2`` is the kind of study, an answer and a fact. Where a standard counts studies, what
is asked of each study has its number before it (``2.kind``), and ``studies=2`` says how many there are. What is empty
is left out, so that an address stays short enough to share.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from evidencehub.shared.forms import printable
from evidencehub.standards.model.nodes import OfDesign, walk
from evidencehub.standards.model.standard import Standard

KIND, WHO, NAME = "kind", "who", "name"  # of a study: its design, whether its people are others, what it is called
STUDIES, DROP = "studies", "drop"  # how many there are; the number of one to take away
SEE = "see"  # the result was asked for; stays in the address only while there is nothing to show
ASKED = "ask"  # the questions were asked for, so a missing kind of study is a mistake
MOST_STUDIES = 4
LONGEST_NAME = 40  # characters
_LONGEST = 100  # characters of any other value: more is no answer


@dataclass(frozen=True, slots=True)
class Address:
    """The cleaned contents of the address."""

    values: Mapping[str, str]
    studies: int
    is_tidy: bool  # nothing empty, nothing twice: an address to share
    was_asked: bool = False  # the questions were asked for before a kind of study was chosen

    def get(self, name: str) -> str:
        return self.values.get(name, "")

    def items(self) -> list[tuple[str, str]]:
        """What the tidy address holds, in its order."""
        studies = [(STUDIES, str(self.studies))] if self.studies > 1 else []
        return [*self.values.items(), *studies, *([(ASKED, "1")] if self.was_asked else [])]


def read(standard: Standard, arguments: Iterable[tuple[str, str]]) -> Address:
    """Return what the address holds; the last of what stands there twice counts. A study to be dropped is gone."""
    pairs = list(arguments)
    values: dict[str, str] = {}
    for name, value in pairs:
        if name not in (STUDIES, DROP, ASKED) and (cleaned := printable(value).strip()[:_LONGEST]):
            values[printable(name)] = cleaned
    studies = _studies(standard, pairs, values)
    dropped = [int(value) for name, value in pairs if name == DROP and value.isascii() and value.isdigit()]
    for number in dropped:
        if 1 <= number <= studies and studies > 1:
            values, studies = _without(values, number), studies - 1
    names = [name for name, _ in pairs]
    was_asked = ASKED in names and f"{prefix_of(standard, 1)}{KIND}" not in values
    is_tidy = (
        not dropped
        and len(names) == len(set(names))
        and all(value.strip() for _, value in pairs)
        and (STUDIES not in names or studies > 1)
        and (ASKED in names) is was_asked
    )
    return Address(values, studies, is_tidy, was_asked)


def _studies(standard: Standard, pairs: list[tuple[str, str]], values: Mapping[str, str]) -> int:
    """The button that adds a study sends a second number, and what was typed for a study shows that it is there."""
    if not asks_of_each_study(standard):
        return 1
    said = [int(value) for name, value in pairs if name == STUDIES and value.isascii() and value.isdigit()]
    typed = [number for number in range(1, MOST_STUDIES + 1) if any(name.startswith(f"{number}.") for name in values)]
    return min(MOST_STUDIES, max([1, *said, *typed]))


def _without(values: Mapping[str, str], dropped: int) -> dict[str, str]:
    """Leave out one study; those after it move up, and "the same people as in it" is no longer said."""
    kept = {}
    for name, value in values.items():
        number, dot, rest = name.partition(".")
        at = int(number) if dot and number.isascii() and number.isdigit() else 0
        same_as = int(value) if rest == WHO and value.isascii() and value.isdigit() else 0
        if dropped not in (at, same_as):
            moved = f"{same_as - 1}" if same_as > dropped else value
            kept[f"{at - 1}.{rest}" if at > dropped else name] = moved
    return kept


def asks_of_each_study(standard: Standard) -> bool:
    """Whether a visitor may add studies: where the rule counts them, or sums them up."""
    return standard.counts_studies or standard.summary_rule is not None


def asks_for_kind(standard: Standard) -> bool:
    """Whether anything turns on how a study was done."""
    return bool(standard.routes) or any(
        criterion.by_design
        or criterion.not_applicable_for
        or (criterion.test is not None and any(isinstance(node, OfDesign) for node in walk(criterion.test)))
        for criterion in standard.criteria
    )


def prefix_of(standard: Standard, study: int | None) -> str:
    """What stands before the names of one study; nothing for the project, and where only one study is asked about."""
    return f"{study}." if study is not None and asks_of_each_study(standard) else ""
