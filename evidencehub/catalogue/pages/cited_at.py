"""Where the records of this hub stand, for what describes them."""

from uuid import UUID

from flask import current_app

from evidencehub.catalogue.cited.hub import Hub
from evidencehub.shared.links import absolute


class OnThisHub:
    def project(self, slug: str) -> str:
        return absolute("catalogue.project", slug=slug)

    def project_on(self, slug: str, day: str) -> str:
        return absolute("catalogue.project_as_of", slug=slug, day=day)

    def study(self, evaluation_id: UUID) -> str:
        return absolute("catalogue.evaluation", evaluation_id=evaluation_id)

    def study_on(self, evaluation_id: UUID, day: str) -> str:
        return absolute("catalogue.evaluation_as_of", evaluation_id=evaluation_id, day=day)

    def report(self, evaluation_id: UUID, document_id: UUID) -> str:
        return absolute("catalogue.document", evaluation_id=evaluation_id, document_id=document_id)

    def report_file(self, evaluation_id: UUID, document_id: UUID) -> str:
        return absolute("catalogue.document_file", evaluation_id=evaluation_id, document_id=document_id)

    def accreditation(self, number: str) -> str:
        return absolute("accreditation.show", number=number)

    def plan(self, evaluation_id: UUID) -> str:
        return absolute("catalogue.plan", evaluation_id=evaluation_id)

    def plan_version(self, evaluation_id: UUID, number: int) -> str:
        return absolute("catalogue.plan_version", evaluation_id=evaluation_id, number=number)

    def standard(self, standard_id: str, version: str) -> str:
        return absolute("guide.standard", standard_id=standard_id, version=version)

    def vocabulary(self, name: str) -> str:
        return absolute("consultation.vocabulary", name=name)

    def vocabulary_version(self, name: str, version: str) -> str:
        return absolute("consultation.vocabulary_version", name=name, version=version)

    def synthesis(self, version_id: UUID) -> str:
        return absolute("catalogue.synthesis", version_id=version_id)

    def outcome(self, slug: str) -> str:
        return absolute("catalogue.outcome", slug=slug)

    def word(self, vocabulary: str, slug: str) -> str:
        return absolute("consultation.word", name=vocabulary, slug=slug)

    def terms(self) -> str:
        return absolute("legal.show", name="terms")


def this_hub() -> Hub:
    settings = current_app.config["SETTINGS"]
    return Hub(settings.site_name, OnThisHub(), has_dois=settings.datacite is not None)
