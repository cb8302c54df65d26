"""References of the evidence repository: what is public there comes in as evidence that is not graded here."""

import json
import shutil

import pytest
from sqlalchemy import func, select

from evidencehub.cli import evidencehub
from evidencehub.projects.frozen.keeping import frozen_evaluation
from evidencehub.projects.models import Evaluation, OutcomeResult
from evidencehub.projects.wording import direction_of
from tests.factories_review import a_decided_case

FINDING = {
    "@type": "Finding",
    "evaluates": {"@id": "_:b1", "@type": "Intervention", "name": "Reciprocal teaching"},
    "comparedTo": {"@id": "_:b2", "@type": "ControlCondition", "description": "Business as usual"},
    "hasContext": {"@type": "Context"},
    "hasOutcome": {"@type": "Outcome", "name": "Reading", "description": "A reading test"},
    "sampleSize": {
        "@type": "NumericCodingAnnotation", "codedValue": {"@type": "xsd:integer", "@value": 47},
        "status": "evrepo:coded",
    },
    "hasArmData": [{"@type": "ObservedResult", "forCondition": {"@id": "_:b1"}, "n": 24, "mean": "3.1"}],
    "hasEffectEstimate": [
        {
            "@type": "EffectEstimate", "pointEstimate": "0.35", "confidenceIntervalLower": {"@value": "0.1"},
            "confidenceIntervalUpper": 0.6, "effectSizeMetric": {"@id": "evrepo:hedgesG"}, "baselineAdjusted": True,
        },
    ],
}  # fmt: skip

OUTSIDE = {
    "pointEstimate": 9, "confidenceIntervalLower": 1, "confidenceIntervalUpper": 2,
    "effectSizeMetric": "evrepo:hedgesG",
}  # fmt: skip


def content(kind, *, visibility="public", source="EPPI", **said):
    return {"source": source, "visibility": visibility, "content": {"enhancement_type": kind, **said}}


def linked(*findings):
    data = {
        "@context": "https://vocab.esea.education/context/v1.jsonld",
        "hasInvestigation": {"hasFinding": [*findings]},
    }
    return content("linked_data", vocabulary_uri="https://vocab.esea.education/vocabulary/v1", data=data)


def reference(*more, **values):
    return {
        "id": "7d6f1092-0000-4000-8000-000000000000", "visibility": "public",
        "identifiers": [{"identifier_type": "doi", "identifier": "10.1000/17"}],
        "enhancements": [
            content("bibliographic", title="A trial of reciprocal teaching", publication_year=2021, authorship=[
                {"display_name": "Ada Example", "position": "first"}]),
            content("abstract", process="other", abstract="Somebody’s abstract."),
            content("tombstone", reason="a kind that means nothing here"),
            *more,
        ],
        **values,
    }  # fmt: skip


@pytest.fixture
def take(app, settings, tmp_path, monkeypatch, capsys):
    def taken(*lines, home=None, base=settings.base_url, options=()):
        for name, value in {
            "HOME": home or settings.home, "SEARCH_URL": "" if home else settings.search_url, "DEMO": "0",
            "DATABASE_URL": f"sqlite:///{home}/hub.sqlite3" if home else settings.database_url, "BASE_URL": base,
        }.items():  # fmt: skip
            monkeypatch.setenv(f"EVIDENCEHUB_{name}", str(value))
        path = tmp_path / "some.jsonl"
        path.write_text("\n".join(each if isinstance(each, str) else json.dumps(each) for each in lines))
        evidencehub.main(["import", "destiny", str(path), *options], standalone_mode=False)
        printed = capsys.readouterr()
        return printed.out + printed.err

    return taken


def test_a_coded_finding_is_a_result_with_its_sign_and_no_grade(session, client, take):
    said = take(reference(linked(FINDING)), options=("--as-of", "2026-11"))
    assert "New: 1 project, 1 evaluation, 1 outcome result." in said
    study = session.scalars(select(Evaluation)).one()
    assert (study.title, study.year, study.authors, study.source) == (
        "A trial of reciprocal teaching", 2021, ["Ada Example"], "destiny",
    )  # fmt: skip
    assert study.source_url == "https://doi.org/10.1000/17" and "abstract" not in study.summary.casefold()
    (result,) = study.results
    assert (result.effect, result.effect_metric, result.ci_low, result.ci_high, result.n_total) == (
        0.35, "g", 0.1, 0.6, 47,
    )  # fmt: skip
    assert result.is_adjusted and result.mean_t is None, (
        "an effect that was turned stands beside no average that was not"
    )
    assert direction_of(frozen_evaluation(study).results[0]) == "better"
    assert result.source_values["coded by"] == "EPPI"
    page = client.get(f"/projects/{study.project.slug}").text
    assert "Reported by the DESTINY evidence repository, as of November 2026; not graded here" in page
    assert study.project.name == "Reciprocal teaching"
    assert "Nothing has changed." in take(reference(linked(FINDING)), options=("--as-of", "2026-11"))


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"comparedTo": {"@type": "TemporalCondition", "name": "Before"}}, (None, "", None)),
        ({"hasEffectEstimate": {"pointEstimate": 0.4, "effectSizeMetric": "evrepo:cohensD"}}, (None, "", None)),
        (
            {"hasEffectEstimate": {"pointEstimate": 1, "effectSizeMetric": "evrepo:oddsRatio", "standardError": 0.2}},
            (0.0, "or", None),
        ),
        ({"hasEffectEstimate": {"pointEstimate": "0.4", "effectSizeMetric": "evrepo:hedgesG"}}, (0.4, "g", "better")),
    ],
)  # fmt: skip
def test_what_is_change_another_scale_or_a_ratio_gets_no_direction(session, take, changed, expected):
    take(reference(linked({**FINDING, **changed})))
    result = session.scalars(select(OutcomeResult)).one()
    assert (result.effect, result.effect_metric, result.higher_is) == expected
    assert (result.se is None) or result.effect_metric == "g"


def test_what_is_not_public_there_is_not_read(session, take):
    hidden = linked(FINDING) | {"visibility": "restricted"}
    said = take(reference(hidden), reference(visibility="hidden"))
    assert "line 2: visibility: it is not public there" in said
    assert session.scalar(select(func.count()).select_from(OutcomeResult)) == 0


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "line 2: line: it is not JSON"),
        (reference(id=None, identifiers=[]), "line 2: external_id:"),
        (reference(id="1", enhancements=[]), "line 2: title:"),
        (
            reference(id="1", enhancements=[{"source": "x", "visibility": "public", "content": 3}]),
            "line 2: enhancements 1",
        ),
        (reference(id="1", identifiers=7), "line 2: identifiers"),
        (reference(linked({**FINDING, "hasEffectEstimate": OUTSIDE}), id="1"), "does not hold its effect"),
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_used_is_told_and_the_rest_goes_in(session, take, line, told):
    said = take(reference(), line)
    assert told in said and "Read 1 record; 1 line refused." in said


def test_odd_shapes_are_read_past(session, take):
    odd = {"hasFinding": "x"}, {**FINDING, "hasOutcome": {"outcome": [{"codedValue": {"@id": "esea:C00123"}}]}}
    take(reference(linked(*odd, {**FINDING, "hasEffectEstimate": [{"pointEstimate": "much"}], "sampleSize": 3})))
    first, second = session.scalars(select(OutcomeResult).order_by(OutcomeResult.position))
    assert first.outcome == "C00123" and (second.effect, second.n_total) == (None, None)


def test_what_we_give_comes_into_another_hub_the_same_way_round_and_not_back_into_ours(
    app, session, client, settings, take, tmp_path, sqlite_template
):
    a_decided_case(session, numbers={"effect": -0.4, "effect_metric": "g", "higher_is": "worse", "ci_low": -0.7,
                                     "ci_high": -0.1, "mean_t": None, "mean_c": None})  # fmt: skip
    session.commit()
    given = client.get("/exchange/destiny.jsonl").text.strip()
    assert "1 of some.jsonl came from this hub, and were not taken back." in take(given)
    other = tmp_path / "other"
    other.mkdir()
    shutil.copy(sqlite_template, other / "hub.sqlite3")
    assert "New: 1 project, 1 evaluation, 1 outcome result." in take(
        given, home=other, base="https://other.example.org"
    )
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("EVIDENCEHUB_HOME", str(other))
        patched.setenv("EVIDENCEHUB_DATABASE_URL", f"sqlite:///{other}/hub.sqlite3")
        evidencehub.main(["export", "records", str(tmp_path / "a.jsonl"), "--source", "destiny"], standalone_mode=False)
    (record,) = map(json.loads, (tmp_path / "a.jsonl").read_text().splitlines())
    assert record["results"][0]["effect"] == 0.4 and record["results"][0]["better"] == "higher"
    assert "Standard" not in json.dumps(record), "no grade goes along"
