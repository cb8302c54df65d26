"""The rules of docs/alerts.yml: over what a hub really tells none of them fires, and each fires when it should."""

import json
import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from evidencehub.cli import worker as working
from evidencehub.shared import heartbeat
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.settings import Secret

RULES = Path(__file__).parents[3] / "docs" / "alerts.yml"
ALERTS = {rule["alert"]: rule["expr"] for rule in yaml.safe_load(RULES.read_text())["groups"][0]["rules"]}
TOKEN = "0123456789abcdef0123456789abcdef"
DAY = 86400
# What makes each of them fire: series that take the place of the real ones, or None for none. promtool's clock begins
# at 0, so that moments are seconds before or after that.
FIRES = {
    "HubDoesNotAnswer": {'up{job="evidencehub"}': 0},
    "HubDatabaseIsAway": {"evidencehub_database_up": 0},
    "HubFails": {'evidencehub_http_requests_total{route="/",method="GET",status="5xx"}': "0+9x3000"},
    "HubIsSlow": {
        'evidencehub_http_request_duration_seconds_bucket{route="/",le="1.0"}': "0+1x3000",
        'evidencehub_http_request_duration_seconds_bucket{route="/",le="3.0"}': "0+9x3000",
        'evidencehub_http_request_duration_seconds_bucket{route="/",le="+Inf"}': "0+9x3000",
    },
    "HubWorkerIsSilent": {"evidencehub_worker_seen_timestamp_seconds": None},
    "HubWorkIsLate": {'evidencehub_job_oldest_due_seconds{kind="mail"}': 1801},
    "HubWorkFails": {'evidencehub_jobs{kind="extract",state="given-up"}': 1},
    "HubIndexIsBehind": {"evidencehub_index_lag_seconds": 901},
    "HubMailsWait": {"evidencehub_mail_oldest_waiting_seconds": 3601},
    "HubOutage": {'evidencehub_outage_started_timestamp_seconds{name="mail"}': -3601},
    "HubDiskIsNearlyFull": {'evidencehub_disk_free_bytes{place="home"}': 10_000_000},
    "HubBackupIsOld": {"evidencehub_backup_made_timestamp_seconds": -2 * DAY},
    "HubBackupIsNotTried": {"evidencehub_backup_restored_timestamp_seconds": -9 * DAY},
    "HubCasesAreOverdue": {'evidencehub_cases_overdue{invented="false"}': 2},
}
BESIDE = {  # what a rule compares it with
    "HubFails": {'evidencehub_http_requests_total{route="/",method="GET",status="2xx"}': "0+90x3000"},
    "HubDiskIsNearlyFull": {'evidencehub_disk_size_bytes{place="home"}': "100000000000x3000"},
}
MOMENT = re.compile(r"_timestamp_seconds\b")


@pytest.fixture
def told(make_app, settings, tmp_path):
    """What a hub tells that is well, as series of Prometheus: a value each, the same from minute to minute."""
    (tmp_path / "backups").mkdir()
    app = make_app(replace(settings, metrics_token=Secret(TOKEN), backup_dir=tmp_path / "backups"))
    working.run_due(app)
    working.beat(app)
    with app.app_context():
        heartbeat.beat(db.sessionmaker, heartbeat.BACKUP, utc_now())
        heartbeat.beat(db.sessionmaker, heartbeat.BACKUP_TRIED, utc_now())
    client = app.test_client()
    client.get("/")
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    series = {'up{job="evidencehub"}': "1x3000"}
    for family in text_string_to_metric_families(answer.text):
        for sample in family.samples:
            labels = ",".join(f"{name}={json.dumps(value)}" for name, value in sample.labels.items())
            moment = MOMENT.search(sample.name)
            series[f"{sample.name}{{{labels}}}"] = "0+60x3000" if moment else f"{sample.value}x3000"
    return answer.text, series


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_each_metric_that_a_rule_names_is_told_by_a_hub(told):
    text, _ = told
    # What appears only once there is something to tell of.
    text += "\nevidencehub_jobs{} evidencehub_job_oldest_due_seconds{} evidencehub_outage_started_timestamp_seconds{}"
    for name, expression in ALERTS.items():
        asked = re.findall(r"\bevidencehub_\w+", expression)
        assert asked or name == "HubDoesNotAnswer"
        assert not [each for each in asked if not re.search(rf"^{each}\b|\s{each}\b", text, re.MULTILINE)], name


@pytest.mark.promtool
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_rule_fires_over_a_hub_that_is_well_and_each_where_it_should(told, tmp_path):
    text, series = told
    linted = _promtool("check", "metrics", given=text)
    assert linted.returncode == 0, linted.stdout + linted.stderr
    assert set(FIRES) == set(ALERTS)
    tests = [_case(series, *ALERTS, fires=False)]
    for name, instead in FIRES.items():
        of_rule = re.findall(r"\b(?:evidencehub_\w+|up)\b", ALERTS[name])
        replaced = {key.split("{")[0] for key in instead}
        values = {k: v for k, v in series.items() if k.split("{")[0] in of_rule and k.split("{")[0] not in replaced}
        values |= {key: f"{v}x3000" if isinstance(v, int) else v for key, v in instead.items() if v is not None}
        tests.append(_case({**values, **BESIDE.get(name, {})}, name, fires=True))
    file = tmp_path / "tests.yml"
    file.write_text(json.dumps({"rule_files": [str(RULES)], "evaluation_interval": "1m", "tests": tests}))
    done = _promtool("test", "rules", str(file))
    assert done.returncode == 0, done.stdout + done.stderr


def _case(series, *alerts, fires):
    """Whether any of them fires after three hours, or after the day that one waits."""
    count = f'count(ALERTS{{alertname=~"{"|".join(alerts)}",alertstate="firing"}}) > bool 0'
    expected = [{"labels": "{}", "value": 1}] if fires else []
    at = "26h" if "HubCasesAreOverdue" in alerts else "3h"
    return {
        "interval": "1m",
        "input_series": [{"series": key, "values": value} for key, value in series.items()],
        "promql_expr_test": [{"expr": count, "eval_time": at, "exp_samples": expected}],
    }


def _promtool(*arguments, given=None):
    return subprocess.run(["promtool", *arguments], input=given, capture_output=True, text=True, check=False)
