"""Whether what was studied fits the people somebody works with. Pure: nothing is read, and nothing is guessed.

"Not studied" is said only where every study says with whom it was; where one is silent the answer is "cannot tell".
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from evidencehub.catalogue.fit import ages
from evidencehub.catalogue.fit.gazetteer import place_path
from evidencehub.catalogue.fit.people import MyPeople, ages_in_words
from evidencehub.catalogue.fit.studied import Part, Studied
from evidencehub.projects.shares import in_hundred
from evidencehub.projects.terms import label, labels
from evidencehub.shared.words import counted, listed, lower_first
from evidencehub.standards.files.vocabulary import PLACES

Answer = Literal["yes", "partly", "not studied", "no", "cannot tell"]
Range = tuple[int, int]


@dataclass(frozen=True)
class Fit:
    """One dimension: what it is called, the answer, and a sentence with what is known."""

    name: str
    answer: Answer
    says: str


def fits(people: MyPeople, known: Studied) -> tuple[Fit, ...]:
    """One answer for each thing that somebody said, in the order in which the form asks."""
    return tuple(_fits(people, known))


def _fits(people: MyPeople, known: Studied) -> Iterator[Fit]:
    asked: tuple[tuple[bool, Callable[[MyPeople, Studied], Fit]], ...] = (
        (bool(people.ages), _age),
        (bool(people.groups), _group),
        (bool(people.settings), _setting),
        (bool(people.country or people.place), _place),
    )
    for is_asked, answer in asked:
        if is_asked and known.studies:
            yield answer(people, known)
    if any(is_asked for is_asked, _ in asked) and not known.studies:
        yield Fit("people", "not studied", "Nobody has studied this yet.")
    if people.hours is not None:
        yield _hours(people.hours, known)
    if people.price is not None:
        yield _price(people.price, known)
    if people.offered:
        yield _offered(known)


def _age(people: MyPeople, known: Studied) -> Fit:
    assert people.ages  # noqa: S101  asked only then
    if not known.ages:
        return Fit("age", "cannot tell", "The studies do not say how old people were.")
    shown = ages.open_ended(known.ages) if known.ages_open else known.ages
    said = f"Ages studied: {listed([ages_in_words(*each).removeprefix('ages ') for each in shown])}."
    left = _left(people.ages, known.ages)
    if not left:
        return Fit("age", "yes", said)
    nobody = f"Nobody has studied this with {_left_in_words(left, known.ages)}."
    is_part = left != [people.ages]
    if known.ages_unsaid or known.ages_open:
        silent = [_silent(known.ages_unsaid, "ages")] if known.ages_unsaid else []
        silent += [_how_old(known.ages_open)] if known.ages_open else []
        return Fit("age", "partly" if is_part else "cannot tell", " ".join([said, *silent]))
    return Fit("age", "partly", f"{said} {nobody}") if is_part else Fit("age", "not studied", f"{nobody} {said}")


def _left(asked: Range, covered: Sequence[Range]) -> list[Range]:
    """What of the ages asked for lies in none of the others."""
    left, low = [], asked[0]
    for begin, end in covered:
        if begin > asked[1]:
            break
        if low < begin:
            left.append((low, begin - 1))
        low = max(low, end + 1)
    return [*left, (low, asked[1])] if low <= asked[1] else left


def _left_in_words(left: Sequence[Range], covered: Sequence[Range]) -> str:
    """ "under-12s": by the nearest age that was studied, where nobody younger or older was."""
    youngest, oldest = covered[0][0], covered[-1][1]
    said = []
    for low, high in left:
        if high < youngest:
            said.append(f"under-{youngest}s")
        elif low > oldest:
            said.append(f"over-{oldest}s")
        else:
            said.append(ages_in_words(low, high))
    return listed(said, last="or")


def _group(people: MyPeople, known: Studied) -> Fit:
    """Where a group was only a part of the people in a study, how large a part is said, and it fits partly."""
    parts = [each for each in known.parts if each.group in people.groups and each.group not in known.groups]
    if not parts:
        return _among("who they are", people.groups, known.groups, known.groups_unsaid, "populations")
    shared = [slug for slug in people.groups if slug in known.groups]
    silent = [slug for slug in people.groups if slug not in known.groups and slug not in {each.group for each in parts}]
    said = [f"{_SOME['populations']} {_named('populations', shared)}."] if shared else []
    said += [_part(each) for each in parts]
    said += [f"Our records do not say whether it was with {_any_of(silent)}."] if silent else []
    return Fit("who they are", "partly", " ".join(said))


def _part(part: Part) -> str:
    """ "In 3 studies 5 to 68 of every 100 people were filed under “free or reduced price lunch”." """
    low, high = in_hundred(part.least), in_hundred(part.most)
    of = low if low == high else f"{low} to {high}"
    return f"In {counted(part.studies, 'study', 'studies')} {of} of every 100 people were filed under “{part.said}”."


def _setting(people: MyPeople, known: Studied) -> Fit:
    """One of several settings is enough: that is where it would be done."""
    shared = [slug for slug in people.settings if slug in known.settings]
    if shared:
        return Fit("setting", "yes", f"{_SOME['settings']} {_named('settings', shared)}.")
    return _among("setting", people.settings, known.settings, known.settings_unsaid, "settings")


def _among(name: str, asked: Sequence[str], held: Sequence[str], unsaid: int, vocabulary: str) -> Fit:
    """Whether all, some or none of what was asked for was studied."""
    if not held:
        return Fit(name, "cannot tell", f"The studies do not say {_WHAT[vocabulary]}.")
    shared = [slug for slug in asked if slug in held]
    missing = [slug for slug in asked if slug not in held]
    if not missing:
        return Fit(name, "yes", f"{_SOME[vocabulary]} {_named(vocabulary, shared)}.")
    what = _any_of(missing, vocabulary)
    none = f"{_NONE[vocabulary]} {what}."
    if unsaid and vocabulary == "populations":
        not_known = f"Our records do not say whether it was with {what}."
        if shared:
            return Fit(name, "partly", f"{_SOME[vocabulary]} {_named(vocabulary, shared)}. {not_known}")
        return Fit(name, "cannot tell", not_known)
    if shared:
        return Fit(name, "partly", f"{_SOME[vocabulary]} {_named(vocabulary, shared)}. {none}")
    if unsaid:
        return Fit(name, "cannot tell", f"{none} {_silent(unsaid, _WHAT[vocabulary])}")
    return Fit(name, "not studied", f"{none} {_SOME[vocabulary]} {_named(vocabulary, held)}.")


def _any_of(slugs: Sequence[str], vocabulary: str = "populations") -> str:
    return listed([lower_first(label(vocabulary, slug)) for slug in slugs], last="or")


_WHAT = {"populations": "who took part beside their age", "settings": "where it was done"}
_NONE = {"populations": "No study says that it was with", "settings": "No study says that it was in this setting:"}
_SOME = {"populations": "Studied with", "settings": "Studied in this setting:"}


def _named(vocabulary: str, slugs: Sequence[str]) -> str:
    return listed([lower_first(each) for each in labels(vocabulary, list(slugs))])


def _place(people: MyPeople, known: Studied) -> Fit:
    """By the finest place on file first, then by country. A place that is not on file leaves the answer open."""
    if not known.places:
        return Fit("place", "cannot tell", "The studies do not say where they were.")
    said = f"Studied in {_places(known.places)}."
    here = {part.strip().casefold() for place in known.places for part in place.split(",")}
    if people.place and people.place.casefold() in here:
        return Fit("place", "yes", said)
    named = place_path(people.country)
    if people.country and people.country in known.places_known:
        return Fit("place", "partly" if people.place else "yes", said)
    if named and named[0] in known.places_known:  # another nation of the same country
        return Fit("place", "partly", said)
    if not named or known.places_unsaid:
        return Fit("place", "cannot tell", f"{said} We cannot tell how near that is.")
    return Fit("place", "not studied", f"Nobody has studied this in {label(PLACES, people.country)}. {said}")


def _places(places: Sequence[str], most: int = 3) -> str:
    named = [*places[:most], *([f"{len(places) - most} more"] if len(places) > most else [])]
    return listed(named, "; ")


def _hours(can_give: float, known: Studied) -> Fit:
    if known.hours is None:
        return Fit("hours", "cannot tell", "The record does not give hours a week.")
    answer: Answer = "yes" if known.hours <= can_give else "no"
    return Fit("hours", answer, f"To run it takes {known.hours:g} hours a week, its team says.")


def _price(can_pay: int, known: Studied) -> Fit:
    """By what it costs to take part, where the team says it; else by what it costs to give it to one person."""
    asked = known.cost if known.price is None else known.price
    if asked is None:
        return Fit("price", "cannot tell", "No cost for one person reported.")
    said = f"About £{asked:,} a person" if known.price is None else f"£{asked:,} a person to take part"
    said = said if asked or known.price is None else "Free to take part"
    if asked <= can_pay:
        return Fit("price", "yes", f"{said}.")
    return Fit("price", "no", f"{said}: more than the £{can_pay:,} that you can pay.")


def _offered(known: Studied) -> Fit:
    if known.offered is not None:
        how = "can still" if known.offered else "can no longer"
        return Fit("still offered", "yes" if known.offered else "no", f"It {how} be had, its team says.")
    return Fit("still offered", "cannot tell", "The record does not say whether it can still be had.")


def _how_old(count: int) -> str:
    one, several = "study of people past school age does", "studies of people past school age do"
    return f"{count:,} {one if count == 1 else several} not say how old they were."


def _silent(count: int, what: str) -> str:
    return f"{count:,} {'study does' if count == 1 else 'studies do'} not say {what}."
