"""The hub as its records name it: what it is called, and where things stand. Services know no addresses."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from evidencehub.catalogue.cited.authors import group
from evidencehub.catalogue.cited.record import Author, Subject
from evidencehub.projects.terms import label
from evidencehub.standards.files.vocabulary import OUTCOME_AREAS, POPULATIONS, load_vocabulary

RIGHTS = "May be read and quoted freely, with its source."  # as the terms of use say it
RIGHTS_OF_A_REPORT = "Its rights stay with those who wrote it. It may be quoted, with its source."


class Addresses(Protocol):
    def project(self, slug: str) -> str: ...
    def project_on(self, slug: str, day: str) -> str: ...
    def study(self, evaluation_id: UUID) -> str: ...
    def study_on(self, evaluation_id: UUID, day: str) -> str: ...
    def report(self, evaluation_id: UUID, document_id: UUID) -> str: ...
    def report_file(self, evaluation_id: UUID, document_id: UUID) -> str: ...
    def accreditation(self, number: str) -> str: ...
    def plan(self, evaluation_id: UUID) -> str: ...
    def plan_version(self, evaluation_id: UUID, number: int) -> str: ...
    def standard(self, standard_id: str, version: str) -> str: ...
    def vocabulary(self, name: str) -> str: ...
    def synthesis(self, version_id: UUID) -> str: ...
    def outcome(self, slug: str) -> str: ...
    def word(self, vocabulary: str, slug: str) -> str: ...
    def terms(self) -> str: ...


@dataclass(frozen=True)
class Hub:
    name: str
    where: Addresses
    has_dois: bool = False  # its records may have DOIs of its own

    @property
    def author(self) -> Author:
        return group(self.name)

    def subjects(self, areas: tuple[str, ...], populations: tuple[str, ...] = ()) -> tuple[Subject, ...]:
        of_areas = ((OUTCOME_AREAS, slug, self.where.outcome(slug)) for slug in areas)
        of_people = ((POPULATIONS, slug, self.where.word(POPULATIONS, slug)) for slug in populations)
        return tuple(
            Subject(label(vocabulary, slug), address, load_vocabulary(vocabulary).label, slug)
            for vocabulary, slug, address in (*of_areas, *of_people)
        )
