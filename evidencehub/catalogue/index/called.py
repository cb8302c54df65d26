"""Whether a question calls an approach by its name: "does Reading Recovery work" does."""

from functools import lru_cache
from uuid import UUID

from evidencehub.catalogue.marks.kept_names import names
from evidencehub.search.analysis import parted, terms
from evidencehub.search.asking import parse
from evidencehub.search.contract import Hit
from evidencehub.shared.db import db


def is_called(text: str, hit: Hit) -> bool:
    """The whole name stands in the question, or all that the question asks for is how the name begins."""
    named = names(db.session).get(UUID(hit.project or hit.id))
    if named is None:
        return False
    name, asked = _terms(named.name), _terms(text)
    if not name:
        return False
    if any(asked[start : start + len(name)] == name for start in range(len(asked) - len(name) + 1)):
        return True
    wanted = tuple(unit.term for unit in parse(" ".join(parted(text))).units)
    return bool(wanted) and name[: len(wanted)] == wanted


@lru_cache(maxsize=2_000)
def _terms(text: str) -> tuple[str, ...]:
    return tuple(terms(" ".join(parted(text))))
