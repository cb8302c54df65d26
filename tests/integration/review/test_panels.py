"""The panel that a standard wants, and proposals with reasons."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from evidencehub.accounts.queries import actor_for
from evidencehub.review import services
from evidencehub.review.choosing import Said
from evidencehub.shared.audit import AuditEntry
from evidencehub.shared.clock import day_of, utc_now
from evidencehub.shared.errors import Invalid
from tests.factories import NOW, a_reviewer
from tests.factories_review import a_cleared_case, an_assigned_case

WITH_PANELS = "2026-1"
DAY = timedelta(days=1)


def test_a_panel_that_is_not_met_takes_a_reason_which_is_logged(session):
    case = a_cleared_case(session, version=WITH_PANELS)
    academics = [a_reviewer(session), a_reviewer(session)]
    told = {"actor": actor_for(case.editor), "facts": case.facts(session), "now": NOW}
    with pytest.raises(Invalid, match=r"wants one academic and one practitioner.*one practitioner would be missing"):
        services.assign(session, case.submission, academics, **told)
    why = "Both practitioners know the team."
    services.assign(session, case.submission, academics, said=Said(exception=why), **told)
    (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "panel.excepted"))
    assert entry.details["chosen"] == ["academic", "academic"]
    assert case.submission.panel_because == why and why not in str(entry.details)


def test_one_of_each_is_the_panel_and_so_is_who_takes_a_place_beside_the_other(session):
    case = an_assigned_case(session, version=WITH_PANELS)
    told = {"actor": actor_for(case.editor), "facts": case.facts(session), "now": NOW}
    practitioner = next(seat for seat in case.assignments if seat.reviewer.reviewer_kind == "practitioner")
    services.replace(session, practitioner, because="Silent.", **told)
    with pytest.raises(Invalid, match="one practitioner would be missing"):
        services.assign(session, case.submission, [a_reviewer(session)], **told)
    services.assign(session, case.submission, [a_reviewer(session, reviewer_kind="practitioner")], **told)


def test_a_standard_that_says_nothing_of_a_panel_takes_anybody(session):
    case = a_cleared_case(session)
    told = {"actor": actor_for(case.editor), "facts": case.facts(session), "now": NOW}
    services.assign(session, case.submission, [a_reviewer(session), a_reviewer(session)], **told)


def test_the_page_says_what_is_wanted_and_whom_we_suggest_and_why(client, session):
    case = a_cleared_case(session, version=WITH_PANELS)
    knows = a_reviewer(session, name="Knows It", expertise=list(case.submission.project.outcome_areas))
    days = {"away_from": day_of(NOW), "away_until": day_of(utc_now() + DAY)}
    a_reviewer(session, name="Is Away", reviewer_kind="practitioner", **days)
    session.commit()
    client.sign_in(case.editor)
    page = client.get(f"/cases/{case.submission.id}/assign").text
    assert "wants one academic and one practitioner" in page
    assert f"We suggest {knows.name} and {case.reviewers[1].name}" in page.replace("\n", " ")
    assert "away from" in page
    chosen = {"reviewers": [str(knows.id), str(case.reviewers[0].id)]}
    refused = client.post(f"/cases/{case.submission.id}/assign", data=chosen)
    assert refused.status_code == 422 and 'href="#exception"' in refused.text
    said = {**chosen, "exception": "Nobody else is free."}
    assert client.post(f"/cases/{case.submission.id}/assign", data=said).status_code == 303
