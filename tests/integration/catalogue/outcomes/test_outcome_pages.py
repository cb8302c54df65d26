"""Pages of outcomes and of syntheses: which way it went first of all, what did worse apart, and who has checked it."""

import re
from math import log

import pytest
from sqlalchemy import select

from evidencehub.catalogue.outcomes.models import SynthesisVersion
from evidencehub.projects import public
from tests.factories import NOW, a_person, a_project, a_result, an_editor, an_evaluation
from tests.integration.catalogue.test_pages import a_decided_project
from tests.support.records import a_submission, decided, met_up_to
from tests.support.shown import without_layout

TRUANCY = {
    "outcome_area": "school-attendance", "outcome": "Skipping school", "outcome_slug": "truancy", "unit": "",
    "measure_name": "Skipped", "higher_is": "worse", "effect_metric": "or", "mean_t": None, "mean_c": None, "n_t": None,
    "n_c": None, "source_values": {"clusters": "none"},
}  # fmt: skip


@pytest.fixture
def make(session, run_due):
    """An approach from elsewhere whose trials found these odds ratios of skipping school."""

    def made(name, *ratios, others=None, **project):
        about = {"name": name, "slug": name.lower(), "source": "records", "external_id": name, "published_at": NOW}
        new = a_project(session, **about, **project)
        for place, ratio in enumerate(ratios):
            key = f"{name} study {place}"
            study = an_evaluation(
                session, new, design="rct", source="records", external_id=key, title=key, participants=100 + place
            )  # fmt: skip
            a_result(
                session, study, **TRUANCY, effect=log(ratio), ci_low=log(ratio) - 0.3, ci_high=log(ratio) + 0.3,
                comparison_note=others[place] if others else "",
            )  # fmt: skip
        public.changed(session, new.id)
        session.commit()
        run_due()
        session.rollback()
        return new

    return made


def text(page):
    return " ".join(re.sub(r"<[^>]+>", " ", without_layout(page.text)).split())


def section(page, title):
    """The words of one part of a page, up to the next heading of its kind."""
    part = without_layout(page.text).partition(f">{title}</h2>")[2].partition("<h2")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", part).split())


def test_what_records_from_elsewhere_would_not_tell_is_not_called_missing(client, make):
    make("Visits", 1.2)
    told = section(client.get("/outcomes/truancy"), "Where evidence is missing")
    assert "Many records of studies from elsewhere do not say with whom they were, beside age." in told
    assert "with children under 5, children aged 5 to 11, young people aged 16 to 25 or people past school age." in told
    assert "girls" not in told


def test_nobody_is_missed_who_is_nobody_in_particular(client, session, run_due):
    a_decided_project(session, rank=2)
    session.commit()
    run_due()
    told = section(client.get("/outcomes/school-attendance"), "Where evidence is missing")
    assert "No study here says that it was with" in told and "older people" in told and "in general" not in told


def held(session, outcome="truancy", **wanted):
    session.rollback()
    query = select(SynthesisVersion).filter_by(outcome=outcome, is_current=True, **wanted)
    return session.scalars(query).all()


def test_what_did_worse_is_a_list_of_its_own_and_better_points_one_way(client, session, make):
    make("Harmed", 1.7, 1.8, 1.9)
    make("Helped", 0.6, 0.5, 0.55)
    page = client.get("/outcomes/truancy")
    assert "1 came out better, 1 worse, and none could be either." in text(page)
    worse, together = section(page, "What did worse"), section(page, "What several studies found together")
    assert "Harmed . Across 3 studies, more skipped school among those who took part. That is worse." in worse
    assert "Helped" not in worse
    assert "fewer skipped school among those who took part. That is better." in together
    assert "more skipped school" not in together
    assert together.index("Helped") < together.index("Harmed"), "the picture begins with what went well"


def test_the_picture_has_worse_on_the_left_for_an_outcome_of_which_less_is_better(client, session, make):
    make("Harmed", 1.7, 1.8, 1.9)
    page = client.get("/outcomes/truancy").text
    bar = re.search(r'hub-strip__together" x1="([\d.]+)%" x2="([\d.]+)%"', page)
    line = re.search(r'hub-strip__none" x1="([\d.]+)%"', page)
    assert float(bar[1]) < float(bar[2]) < float(line[1])
    assert "80% higher" in page


def test_two_lines_of_one_approach_say_what_the_others_got_and_single_ones_do_not(client, make):
    make("Twice", *[0.5] * 6, others=[*["Usual services"] * 3, *["A homework club"] * 3])
    make("Once", 0.5, 0.5, 0.5, others=["Usual services"] * 3)
    for address in ("/outcomes/truancy", "/outcomes/school-attendance"):
        lines = section(client.get(address), "What several studies found together").partition("in words")[0]
        assert "groups made by chance, compared with nothing more than usual" in lines
        assert "groups made by chance, compared with something else that was offered" in lines
        assert lines.count("compared with") == 2, lines


def test_an_approach_that_did_worse_in_one_study_alone_is_on_the_list_too(client, make):
    make("Once", 2.5)
    worse = section(client.get("/outcomes/truancy"), "What did worse")
    assert "Once : worse" in worse and "put together" not in worse
    assert section(client.get("/outcomes/lateness"), "What did worse") == ""


def test_where_nothing_did_worse_the_page_says_so(client, make):
    make("Helped", 0.5)
    assert "No approach to this had a study that came out worse" in section(
        client.get("/outcomes/truancy"), "What did worse"
    )


def test_counts_of_what_entered_and_what_did_not_add_up(client, session, make):
    project = make("Helped", 0.6, 0.5, 0.55)
    part = project.evaluations[0]
    a_result(session, part, **TRUANCY, effect=-0.2, is_subgroup=True)
    a_result(session, part, **{**TRUANCY, "higher_is": None}, effect=-0.2)
    public.changed(session, project.id)
    session.commit()
    make("Alone", 0.9)
    said = text(client.get("/outcomes/truancy"))
    assert "Of 6 results on this outcome 3 entered." in said
    assert "1 result that the source files as extra" in said
    assert "1 result of measures for which it is not known which way is better" in said
    assert "1 result of approaches with fewer than 3 studies that could enter" in said
    assert "1 approach has one or two studies that could be put together" in said


def test_an_area_lists_the_syntheses_of_its_outcomes_and_puts_nothing_together_itself(client, make):
    make("Harmed", 1.7, 1.8, 1.9)
    page = client.get("/outcomes/school-attendance")
    assert "on skipping school. Across 3 studies" in section(page, "What did worse")
    told = section(page, "What several studies found together")
    assert "1 line, outcome by outcome" in told, "not a second time as attendance, which truancy is part of"


def test_a_version_has_its_page_for_ever_and_says_when_it_holds_no_longer(client, session, make):
    project = make("Harmed", 1.7, 1.8, 1.9)
    (first,) = held(session)
    address = f"/syntheses/{first.id}"
    page = client.get(address)
    assert "more skipped school among those who took part. That is worse." in text(page)
    assert "not yet checked by an editor" in text(page) and "Of 3 results on this outcome 3 entered" in text(page)
    assert "All together" in text(page) and "1.8 (" in text(page), "as the measure counts"
    study = an_evaluation(
        session, project, design="rct", source="records", external_id="new", title="A new study", participants=9
    )
    a_result(session, study, **TRUANCY, effect=0.0, ci_low=-0.3, ci_high=0.3)
    public.changed(session, project.id)
    session.commit()
    make("Another", 1.0)
    (second,) = held(session, project_id=project.id)
    old = text(client.get(address))
    assert "This is version 1" in old and "It holds no longer. See what holds now" in old
    assert "A new study" not in old and "A new study" in text(client.get(f"/syntheses/{second.id}"))


def test_an_editor_publishes_from_the_desk_and_nobody_can_word_it(app, client, session, make):
    make("Harmed", 1.7, 1.8, 1.9)
    (made,) = held(session)
    words, address = made.headline, f"/syntheses/{made.id}"
    editor, other = an_editor(session), a_person(session)
    session.commit()
    assert client.get("/syntheses").status_code == 303 and client.post(f"{address}/publish").status_code == 303
    client.sign_in(other)
    assert client.get("/syntheses").status_code == 403 and client.post(f"{address}/publish").status_code in {403, 404}
    assert "Publish this headline" not in client.get(address).text
    client = app.test_client()
    client.sign_in(editor)
    assert words in text(client.get("/syntheses"))
    form = client.get(address).text.partition("Publish this headline")[0].rpartition("<form")[2]
    assert "<textarea" not in form and 'type="text"' not in form
    answer = client.post(f"{address}/publish", data={"headline": "It works."}, follow_redirects=True)
    assert "The headline is published as it stands." in answer.text and words in text(answer)
    assert "Checked and published by an editor" in text(answer) and "It works." not in answer.text
    assert words not in text(client.get("/syntheses"))
    assert "Somebody published this just now" in client.post(f"{address}/publish", follow_redirects=True).text


def test_the_version_that_was_checked_last_is_led_to_from_a_newer_one(client, session, make):
    project = make("Harmed", 1.7, 1.8, 1.9)
    (first,) = held(session)
    first.published_at = NOW
    session.commit()
    study = an_evaluation(session, project, design="rct", source="records", external_id="new", participants=9)
    a_result(session, study, **TRUANCY, effect=0.6, ci_low=0.3, ci_high=0.9)
    public.changed(session, project.id)
    session.commit()
    make("Another", 1.0)
    (second,) = held(session, project_id=project.id)
    page = client.get(f"/syntheses/{second.id}")
    assert "not yet checked by an editor. See the version that was checked last" in text(page)
    assert f'href="/syntheses/{first.id}"' in page.text


def test_the_page_of_an_approach_tells_what_its_studies_found_together(client, session, make):
    make("Harmed", 1.7, 1.8, 1.9)
    said = text(client.get("/projects/harmed"))
    how = "Skipping school , groups made by chance; what the others got is not said."
    assert f"Several studies, put together {how} Across 3 studies, more skipped school" in said
    assert "In short 3 studies of" in said, "nobody has checked it, so that it does not lead"
    (made,) = held(session)
    made.published_at = NOW
    session.commit()
    said = text(client.get("/projects/harmed"))
    assert "In short Across 3 studies, more skipped school among those who took part. That is worse." in said
    assert "Counted one by one, which can differ from numbers put together: 3 studies of" in said


def test_from_ten_studies_on_small_ones_are_drawn_beside_large_ones(client, session, make):
    nine, ten = make("Nine", *[0.7] * 9), make("Ten", *[0.5 + 0.05 * place for place in range(10)])
    pages = [client.get(f"/syntheses/{held(session, project_id=each.id)[0].id}") for each in (nine, ten)]
    assert ["Small studies beside large ones" in page.text for page in pages] == [False, True]


@pytest.mark.parametrize(("studies", "folded"), [(8, False), (9, True)])
def test_a_long_picture_of_studies_is_folded_on_the_page_of_an_approach(client, make, studies, folded):
    make("Many", *[0.5] * studies)
    page = client.get("/projects/many").text
    before, found, _ = page.partition("hub-forest")
    assert found and (before.rpartition("<details")[2].count("</details>") == 0) is folded
    assert (f"{studies} studies, one by one : Skipping school" in text(client.get("/projects/many"))) is folded


def test_what_is_not_public_has_no_synthesis(client, session, make):
    make("Harmed", 1.7, 1.8, 1.9)
    (made,) = held(session)
    address = f"/syntheses/{made.id}"
    made.project.source = None  # as of a team's own project of which nothing was sent
    session.commit()
    assert client.get(address).status_code == 404
    assert client.get("/syntheses/00000000-0000-0000-0000-000000000000").status_code == 404


def test_invented_examples_are_told_apart_and_leave_the_page_where_there_are_real_records(client, session, make):
    make("Invented", 1.7, 1.8, 1.9, demo=True)
    assert "more skipped school" in text(client.get("/outcomes/truancy"))
    make("Real", 0.5, 0.6, 0.55)
    page = text(client.get("/outcomes/truancy"))
    assert "fewer skipped school" in page and "more skipped school" not in page
    (made,) = held(session, demo=True)
    assert "Invented example." in text(client.get(f"/syntheses/{made.id}"))


def test_the_page_of_an_earlier_day_shows_no_synthesis_of_today(client, make):
    make("Harmed", 1.7, 1.8, 1.9, source_as_of="2020-04")
    together = "more skipped school among those who took part"
    assert together in text(client.get("/projects/harmed"))
    earlier = client.get("/projects/harmed/as-of/2021-01-01")
    assert earlier.status_code == 200 and together not in text(earlier)
    assert "Studies put together are on the page of today only." in text(earlier)
    assert "Awards, corrections and the history are shown as they are today." in text(earlier)


def test_the_project_page_says_why_a_mark_and_a_synthesis_can_differ(client, make):
    why = "This can differ from the marks on this page. A mark counts how many studies came out which way."
    make("Alike", 0.8, 0.81, 0.79)  # none is clear alone: its margin is 0.3 of a log
    page = text(client.get("/projects/alike"))
    assert "fewer skipped school among those who took part. That is better." in page
    assert "Skipping school ? Not clear: could be better or worse 3 studies" in page
    assert why in page
    make("Single", 0.8)
    assert why not in text(client.get("/projects/single"))


def test_a_list_of_what_did_worse_that_is_cut_says_of_how_many(client, session, make):
    for place in range(20):
        make(f"Once{place}", 2.5)
    page = client.get("/outcomes/truancy")
    assert "of the" not in section(page, "What did worse"), "all of them are there"
    make("Last", 2.5)
    page = client.get("/outcomes/truancy")
    assert "These are 20 of the 21 approaches that had such a study, surest first." in section(page, "What did worse")
    assert "Search all 21 that did worse" in text(page)


def test_findings_are_counted_as_findings_and_approaches_as_approaches(client, session, make):
    one = make("Both", 0.6, 0.5, 0.55)
    for place in range(3):
        study = an_evaluation(
            session, one, design="qed-did", source="records", external_id=f"q{place}", participants=300 + place,
            title=f"Not by chance {place}",
        )  # fmt: skip
        a_result(session, study, **TRUANCY, effect=log(0.5), ci_low=log(0.5) - 0.3, ci_high=log(0.5) + 0.3)
    public.changed(session, one.id)
    session.commit()
    make("Other", 0.6, 0.5, 0.55)
    assert "there are 3 findings of 2 approaches: 3 came out better, none worse, and none could be either." in text(
        client.get("/outcomes/truancy")
    )


def test_a_synthesis_is_gone_with_the_text_it_was_made_of(client, session, run_due):
    project = a_project(session, name="Removed", slug="removed")
    for place in range(3):
        study = an_evaluation(session, project, design="rct", title=f"Study {place}", participants=100 + place)
        a_result(session, study, **TRUANCY, effect=0.5, ci_low=0.2, ci_high=0.8)
    sent = a_submission(session, project)
    decided(session, sent, met_up_to(sent, 3))
    public.changed(session, project.id)
    session.commit()
    run_due()
    address = f"/syntheses/{held(session)[0].id}"
    assert client.get(address).status_code == 200
    session.rollback()
    sent = session.get(type(sent), sent.id)
    for frozen in [sent.frozen, *(version.frozen for version in sent.evaluation_versions)]:
        frozen.body = None
    public.changed(session, project.id)
    session.commit()
    assert client.get(address).status_code == 404


def test_how_a_study_speaks_is_told_for_one_that_looked_only_later_too(client, make):
    make("Other", 0.6)
    later = "at the longest time up to 12 months or, where all its results are of later, at the first of them."
    assert later in text(client.get("/outcomes/truancy"))
