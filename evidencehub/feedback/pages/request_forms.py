"""Forms of asking for evidence, and of the editors' desk."""

from collections.abc import Iterator

from wtforms import SelectChoice
from wtforms.validators import DataRequired, InputRequired

from evidencehub.consultation.forms import ROLES
from evidencehub.consultation.models import CommentRole
from evidencehub.feedback.requests.services import MAX_TEXT, Typed
from evidencehub.shared.forms import EmailText, HubForm, LongText, Radios, Select
from evidencehub.standards.files.outcomes import load_outcomes
from evidencehub.standards.files.vocabulary import load_vocabulary


def _outcomes() -> Iterator[SelectChoice]:
    """Each area with what it is made of below it, moved in by how deep it stands."""
    tree = load_outcomes()
    yield SelectChoice("", "Choose one")
    for term in tree.by_slug.values():
        yield SelectChoice(term.slug, "\u2013 " * (len(tree.path(term.slug)) - 1) + term.label)


class RequestForm(HubForm):
    outcome = Select("What should change for people?", [DataRequired("Choose what should change")])
    population = Select("Who is it about?")
    text = LongText(
        "What do you need to know?", [DataRequired("Say what you need to know")], limit=MAX_TEXT,
        description="For example: does a breakfast club bring pupils back who miss Mondays? Please name nobody.",
    )  # fmt: skip
    role = Radios(
        "Which of these fits you best?", [InputRequired("Choose which of these fits you best")],
        choices=[SelectChoice(role.value, words) for role, words in ROLES.items()],
    )  # fmt: skip
    email = EmailText(
        "Your email address (optional)",
        description="To tell you what was found. Nobody else sees it, and we forget it after that.",
    )

    def offer(self, *, outcome: str = "", population: str = "") -> None:
        """List what can be chosen; what a link names is chosen until something is sent."""
        self.outcome.choices = list(_outcomes())
        people = load_vocabulary("populations")
        self.population.choices = [SelectChoice("", "Anybody"), *(SelectChoice(t.slug, t.label) for t in people.terms)]
        if not self.is_submitted():
            self.outcome.data = outcome if outcome in load_outcomes().by_slug else ""
            self.population.data = population if population in people.by_slug else ""

    def typed(self) -> Typed:
        """What passed the form's own checks."""
        return Typed(
            outcome=self.outcome.data,
            population=self.population.data or "",
            text=self.text.data,
            role=CommentRole(self.role.data),
            email=self.email.data or "",
        )


class RefuseForm(HubForm):
    reason = LongText(
        "Why can it not be published?", [DataRequired("Say why it cannot be published")], limit=MAX_TEXT,
        description="Who left an address reads this in a mail. Say what would make it publishable.",
    )  # fmt: skip


class AnswerForm(HubForm):
    answer = LongText(
        "What was found?", [DataRequired("Say what was found, and where")], limit=MAX_TEXT,
        description="Everybody can read it. Give the address of the page in this hub, or of the study.",
    )  # fmt: skip
