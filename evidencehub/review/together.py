"""A question that is asked of every outcome alike, answered once for all of them, with exceptions.

What is kept is a finding for each outcome, as if each had been typed by itself. So what is "the same for all" is read
off what is kept, and nothing else remembers it.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from evidencehub.review.sheet import Item

Typed = tuple[str, ...]  # answer, reason and page; or value and page


@dataclass(frozen=True)
class Group:
    """Questions of a page that differ only in the outcome that they are about."""

    first: int  # place of the first on its page; the others follow
    items: tuple[Item, ...]

    @property
    def places(self) -> range:
        return range(self.first, self.first + len(self.items))

    @property
    def is_together(self) -> bool:
        return len(self.items) > 1

    @property
    def answers(self) -> tuple[str, ...]:
        """Every answer that is open for one of them at least, in the order of the scale."""
        scale = self.items[0].criterion.answers
        return tuple(answer for answer in scale if any(answer in item.answers for item in self.items))


def grouped(items: Sequence[Item]) -> tuple[Group, ...]:
    """The questions of a page, those about several outcomes together. Studies of other kinds have other words."""
    found: list[Group] = []
    place = 0
    for _, same in groupby(items, key=lambda item: (item.criterion.id, item.criterion.question, item.facts)):
        group = Group(place, tuple(same))
        found.append(group)
        place += len(group.items)
    return tuple(found)


def spread(common: Typed, own: Sequence[Typed]) -> list[Typed]:
    """What was typed for each: its own where there is any, else what is the same for all."""
    return [each if any(each) else common for each in own]


def gathered(kept: Sequence[Typed], open_to: Sequence[bool] | None = None) -> tuple[Typed, list[Typed]]:
    """What is the same for all but the exceptions, and each exception; the reverse of :func:`spread`.

    Where one has nothing kept, saving what is the same for all would answer it. So there is nothing "for all" then.

    :param kept: of each, what is kept; nothing but "" where nothing is.
    :param open_to: whether each could have been given what most have; all could where it is left away.
    """
    nothing: Typed = ("",) * len(kept[0])
    given = Counter(each for each in kept if any(each))
    if not given:
        return nothing, list(kept)
    most, count = given.most_common(1)[0]
    could = open_to or [True] * len(kept)
    if count < 2 or any(can and not any(each) for each, can in zip(kept, could, strict=True)):
        return nothing, list(kept)
    return most, [nothing if each == most else each for each in kept]
