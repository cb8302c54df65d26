"""Every address and method names a permission, or is listed here as open to everybody."""

PUBLIC = {
    "accounts.back_from_orcid", "accounts.sign_in_orcid",
    "accounts.check_email", "accounts.confirm", "accounts.confirm_email", "accounts.forgotten",
    "accounts.new_password", "accounts.register", "accounts.restore_email", "accounts.set_up", "accounts.sign_in",
    "accounts.sign_in_code", "accounts.sign_in_passkey", "accreditation.badge_page", "accreditation.badge_picture",
    "accreditation.baked_badge", "accreditation.certificate_file", "accreditation.credential_file",
    "accreditation.credential_jwt", "accreditation.did_document", "accreditation.did_document_below",
    "accreditation.status_file", "accreditation.status_jwt", "accreditation.verify_credentials",
    "accreditation.oembed", "accreditation.register", "accreditation.show", "accreditation.verify",
    "accreditation.verify_number",
    "accreditation.reader",  # a link that is handed out, signed
    "api.accreditation", "api.accreditations", "api.beginning", "api.evaluation", "api.facets", "api.gap_map",
    "api.organisation", "api.organisations", "api.outcomes", "api.log", "api.notes", "api.plan", "api.plan_version",
    "api.plans", "api.syntheses", "api.synthesis",
    "api.project", "api.projects", "api.search", "api.standard", "api.standards", "api.vocabularies", "api.vocabulary",
    "api_docs.docs", "api_docs.openapi",
    "admin.healthz", "admin.outbox", "admin.outbox_mail", "admin.readyz", "catalogue.brief",
    "catalogue.changes_feed", "catalogue.cite_accreditation", "catalogue.cite_plan", "catalogue.cite_project",
    "catalogue.cite_report", "catalogue.cite_standard", "catalogue.cite_study", "catalogue.cite_synthesis",
    "catalogue.cite_vocabulary", "catalogue.shortlist_references", "catalogue.data_package",
    "catalogue.agreement_package", "catalogue.columns_package", "catalogue.gap_map_package", "catalogue.plans_package",
    "catalogue.columns", "catalogue.compared_brief", "catalogue.confirm_following",
    "catalogue.follow", "catalogue.follow_asked", "catalogue.opensearch", "catalogue.project_feed", "catalogue.robots",
    "catalogue.shortlist", "catalogue.sitemap_file", "catalogue.sitemap_index",
    "brokerage.notices", "catalogue.stop_following", "notices.stop",
    "catalogue.columns_file", "catalogue.compare", "catalogue.describe", "catalogue.document",
    "catalogue.ask_report", "catalogue.given_report", "catalogue.given_report_file",
    "catalogue.document_file", "catalogue.download",
    "catalogue.organisation",
    "catalogue.agreement", "catalogue.agreement_csv", "catalogue.evaluation", "catalogue.figures", "catalogue.gap_map",
    "catalogue.gap_map_file", "catalogue.home", "catalogue.log",
    "catalogue.log_entry", "catalogue.measure",
    "catalogue.measures", "catalogue.outcome", "catalogue.outcomes", "catalogue.plan",
    "catalogue.plan_file", "catalogue.plan_file_copy",
    "catalogue.plan_version", "catalogue.plans", "catalogue.plans_file", "catalogue.project",
    "catalogue.project_as_of", "catalogue.evaluation_as_of",
    "catalogue.search", "catalogue.suggestions", "catalogue.synthesis", "consultation.standard",
    "consultation.standard_feed",
    "consultation.vocabularies", "consultation.vocabulary", "consultation.vocabulary_version",
    "consultation.word",
    "feedback.new_request", "feedback.report",
    "feedback.requests", "guide.crosswalk", "guide.glossary", "guide.standard",
    "guide.standard_compare", "guide.standard_current", "guide.standard_try", "guide.standard_versions",
    "guide.standards",
    "harvest.accreditation", "harvest.all_words", "harvest.destiny", "harvest.oai", "harvest.word", "harvest.words",
    "harvest.words_version", "legal.show", "privacy.keep", "privacy.kept", "projects.check_statement",
    "review.confirm_findings",  # the link in a mail, signed
    "review.say_no",  # the link in an invitation, signed
    "static",
}  # fmt: skip


def test_every_rule_and_method_names_a_permission_or_is_listed_as_public(app):
    unguarded = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if not hasattr(app.view_functions[rule.endpoint], "permission")
    }
    assert unguarded == PUBLIC


def test_a_view_that_names_nothing_is_refused_to_everybody(app, client):
    app.add_url_rule("/forgotten", view_func=lambda: "secret", endpoint="forgotten")
    answer = client.get("/forgotten")
    assert answer.status_code == 403 and "secret" not in answer.text


def test_changing_methods_are_never_public_but_for_accounts_and_what_readers_give_and_keep(app):
    changing = {rule.endpoint for rule in app.url_map.iter_rules() if rule.methods & {"POST", "PUT", "PATCH", "DELETE"}}
    assert changing & PUBLIC == {
        "accounts.confirm", "accounts.confirm_email", "accounts.forgotten", "accounts.new_password",
        "accounts.sign_in_orcid",
        "accounts.register", "accounts.restore_email", "accounts.set_up", "accounts.sign_in",
        "accounts.sign_in_code", "accounts.sign_in_passkey", "catalogue.confirm_following", "catalogue.describe",
        "catalogue.ask_report", "catalogue.follow", "catalogue.shortlist", "catalogue.stop_following",
        "feedback.new_request", "accreditation.reader", "notices.stop", "review.confirm_findings",
        "review.say_no",
        "privacy.keep",  # the link in a mail, signed
        "harvest.oai",  # asks, and changes nothing
    }  # fmt: skip
