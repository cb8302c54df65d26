"""The feed of a standard, read as a feed reader does: versions, what people said, and what the hub answered."""

import re
import shutil
from datetime import timedelta

import feedparser
import pytest
from lxml import html
from sqlalchemy import select

from evidencehub.cli import worker
from evidencehub.consultation import seeing
from evidencehub.consultation.models import SeenStandard
from evidencehub.consultation.states import CommentState
from evidencehub.shared.paths import OWN_STANDARDS, standards_dir
from evidencehub.standards.files.loading import versions_of
from tests.factories import NOW
from tests.integration.consultation.test_consultation import PAGE, STANDARD, VERSION, a_comment

FEED = f"/standards/{STANDARD}/changes.atom"


@pytest.fixture
def entries(client):
    def read():
        found = feedparser.parse(client.get(FEED).data)
        assert found.bozo is False and found.feed.id == f"http://localhost{FEED}"
        return found.entries

    return read


def test_versions_are_news_once_and_a_draft_again_when_it_is_published(app, session, entries):
    assert entries() == []
    worker.note_standards(app)
    first = {each.title: each for each in entries()}
    assert len(first) == len(versions_of(STANDARD)) == 3
    assert first["Version 2026-1: published here"].link == "http://localhost/standards/project-oracle/2026-1"
    assert "Version 2026-2: a draft is here" in first
    worker.note_standards(app)
    assert len(entries()) == 3
    # as if the draft had been all that was there when somebody last looked
    (seen,) = session.scalars(
        select(SeenStandard).where(SeenStandard.standard_id == STANDARD, SeenStandard.version == "2026-1")
    )
    seen.status, seen.at = "draft", NOW
    session.commit()
    worker.note_standards(app)
    titles = [each.title for each in entries()]
    assert titles[0] == "Version 2026-1: published here" and titles[-1] == "Version 2026-1: a draft is here"


def test_two_who_note_the_same_at_once_are_no_trouble(session, entries):
    found = seeing.not_seen_yet(session)
    seeing.note(session, found, now=NOW)
    session.commit()
    seeing.note(session, found, now=NOW + timedelta(days=1))
    session.commit()
    assert len(found) > 20 and {each.updated_parsed[:3] for each in entries()} == {NOW.timetuple()[:3]}


def test_a_standard_that_an_operator_adds_is_noted_and_a_broken_one_keeps_no_other_away(
    app, session, tmp_path, monkeypatch
):
    own = tmp_path / "own"
    (own / "broken").mkdir(parents=True)
    (own / "broken" / "1.toml").write_text("nothing of a standard = 1")
    shutil.copytree(standards_dir() / "nesta", own / "ours")
    for file in (own / "ours").iterdir():
        file.write_text(re.sub(r'^(id|standard) = "nesta"', r'\1 = "ours"', file.read_text(), flags=re.MULTILINE))
    monkeypatch.setenv(OWN_STANDARDS, str(own))
    worker.note_standards(app)
    seen = set(session.scalars(select(SeenStandard.standard_id)))
    assert {"ours", "nesta"} <= seen and "broken" not in seen


def test_what_is_said_and_answered_is_told_and_what_waits_is_not(session, entries):
    a_comment(session, text="Nobody may read this yet.")
    said = a_comment(
        session, part="po1.1", text="Say what a theory is.", name_shown="Amara B.", state=CommentState.PUBLISHED,
        decided_at=NOW, answered_at=NOW + timedelta(days=2), answer="We do now.",
    )  # fmt: skip
    a_comment(session, text="", state=CommentState.PUBLISHED, decided_at=NOW - timedelta(days=1), demo=True)
    session.commit()
    answer, comment, emptied = entries()
    assert answer.title.startswith("Our answer to a comment on ") and answer.title.endswith(f", version {VERSION}")
    assert answer.content[0].value == "We do now." and answer.link == f"http://localhost{PAGE}#comment-{said.id}"
    assert comment.title.startswith("Amara B., ") and comment.content[0].value == "Say what a theory is."
    assert emptied.title.endswith("(invented example)") and emptied.content[0].value == "Its text was removed."


def test_the_pages_of_a_standard_lead_to_it(client):
    assert client.get("/standards/no-such/changes.atom").status_code == 404
    for page in (f"/standards/{STANDARD}/2026-1", f"/standards/{STANDARD}/versions"):
        tree = html.fromstring(client.get(page).text)
        assert tree.xpath("//head/link[@type='application/atom+xml']/@href") == [FEED]
