"""``export static``: what anybody can read, as files; what is held back is in none of them."""

import json

import pytest
from click.testing import CliRunner

from evidencehub.cli import evidencehub
from evidencehub.cli.worker import run_due
from evidencehub.preservation.site import copying, kept, own_pages, places, settling
from evidencehub.preservation.site.asking import NotMade
from evidencehub.shared.clock import hub_today
from tests.factories import a_person
from tests.factories_review import a_decided_case
from tests.integration.test_nothing_unscreened import PROJECT, SECRET, STUDY
from tests.integration.test_routes import PUBLIC
from tests.integration.test_taken_down import press

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # the same pages on any database

# A thousand pages of words and standards, which are the same on each hub: a copy of all is made in tests/browser.
OF_EVERY_HUB = ("consultation.", "guide.", "harvest.", "catalogue.measure", "catalogue.cite_")

# Open to everybody and in no copy, as each needs the hub: it answers a question, takes something, or is somebody's.
LEFT_OUT = {
    "privacy.keep",  # a link in a mail to one person
    "accounts.back_from_orcid", "accounts.sign_in_orcid",
    "accounts.check_email", "accounts.confirm", "accounts.confirm_email", "accounts.forgotten",
    "accounts.new_password", "accounts.register", "accounts.restore_email", "accounts.set_up", "accounts.sign_in",
    "accounts.sign_in_code", "accounts.sign_in_passkey", "accreditation.oembed", "accreditation.reader",
    "accreditation.verify", "accreditation.verify_credentials", "accreditation.verify_number", "admin.healthz",
    "admin.outbox", "admin.outbox_mail", "admin.readyz", "api.accreditation", "api.accreditations", "api.beginning",
    "api.evaluation", "api.facets", "api.gap_map", "api.log", "api.notes", "api.organisation", "api.organisations",
    "api.outcomes", "api.plan", "api.plan_version", "api.plans", "api.project", "api.projects", "api.search",
    "api.standard", "api.standards", "api.syntheses", "api.synthesis", "api.vocabularies", "api.vocabulary",
    "api_docs.docs", "api_docs.openapi", "brokerage.notices", "catalogue.ask_report", "catalogue.changes_feed",
    "catalogue.compare", "catalogue.compared_brief", "catalogue.confirm_following", "catalogue.describe",
    "catalogue.follow", "catalogue.follow_asked", "catalogue.given_report", "catalogue.given_report_file",
    "catalogue.opensearch", "catalogue.project_feed", "catalogue.robots", "catalogue.search", "catalogue.shortlist",
    "catalogue.shortlist_references", "catalogue.sitemap_file", "catalogue.sitemap_index",
    "catalogue.stop_following", "catalogue.suggestions", "consultation.standard_feed", "feedback.new_request",
    "feedback.report", "guide.standard_try", "harvest.destiny", "harvest.oai", "harvest.word", "notices.stop",
    "projects.check_statement", "review.confirm_findings", "review.say_no",
}  # fmt: skip
BY_PERMISSION = {"feedback.notes"}  # everybody has it


def test_each_open_address_is_copied_or_left_out_on_purpose(app):
    copied = kept.PAGES | kept.FILES
    assert copied.isdisjoint(LEFT_OUT)
    assert copied | LEFT_OUT == PUBLIC | BY_PERMISSION
    assert copied <= {rule.endpoint for rule in app.url_map.iter_rules()}


@pytest.fixture
def copy(app, tmp_path, monkeypatch):
    for name in ("PAGES", "FILES"):
        few = frozenset(each for each in getattr(kept, name) if not each.startswith(OF_EVERY_HUB))
        monkeypatch.setattr(places, name, few)

    def make(folder="copy", copying_=lambda _part: None, **more):
        return copying.copy(app, tmp_path / folder, today=hub_today(), copying=copying_, **more)

    return make


def files_of(folder):
    return {each.relative_to(folder).as_posix(): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


def stopped(part):
    if part > 0.5:
        raise KeyboardInterrupt


def test_a_copy_is_replaced_whole_or_not_at_all_and_holds_what_is_public_now(app, session, tmp_path, copy):
    case = a_decided_case(session, project=PROJECT, title=STUDY)
    admin, project = a_person(session, is_admin=True), case.submission.project
    session.commit()
    run_due(app)
    assert copy().broken == ()
    first = files_of(tmp_path / "copy")
    page, award = f"projects/{project.slug}/index.html", "accreditations/2026-0001/index.html"
    assert {page, award, f"projects/{project.slug}/brief.pdf", "accreditations/2026-0001/certificate.pdf",
            "verify/2026-0001/index.html", "search/studies.csv", "data/projects.jsonl",
            "index.html", "static/hub.css", "static/vendor/govuk-frontend.min.js", "copy.json"} < {*first}  # fmt: skip
    assert b"../../static/hub.css" in first[page] and b"csrf_token" not in b"".join(first.values())

    assert [json.loads(line)["slug"] for line in first["data/projects.jsonl"].splitlines()] == [project.slug]
    tables = json.loads(first["search/datapackage.json"])["resources"]
    assert [each["path"] for each in tables] == ["studies.csv", "results.csv"]
    assert PROJECT["name"].encode() in first["search/studies.csv"] and b"Quibblethorn" in first["search/cards/0.js"]

    with pytest.raises(KeyboardInterrupt):
        copy(copying_=stopped)
    assert files_of(tmp_path / "copy") == first
    assert {each.name for each in tmp_path.iterdir() if "copy" in each.name} == {"copy"}

    (tmp_path / "copy" / ".git").mkdir()
    copy()
    assert files_of(tmp_path / "copy") == first and (tmp_path / "copy" / ".git").is_dir()

    assert press(app, admin, project, "take-down").status_code == 303
    run_due(app)
    copy()
    second = files_of(tmp_path / "copy")
    assert not [name for name in second if project.slug in name or "2026-0001" in name]
    everything = b"\n".join(second.values()).decode("utf-8", "replace").casefold()
    assert not [word for word in SECRET if word in everything]


def test_what_is_taken_down_while_a_copy_is_made_is_not_in_it(app, session, tmp_path, copy, monkeypatch):
    case = a_decided_case(session, project=PROJECT, title=STUDY)
    admin, project = a_person(session, is_admin=True), case.submission.project
    session.commit()
    run_due(app)
    acts = []

    def takes_down_at_the_end(part):
        if part == 1 and not acts:
            acts.append(press(app, admin, project, "take-down").status_code)

    assert copy(copying_=takes_down_at_the_end).readings == 2 and acts == [303]
    made = files_of(tmp_path / "copy")
    assert not [name for name in made if project.slug in name or "2026-0001" in name]
    everything = b"\n".join(made.values()).decode("utf-8", "replace").casefold()
    assert not [word for word in SECRET if word in everything]

    def acts_each_time(part):
        if part == 1:
            acts.append(press(app, admin, project, ("take-down", "put-back")[len(acts) % 2]).status_code)

    monkeypatch.setattr(settling, "MOST", 2)
    with pytest.raises(NotMade, match="changed each of the 2 times"):
        copy(copying_=acts_each_time)
    assert acts == [303] * 3 and files_of(tmp_path / "copy") == made
    assert {each.name for each in tmp_path.iterdir() if "copy" in each.name} == {"copy"}


@pytest.mark.usefixtures("copy")
def test_what_the_worker_has_not_come_to_is_in_it_all_the_same(session, settings, monkeypatch, tmp_path):
    """Lists and search are made from an index that the worker fills: without it a copy would say that nothing is."""
    a_decided_case(session, project=PROJECT, title=STUDY)
    session.commit()
    for name in ("home", "database_url", "search_url", "files_url", "secret_key"):
        monkeypatch.setenv(f"EVIDENCEHUB_{name.upper()}", str(getattr(settings, name)))
    done = CliRunner().invoke(evidencehub, ["export", "static", str(tmp_path / "copy")])
    assert done.exit_code == 0 and "Bringing lists up to date: 100%" in done.stderr, done.output
    made = files_of(tmp_path / "copy")
    assert PROJECT["name"].encode() in made["search/words.js"]


def test_the_page_of_a_number_says_what_the_copy_knows_of_it(app, settings):
    """Certificates lead there: nobody may take an invented one, or one withdrawn by then, for one that stood."""
    stood = {"number": "2026-0001", "demonstration": False, "stands": True, "standing": None}
    awards = [stood, stood | {"number": "2026-0002", "stands": False, "standing": "Withdrawn"},
              stood | {"number": "2026-0003", "demonstration": True}]  # fmt: skip
    pages = dict(own_pages.own_pages(app, settings, [], awards))
    assert "It stood on the day of the copy" in pages["/verify/2026-0001"]
    assert "No: it did not stand when this copy was made" in pages["/verify/2026-0002"]
    assert ">Withdrawn.<" in pages["/verify/2026-0002"]
    assert "No: this is an invented example" in pages["/verify/2026-0003"]
    assert "It stood" not in pages["/verify/2026-0002"] + pages["/verify/2026-0003"]


def test_a_folder_of_something_else_is_never_replaced(tmp_path, copy):
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "one.jpg").write_bytes(b"mine")
    with pytest.raises(NotMade, match="is not a copy"):
        copy("photos")
    assert files_of(tmp_path / "photos") == {"one.jpg": b"mine"}
