"""What readers are told of a theory of change: evidence behind which they may not look is not named."""

from dataclasses import replace

from flask import url_for

from evidencehub.catalogue.pages import reports
from evidencehub.projects.frozen.shapes import FrozenDocument, FrozenEvaluation
from evidencehub.projects.public import PublicProject
from evidencehub.projects.theory.words import TheoryInWords, in_words


def theory_of(view: PublicProject) -> TheoryInWords | None:
    """With links to studies, and to pages of documents that are public."""
    opened = {each.sent.id: each for each in view.documents}

    def where(of: FrozenEvaluation | FrozenDocument, page: int | None) -> str:
        if isinstance(of, FrozenEvaluation):
            return url_for("catalogue.evaluation", evaluation_id=of.id)
        if (found := opened.get(of.id)) is None:
            return ""
        if not page or page > found.opened.pages:
            return url_for("catalogue.document", evaluation_id=found.evaluation_id, document_id=of.id)
        return reports.address(found.evaluation_id, of.id, page)

    def shown(documents: tuple[FrozenDocument, ...]) -> tuple[FrozenDocument, ...]:
        return tuple(each for each in documents if each.is_named_in_public or each.id in opened)

    project = replace(view.project, plan_documents=shown(view.project.plan_documents))
    return in_words(project, [replace(each, documents=shown(each.documents)) for each in view.evaluations], where)
