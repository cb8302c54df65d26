"""The people somebody works with, as they described them once; kept in their own browser and nowhere else."""

from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode

from evidencehub.catalogue.fit import ages
from evidencehub.projects.terms import labels
from evidencehub.shared.words import capitalize_first, listed, lower_first
from evidencehub.standards.files.vocabulary import PLACES, POPULATIONS, load_vocabulary

MOST_HOURS = 168  # there are no more in a week
MOST_POUNDS = 1_000_000
LONGEST_PLACE = 80
LONGEST_KEPT = 2000  # characters of a cookie that are read; all that can be said is shorter
UNITED_KINGDOM = "united-kingdom"  # people say which of its nations
EVERYBODY = "general"  # of the same list: a project for everybody, which says nothing of who was there


@dataclass(frozen=True)
class MyPeople:
    """``None``, "" and () say that somebody did not say."""

    ages: tuple[int, int] | None = None  # years, from and to
    groups: tuple[str, ...] = ()  # slugs of populations that are no ages
    settings: tuple[str, ...] = ()  # slugs
    country: str = ""  # of countries()
    place: str = ""  # a town or a region
    hours: float | None = None  # a week, that they can give
    price: int | None = None  # pounds a person, that they can pay
    offered: bool = False  # whether it has to be there to be had

    @property
    def is_described(self) -> bool:
        return self != NOT_DESCRIBED

    @property
    def words(self) -> str:
        """ "Ages 11 to 14, in England": what was said of the people, for a line above a list."""
        said = [*([ages_in_words(*self.ages)] if self.ages else [])]
        said += [lower_first(each) for each in labels("populations", list(self.groups))]
        said += [lower_first(each) for each in labels("settings", list(self.settings))]
        where = ", ".join(filter(None, [self.place, countries().get(self.country, "")]))
        said += [f"in {where}"] if where else []
        said += [f"{self.hours:g} hours a week"] if self.hours is not None else []
        said += [f"up to £{self.price:,} a person"] if self.price is not None else []
        said += ["still offered"] if self.offered else []
        return capitalize_first(listed(said, "; " if any("," in each for each in said) else ", "))


NOT_DESCRIBED = MyPeople()


def ages_in_words(low: int, high: int) -> str:
    """ "ages 6 to 7"."""
    return lower_first(ages.in_words(ages.address((low, high))))


def countries() -> dict[str, str]:
    """Those that may be chosen: countries of the vocabulary, and the nations of the United Kingdom."""
    terms = load_vocabulary(PLACES).terms
    return {term.slug: term.label for term in terms if not term.broader or term.broader == UNITED_KINGDOM}


def groups() -> dict[str, str]:
    """The groups that may be chosen: what people have in common beside their age."""
    terms = load_vocabulary(POPULATIONS).terms
    return {term.slug: term.label for term in terms if term.first is None and term.slug != EVERYBODY}


def kept(people: MyPeople) -> str:
    """As a cookie holds it."""
    pairs: list[tuple[str, str]] = []
    if people.ages:
        pairs += [("from", str(people.ages[0])), ("to", str(people.ages[1]))]
    pairs += [("group", each) for each in people.groups] + [("setting", each) for each in people.settings]
    pairs += [(name, value) for name, value in (("country", people.country), ("place", people.place)) if value]
    pairs += [("hours", f"{people.hours:g}")] if people.hours is not None else []
    pairs += [("price", str(people.price))] if people.price is not None else []
    pairs += [("offered", "1")] if people.offered else []
    return urlencode(pairs)


def read(cookie: str) -> MyPeople:
    """What a cookie holds. Anybody may write into their own: what makes no sense is left out, and nothing raises."""
    held = parse_qs(cookie[:LONGEST_KEPT])

    def one(name: str) -> str:
        return held.get(name, [""])[0]

    low, high = _whole(one("from"), ages.OLDEST), _whole(one("to"), ages.OLDEST)
    known_settings = load_vocabulary("settings").by_slug
    place = "".join(letter if letter.isprintable() else " " for letter in one("place"))
    hours = one("hours")
    return MyPeople(
        ages=(low, high) if low is not None and high is not None and low <= high else None,
        groups=tuple(slug for slug in groups() if slug in held.get("group", ())),
        settings=tuple(slug for slug in known_settings if slug in held.get("setting", ())),
        country=one("country") if one("country") in countries() else "",
        place=" ".join(place.split())[:LONGEST_PLACE],
        hours=float(hours) if _is_plain(hours) and float(hours) <= MOST_HOURS else None,
        price=_whole(one("price"), MOST_POUNDS),
        offered=one("offered") == "1",
    )


def _whole(text: str, most: int) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 and int(text) <= most else None


def _is_plain(text: str) -> bool:
    """Digits with at most one point among them."""
    whole, _, part = text.partition(".")
    return text.isascii() and len(text) < 8 and whole.isdigit() and (not part or part.isdigit())
