"""How somebody wants to be told: one question for each topic that leaves a choice."""

from collections.abc import Mapping
from typing import Any

from wtforms import SelectChoice
from wtforms.validators import InputRequired

from evidencehub.notices.models import Way
from evidencehub.notices.topics import TOPICS
from evidencehub.shared.forms import HubForm, Radios

LABELS = {
    Way.AT_ONCE: "By mail, at once",
    Way.DAILY: "In one mail a day, with everything else of that day",
    Way.INBOX: "Here alone, without a mail",
}


def choices_form() -> type[HubForm]:
    fields: dict[str, Any] = {
        topic.name: Radios(
            topic.label, [InputRequired("Choose how you want to be told")],
            description=f"{topic.says}. {topic.because}".strip(),
            choices=[SelectChoice(way.value, LABELS[way]) for way in topic.ways],
        )
        for topic in TOPICS
        if not topic.is_fixed
    }  # fmt: skip
    return type("ChoicesForm", (HubForm,), fields)


def chosen_in(form: HubForm) -> Mapping[str, Way]:
    return {topic.name: Way(form[topic.name].data) for topic in TOPICS if not topic.is_fixed}
