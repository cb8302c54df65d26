"""The one description of each public record: what it says of whom, and that nothing stands in it that is not public."""

import json
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from lxml import html
from sqlalchemy import select

from evidencehub.accreditation.models import Accreditation
from evidencehub.accreditation.states import AccreditationState
from evidencehub.catalogue.changes.models import ChangeKind, PublicChange
from evidencehub.catalogue.cited.files.csl import as_csl
from evidencehub.catalogue.cited.files.datacite import as_datacite
from evidencehub.catalogue.cited.files.formats import FORMATS
from evidencehub.catalogue.cited.files.json_ld import node
from evidencehub.catalogue.cited.gathering import Records, real_ids, records_of
from evidencehub.catalogue.cited.record import Kind, Relation
from evidencehub.catalogue.cited.standing import standing
from evidencehub.catalogue.cited.styles.every import citations
from evidencehub.catalogue.outcomes.headings import UNLIKE
from evidencehub.catalogue.pages.cited_at import this_hub
from evidencehub.consultation.vocabularies import load_words
from evidencehub.consultation.word_versions import version_of
from evidencehub.projects import public
from evidencehub.projects.models import Project
from evidencehub.shared.clock import day_of
from evidencehub.shared.files import FileStore
from evidencehub.shared.words import day
from tests.factories import NOW, a_project, an_evaluation
from tests.factories_disclosure import a_report, publish, take_down
from tests.factories_review import a_case_in_review, a_decided_case, a_frozen_case, decide
from tests.integration.catalogue.test_pages import WORSE, a_decided_project, an_imported_project
from tests.integration.catalogue.test_sitemap import put_together
from tests.support import plans
from tests.support.queries import counted_queries

ROR = "02jx3x895"


@pytest.fixture
def read(app, session):
    def read(project: Project) -> Records:
        session.commit()
        with app.app_context():
            return records_of(session, [project.id], this_hub()).get(project.id, Records())

    return read


def test_a_graded_project_its_study_and_its_award_are_described(session, read):
    project = a_decided_project(session, name="Walk to school", summary="Pupils walk together.")
    session.add(PublicChange(project_id=project.id, at=datetime(2031, 3, 4, 12, tzinfo=UTC), kind=ChangeKind.CHANGED,
                             name="Walk to school", slug=project.slug, areas=[], told=["It changed."]))  # fmt: skip
    found = read(project)
    made, (study,), (award,) = found.project, found.studies, found.accreditations
    assert (made.kind, made.identifier, made.title) == (Kind.PROJECT, f"projects/{project.id}", "Walk to school")
    assert made.address == f"http://localhost/projects/{project.slug}" and made.hub == made.publisher == "EvidenceHub"
    assert made.address_of_version == f"{made.address}/as-of/{made.version}" and made.version == made.issued.on
    assert made.abstract == "Pupils walk together." and made.modified.on == "2031-03-04" and not made.is_invented
    assert [each.label for each in made.subjects] and made.subjects[0].address.startswith("http://localhost/outcomes/")
    assert study.authors[0].family == "Author" and study.issued.on == "2025" and study.kind is Kind.STUDY
    assert study.address_of_version == f"{study.address}/as-of/{made.version}"
    part = study.relations[0]
    assert (part.how, part.address, part.kind) == (Relation.IS_PART_OF, made.address, Kind.PROJECT)
    assert award.identifier.startswith("accreditations/") and award.authors[0].name == "EvidenceHub"
    assert {each.address for each in award.relations if each.how is Relation.REVIEWS} == {made.address, study.address}


def test_an_award_names_the_one_that_took_its_place_and_the_one_whose_place_it_took(session, read):
    first = a_decided_case(session)
    decide(session, a_frozen_case(session, previous=first.submission, member=first.member))
    old, new = read(first.submission.project).accreditations
    words = (Relation.IS_OBSOLETED_BY, Relation.OBSOLETES)
    assert [(each.how, each.address) for each in old.relations if each.how in words] == [(words[0], new.address)]
    assert [(each.how, each.address) for each in new.relations if each.how in words] == [(words[1], old.address)]
    told = as_datacite(old, NOW.date())["relatedIdentifiers"]
    assert {"relatedIdentifier": new.address, "relatedIdentifierType": "URL", "relationType": "IsObsoletedBy"} in told
    assert node(old)["@type"] == "Review"


def test_an_organisation_is_named_with_its_number_where_it_is_still_the_one_that_sent_it(session, read):
    case = a_decided_case(session)
    owner = case.submission.project.organisation
    owner.ror = ROR
    (author,) = read(case.submission.project).project.authors
    assert (author.name, author.is_group, author.ror) == (owner.name, True, ROR)
    owner.name = "Somebody else"
    (author,) = read(case.submission.project).project.authors
    assert author.name != "Somebody else" and author.ror == ""


def test_evidence_from_elsewhere_names_its_source_and_the_doi_of_the_report(session, read):
    project = an_imported_project(session, name="From afar")
    project.evaluations[0].source_url = "https://doi.org/10.1000/x.1"
    found = read(project)
    (study,) = found.studies
    assert "not graded here" in study.source and study.doi == "10.1000/x.1" and study.source_id == "17-1"
    assert found.project.authors[0].name == "What Works Clearinghouse" and found.project.issued.on == "2020-04"
    assert study.publisher == study.licence == study.rights == "" and study.terms.endswith("/about/terms")
    assert found.project.address_of_version == "" and found.accreditations == ()


def test_before_a_decision_nothing_but_the_stub_is_described(session, read):
    case = a_case_in_review(
        session, project={"summary": "Zanderfen mornings.", "place": "Hidden town"}, title="A study"
    )
    found = read(case.submission.project)
    assert found.studies == found.reports == found.accreditations == ()
    assert found.project.authors == () and found.project.place == "" and found.project.relations == ()
    assert found.project.note == "being graded"


def test_a_report_is_described_while_everybody_may_read_it(app, session, read):
    shown = a_report(session, FileStore(app.config["SETTINGS"].files_url))
    project = shown.case.submission.project
    assert read(project).reports == ()
    disclosed = publish(session, shown)
    found = read(project)
    (report,), (study,) = found.reports, found.studies
    assert report.address.endswith(shown.page) and report.title == study.title and report.files[0].size_bytes > 0
    assert report.address in {each.address for each in study.relations} and "stay with those who wrote" in report.rights
    take_down(session, shown, disclosed)
    assert read(project).reports == ()


def test_a_plan_is_described_before_anything_else_is_public_and_names_nobody_then(session, read):
    case = a_decided_case(session)
    project = a_project(session, case.submission.project.organisation, name="Planned")
    study = an_evaluation(session, project, title="Does it work?")
    plans.a_public_plan(session, study, case.member, case.editor)
    found = read(project)
    (plan,) = found.plans
    assert found.project is None and found.every == (plan,)
    assert plan.address == f"http://localhost/evaluations/{study.id}/plan" and plan.authors == ()
    assert plan.version == "1" and plan.issued and "school attendance" in plan.abstract
    assert project.id in real_ids(session)


def test_a_plan_that_was_changed_late_is_of_the_day_on_which_it_was_changed(session, read):
    case = a_decided_case(session)
    study = case.submission.project.evaluations[0]
    plans.a_public_plan(session, study, case.member, case.editor)
    late = NOW + timedelta(days=400)
    plans.write(session, study, plans.MAIN | {"outcome": "Exclusion from school"})
    made = plans.send(session, study, case.member, "We measure something else.", now=late)
    plans.look_at(session, made, case.editor, now=late + timedelta(days=5))
    (plan,) = read(study.project).plans
    days = [day_of(NOW), day_of(late), day_of(late + timedelta(days=5))]
    assert [plan.first.on, plan.issued.on, plan.modified.on] == [each.isoformat() for each in days]
    assert plan.version == "2" and plan.address_of_version.endswith("/plan/versions/2")
    assert plan.note == f"version 2; the first version was sent on {day(NOW)}"
    for text in citations(plan, days[2]):
        assert f"{late.year}" in text.text and f"{NOW.year}" not in text.text
    made = as_datacite(plan, days[2])
    dates = {each["dateType"]: each["date"] for each in made["dates"]}
    assert dates == {"Issued": plan.issued.on, "Updated": plan.modified.on, "Other": plan.first.on}
    assert made["publicationYear"] == f"{late.year}"
    assert node(plan)["datePublished"] == plan.issued.on and node(plan)["dateCreated"] == plan.first.on
    csl = as_csl(plan, days[2])
    assert csl["issued"]["date-parts"] == [[late.year, late.month, late.day]]
    assert csl["original-date"]["date-parts"] == [[NOW.year, NOW.month, NOW.day]]


def test_an_award_never_tells_its_step_without_what_came_out(client, session, read):
    found = read(a_decided_project(session, rank=3, effects="not-met", result=WORSE))
    (award,) = found.accreditations
    assert "Standard 3 of 5" in award.abstract and "Rigorously tested: some results got worse." in award.abstract
    assert "By the published rule: Standard 1." in award.abstract
    page = html.fromstring(client.get(award.address).text)
    (said,) = page.xpath("//script[@type='application/ld+json']/text()")
    assert json.loads(said)["description"] == award.abstract


def test_an_award_that_does_not_stand_tells_no_step(session, read):
    case = a_decided_case(session)
    award = session.scalars(select(Accreditation)).one()
    award.state, award.ended_at = AccreditationState.WITHDRAWN, NOW
    (told,) = read(case.submission.project).accreditations
    assert "Withdrawn. " in told.abstract and "Standard 2" not in told.abstract


def test_what_studies_found_together_is_described(session, read, run_due):
    project = put_together(session)
    public.changed(session, project.id)
    session.commit()
    run_due()
    (synthesis, *_) = read(project).syntheses
    assert synthesis.title.startswith("Visits and ") and "3 studies" in synthesis.title
    assert synthesis.source == "Reported by the records that this hub was given; not graded here"
    assert synthesis.publisher == "EvidenceHub" and "different programmes" not in synthesis.note
    assert synthesis.version == "1" and "not read by an editor" in synthesis.note and synthesis.abstract


def test_what_a_source_files_under_one_name_is_never_put_together_without_saying_so(client, session, read, run_due):
    project = put_together(session)
    project.source, project.name, project.source_as_of = "wwc", "Dropout Prevention", "2025-08-25"
    public.changed(session, project.id)
    session.commit()
    run_due()
    (synthesis, *_) = read(project).syntheses
    source = "Rated elsewhere by the What Works Clearinghouse, as of 25 August 2025; not graded here"
    caveat = UNLIKE.rstrip(".")
    assert synthesis.source == source and synthesis.note.endswith(f". {caveat}")
    for form in FORMATS.values():
        file = " ".join(form.one(synthesis, day_of(NOW)).split())
        assert source in file and caveat in file, form.ending
    (given,) = [each for each in client.get("/api/v1/syntheses").json["items"] if each["address"] == synthesis.address]
    assert (given["source"], given["caveat"]) == (source, UNLIKE)
    page = client.get(synthesis.address).text
    assert UNLIKE in page and f"{source}." in page


def test_what_is_taken_down_or_invented_is_told_apart(session, read):
    case = a_decided_case(session)
    project = case.submission.project
    assert read(project).every
    project.demo = True
    assert read(project).project.is_invented and project.id not in real_ids(session)
    project.demo, project.taken_down_at = False, NOW
    assert read(project).every == () and project.id not in real_ids(session)


def test_many_are_read_by_as_many_queries_as_one(app, session):
    ids = [a_decided_case(session).submission.project_id for _ in range(3)]
    ids.append(an_imported_project(session, external_id="18").id)
    session.commit()
    asked = []
    for some in (ids[:1], [*ids, uuid4()]):
        session.expire_all()
        with app.app_context(), counted_queries() as queries:
            found = records_of(session, some, this_hub())
        assert list(found) == some[: len(found)] and all(asdict(each) for one in found.values() for each in one.every)
        asked.append(len(queries))
    assert asked[0] <= asked[1] <= asked[0] + 4 and asked[1] < 25  # those of evidence from elsewhere


def test_standards_and_lists_of_words_are_described_from_their_files(app):
    with app.app_context():
        found = list(standing(this_hub()))
    kinds = [each.kind for each in found]
    assert kinds.count(Kind.STANDARD) >= 12 and kinds.count(Kind.VOCABULARY) >= 10
    assert len({each.identifier for each in found}) == len({each.address for each in found}) == len(found)
    nesta = next(each for each in found if each.identifier == "standards/nesta/2012-reading")
    assert nesta.issued is None and nesta.version == "2012-reading"  # what was read is of 2012, our reading is not
    settings = next(each for each in found if each.identifier == "vocabularies/settings")
    assert settings.address_of_version == f"{settings.address}/v-{version_of(load_words('settings'))}"
    ours = next(each for each in found if each.identifier == "standards/project-oracle/2026-1")
    assert ours.issued.on == "2026"
