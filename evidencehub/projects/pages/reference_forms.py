"""The forms of a list of references: bringing it, deciding on what may be there already, and mending what is kept."""

from collections.abc import Mapping
from typing import Any

from flask import request
from wtforms import SelectChoice, SelectMultipleField
from wtforms.validators import InputRequired

from evidencehub.extraction.references.entry import Entry, FoundList
from evidencehub.projects.models import Evaluation
from evidencehub.projects.references.keeping import references_of
from evidencehub.projects.references.shape import TITLES
from evidencehub.projects.references.twins import Likeness, Twin, twins
from evidencehub.shared.forms import HubForm, LongText, Radios, Upload, printable

PASTED = 200_000  # characters
SAME, DIFFERENT = "same", "different"


class BringListForm(HubForm):
    file = Upload(
        "Choose a file",
        description="RIS, PubMed (.nbib), EndNote (.enw, .xml), BibTeX (.bib) or CSL-JSON. Up to 5,000 entries.",
    )
    pasted = LongText(
        "Or paste entries", limit=PASTED,
        description="In one of these formats, as your reference manager or a journal's page copies them.",
        filters=[lambda value: printable(value).strip("\r\n") if value else value],
        render_kw={"spellcheck": "false"},
    )  # fmt: skip
    where = Radios(
        "What are they?", [InputRequired("Say what these references are")],
        description="Reports and articles on the study itself, or what you read and cite: reviews, earlier studies.",
        choices=[SelectChoice(name, title) for name, title in TITLES.items()],
    )  # fmt: skip


class LookForm(HubForm):
    """What is done with each entry that may be there already. On the first look nothing is an error."""

    def __init__(
        self,
        found: FoundList,
        evaluation: Evaluation,
        *,
        is_first: bool,
        said: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        """:param said: what was decided, by the names of the fields; None: as the page was sent."""
        super().__init__(**kwargs)
        self._said = request.form if said is None else said
        held = (*references_of(evaluation.publications), *references_of(evaluation.literature))
        self.found, self.is_first = found, is_first
        every = twins(found.entries, held)
        self.equal = {place: twin for place, twin in every.items() if twin.likeness is Likeness.EQUAL}
        self.twins = {place: twin for place, twin in every.items() if twin.likeness is not Likeness.EQUAL}
        self.choices = {place: self._choice(place, twin) for place, twin in self.twins.items()}

    def _choice(self, place: int, twin: Twin) -> str:
        said = self._said.get(f"twin-{place}", "")
        if said in {SAME, DIFFERENT}:
            return said
        return SAME if self.is_first and twin.likeness is Likeness.LIKELY else ""

    @property
    def open(self) -> list[int]:
        """Entries on which nothing is decided."""
        return [place for place, choice in self.choices.items() if not choice]

    @property
    def there(self) -> list[Entry]:
        return [self.found.entries[place] for place, twin in self.equal.items() if twin.is_there]

    @property
    def fresh(self) -> list[tuple[int, Entry]]:
        """Entries that are like no other."""
        return [
            (place, each)
            for place, each in enumerate(self.found.entries)
            if place not in self.equal and place not in self.twins
        ]

    def added(self) -> list[Entry]:
        return [
            each
            for place, each in enumerate(self.found.entries)
            if place not in self.equal and self.choices.get(place, DIFFERENT) == DIFFERENT
        ]

    def error_list(self) -> list[dict[str, str]]:
        found = super().error_list()
        for place in [] if self.is_first else self.open:
            title = self.found.entries[place].title
            text = f"“{title[:80]}{'…' if len(title) > 80 else ''}”: say whether it is the same or a different one"
            found.append({"text": text, "href": f"#twin-{place}"})
        return found

    @property
    def errors(self) -> dict[str, Any]:
        own = dict(super().errors)
        return own | ({"twins": self.error_list()} if self.error_list() else {})

    def is_ready(self) -> bool:
        return self.validate_on_submit() and not self.error_list()


class PickForm(HubForm):
    """References that were ticked in a list."""

    picked = SelectMultipleField("References", validate_choice=False)
