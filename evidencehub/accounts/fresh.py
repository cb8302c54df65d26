"""Acts of one's own account that ask anew who is there: the password, and a code where an app makes some."""

from flask_login import current_user

from evidencehub.accounts.account_views import proved
from evidencehub.accounts.forms import FreshForm
from evidencehub.accounts.models import Person
from evidencehub.accounts.second_step_views import is_right
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid


def without_needless(form: FreshForm) -> None:
    """Whoever has no app is asked for no code."""
    if current_user.person.authenticator is None:
        del form.code


def proved_anew(form: FreshForm) -> Person | None:
    """The person, read anew; None where the form now says what is not right. Tries stay counted."""
    try:
        person, _ = proved(form.present.data)
    except Invalid as error:
        db.session.commit()
        form.show(error)
        return None
    return person if "code" not in form or is_right(person, form) else None
