"""A required answer in words needs a word: spaces alone are none."""

from wtforms.fields.core import UnboundField
from wtforms.validators import InputRequired

import evidencehub.app  # noqa: F401  imports every form
from evidencehub.shared.forms import HubForm, LongText, ShortText


def _forms(cls=HubForm):
    for each in cls.__subclasses__():
        yield each
        yield from _forms(each)


def test_no_required_text_is_satisfied_by_spaces():
    texts = [
        (form.__name__, name, field)
        for form in _forms()
        if form.__module__.startswith("evidencehub.")
        for name, field in vars(form).items()
        if isinstance(field, UnboundField) and issubclass(field.field_class, (ShortText, LongText))
    ]
    assert len(texts) > 30
    wrong = []
    for form, name, field in texts:
        given = [*field.args, *field.kwargs.values()]
        validators = [one for each in given if isinstance(each, (list, tuple)) for one in each]
        if any(type(one) is InputRequired for one in validators):
            wrong.append(f"{form}.{name}")
    assert wrong == []
