"""What people are told of, sorted into the few topics that they choose by, and what may be chosen for each.

Which mail belongs to which topic is told by what it is about (``Mail.about``). A mail of no topic always goes out at
once: forgetting is safe.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from evidencehub.notices.models import Way

EVERY_WAY = (Way.AT_ONCE, Way.DAILY, Way.INBOX)


@dataclass(frozen=True)
class Topic:
    name: str
    label: str
    says: str  # what it holds, in a few words
    about: frozenset[str]
    ways: tuple[Way, ...] = EVERY_WAY  # that may be chosen; the first is usual
    because: str = ""  # why not every way may be chosen
    is_secret: bool = field(default=False)  # holds links that open an account: never shown in one

    @property
    def is_fixed(self) -> bool:
        return len(self.ways) == 1

    @property
    def quietest(self) -> Way:
        """What a press on "no more such mails" chooses."""
        return self.ways[-1]


def _of(words: str) -> frozenset[str]:
    return frozenset(words.split())


_ONLY_AT_ONCE, _NOT_SILENT = (Way.AT_ONCE,), (Way.AT_ONCE, Way.DAILY)

TOPICS: Sequence[Topic] = (
    Topic(
        "account", "Your account", "Your password, your address, signing in",
        _of(
            "person.confirm person.email-asked person.email-changed person.password-set person.registered-again "
            "person.reset person.reset-asked person.second-step-on person.second-step-off person.passkey-added "
            "person.recovery-code-used person.token-made person.orcid-connected "
            "person.orcid-disconnected person.data-ready person.erasure-asked "
            "person.erasure-taken-back person.erasure-put-off organisation.member-removed organisation.role-set "
            "organisation.merged transfer.accepted transfer.taken-on"
        ),
        _ONLY_AT_ONCE, "If somebody else is at your account, you have to hear of it at once.", is_secret=True,
    ),
    Topic(
        "invitations", "Invitations",
        "To join a team, to take a project on, to grade an evaluation, to judge several studies, to help",
        _of("invitation.made transfer.offered review.invited certainty.asked help.asked review.confirm-findings"),
        _ONLY_AT_ONCE, "Somebody waits for your answer, and it has a last day.",
    ),
    Topic(
        "decisions", "Decisions about your work", "What was decided, questions that you have days to answer, awards",
        _of(
            "submission.decided submission.published submission.published-soon submission.returned "
            "submission.rejected plan.refused later.refused log.refused question.sent report-request.sent "
            "reply.held-back "
            "correction.corrected correction.unchanged correction.for-appeal "
            "appeal.opened appeal.refused appeal.concluded accreditation.due "
            "accreditation.expired accreditation.on-hold accreditation.hold-lasts accreditation.released "
            "accreditation.revoked accreditation.withdrawn accreditation.renewed renewal.whole-needed"
        ),
        _ONLY_AT_ONCE, "Days count from such a mail: to answer, to reply or to send again.",
    ),
    Topic(
        "reminders", "Reminders", "What is due soon, or was due",
        _of(
            "review.remind-answer review.remind-finish review.remind-late review.go-on question.remind "
            "certainty.reminded report-request.remind plan.overdue"
        ),
        _NOT_SILENT, "Somebody waits for what is due, so a mail a day is the least.",
    ),
    Topic(
        "progress", "How your work goes on", "It arrived, a review began, a question was taken back, who joined",
        _of(
            "submission.sent submission.withdrawn plan.registered later.public log.public review.started "
            "question.taken-back "
            "invitation.accepted appeal.sent project.taken-down project.put-back "
            "appeal.withdrawn appeal.published transfer.offered-by-us transfer.declined transfer.withdrawn "
            "transfer.lapsed"
        ),
    ),
    Topic(
        "reviews", "Your reviews", "Thanks, more time, what became of a case that you graded",
        _of(
            "review.thanks review.ended review.freed review.replaced review.time-given review.time-refused "
            "review.discussed review.decided question.answered question.not-needed certainty.thanks certainty.stopped "
            "certainty.replaced"
        ),
    ),
    Topic(
        "cases", "Cases that you run", "Reviews that are in or late, free places, notes and questions of reviewers",
        _of(
            "review.both-in review.third-in review.seat-open review.silent review.late review.long-late review.note "
            "review.wants-time review.conflict-arose review.decision-void case.nobodys case.handed-over "
            "case.new-team "
            "case.taken-over question.asked question.unanswered certainty.both-in certainty.third-in "
            "certainty.seat-open correction.sent reply.sent "
            "case.nobody-can review.findings-refused appeal.both-in appeal.waits "
            "appeal.nobodys renewal.sent correction.waits renewal.waits"
        ),
    ),
    Topic(
        "desks", "What waits at the editors' desks", "Comments, practice notes, requests, reports of mistakes, plans",
        _of(
            "comment.waiting note.waiting request.waiting mistake.waiting mistake.still-waits plan.waiting "
            "later.waiting log.waiting"
        ),
    ),
    Topic(
        "help", "Help between people", "Offers of help and requests for it: who asks, who agreed, what ran out",
        _of(
            "help.agreed help.declined help.expired help.fits help.lapsed help.published help.refused help.reported "
            "help.waiting"
        ),
    ),
    Topic(
        "given", "What you gave the hub", "What became of a comment, a practice note, a request or a report of yours",
        _of(
            "comment.answered comment.published comment.refused note.published note.refused note.concern "
            "request.published request.refused request.answered report-request.given report-request.refused "
            "report-request.lapsed report-request.taken-back mistake.answered mistake.corrected"
        ),
    ),
)  # fmt: skip
BY_NAME = {topic.name: topic for topic in TOPICS}
_BY_ABOUT = {about: topic for topic in TOPICS for about in topic.about}
OTHERS = Topic(
    "others", "Everything else", "", frozenset(), _ONLY_AT_ONCE, "Nobody has said yet how else it could be told."
)


def topic_of(about: str) -> Topic:
    return _BY_ABOUT.get(about, OTHERS)
