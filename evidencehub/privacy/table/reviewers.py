"""What somebody judged."""

from evidencehub.privacy.held import RECORD, YES, Kept, held

_SEAT = "> assignment.reviewer_id"

REVIEWERS = (
    Kept(
        "Reviews that you did",
        "What you found, and why, is why an award holds. The team, the other reviewer and the public see no name, "
        "unless all of you agreed to it.",
        RECORD,
        "For ever, with the record that it belongs to.",
        "Your findings stay, by “a reviewer who has left”. Your name goes from every record on which it stands.",
        held=(
            held(
                "assignment.reviewer_id",
                "submission_id state declaration declared_kind declared_at suggestion "
                "wants_until wants_because harm_seen harm_looked_for harm_what half_hours assigned_at due_at sent_at "
                "frozen_at confirmed_at",
                empties="declaration left_because suggestion excused_because wants_because machine_check",
            ),
            held("finding.author_id", "submission_id criterion_id answer reason page at"),
            held("fact_entry.author_id", "submission_id name value page because at"),
            held("remark.author_id", "submission_id criterion_id text gives_way at"),
            held(f"dissent.assignment_id {_SEAT}", "criterion_id text at taken_off"),
            held(f"editor_note.assignment_id {_SEAT}", "text at"),
            held(f"question_origin.assignment_id {_SEAT}", "text because"),
            held(
                "certainty_seat.person_id", "state declaration declared_at asked_at answers saved_at frozen_at",
                empties="declaration machine_check",
            ),
            held("certainty_agreed.author_id", "criterion answer reason at"),
            held("certainty_confirmation.person_id", "at"),
        ),
    ),
    Kept(
        "Whether your name may stand on a record",
        "So that it stands there only if you agreed.",
        YES,
        "Until you change your answer.",
        "Your answer becomes no.",
        held=(held(f"name_answer.assignment_id {_SEAT}", "may_stand at"),),
    ),
    Kept(
        "Conflicts of interest",
        "What you declared, what our program compared, and what an editor made of it. Nobody may grade who has a stake "
        "in it.",
        RECORD,
        "For ever, with the record that it belongs to.",
        "What you declared and what was compared goes. That you declared, and what an editor ruled, stays without a "
        "name.",
        held=(held("conflict_ruling.person_id", "ruled_at", empties="findings"),),
    ),
)  # fmt: skip
