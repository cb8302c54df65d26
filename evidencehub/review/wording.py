"""Words for answers and people, once for all pages, letters and mails of reviewing."""

from datetime import datetime

from evidencehub.shared.clock import day_of
from evidencehub.shared.words import counted, day_and_time, time_of_day

ANSWERS = {
    "met": "Met",
    "partly": "Partly met",
    "not-met": "Not met",
    "n-a": "Does not apply",
    "cannot-tell": "Cannot tell",
}
ANSWER_COLOURS = {"met": "green", "partly": "yellow", "not-met": "orange", "n-a": "grey", "cannot-tell": "grey"}


_ROLES = {"academic": "an academic", "practitioner": "a practitioner"}


def answer_label(answer: str) -> str:
    """A standard may have another scale; its words are shown as they are."""
    return ANSWERS.get(answer, answer.replace("-", " ").capitalize())


def when_saved(at: datetime, now: datetime) -> str:
    """ "10:42 GMT" today, with the date on any other day."""
    return time_of_day(at) if day_of(at) == day_of(now) else day_and_time(at)


def roles_in_words(kinds: list[str]) -> str:
    """Who graded, by role only: "an academic and a practitioner"."""
    several = {"academic": "two academics", "practitioner": "two practitioners"}
    if not kinds:
        return "trained reviewers"
    if len(kinds) == 2 and kinds[0] == kinds[1]:
        return several.get(kinds[0], "two trained reviewers")
    known_first = sorted(kinds, key=lambda kind: (kind not in _ROLES, kind))
    return " and ".join(role_in_words(kind) for kind in known_first)


def part_in_words(questions: int, numbers: int) -> str:
    """ "2 questions and 1 number": what somebody is asked who does not grade everything."""
    told = [counted(count, word, f"{word}s") for count, word in ((questions, "question"), (numbers, "number")) if count]
    return " and ".join(told)


def role_in_words(kind: str) -> str:
    return _ROLES.get(kind, "a trained reviewer")


def graded_of(done: int, count: int) -> str:
    """ "3 of 9 graded"."""
    return f"{done} of {count} graded"
