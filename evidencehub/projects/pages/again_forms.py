"""The same outcome at later times: what is copied from the result that is there, and what is asked of each time."""

from typing import Any

from evidencehub.projects.figures.kinds import asked
from evidencehub.projects.models import OutcomeResult
from evidencehub.projects.pages.result_forms import ResultForm
from evidencehub.projects.pages.result_typed import as_typed
from evidencehub.projects.pages.table_rows import Sent
from evidencehub.projects.sheets.cells import Row
from evidencehub.shared.forms import HubForm

TIMES, MOST_TIMES = 2, 10  # asked of at first, and at most
MORE = "more"  # a press of a button for one time more
WHEN = ("timepoint", "followup_months")
# The same at every time, unless somebody says otherwise on the preview.
_SAME = frozenset({
    "contrast", "gives", "outcome_area", "outcome", "measure_name", "higher_is", "comparison_note", "unit",
    "is_primary", "is_adjusted", "analysis", "effect_metric", "smallest_worthwhile",
    "smallest_worthwhile_source", "test",
})  # fmt: skip
_UNPROTECTED = {"csrf": False}


class AgainForm(HubForm):
    """``times`` are forms of one result, of which only ``asked`` is shown."""

    def __init__(self, result: OutcomeResult, sent: Sent, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        said = sent.get("times", "")
        count = int(said) if said.isascii() and said.isdigit() else TIMES
        self.count = min(max(count + (sent.get("step") == MORE), 1), MOST_TIMES)
        self.asked = own_fields(result)
        kind = {"contrast": result.contrast, "gives": result.gives or "means"}
        self.times = list[ResultForm]()
        for place in range(self.count):
            typed = Sent([*sent.items(multi=True), *((f"time{place}-{name}", value) for name, value in kind.items())])
            form = ResultForm(prefix=f"time{place}-", formdata=typed, meta=_UNPROTECTED)
            form.timepoint.label.text = "When was it measured?"
            for field in form:
                field.process_errors, field.errors = [], []  # numbers are looked at with the rest, on the next page
            self.times.append(form)

    def rows(self, result: OutcomeResult, sent: Sent) -> list[Row]:
        """Rows of a table, as if a person had typed them, for each time of which something was said.

        Where a time has numbers and nobody said when, or nothing was said at all, that is an error beside its field.
        """
        copied, rows = _copied(result), list[Row]()
        for place, form in enumerate(self.times):
            own = {name: sent.get(f"time{place}-{name}", "").strip() for name in self.asked}
            if any(own.values()):
                rows.append(Row(len(rows) + 1, copied | {name: words for name, words in own.items() if words}))
                if not own["timepoint"] and not own["followup_months"]:
                    form.timepoint.errors = ["Say when it was measured"]
        if not rows:
            self.times[0].timepoint.errors = ["Say when it was measured, and what came out"]
        return rows

    def error_list(self) -> list[dict[str, str]]:
        said = [(form.timepoint, place) for place, form in enumerate(self.times, start=1)]
        wrong = [(field, f"Time {place}: {words}") for field, place in said for words in field.errors]
        return [*super().error_list(), *({"text": words, "href": f"#{field.id}"} for field, words in wrong)]

    @property
    def errors(self) -> dict[str, Any]:
        return dict(super().errors) | ({"times": self.error_list()} if self.error_list() else {})


def own_fields(result: OutcomeResult) -> list[str]:
    numbers = [name for name in asked(result.gives or "means", result.contrast) if name not in {*_SAME, *WHEN}]
    return [*WHEN, *numbers]


def _copied(result: OutcomeResult) -> dict[str, str]:
    """What the result holds of what stays the same, as its form would send it."""
    form = ResultForm(result, formdata=None, meta=_UNPROTECTED)
    typed: dict[str, Any] = as_typed(result)
    if result.smallest_worthwhile_source and form.smallest_worthwhile.data is None:
        typed.pop("smallest_worthwhile_source", None)
    found = dict[str, str]()
    for name in _SAME & typed.keys():
        field = form[name]
        found[name] = str(field._value() if hasattr(field, "_value") else field.data or "")
    found |= {"contrast": result.contrast, "gives": result.gives or "means"}
    return {name: words for name, words in found.items() if words}
