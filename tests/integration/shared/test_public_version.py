"""The number that rises with everything that may change a public page, and with nothing else."""

import pytest
from sqlalchemy import insert, update

from evidencehub.accounts.models import Organisation
from evidencehub.projects import public
from evidencehub.projects.models import Project
from evidencehub.shared import public_version
from evidencehub.shared.db import Base
from tests.factories import NOW, a_project, an_organisation
from tests.factories_review import a_case_in_review, a_frozen_case, decide

PRIVATE = {
    "editors_words",
    "alert", "assignment", "audit_entry", "authenticator", "certainty_agreed", "certainty_seat", "clean_copy",
    "conflict_ruling", "data_copy", "document", "document_page", "due_row", "editor_note", "evaluation", "fact_entry",
    "finding",
    "draft_reply", "erasure", "find_set_aside",
    "harvest_record",
    "heartbeat", "help_contact", "help_report", "institution", "institution_domain", "invitation",
    "kept_card", "keyed_call",
    "log_entry", "mail", "membership", "mistake_report", "mistake_words",
    "notice", "notice_choice", "orcid_link", "outage", "outcome_result", "own_doi",
    "passkey", "past_team", "program_token", "project", "public_state", "public_version",
    "question_origin", "recovery_code", "redaction", "remark", "report_request", "retraction_file",
    "screening_answer", "seen_in_document", "shortlist_entry", "sign_in_attempt", "sign_in_session", "study_plan",
    "team_helper", "team_question",
    "team_reply",
    "transfer", "typed_form", "unanswered_search", "upload",
}  # fmt: skip


def _number(session):
    return public_version.current(session.get_bind().engine)


def test_a_table_counts_unless_it_says_why_not():
    """A new table makes readers wait for nothing new until somebody says here that no public page shows it."""
    assert {name for name, table in Base.metadata.tables.items() if "private" in table.info} == PRIVATE


def test_what_is_committed_counts_once_and_what_is_rolled_back_does_not(session):
    before = _number(session)
    an_organisation(session)
    an_organisation(session)
    assert _number(session) == before
    session.commit()
    assert _number(session) == before + 1
    an_organisation(session)
    session.rollback()
    session.commit()
    assert _number(session) == before + 1


def test_statements_that_no_record_is_loaded_for_count_too(session):
    organisation = an_organisation(session)
    session.commit()
    before = _number(session)
    session.execute(update(Organisation).values(town="Leeds"))
    session.commit()
    assert _number(session) == before + 1
    row = {"slug": "bulk", "name": "Bulk", "kind": organisation.kind, "town": "", "demo": False, "created_at": NOW}
    session.execute(insert(Organisation), [row])
    session.commit()
    assert _number(session) == before + 2


def test_a_draft_does_not_count_until_it_is_announced(session):
    project = a_project(session)
    session.commit()
    before = _number(session)
    session.execute(update(Project).values(summary="Another summary."))
    session.commit()
    assert _number(session) == before
    public.changed(session, project.id)
    session.commit()
    assert _number(session) == before + 1


@pytest.mark.parametrize("stage", [a_case_in_review, a_frozen_case])
def test_grading_does_not_count_and_a_decision_does(session, stage):
    case = stage(session)
    session.commit()
    before = _number(session)
    for assignment in case.assignments:
        assignment.declared_at = NOW
    session.commit()
    assert _number(session) == before
    if stage is a_frozen_case:
        decide(session, case)
        session.commit()
        assert _number(session) > before


def test_the_index_announces_itself(session, run_due):
    project = a_project(session)
    public.changed(session, project.id)
    session.commit()
    before = _number(session)
    run_due()
    assert _number(session) == before + 1
