"""What everybody reads of a judgement: the level, why, what the two found, how far they agreed at first, and who."""

from dataclasses import dataclass

from evidencehub.catalogue.outcomes.certainty.judging import Answer
from evidencehub.catalogue.outcomes.certainty.models import Judgement
from evidencehub.catalogue.outcomes.certainty.moving import first_seats, third_seat
from evidencehub.catalogue.outcomes.certainty.questions import points
from evidencehub.catalogue.outcomes.certainty.settling import agreed_at_first, compare, level_of, named
from evidencehub.catalogue.outcomes.versions import gathered_of
from evidencehub.catalogue.pages.certainty_figures import starts
from evidencehub.catalogue.pages.certainty_forms import answer_in_words
from evidencehub.review.wording import roles_in_words
from evidencehub.shared.words import capitalize_first, listed
from evidencehub.standards.model.standard import Criterion, Tier


@dataclass(frozen=True)
class View:
    """What one person said: of the answer its words, and the reason."""

    answer: str
    reason: str


@dataclass(frozen=True)
class Why:
    """One question. ``settled`` says who chose what holds, where the two differed."""

    short: str
    question: str
    holds: str
    moves: int
    views: tuple[View, ...]  # of the two; a third person last
    settled: str
    reason: str


@dataclass(frozen=True)
class JudgementPage:
    tier: Tier
    start: str
    whys: tuple[Why, ...]
    same: int
    asked: int
    who: str


def judgement_page(judgement: Judgement) -> JudgementPage:
    """Of one that is settled. The level is derived anew, so that it is what the answers make it."""
    same, asked = agreed_at_first(judgement)
    third = third_seat(judgement)
    whys = []
    for each in compare(judgement):
        row = each.agreed
        answer = row.answer if row else ""
        who = ""
        if each.differs and row:
            who = "a third person" if third and row.author_id == third.person_id else "an editor"
        whys.append(
            Why(
                each.question.short, each.question.question, answer_in_words(each.question, answer),
                points(each.question, answer), tuple(_view(each.question, one) for one in each.views), who,
                row.reason if row else "",
            )
        )  # fmt: skip
    return JudgementPage(
        level_of(judgement), starts(gathered_of(judgement.version), judgement.standard_version), tuple(whys), same,
        asked, _who(judgement),
    )  # fmt: skip


def _view(question: Criterion, one: Answer) -> View:
    return View(answer_in_words(question, one.answer), one.reason)


def _who(judgement: Judgement) -> str:
    """Names of those who agreed to it, and else roles: "An academic and a practitioner", "Amara Blake and one more"."""
    seats = [seat for seat in first_seats(judgement) if seat.frozen_at]
    names = [name for seat in seats if (name := named(seat))]
    roles = [seat.person.reviewer_kind for seat in seats if not named(seat)]
    if not names:
        return capitalize_first(roles_in_words(roles))
    return listed([*names, *([roles_in_words([*roles, ""]).partition(" and ")[0]] if roles else [])])
