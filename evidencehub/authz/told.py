"""What a state says to each kind of reader, in one shape.

Each room's ``states.py`` holds its states, their groups as properties, and one table with a :class:`Told` for each.
"""

from dataclasses import dataclass
from enum import Enum


class Who(Enum):
    """Whose turn it is."""

    TEAM = "the team"
    REVIEWERS = "the reviewers"
    EDITORS = "the editors"
    INVITED = "the person invited"
    NOBODY = "nobody"

    @property
    def to_team(self) -> str:
        """Goes before the word "turn"; "" where nobody has to act on a case."""
        return {Who.TEAM: "your", Who.REVIEWERS: "the reviewers'", Who.EDITORS: "the editor's"}.get(self, "")

    @property
    def to_editors(self) -> str:
        return {Who.TEAM: "the team's", Who.REVIEWERS: "the reviewers'", Who.EDITORS: "your"}.get(self, "")


class Visibility(Enum):
    """Who may read a record in this state."""

    TEAM = "its team"
    INVITED = "its team and the person invited"
    SEAT = "its reviewer and the editors"
    AUTHOR = "its author and the editors"
    DESK = "its team, its reviewers and the editors"
    STUB = "everybody, its title and plan, once an editor let them be public"
    PUBLIC = "everybody"


@dataclass(frozen=True)
class Words:
    """How a state is told to one kind of reader; where they never meet it, ``unseen`` says why."""

    label: str = ""
    colour: str = ""  # of the GOV.UK tag
    meaning: str = ""
    unseen: str = ""


@dataclass(frozen=True)
class Told:
    """One state. ``own`` is for those whose record it is: the team, or the author of a comment."""

    turn: Who
    own: Words
    reviewer: Words
    editor: Words
    public: Words
    todo: str = ""  # what those do whose turn it is, as editors are told
    days: int = 0  # within which we aim to take the next step; 0: nothing is promised


class State(Enum):
    """What the states of every kind of record have."""

    @property
    def told(self) -> Told:
        raise NotImplementedError

    @property
    def visibility(self) -> Visibility:
        raise NotImplementedError

    @property
    def in_words(self) -> str:
        """As those know it who move the record, inside a sentence."""
        return f"“{self.told.editor.label or self.value}”"
