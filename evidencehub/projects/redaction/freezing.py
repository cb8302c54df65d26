"""What was frozen is changed for one reason only: something in it is removed for good."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.projects.frozen.keeping import hash_of
from evidencehub.projects.models import FrozenText


def rewrite(session: Session, change: Callable[[Any], Any]) -> list[str]:
    """Keep each frozen text as ``change`` leaves it, under the hash that it had, and say which were changed.

    The hash of what is left is kept beside it, so that any other change is still found.
    """
    done = []
    for key in session.scalars(select(FrozenText.sha256).order_by(FrozenText.sha256)).all():
        text = session.get_one(FrozenText, key)
        left = change(text.body) if text.body is not None else None
        if left is not None and left != text.body:
            text.body, text.left_sha256 = left, hash_of(left)
            done.append(key)
        else:
            session.expire(text)
    session.flush()
    return done
