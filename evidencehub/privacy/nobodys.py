"""Texts that are nobody's own and name nobody, each with the reason: what the table of what is kept leaves out."""

_OPEN = "copied from a public register"
_MACHINE = "numbers, addresses and words of programs"
_SECRET = "only a program can use it, and it goes with its row"  # noqa: S105
_MARKED = "what was judged of it, in the words of the standard"

TABLES = {
    "clean_copy": _MACHINE,
    "harvest_record": _MACHINE,
    "hub_agreement": _MACHINE,
    "institution": _OPEN,
    "institution_domain": _OPEN,
    "maintenance": "what readers are told while somebody works on the hub",
    "outage": "what a server answered",
    "own_doi": _MACHINE,
    "retracted_paper": _OPEN,
    "word_list_version": "lists of words that come with a release",
}
COLUMNS = {
    "alert.matched": _MACHINE,
    "appeal.contested": _MARKED,
    "appeal.panel_because": "about which reviewers a case needs, in kinds; an editor’s",
    "appeal.answer": "the hub’s answer to a team",
    "appeal.letter": "the hub’s answer to a team",
    "appeal.earlier": _MARKED,
    "assignment.only": _MARKED,
    "audit_entry.details": "numbers and dates: a rule of the hub, with a test",
    "authenticator.sealed_secret": _SECRET,
    "certainty_seat.only": _MARKED,
    "decision.grade": _MARKED,
    "decision.letter": "the hub’s letter to a team, which names no reviewer",
    "erasure.left": "numbers of rows, by table",
    "evaluation_version.document_ids": _MACHINE,
    "keyed_call.key": _SECRET,
    "keyed_call.answer": "what a program was answered; gone after a day",
    "keyed_call.headers": "what a program was answered; gone after a day",
    "mail.stop_at": _SECRET,
    "mail.refused_because": "what a mail server answered; goes with the mail’s text",
    "passkey.credential_id": _SECRET,
    "passkey.credential": _SECRET,
    "person.password_hash": _SECRET,
    "redaction.hashes": _MACHINE,
    "retraction_hit.studies": _MACHINE,
}
