"""What a team and an editor type about an appeal."""

from collections.abc import Iterable, Sequence

from wtforms import SelectChoice
from wtforms.validators import DataRequired, InputRequired

from evidencehub.projects.appeals.grounds import grounds
from evidencehub.review.appeals.making import Contestable, Wanted
from evidencehub.review.appeals.stepping import MAX_TEXT
from evidencehub.review.wording import answer_label
from evidencehub.shared.forms import Checkboxes, HubForm, LongText, Radios
from evidencehub.standards.model.standard import Tier


class AppealForm(HubForm):
    ground = Radios(
        "On which ground?", [InputRequired("Choose the ground")],
        choices=[SelectChoice(each.slug, each.label) for each in grounds().values()],
    )  # fmt: skip
    contested = Checkboxes(
        "Which answers should be looked at again?",
        [InputRequired("Choose at least one answer that should be looked at again")],
    )
    because = LongText(
        "Why?", [DataRequired("Say why")], limit=MAX_TEXT,
        description="Say for each answer what is wrong, and where in the report it stands. Editors read this. The new "
        "reviewers do not, so that they judge for themselves, and it is not public.",
    )  # fmt: skip

    steps: Sequence[tuple[Tier, Sequence[SelectChoice]]] = ()

    @property
    def wanted(self) -> Wanted:
        return Wanted(self.ground.data or "", self.contested.data or [], self.because.data or "")

    def offer(self, answers: Iterable[Contestable], tiers: Iterable[Tier]) -> None:
        """By the step for which each is asked. What was not met is what a team most often contests: it stands first,
        and so do the steps that have some.
        """
        every = sorted(answers, key=lambda each: each.finding.answer == "met")
        by_step = [(tier, [each for each in every if each.item.criterion.tier == tier.id]) for tier in tiers]
        by_step.sort(key=lambda step: all(each.finding.answer == "met" for each in step[1]))  # stable
        self.steps = [
            (tier, [SelectChoice(one.value, _in_words(one)) for one in of_it]) for tier, of_it in by_step if of_it
        ]
        self.contested.choices = [choice for _, choices in self.steps for choice in choices]


def _in_words(each: Contestable) -> str:
    about = f", for {each.item.about}" if each.item.about else ""
    return f"{each.item.criterion.short}{about}: {answer_label(each.finding.answer).lower()}"


class RefuseForm(HubForm):
    because = LongText(
        "Why does it give no ground?", [DataRequired("Say why it gives no ground")], limit=MAX_TEXT,
        description="The team reads this in their mail and on their page. It is not public.",
    )  # fmt: skip
