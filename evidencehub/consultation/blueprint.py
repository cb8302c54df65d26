"""The blueprint of comments, apart from its views so that both files of views can stand on it."""

from typing import Any
from uuid import UUID

from flask import Blueprint, current_app, url_for

from evidencehub.consultation.forms import NOBODY_NAMED, ROLES_SHOWN
from evidencehub.consultation.models import StandardComment, SubjectKind
from evidencehub.consultation.subjects import Subject, deadline, is_open_for_comment
from evidencehub.shared.clock import hub_today
from evidencehub.shared.links import absolute, on_this_hub
from evidencehub.standards.model.standard import Standard

bp = Blueprint("consultation", __name__)


def address_of(subject: Subject, comment_id: UUID | None = None) -> str:
    """The public page of a subject's comments, at one comment if it is named."""
    anchor = f"comment-{comment_id}" if comment_id else None
    if subject.kind is SubjectKind.VOCABULARY:
        return url_for("consultation.vocabulary", name=subject.id, _anchor=anchor)
    return url_for(
        "consultation.standard", standard_id=subject.id, version=subject.version, _anchor=anchor
    )  # fmt: skip


class CommentLinks:
    """The addresses that mails about comments hold."""

    def comments(self, subject: Subject, comment_id: UUID | None = None) -> str:
        return on_this_hub(address_of(subject, comment_id))

    def desk(self) -> str:
        return absolute("consultation.desk")


@bp.context_processor
def _helpers() -> dict[str, Any]:
    return {"origin": current_app.config["SETTINGS"].origin, "address_of": address_of}


@bp.app_template_test("open_for_comment")
def _open_for_comment(standard: Standard) -> bool:
    return is_open_for_comment(standard, hub_today())


@bp.app_template_filter("comment_deadline")
def comment_deadline(standard: Standard) -> str:
    return deadline(standard)


@bp.app_template_filter("signed_by")
def signed_by(comment: StandardComment) -> str:
    """ "Amara Blake, who works with people"; a name only where the author gave one."""
    return ", ".join(filter(None, (comment.words.name_shown or NOBODY_NAMED, ROLES_SHOWN[comment.role])))
