"""Which of the hub's public addresses a copy has. What is named nowhere here is not copied."""

PAGES = frozenset({
    "accreditation.badge_page", "accreditation.register", "accreditation.show",
    "catalogue.agreement", "catalogue.columns", "catalogue.document", "catalogue.evaluation", "catalogue.figures",
    "catalogue.gap_map", "catalogue.home", "catalogue.log", "catalogue.log_entry", "catalogue.measure",
    "catalogue.measures", "catalogue.organisation", "catalogue.outcome", "catalogue.outcomes", "catalogue.plan",
    "catalogue.plan_file", "catalogue.plan_version", "catalogue.plans", "catalogue.project",
    "catalogue.evaluation_as_of", "catalogue.project_as_of", "catalogue.synthesis",
    "consultation.standard", "consultation.vocabularies", "consultation.vocabulary",
    "consultation.vocabulary_version", "consultation.word",
    "feedback.notes", "feedback.requests",
    "guide.crosswalk", "guide.glossary", "guide.standard", "guide.standard_compare", "guide.standard_current",
    "guide.standard_versions", "guide.standards", "legal.show", "privacy.kept",
})  # fmt: skip

FILES = frozenset({
    "accreditation.badge_picture", "accreditation.baked_badge", "accreditation.certificate_file",
    "accreditation.credential_file", "accreditation.credential_jwt", "accreditation.did_document",
    "accreditation.did_document_below", "accreditation.status_file", "accreditation.status_jwt",
    "catalogue.agreement_csv", "catalogue.agreement_package", "catalogue.brief", "catalogue.columns_package",
    "catalogue.gap_map_package", "catalogue.plans_package", "catalogue.cite_accreditation", "catalogue.cite_plan",
    "catalogue.cite_project", "catalogue.cite_report", "catalogue.cite_standard", "catalogue.cite_study",
    "catalogue.cite_synthesis", "catalogue.cite_vocabulary", "catalogue.columns_file", "catalogue.data_package",
    "catalogue.document_file", "catalogue.download", "catalogue.gap_map_file", "catalogue.plan_file_copy",
    "catalogue.plans_file",
    "harvest.accreditation", "harvest.all_words", "harvest.words", "harvest.words_version", "static",
})  # fmt: skip

# What lies behind these is told by the answer alone: the file's name gets its ending from there.
NAMED_BY_THEIR_ANSWER = frozenset({"catalogue.document_file", "catalogue.plan_file_copy"})

# Parameters by which a page has another content and is still a page of the hub's own; all others are questions.
PARAMETERS = frozenset({"page", "old", "new"})
