"""Forms of erasing: words are typed, so that nobody does by one press what nobody can bring back."""

from typing import Any

from wtforms import Field
from wtforms.validators import DataRequired, ValidationError

from evidencehub.accounts.forms import FreshForm
from evidencehub.shared.forms import ShortText

WORDS = "erase me"
WORDS_OF_ANOTHER = "erase them"


class TheseWords:
    """Typed as they are asked for, in small or capital letters."""

    def __init__(self, words: str) -> None:
        self._words = words

    def __call__(self, _form: Any, field: Field) -> None:
        if " ".join((field.data or "").lower().split()) != self._words:
            raise ValidationError(f"Type the words “{self._words}”")


def _words(words: str) -> ShortText:
    return ShortText(
        f"Type “{words}”", [DataRequired(f"Type the words “{words}”"), TheseWords(words)], limit=40,
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )  # fmt: skip


class EraseForm(FreshForm):
    words = _words(WORDS)


class EraseAnotherForm(FreshForm):
    words = _words(WORDS_OF_ANOTHER)
