"""Nobody is to be found among four: what is under five tells nothing, on no face of the hub.

A record is read twice, and in between nothing but such a count changes: every page, file and feed must stay as it was,
also where everybody is counted and the other group too. A count from five on must change some, else this would look at
nothing.
"""

import re

import pypdfium2
from sqlalchemy import select

from evidencehub.accreditation.models import Accreditation
from evidencehub.projects.models import FrozenText
from tests.factories import a_project, a_result, an_evaluation
from tests.support.records import a_submission, decided, mark_changed, met_up_to

# What differs from one reading to the next by itself: tokens, times to the second, ids of requests, the page's version.
_BY_ITSELF = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[^<\"\s]*|\d{1,2}:\d\d(?::\d\d)?\b|name=\"csrf_token\"[^>]*|nonce=\"[^\"]*\""
)


def the_record(session):
    """A study of few people with each kind of number that a team gives, and beside it one of many."""
    project = a_project(session, slug="few", name="A club for few")
    study = an_evaluation(session, project, title="A study of few", participants=3, design="rct")
    study.study = {"started": 4, "n_points_t": 2}
    a_result(
        session, study, gives="counts", n_t=2, n_c=1, events_t=1, events_c=1, mean_t=None, mean_c=None, effect=-12.0,
        effect_metric="pp", ci_low=-20.0, ci_high=-4.0, higher_is="worse", outcome="Missing school a lot",
    )  # fmt: skip
    a_result(session, study, gives="means", n_t=2, n_c=1)
    a_result(
        session, study, gives="percentages", n_t=2, n_c=1, unit="% of people", outcome="Exclusion from school",
    )  # fmt: skip
    a_result(session, study, gives="means", contrast="within", n_t=3, n_c=None, outcome="Lateness")
    sent = a_submission(session, project)
    decided(session, sent, met_up_to(sent, 2))
    mark_changed(session, project.id)
    return project, study


def say(session, project, study, run_due, *, of_all, groups, events):
    """Put other counts into what was frozen, and let the worker do what follows from it."""
    for frozen in session.scalars(select(FrozenText)):
        if "evaluation" not in frozen.body:
            continue
        results = [counted(one, of_all, groups, events) for one in frozen.body["evaluation"]["results"]]
        frozen.body = {**frozen.body, "evaluation": {
            **frozen.body["evaluation"], "participants": of_all, "results": results,
            "study": {"started": of_all, "n_points_t": groups[0]},
        }}  # fmt: skip
    mark_changed(session, project.id)
    session.commit()
    run_due()
    session.rollback()


def counted(result, of_all, groups, events):
    """A result with other counts, and with the percentages that follow from them where it gives those."""
    n_t, n_c = (groups[0], groups[1]) if result["n_c"] else (min(groups), None)
    made = {**result, "n_total": of_all, "n_t": n_t, "n_c": n_c}
    if result["gives"] == "counts":
        made |= {"events_t": events[0], "events_c": events[1]}
    if result["gives"] == "percentages":
        made |= {f"mean_{arm}": 100 * events[at] / groups[at] for at, arm in enumerate("tc")}
    return made


def faces(client, session, project, study):
    """Of feeds there is nothing to see: they tell that a record was corrected, and no count of it."""
    number = session.scalars(select(Accreditation.number)).one()
    addresses = [
        "/", "/search", "/search?q=club", "/search/studies.csv", "/search/results.csv", "/search/studies.json",
        "/projects/few", "/projects/few/brief.pdf", "/projects/few?print=1",
        f"/evaluations/{study.id}", "/compare?project=few", "/gap-map", "/gap-map.csv", "/outcomes",
        "/outcomes/school-attendance", "/outcomes/attendance", "/outcomes/lateness", "/syntheses", "/measures",
        "/my-people", "/accreditations", f"/accreditations/{number}", f"/accreditations/{number}/certificate.pdf",
        "/figures", f"/organisations/{project.organisation.slug}", "/plans",
        "/search/references.datacite.json", f"/evaluations/{study.id}/cite.jsonld", "/projects/few/cite.csl.json",
    ]  # fmt: skip
    found = {}
    for address in addresses:
        answer = client.get(address, follow_redirects=True)
        if answer.mimetype == "application/pdf":
            text = "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(answer.data))
        else:
            text = answer.text
        found[address] = f"{answer.status_code} {_BY_ITSELF.sub('', text)}"
    return found


def test_a_count_of_fewer_than_five_people_is_told_on_no_face(client, session, run_due):
    project, study = the_record(session)
    session.commit()
    told = []
    for of_all, groups, events in [
        (3, (2, 1), (1, 1)),
        (4, (3, 1), (2, 1)),
        (4, (1, 3), (1, 2)),
        (61, (31, 30), (12, 9)),
        (12, (3, 9), (1, 6)),
        (12, (2, 10), (2, 7)),
        (12, (9, 3), (6, 1)),
        (12, (11, 1), (7, 1)),
    ]:
        say(session, project, study, run_due, of_all=of_all, groups=groups, events=events)
        told.append(faces(client, session, project, study))
    few, others, many, first_few, second_few = told[0], told[1:3], told[3], told[4:6], told[6:]
    assert {address for address, text in few.items() if not text.startswith("200")} == set()
    for other in others:
        assert {address for address, text in few.items() if other[address] != text} == set()
    for one, other in (first_few, second_few):
        assert {address for address, text in one.items() if other[address] != text} == set(), "12 people, 9 others"
    telling = {address for address, text in few.items() if many[address] != text}
    assert telling >= {"/search/studies.csv", "/search/results.csv", "/projects/few", f"/evaluations/{study.id}"}
