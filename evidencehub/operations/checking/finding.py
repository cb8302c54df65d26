"""What a look at one thing found: whether it is well, in a sentence, and what to do."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from evidencehub.shared.logs import clean


class Level(IntEnum):
    """Its number is what the command exits with."""

    OK = 0
    WARNING = 1
    WRONG = 2

    @property
    def label(self) -> str:
        return self.name.lower()


@dataclass(frozen=True)
class Finding:
    about: str
    level: Level
    says: str
    do: str = ""

    def as_dict(self) -> dict[str, str]:
        return {"about": self.about, "level": self.level.label, "says": self.says, "do": self.do}


def ok(about: str, says: str) -> Finding:
    return Finding(about, Level.OK, says)


def warning(about: str, says: str, do: str) -> Finding:
    return Finding(about, Level.WARNING, says, do)


def wrong(about: str, says: str, do: str) -> Finding:
    return Finding(about, Level.WRONG, says, do)


Look = Callable[[], Iterable[Finding]]


def looked(about: str, look: Look) -> Iterator[Finding]:
    """What it finds. Where it cannot even look, that is what is wrong, and the others go on."""
    try:
        yield from look()
    except Exception as error:
        said = clean(f"{type(error).__name__}: {error}").splitlines()[0]
        yield wrong(about, f"It could not be looked at: {said}", "Mend what is named, and look again.")
