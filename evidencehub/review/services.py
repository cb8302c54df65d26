"""The acts of reviewing in the order in which a case meets them. Each checks, flushes and is audited; none commits."""

from evidencehub.review.casework import return_to_team, screen
from evidencehub.review.choosing import Candidate, assign, candidates
from evidencehub.review.declaring import declare
from evidencehub.review.grading import clear, record_fact, record_finding
from evidencehub.review.harm import record as record_harm
from evidencehub.review.leaving import decline, free, replace
from evidencehub.review.page_saving import save_page, save_since
from evidencehub.review.rejecting import reject
from evidencehub.review.sending import send_findings
from evidencehub.review.settling import agree, settle
from evidencehub.review.thirds import ask_third
from evidencehub.review.withdrawing import withdraw

__all__ = [
    "Candidate",
    "agree",
    "ask_third",
    "assign",
    "candidates",
    "clear",
    "declare",
    "decline",
    "free",
    "record_fact",
    "record_finding",
    "record_harm",
    "reject",
    "replace",
    "return_to_team",
    "save_page",
    "save_since",
    "screen",
    "send_findings",
    "settle",
    "withdraw",
]
