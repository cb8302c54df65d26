"""What a token lets a program do, of all that its person may."""

from enum import Enum


class Scope(Enum):
    """The name as programs meet it."""

    READ = "read"
    PROJECTS_WRITE = "projects:write"
    SUBMISSIONS_SEND = "submissions:send"
    FINDINGS_WRITE = "findings:write"

    @property
    def told(self) -> str:
        """In one sentence, for whoever chooses it."""
        return _TOLD[self]


_TOLD = {
    Scope.READ: "Read your drafts, what you have sent, and the cases that you grade",
    Scope.PROJECTS_WRITE: "Add and change projects, evaluations and results, and upload documents",
    Scope.SUBMISSIONS_SEND: "Send projects to be graded",
    Scope.FINDINGS_WRITE: "Save and send your findings in the cases that you grade",
}
