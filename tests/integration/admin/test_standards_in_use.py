"""What the admin offers is what teams may choose; and the admin's page of standards says what is wrong with any."""

import pytest
from sqlalchemy import select

from evidencehub.accounts.queries import actor_for
from evidencehub.projects import access, services
from evidencehub.projects.models import DefaultStandard, OfferedStandard, Submission
from evidencehub.projects.sending import Offer
from evidencehub.projects.standards_in_use import WHOLE_HUB, Choice, stored
from evidencehub.shared.audit import AuditEntry
from evidencehub.shared.errors import Invalid
from evidencehub.shared.paths import OWN_STANDARDS
from evidencehub.standards.files.loading import load_standard
from evidencehub.standards.versions.published import publish
from tests.factories import NOW, a_person, a_project, a_result, a_reviewer, an_editor, an_evaluation, an_organisation
from tests.factories_review import a_document
from tests.support.own_standards import a_standard, broken

PAGE = "/admin/standards"
BOTH = {"offered": ["city", "project-oracle"], "default": "project-oracle"}
ORACLE = load_standard("project-oracle")


@pytest.fixture
def own(tmp_path, monkeypatch):
    """An operator's folder with a standard that can be offered beside the hub's."""
    folder = tmp_path / "ours"
    a_standard(folder, "city")
    monkeypatch.setenv(OWN_STANDARDS, str(folder))
    return folder


@pytest.fixture
def admin(app, session):
    person = a_person(session, is_admin=True)
    session.commit()
    signed_in = app.test_client()
    signed_in.sign_in(person)
    return signed_in


@pytest.fixture
def member(client, session):
    person = a_person(session, an_organisation(session, name="Harbour Trust"))
    session.commit()
    client.sign_in(person)
    return person


@pytest.fixture
def project(session, member):
    """A project about school attendance, with one evaluation that is ready."""
    made = a_project(session, member.memberships[0].organisation)
    evaluation = an_evaluation(session, made)
    a_result(session, evaluation)
    a_result(session, evaluation, position=1, outcome_area="employment")
    a_document(session, evaluation)
    session.commit()
    return made


def send(client, project, standard):
    return client.post(
        f"/team/projects/{project.id}/send",
        data={"standard": standard, "agreed": "y", "no_names": "y",
              "evaluations": [str(evaluation.id) for evaluation in project.evaluations]},
    )  # fmt: skip


def choice_in(session):
    session.rollback()
    return stored(session)


def entries(session):
    session.rollback()
    return list(session.scalars(select(AuditEntry).where(AuditEntry.action == "standards.choose")))


def proposed(page):
    """The standard whose button is on, and the line that says why."""
    on = [line for line in page.split("<input") if 'name="standard"' in line and " checked" in line]
    (line,) = [line for line in page.splitlines() if "We propose" in line]
    return on[0].split('value="')[1].split('"')[0], line


def test_where_nobody_chose_a_team_is_offered_everything_that_our_reviewers_can_grade_by(client, project, own):
    page = client.get(f"/team/projects/{project.id}/send").text
    assert page.count('name="standard"') == 2
    assert proposed(page)[0] == "city"  # the first by id
    assert "this hub grades by it unless you choose another" in page


def test_the_coach_tells_where_a_team_is_with_another_standard_and_leads_on_with_it(client, project, own):
    coach = f"/team/projects/{project.id}/coach"
    assert f'href="{coach}?standard=project-oracle"' in client.get(coach).text
    page = client.get(f"{coach}?standard=project-oracle").text
    assert f'href="{coach}?standard=city"' in page and f'href="{coach}/plan?standard=project-oracle"' in page
    assert f"by {ORACLE.title}." in " ".join(client.get(f"{coach}/plan?standard=project-oracle").text.split())
    assert f"by {ORACLE.title}." not in " ".join(client.get(f"{coach}/plan").text.split())
    sending = f"/team/projects/{project.id}/send?standard="
    assert (
        f'href="{sending}project-oracle"' in page
        and proposed(client.get(f"{sending}project-oracle").text)[0] == ORACLE.id
    )
    for nothing in ("no-such", "eef"):
        assert proposed(client.get(f"{sending}{nothing}").text)[0] == "city"
        assert client.get(f"{coach}?standard={nothing}").status_code == 200


def test_with_one_standard_there_is_nothing_to_choose(client, project):
    page = client.get(f"/team/projects/{project.id}/send").text
    assert f'It will be graded against <a class="govuk-link" href="/standards/project-oracle/{ORACLE.version}' in page
    assert "We propose" not in page


def test_a_team_is_offered_what_the_admin_offers(client, session, project, admin, own):
    answer = admin.post(PAGE, data={"offered": "city", "default": "city"})
    assert (answer.status_code, answer.location) == (303, PAGE)
    assert choice_in(session) == Choice(("city",), "city")
    page = client.get(f"/team/projects/{project.id}/send").text
    assert 'It will be graded against <a class="govuk-link" href="/standards/city/1">' in page
    assert send(client, project, "city").status_code == 303
    session.rollback()
    sent = session.scalar(select(Submission))
    assert (sent.standard_id, sent.standard_version) == ("city", "1")


def test_a_project_about_school_attendance_is_proposed_the_standard_of_that_outcome_area(
    client, session, project, member, admin, own
):
    other = a_project(session, project.organisation, outcome_areas=["housing"])
    session.commit()
    admin.post(PAGE, data={**BOTH, "area_school-attendance": "city"})
    standard, why = proposed(client.get(f"/team/projects/{project.id}/send").text)
    assert standard == "city" and "this hub uses it for “School attendance”" in why
    standard, why = proposed(client.get(f"/team/projects/{other.id}/send").text)
    assert standard == "project-oracle" and "unless you choose another" in why


def test_a_second_result_does_not_decide_which_standard_is_proposed(client, project, admin, own):
    admin.post(PAGE, data={**BOTH, "area_employment": "city"})
    assert proposed(client.get(f"/team/projects/{project.id}/send").text)[0] == "project-oracle"


def test_what_was_sent_keeps_its_standard_when_the_admin_offers_another(client, session, project, admin, own):
    admin.post(PAGE, data={"offered": "city", "default": "city"})
    send(client, project, "city")
    admin.post(PAGE, data={"offered": "project-oracle", "default": "project-oracle"})
    session.rollback()
    sent = session.scalar(select(Submission))
    assert (sent.standard_id, sent.standard_version) == ("city", "1")
    assert "City Steps" in client.get(f"/team/submissions/{sent.id}").text


def test_who_sends_again_is_proposed_the_standard_of_before_while_it_is_offered(client, session, project, admin, own):
    admin.post(PAGE, data=BOTH)
    page = f"/team/projects/{project.id}/send"
    assert proposed(client.get(page).text)[0] == "project-oracle"
    sent = send(client, project, "city").location
    assert client.post(f"{sent}/withdraw", data={"withdraw": "y"}).status_code == 303
    standard, why = proposed(client.get(page).text)
    assert standard == "city" and "City Steps" in why and "was sent by it before" in client.get(page).text
    admin.post(PAGE, data={"offered": "project-oracle", "default": "project-oracle"})
    assert "We propose" not in client.get(page).text  # there is one, and it is another


@pytest.mark.parametrize("standard", ["city", "eef", "none", ""])
def test_what_is_not_on_offer_is_refused_and_nothing_typed_is_lost(client, session, project, admin, own, standard):
    admin.post(PAGE, data={"offered": "project-oracle", "default": "project-oracle"})
    answer = send(client, project, standard)
    assert answer.status_code == 422
    assert "What you chose is no longer on offer" in answer.text or "Choose the standard" in answer.text
    assert 'name="agreed" type="checkbox" value="y" checked' in " ".join(answer.text.split())
    session.rollback()
    assert session.scalar(select(Submission)) is None


def test_a_team_that_nothing_can_be_offered_to_is_told_so(client, session, project, own):
    a_standard(own, "town", status="draft")
    session.add(OfferedStandard(standard_id="town"))
    session.commit()
    page = client.get(f"/team/projects/{project.id}/send").text
    assert "There is no standard to grade by at present" in page and "Send to be graded" not in page
    assert send(client, project, "town").status_code == 422


def test_a_framework_of_another_body_can_never_be_offered(session, project, member, admin):
    page = admin.get(PAGE).text
    assert 'name="offered" type="checkbox" value="project-oracle"' in " ".join(page.split())
    assert 'value="eef"' not in page
    assert "Our reading of their published rule. Only they can rate by it." in page
    answer = admin.post(PAGE, data={"offered": ["eef", "project-oracle"], "default": "eef"})
    assert answer.status_code == 422 and "cannot be offered. Our reading of their published rule" in answer.text
    assert choice_in(session) == Choice()
    facts = access.project_facts(actor_for(member), project)
    with pytest.raises(Invalid, match="Only they can rate by it"):
        services.send(
            session, project, [], offer=Offer(load_standard("eef")), actor=actor_for(member), facts=facts, now=NOW
        )


def test_a_draft_cannot_be_offered_and_says_so(session, admin, own):
    a_standard(own, "town", title="Town Steps", status="draft")
    page = admin.get(PAGE).text
    assert 'value="town"' not in page
    reason, listed = page.split("<dt>It is a draft.</dt>")[1].split("</dd>")[0], "Town Steps"
    assert listed in reason
    answer = admin.post(PAGE, data={"offered": "town", "default": "town"})
    assert answer.status_code == 422 and "Town Steps cannot be offered. It is a draft." in answer.text


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "Choose at least one standard to offer"),
        ({"offered": ["city"]}, "Choose the one that is proposed first"),
        ({"offered": ["city"], "default": "project-oracle"}, "Choose one of the standards that you offer"),
        ({"offered": ["city"], "default": "city", "area_family": "project-oracle"}, ": choose one of the standards"),
        ({"offered": ["nothing"], "default": "nothing"}, "One of the standards that you chose is not installed"),
        ({"offered": ["city\x00"], "default": "city"}, "One of the standards that you chose is not installed"),
    ],
)  # fmt: skip
def test_a_choice_that_cannot_be_is_refused_and_stays_on_the_page(session, admin, own, data, message):
    answer = admin.post(PAGE, data={"area_employment": "city", **data})
    assert answer.status_code == 422 and message in answer.text
    assert '<option value="city" selected>' in answer.text.split('id="area_employment"')[1].split("</select>")[0]
    assert choice_in(session) == Choice() and entries(session) == []


def test_saving_leaves_one_entry_of_ids_and_the_same_press_twice_changes_nothing(session, admin, own):
    for _ in range(2):
        assert admin.post(PAGE, data={**BOTH, "area_family": "city"}).status_code == 303
    (entry,) = entries(session)
    assert entry.details == {
        "offered": ["city", "project-oracle"], "default": "project-oracle", "areas": {"family": "city"},
    }  # fmt: skip
    assert "is saved" in admin.get(PAGE).text


def test_two_admins_do_not_undo_each_other_unseen(session, admin, own):
    seen = admin.get(PAGE).text.split('name="seen" type="hidden" value="')[1].split('"')[0]
    admin.post(PAGE, data={"offered": "city", "default": "city", "seen": seen})
    late = admin.post(PAGE, data={**BOTH, "seen": seen})
    assert late.status_code == 409 and "Somebody else changed this while you were choosing" in late.text
    assert 'value="project-oracle" checked' in " ".join(late.text.split())
    assert choice_in(session).offered == ("city",)
    seen = late.text.split('name="seen" type="hidden" value="')[1].split('"')[0]
    assert admin.post(PAGE, data={**BOTH, "seen": seen}).status_code == 303
    assert choice_in(session).offered == ("city", "project-oracle")


def test_nobody_but_an_admin_sees_the_page_or_changes_anything(app, session, own):
    for person in (a_person(session, an_organisation(session)), a_reviewer(session), an_editor(session)):
        session.commit()
        theirs = app.test_client()
        theirs.sign_in(person)
        assert theirs.get(PAGE).status_code == 403 and theirs.post(PAGE, data=BOTH).status_code == 403
    assert app.test_client().get(PAGE).location.startswith("/sign-in")
    assert choice_in(session) == Choice()


def test_the_page_lists_every_version_with_its_use_and_can_be_searched(client, session, project, admin, own):
    send(client, project, "city")
    page = admin.get(PAGE).text
    for version in (
        "project-oracle/2014-reconstruction",
        f"project-oracle/{ORACLE.version}, current",
        "city/1, current",
    ):
        assert version in page
    row = page.split("city/1, current")[1].split("</tr>")[0]
    assert "1 submission" in row and "1 step, 1 question." in row and "0% verified" in row
    assert "Not validated by academics yet" in row and "Not locked yet" in row
    found = admin.get(f"{PAGE}?q=CITY+steps").text
    assert "1 version found" in found and "project-oracle/2014" not in found
    assert "Nothing found" in admin.get(f"{PAGE}?q=%00zebra").text


def test_a_file_that_changed_after_publication_is_told_to_the_admin(admin, own):
    publish(own, "city", "1")
    assert "A published file is not as it was" not in admin.get(PAGE).text
    row = admin.get(PAGE).text.split("city/1, current")[1].split("</tr>")[0]
    assert "govuk-tag--green" in row and "Published" in row
    path = own / "city" / "1.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("Is there a plan?", "Is there no plan?"), encoding="utf-8")
    page = admin.get(PAGE).text
    assert "A published file is not as it was" in page and ">city/1.toml has changed since it was published" in page
    assert "govuk-tag--red" in page.split("city/1, current")[1].split("</tr>")[0]
    path.unlink()
    assert "city/1.toml was published and is gone" in admin.get(PAGE).text


def test_a_broken_file_does_not_take_the_page_down_nor_any_other(client, project, admin, own):
    line = broken(a_standard(own, "town", title="Town Steps"))
    page = admin.get(PAGE)
    assert page.status_code == 200
    assert f"town/1.toml:{line}: &#34;about&#34; cannot be &#34;evidnce&#34;" in page.text
    assert "Cannot be used" in page.text and "City Steps" in page.text and 'value="town"' not in page.text
    for path in (
        "/standards/city/1",
        f"/standards/project-oracle/{ORACLE.version}",
        f"/team/projects/{project.id}/send",
    ):
        assert client.get(path).status_code == 200
    assert "Town Steps" not in client.get(f"/team/projects/{project.id}/send").text


def test_a_standard_whose_file_broke_stays_chosen_and_is_kept_from_teams(client, session, project, admin, own):
    broken(a_standard(own, "town", title="Town Steps"))
    session.add_all(OfferedStandard(standard_id=each) for each in ("town", "project-oracle"))
    session.flush()
    session.add(DefaultStandard(outcome_area=WHOLE_HUB, standard_id="town"))
    session.commit()
    assert "town (its files cannot be used now; teams do not see it)" in admin.get(PAGE).text
    page = client.get(f"/team/projects/{project.id}/send").text
    assert "It will be graded against" in page and 'value="project-oracle"' in page and 'value="town"' not in page
    kept = {"offered": ["town", "project-oracle"], "default": "project-oracle"}
    assert admin.post(PAGE, data=kept).status_code == 303
    assert choice_in(session).offered == ("project-oracle", "town")


def test_what_became_impossible_is_named_before_it_is_taken_off(session, admin, own):
    a_standard(own, "town", title="Town Steps", status="draft")
    session.add_all(OfferedStandard(standard_id=each) for each in ("town", "project-oracle"))
    session.commit()
    page = " ".join(admin.get(PAGE).text.split())
    assert "Chosen before, and not possible any more." in page and "taken off: Town Steps." in page


def test_a_version_that_submissions_were_sent_to_and_that_is_gone_is_told(client, project, admin, own):
    send(client, project, "city")
    (own / "city" / "1.toml").unlink()
    (own / "city" / "standard.toml").unlink()
    page = admin.get(PAGE).text
    assert "Sent, and no longer installed" in page and "city/1.toml: 1 submission" in page


def test_the_page_says_where_a_standard_of_ones_own_goes(admin, own, monkeypatch):
    assert str(own) in admin.get(PAGE).text
    monkeypatch.delenv(OWN_STANDARDS)
    page = admin.get(PAGE).text
    assert "EVIDENCEHUB_STANDARDS" in page and "It is not set yet." in page
