"""How many answers a process keeps of one generation, and which of them take more room than others."""

from evidencehub.search.contract import Answer, Crossed

ANSWERS_KEPT = 2_000
HITS_OF_A_PAGE = 25  # as many weigh as much as one answer


def weight(found: Answer | Crossed) -> int:
    """How much of the answers that are kept this one takes: a whole list takes the room of many pages."""
    return 1 + (len(found.places) // 10 if isinstance(found, Crossed) else len(found.hits) // HITS_OF_A_PAGE)
