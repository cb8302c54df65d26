"""How much better the first answers are with meaning: the Cranfield collection, by commands that anybody can run."""

import json
import subprocess
import sys

import pytest

from benchmarks import cranfield


@pytest.mark.soak
def test_meaning_lifts_the_answers_of_cranfield_and_switched_off_they_are_as_before(sample_data, tmp_path, monkeypatch):
    folder = sample_data / "cranfield"
    records = [
        {"external_id": each.id, "title": each.title[:300], "text": each.text} for each in cranfield.records(folder)
    ]
    (tmp_path / "records.jsonl").write_text("\n".join(map(json.dumps, records)))
    questions = cranfield.questions(folder).items()
    (tmp_path / "queries.tsv").write_text("\n".join(f"{name}\t{text}" for name, text in questions))
    judged = [line.split() for line in (folder / "cranqrel").read_text().splitlines()]
    grades = [f"{query}\t{record}\t{int(int(grade) > 0)}" for query, record, grade in judged]
    (tmp_path / "judgements.tsv").write_text("\n".join(grades))
    monkeypatch.setenv("EVIDENCEHUB_HOME", str(tmp_path / "home"))
    for name in ("DATABASE_URL", "SEARCH_URL"):
        monkeypatch.delenv(f"EVIDENCEHUB_{name}", raising=False)

    def run(*arguments, meaning="off"):
        monkeypatch.setenv("EVIDENCEHUB_MEANING", meaning)
        command = [sys.executable, "-m", "evidencehub.cli", *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    run("db", "upgrade")
    run("import", "records", str(tmp_path / "records.jsonl"), "--source", "cranfield")
    measured = ["relevance", str(tmp_path / "queries.tsv"), str(tmp_path / "judgements.tsv"), "--json"]
    before = json.loads(run(*measured))
    run("index", "embed", meaning="on")
    words, both = json.loads(run(*measured)), json.loads(run(*measured, meaning="on"))
    assert round(words["ndcg@10"], 3) == 0.405 and words["ndcg@10"] == before["ndcg@10"]
    assert both["ndcg@10"] >= 0.435 and both["ap@100"] > words["ap@100"] and both["by_meaning"] > 200
    assert both["recall@100"] == words["recall@100"]
