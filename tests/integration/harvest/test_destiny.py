"""The file of graded studies: as the evidence repository's SDK describes it, and never more than pages say."""

import hashlib
import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from rdflib import Graph, URIRef
from sqlalchemy import select

from evidencehub.accreditation.models import Accreditation
from evidencehub.accreditation.states import AccreditationState
from evidencehub.cli import worker
from evidencehub.projects import public
from evidencehub.shared.clock import utc_now
from tests.factories_review import a_case, a_decided_case

AT = "/exchange/destiny.jsonl"
SDK = Path(__file__).parent / "destiny-sdk-0.17.6.schema.json"
SHA256 = "180352f3d28d600bbb2b37eaabe74c96755d2de5ebf0567e48e89e2f237a36df"
EVREPO = "https://vocab.evidence-repository.org/"
NUMBERS = {
    "effect": -0.4, "effect_metric": "g", "higher_is": "worse", "ci_low": -0.7, "ci_high": -0.1, "unit": "",
    "mean_t": None, "mean_c": None,
}  # fmt: skip


@pytest.fixture
def case(session):
    made = a_decided_case(session, numbers=NUMBERS)
    session.commit()
    return made


@pytest.fixture
def read(client):
    def lines():
        answer = client.get(AT)
        assert answer.status_code == 200 and answer.mimetype == "application/x-ndjson"
        return [json.loads(line) for line in answer.data.splitlines()]

    return lines


def content(line, kind):
    return [each["content"] for each in line["enhancements"] if each["content"]["enhancement_type"] == kind]


def test_each_line_is_as_the_pinned_sdk_describes_it(case, read):
    held = SDK.read_bytes()
    assert hashlib.sha256(held).hexdigest() == SHA256
    described = json.loads(held)
    judge = Draft202012Validator({**described, "$ref": "#/$defs/ReferenceFileInput"})
    (line,) = read()
    assert not [*judge.iter_errors(line)]
    assert [*judge.iter_errors({**line, "visibility": "everybody"})], "it can be red"
    study = case.submission.evaluation_versions[0].evaluation
    (identifier,) = line["identifiers"]
    assert identifier["identifier"].endswith(f"/evaluations/{study.id}")
    assert content(line, "bibliographic")[0]["title"] == study.title


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own
def test_its_effect_is_turned_and_what_was_coded_is_found_in_the_graph(case, read):
    (linked,) = content(read()[0], "linked_data")
    (found,) = linked["data"]["hasInvestigation"]["hasFinding"]
    (estimate,) = found["hasEffectEstimate"]
    assert (estimate["pointEstimate"], estimate["confidenceIntervalLower"]) == ("0.4", "0.1")
    # Only these of its context's terms, by their addresses: its file stands under another licence.
    context = {
        "@vocab": EVREPO, "evrepo": EVREPO, "xsd": "http://www.w3.org/2001/XMLSchema#",
        "status": {"@id": "evrepo:status", "@type": "@id"},
        "pointEstimate": {"@id": "evrepo:pointEstimate", "@type": "xsd:decimal"},
    }  # fmt: skip
    graph = Graph().parse(data=json.dumps({**linked["data"], "@context": context}), format="json-ld")
    assert {*graph.objects(None, URIRef(f"{EVREPO}status"))} == {URIRef(f"{EVREPO}coded")}
    (point,) = graph.objects(None, URIRef(f"{EVREPO}pointEstimate"))
    assert str(point.toPython()) == "0.4" and not point.ill_typed


def test_the_step_goes_as_an_annotation_with_its_outcomes_and_without_a_word_on_the_effect(case, read, session):
    award = session.scalars(select(Accreditation)).one()
    (said,) = content(read()[0], "annotation")
    (step,) = [each for each in said["annotations"] if each["scheme"].startswith("evidencehub:project-oracle")]
    assert step["label"].startswith("Standard ") and step["value"] is True
    assert "our reconstruction" in step["data"]["standard"]
    assert step["data"]["accreditation"] == award.number and len(step["data"]["outcomes"]) == 1
    assert {"evidencehub:about"} < {each["scheme"] for each in said["annotations"]}


def test_an_award_that_does_not_stand_gives_no_step(case, read, session):
    award = session.scalars(select(Accreditation)).one()
    award.state = AccreditationState.WITHDRAWN
    session.commit()
    (said,) = content(read()[0], "annotation")
    assert {each["scheme"] for each in said["annotations"]} == {"evidencehub:about"}


def test_what_is_taken_down_is_gone_at_once_and_what_is_invented_or_undecided_never_there(case, read, session):
    a_case(session, title="Not decided")
    session.commit()
    assert len(read()) == 1
    project = case.submission.project
    for taken_down_at, is_invented in ((utc_now(), False), (None, True)):
        project.taken_down_at, project.demo = taken_down_at, is_invented
        public.changed(session, project.id)
        session.commit()
        assert read() == []


def test_the_worker_makes_it_once_a_day_and_nobody_asks_in_vain(app, client, case, settings):
    folder = settings.home / "exchange"
    worker.renew_exchange(app)
    (made,) = folder.glob("*.jsonl")
    tag = client.get(AT).headers["ETag"]
    assert tag.strip('"') == made.stem
    assert client.get(AT, headers={"If-None-Match": tag}).status_code == 304
    before = made.stat().st_mtime_ns
    worker.renew_exchange(app)
    (made,) = folder.glob("*.jsonl")
    assert made.stat().st_mtime_ns == before, "nothing changed"
    assert AT in client.get("/api/docs").text
