"""Names and addresses of the evidence repository's words. Its files of words are no part of this hub."""

CONTEXT = "https://vocab.esea.education/context/v1.jsonld"
VOCABULARY = "https://vocab.esea.education/vocabulary/v1"
# With its prefix: the context makes no term of a plain "coded", which passes as valid and is found by nobody.
CODED = "evrepo:coded"
NOT_CODED = frozenset({"notApplicable", "notReported"})  # without their prefix
METRICS = {
    "g": "evrepo:hedgesG",
    "or": "evrepo:oddsRatio",
    "rr": "evrepo:riskRatio",
    "md": "evrepo:meanDifference",
    "pp": "evrepo:meanDifference",
    "change": "evrepo:meanDifference",
}  # fmt: skip  by ours; a difference of percentages is one of averages, and others have no word there
WORKED_OUT, AS_REPORTED = "evrepo:computedFromStats", "evrepo:extractedFromPaper"
CALLED_ELSEWHERE = "other"  # a kind of identifier
OUR_STUDY = "EvidenceHub study"  # what ours is called there, beside its address


def bare(term: object) -> str:
    """ "hedgesG" of "evrepo:hedgesG", of the whole address, and of an object that holds either."""
    if isinstance(term, dict):
        term = term.get("@id")
    return term.replace("#", "/").rpartition("/")[2].rpartition(":")[2] if isinstance(term, str) else ""
