"""What an account needs, and what somebody was told."""

from evidencehub.privacy.held import ASKED_FOR, SAFETY, Kept, held

ACCOUNTS = (
    Kept(
        "Your account",
        "So that you can sign in, and others know whom they work with.",
        ASKED_FOR,
        "As long as you have the account. One whose address nobody confirms goes after 30 days.",
        "Your name is replaced by words such as “a reviewer who has left”. All else about you goes, and nobody can "
        "sign in. A number without a name stays, so that what you did still hangs together.",
        held=(
            held(
                "person.id",
                "name email title reviewer_kind expertise orcid at_institutions near_institutions away_from away_until "
                "trained_at is_editor is_reviewer is_admin is_active confirmed_at created_at",
                empties="title reviewer_kind expertise orcid at_institutions near_institutions away_from away_until",
            ),
        ),
    ),
    Kept(
        "How you sign in",
        "Your password (in a form that nobody can read), your second step, passkeys, your ORCID iD if you connected "
        "it, and tokens that you made for programs.",
        SAFETY,
        "Until you take them away. A token goes 30 days after it ran out. What a program sent goes after a day.",
        "All of it goes at once.",
        held=(
            held("authenticator.person_id", "created_at", goes=True),
            held("passkey.person_id", "name created_at used_at", goes=True),
            held("recovery_code.person_id", goes=True),
            held("orcid_link.person_id", "orcid connected_at used_at", goes=True),
            held("program_token.person_id", "name scopes created_at expires_at used_at", goes=True),
            held("keyed_call.person_id", "created_at status", goes=True),
        ),
    ),
    Kept(
        "Where you are signed in",
        "So that you can see it and end it, and so that nobody guesses your password. Tries are counted under a code, "
        "without name or address. What you typed after your session had ended waits for you, locked.",
        SAFETY,
        "A session lasts a week at most, unless the people who run this hub set another time. Tries that failed go "
        "after a day, what you typed after an hour.",
        "You are signed out everywhere.",
        held=(held("sign_in_session.person_id", "browser created_at last_seen_at", goes=True),),
        words=("sign_in_attempt", "typed_form"),
    ),
    Kept(
        "What we told you",
        "So that you can read it again, and we know that it was sent.",
        ASKED_FOR,
        "{mails} days from the day it was written.",
        "The texts of all mails to you go, and your address with them. That a mail was sent, and about what, stays.",
        held=(
            held("mail.to", "subject body about created_at sent_at"),
            held("notice.person_id", "at way read_at", goes=True),
            held("notice_choice.person_id", "topic way", goes=True),
        ),
    ),
    Kept(
        "A copy of what we hold about you",
        "You can ask for one in your account.",
        ASKED_FOR,
        "3 days from when it is ready.",
        "It goes.",
        held=(held("data_copy.person_id", "asked_at made_at size_bytes ends_at", goes=True),),
    ),
    Kept(
        "That you asked to be erased",
        "To wait for 7 days, in case it was not you, and to know later that it was done.",
        ASKED_FOR,
        "For ever, as a number and dates.",
        "It stays, with the places where others wrote your name, for those who run this hub to look at.",
        held=(
            held("erasure.person_id", "asked_at due_at taken_back_at done_at"),
            held("erasure.asked_by", "asked_at"),
        ),
    ),
    Kept(
        "Teams you are in",
        "So that a team decides who works on its projects. Whose team you were in is also looked at before you may "
        "grade a project.",
        ASKED_FOR,
        "As long as you are in the team. An invitation goes 90 days after its answer, or after its time was over.",
        "You leave all teams, and invitations go. Where a project moved to others, it stays that somebody without a "
        "name was in the team before.",
        held=(
            held("membership.person_id", "organisation_id role created_at", goes=True),
            held("invitation.email", "organisation_id role state created_at expires_at answered_at", goes=True),
            held("invitation.invited_by", "organisation_id role state created_at"),
            held("team_helper.person_id", "organisation_id since", goes=True),
            held("past_team.person_id", "project_id organisation_id until"),
        ),
    ),
    Kept(
        "Who did what",
        "A list of acts that shows whether anybody changed the record. It holds numbers and dates, and no words.",
        "The record has to be proof against changes (the law says “legitimate interests”).",
        "For ever: each entry holds the proof of the one before.",
        "It stays. The number that stands for you leads to nobody.",
        held=(held("audit_entry.actor_id", "at action subject_type"),),
    ),
)
