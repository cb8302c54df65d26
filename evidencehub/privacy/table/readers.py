"""What readers and people who help leave here, with an account or without one."""

from evidencehub.privacy.held import RECORD, YES, Kept, held

READERS = (
    Kept(
        "What you follow",
        "To mail you about changes, and to keep your shortlist.",
        YES,
        "Until you stop it. An address that nobody confirms goes after 7 days.",
        "It goes.",
        held=(
            held("alert.email", "title often asked created_at confirmed_at", goes=True),
            held("shortlist_entry.person_id", "project_id added_at", goes=True),
        ),
    ),
    Kept(
        "What you ask, report or tell",
        "Practice notes, questions for evidence and reports of a mistake. They need no account and hold no name. An "
        "address is kept only if you leave one.",
        YES,
        "The address goes with our last mail to it. What you wrote stays with what was answered.",
        "An address that is still there goes. What you wrote names nobody, so we cannot know that it is yours: tell us "
        "if it should go too.",
        held=(
            held("practice_note_words.email", "did helped hindered reason", empties="email"),
            held("evidence_request_words.email", "text reason answer", empties="email"),
            held("mistake_words.email", "text answer", empties="email"),
        ),
        words=("unanswered_search", "people_reader.answers"),
    ),
    Kept(
        "Reports that you ask a team for",
        "The team wants to know who reads its report, and why.",
        YES,
        "Two years after the answer, or after the link ended. Your address goes with our last mail to it.",
        "Your name, address and reason go. That somebody asked stays.",
        held=(
            held(
                "report_request.person_id", "document_id name why email state sent_at decided_at reason ends_at",
                empties="name why email",
            ),
            held(
                "report_request.email", "document_id name why email state sent_at decided_at reason ends_at",
                empties="name why email",
            ),
            held("report_request.decided_by", "state decided_at reason"),
        ),
    ),
    Kept(
        "Help that you offer or look for",
        "To put people who can help in touch with teams who need it.",
        YES,
        "Until its time is over or you take it back. Then nobody reads it, and it stays with you.",
        "Your offers and requests end, and their words go. So does what you wrote to others about theirs.",
        held=(
            held(
                "help_notice.person_id",
                "side role kinds outcome_area place hours text state reason sent_at until decided_at",
                empties="text place",
            ),
            held("help_contact.person_id", "text state asked_at decided_at", empties="text"),
            held("help_report.person_id", "text at settled_at"),
        ),
    ),
    Kept(
        "Comments on standards and lists of words",
        "So that everybody can see what was said about how we grade, and what we answered.",
        RECORD,
        "For ever, beside the answer.",
        "The name that you chose to show goes. What you said about the standard stays, without a name.",
        held=(
            held("standard_comment.author_id", "subject_kind subject_id subject_version part role state sent_at"),
            held(
                "standard_comment_words.comment_id > standard_comment.author_id",
                "name_shown text reason answer earlier_answers", empties="name_shown",
            ),
        ),
    ),
)  # fmt: skip
