"""Comments on standards and vocabularies: who may send, read, publish, refuse and answer, and what everybody sees."""

import re
import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from flask import render_template_string
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.exc import StaleDataError

from evidencehub.authz.values import Actor, Facts
from evidencehub.consultation import services
from evidencehub.consultation.models import CommentRole, CommentWords, StandardComment, SubjectKind
from evidencehub.consultation.states import CommentState
from evidencehub.consultation.subjects import find_subject, is_open_for_comment
from evidencehub.consultation.vocabularies import word_lists
from evidencehub.interchange.demonstration import removing
from evidencehub.shared import audit
from evidencehub.shared.audit import AuditEntry
from evidencehub.shared.db import db, reading_only
from evidencehub.shared.files import FileStore
from evidencehub.shared.mail import Mail
from evidencehub.shared.paths import standards_dir
from evidencehub.standards.files import loading
from evidencehub.standards.files.loading import load_standard
from evidencehub.standards.files.vocabulary import load_vocabulary
from evidencehub.standards.model.standard import Validation
from tests.factories import NOW, a_person, an_editor
from tests.support.queries import counted_queries

STANDARD = "project-oracle"
VERSION = "2014-reconstruction"
PAGE = f"/standards/{STANDARD}/{VERSION}/comments"
WORDS = "/vocabularies/outcome-areas"
SAID = {"part": "po1.1", "text": "Say what a theory of change is.", "role": "practitioner", "name_shown": "Amara B."}
CHECKED = Validation(by="A. Academic", on="2 February 2026", interests="none", dissent="none")


def a_comment(session, author=None, **values):
    """A comment that waits, on the whole of the standard."""
    words = {each: values.pop(each, "") for each in ("name_shown", "reason", "answer")}
    text = values.pop("text", "Say it in fewer words.")
    made = StandardComment(
        **{"id": uuid4(), "subject_kind": SubjectKind.STANDARD, "subject_id": STANDARD, "subject_version": VERSION,
           "part": "", "role": CommentRole.ACADEMIC, "author": author or a_person(session), "sent_at": NOW,
           "state": CommentState.WAITING, **values},
        words=CommentWords(text=text, earlier_answers=[], **words),
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


@pytest.fixture
def person(client, session):
    """Somebody with a confirmed address, signed in."""
    made = a_person(session, name="Amara Blake")
    session.commit()
    client.sign_in(made)
    return made


@pytest.fixture
def editor(app, session):
    """An editor's own browser."""
    made = an_editor(session)
    session.commit()
    browser = app.test_client()
    browser.sign_in(made)
    return browser


def the_comment(session):
    session.rollback()
    return session.scalars(select(StandardComment)).one()


def mails(session, about):
    session.rollback()
    return session.scalars(select(Mail).where(Mail.about == about).order_by(Mail.to)).all()


# What is open


def test_a_draft_is_open_and_so_is_whatever_academics_have_not_checked():
    standard = replace(load_standard(STANDARD, VERSION), status="published", comments_until="", validations=())
    today = date(2026, 3, 2)
    assert is_open_for_comment(standard, today)
    assert not is_open_for_comment(replace(standard, validations=(CHECKED,)), today)
    assert is_open_for_comment(replace(standard, validations=(CHECKED,), status="draft"), today)


@pytest.mark.parametrize(("today", "is_open"), [(date(2026, 3, 31), True), (date(2026, 4, 1), False)])
def test_the_last_day_for_comments_counts_as_open_and_the_day_after_does_not(today, is_open):
    standard = replace(load_standard(STANDARD, VERSION), status="draft", comments_until="2026-03-31")
    assert is_open_for_comment(standard, today) is is_open


def test_an_end_in_words_is_shown_as_it_stands_and_closes_nothing(app):
    standard = replace(load_standard(STANDARD, VERSION), status="draft", comments_until="the end of term")
    assert is_open_for_comment(standard, date(2030, 1, 1))
    assert "open for comment until the end of term." in line_on_the_standard(app, standard)


def line_on_the_standard(app, standard):
    macro = '{% from "consultation/parts.html" import open_for_comment %}{{ open_for_comment(standard) }}'
    with app.test_request_context():
        return " ".join(render_template_string(macro, standard=standard).split())


def test_the_line_on_a_standards_page_says_whether_and_until_when_it_is_open_and_leads_to_the_comments(app):
    standard = replace(load_standard(STANDARD, VERSION), status="draft", comments_until="2999-12-31", validations=())
    line = line_on_the_standard(app, standard)
    assert "This is a draft. It is open for comment until 31 December 2999." in line and f'href="{PAGE}"' in line
    line = line_on_the_standard(app, replace(standard, status="published", comments_until=""))
    assert "No academic has checked this version yet. It is open for comment." in line
    line = line_on_the_standard(app, replace(standard, status="published", validations=(CHECKED,)))
    assert "is open" not in line and f'href="{PAGE}"' in line


def test_every_standard_and_every_vocabulary_has_a_page_for_comments(client):
    for standard in loading.load_standards():
        page = client.get(f"/standards/{standard.id}/{standard.version}/comments")
        assert page.status_code == 200 and "What people said" in page.text
        subject = find_subject(SubjectKind.STANDARD, standard.id, standard.version, today=NOW.date())
        parts = [part.id for part in subject.parts]
        assert {"", *standard.tiers_by_id, *standard.criteria_by_id} == set(parts) and len(parts) == len(set(parts))
    files = {path.stem for path in (standards_dir() / "vocabularies").glob("*.toml")}
    assert {each.id for each in word_lists()} == files
    index = client.get("/vocabularies").text
    for name in files:
        assert f'href="/vocabularies/{name}"' in index
        assert "always open for comment" in client.get(f"/vocabularies/{name}").text


def test_a_vocabulary_shows_each_word_with_its_plain_meaning(client):
    page = client.get(WORDS).text
    assert "School attendance" in page and "Being in school, and staying in school to the end." in page
    measures = client.get("/vocabularies/measures").text
    assert "A higher number is worse." in measures
    assert "It measures: worry and anxiety." in measures


def test_a_design_says_whether_there_is_a_comparison_group_only_where_it_tells(client):
    for design, said in [("rct", "There is a comparison group."), ("pre-post", "There is no comparison group"),
                         ("mixed-methods", ""), ("not-stated", ""), ("theory-and-plan", "")]:  # fmt: skip
        page = client.get(f"/vocabularies/designs/{design}").text
        assert ("comparison group" in page) is bool(said) and said in page, design
    assert client.get("/vocabularies.ttl").text.count("There is no comparison group, so") == 4


def test_the_list_of_outcomes_is_shown_as_a_tree_below_its_outcome_areas(client):
    page = client.get("/vocabularies/outcomes").text
    areas = re.findall(r'<h3 [^>]*id="group-([a-z-]+)">', page)
    assert tuple(areas) == load_vocabulary("outcome-areas").slugs
    of_attendance = page.partition('id="group-school-attendance"')[2].partition("<h3")[0]
    words = re.findall(r'class="hub-word(?: hub-word--below-(\d))?" id="word-([a-z-]+)"', of_attendance)
    assert words[:3] == [("", "attendance"), ("1", "persistent-absence"), ("1", "truancy")]
    assert len(re.findall('id="word-', page)) == len(load_vocabulary("outcomes").terms)


@pytest.mark.parametrize(
    "path", ["/standards/none/1/comments", f"/standards/{STANDARD}/none/comments", "/vocabularies/none"]
)
def test_what_is_not_there_has_no_page_and_takes_no_comment(client, person, path):
    assert client.get(path).status_code == client.post(path, data=SAID).status_code == 404


# Who may send


def test_whoever_is_not_signed_in_reads_how_to_get_an_account_and_sends_nothing(client, session):
    page = client.get(PAGE).text
    assert "You need an account to comment" in page and 'href="/register"' in page and "<textarea" not in page
    for path in (PAGE, WORDS):
        assert client.post(path, data=SAID).location == "/sign-in"
    assert session.scalar(select(StandardComment)) is None


def test_whoever_has_not_confirmed_their_address_is_told_to_and_sends_nothing(client, session):
    someone = a_person(session, confirmed_at=None)
    session.commit()
    client.sign_in(someone)
    page = client.get(PAGE).text
    assert "Confirm your email address first" in page and "<textarea" not in page
    assert client.post(PAGE, data=SAID).status_code == 403
    assert session.scalar(select(StandardComment)) is None


@pytest.mark.parametrize("path", [PAGE, WORDS])
def test_a_comment_waits_where_only_its_author_and_the_editors_can_read_it(app, client, session, person, editor, path):
    answer = client.post(path, data={**SAID, "part": ""})
    assert answer.status_code == 303 and answer.location == path
    comment = the_comment(session)
    assert (comment.state, comment.author_id, comment.role) == (
        CommentState.WAITING, person.id, CommentRole.PRACTITIONER
    )  # fmt: skip
    assert "Say what a theory of change is." in client.get(path).text
    assert "Say what a theory of change is." not in app.test_client().get(path).text
    stranger = app.test_client()
    someone = a_person(session)
    session.commit()
    stranger.sign_in(someone)
    assert "Say what a theory of change is." not in stranger.get(path).text
    assert "Say what a theory of change is." in editor.get("/admin/comments").text


def test_a_link_can_choose_the_part_and_a_made_up_one_chooses_nothing(client, person):
    assert '<option value="po1.1" selected>' in client.get(f"{PAGE}?part=po1.1").text
    assert '<option value="po1.1" selected>' not in client.get(f"{PAGE}?part=zzz").text


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"text": " \n "}, "Write your comment"),
        ({"text": "x" * 5_001}, "Your comment must be 5,000 characters or fewer"),
        ({"part": "po9.9"}, "Choose what it is about"),
        ({"part": "school-attendance"}, "Choose what it is about"),
        ({"role": ""}, "Choose which of these fits you best"),
        ({"role": "professor"}, "Not a valid choice"),
        ({"name_shown": "n" * 101}, "must be 100 characters or fewer"),
    ],
)
def test_a_comment_that_cannot_be_taken_is_shown_again_with_what_was_typed(client, session, person, wrong, message):
    answer = client.post(PAGE, data={**SAID, **wrong})
    assert answer.status_code == 422 and "There is a problem" in answer.text and message in answer.text
    assert (wrong.get("text") or SAID["text"]).strip()[:20] in answer.text
    assert session.scalar(select(StandardComment)) is None


def test_a_comment_typed_while_comments_closed_is_not_lost(client, session, person, tmp_path, monkeypatch):
    root = tmp_path / "standards"
    shutil.copytree(standards_dir(), root)
    file = root / STANDARD / f"{VERSION}.toml"
    file.write_text(file.read_text().replace("rule =", 'comments_until = "2026-01-31"\nrule =', 1))
    monkeypatch.setattr(loading, "standards_dir", lambda: root)
    page = client.get(PAGE).text
    assert "Comments closed on 31 January 2026." in page and "<textarea" not in page
    answer = client.post(PAGE, data=SAID)
    assert answer.status_code == 422 and SAID["text"] in answer.text
    assert session.scalar(select(StandardComment)) is None


def test_after_six_comments_in_a_quarter_of_an_hour_the_next_waits_and_is_not_lost(client, session, person):
    answers = [client.post(PAGE, data={**SAID, "text": f"Comment {n}"}) for n in range(7)]
    assert [answer.status_code for answer in answers] == [303] * 6 + [422]
    assert "Wait 15 minutes" in answers[-1].text and "Comment 6" in answers[-1].text
    assert session.scalar(select(func.count()).select_from(StandardComment)) == 6


# Who may decide


@pytest.mark.parametrize("kind", ["nobody", "person", "reviewer"])
def test_nobody_but_editors_and_admins_sees_the_desk_or_decides(app, session, kind):
    comment = a_comment(session)
    author = comment.author
    reviewer = a_person(session, is_reviewer=True)
    session.commit()
    browser = app.test_client()
    if kind != "nobody":
        browser.sign_in(author if kind == "person" else reviewer)
    one = f"/admin/comments/{comment.id}"
    for method, path in [
        ("GET", "/admin/comments"), ("GET", one), ("GET", f"{one}/refuse"), ("GET", f"{one}/answer"),
        ("POST", f"{one}/publish"), ("POST", f"{one}/refuse"), ("POST", f"{one}/answer"),
    ]:  # fmt: skip
        answer = browser.open(path, method=method, data={"reason": "No.", "answer": "Yes."})
        assert answer.status_code in {403, 404} or answer.location.startswith("/sign-in"), path
    assert the_comment(session).state is CommentState.WAITING


@pytest.mark.parametrize("role", ["is_editor", "is_admin"])
def test_editors_and_admins_publish_and_answer_and_then_everybody_can_read_both(app, session, role):
    comment = a_comment(session, part="po1.1", text="Say what it is.", name_shown="Amara B.")
    decider = a_person(session, **{role: True})
    session.commit()
    desk = app.test_client()
    desk.sign_in(decider)
    one = f"/admin/comments/{comment.id}"
    assert desk.post(f"{one}/publish").location == one
    assert desk.post(f"{one}/answer", data={"answer": "We will, in the next version."}).location == "/admin/comments"
    page = app.test_client().get(PAGE).text
    for text in ("Say what it is.", "Amara B., who does research", "Our answer", "We will, in the next version."):
        assert text in page
    heading = re.search(r'<h3 class="govuk-heading-m hub-break">([^<]+ \(po1\.1\))</h3>', page)
    assert heading and page.index(heading[1]) < page.index("Say what it is.")
    assert comment.author.name not in page and comment.author.email not in page and decider.name not in page


def test_a_comment_without_a_name_is_by_somebody_signed_in(app, session):
    a_comment(session, state=CommentState.PUBLISHED, decided_at=NOW, role=CommentRole.CITIZEN)
    session.commit()
    assert "Somebody signed in, a member of the public" in app.test_client().get(PAGE).text


def test_comments_stand_under_their_part_in_the_order_of_the_standard_and_only_on_their_version(app, session):
    told = {"state": CommentState.PUBLISHED, "decided_at": NOW}
    a_comment(session, part="po2.8", text="Third.", **told)
    a_comment(session, part="po1.1", text="Second.", sent_at=NOW + timedelta(days=1), **told)
    a_comment(session, text="First.", sent_at=NOW + timedelta(days=2), **told)
    a_comment(session, text="Elsewhere.", subject_version="another", **told)
    a_comment(session, text="Refused.", state=CommentState.REFUSED, decided_at=NOW)
    session.commit()
    page = app.test_client().get(PAGE).text
    assert re.findall(r"(First|Second|Third|Elsewhere|Refused)\.", page) == ["First", "Second", "Third"]


def test_a_refused_comment_stays_private_and_its_author_reads_why(app, client, session, person, editor):
    comment = a_comment(session, author=person, text="Mine.")
    session.commit()
    one = f"/admin/comments/{comment.id}"
    answer = editor.post(f"{one}/refuse", data={"reason": " "})
    assert answer.status_code == 422 and "Say why it cannot be published" in answer.text
    assert the_comment(session).state is CommentState.WAITING
    assert editor.post(f"{one}/refuse", data={"reason": "It names a pupil."}).status_code == 303
    assert "Mine." not in app.test_client().get(PAGE).text
    own = client.get(PAGE).text
    assert "Mine." in own and "It names a pupil." in own
    (told,) = mails(session, "comment.refused")
    assert told.to == person.email and "It names a pupil." in told.body


def test_a_published_comment_can_be_taken_down_and_its_answer_goes_with_it(app, session, editor):
    told = {"state": CommentState.PUBLISHED, "decided_at": NOW, "answered_at": NOW, "answer": "Thank you."}
    comment = a_comment(session, text="It was Kai.", **told)
    session.commit()
    editor.post(f"/admin/comments/{comment.id}/refuse", data={"reason": "It names somebody."})
    page = app.test_client().get(PAGE).text
    assert "It was Kai." not in page and "Thank you." not in page
    assert the_comment(session).words.answer == "Thank you."  # kept, for when it is published after all


def test_only_a_published_comment_is_answered_and_what_was_typed_stays(session, editor):
    comment = a_comment(session)
    session.commit()
    answer = editor.post(f"/admin/comments/{comment.id}/answer", data={"answer": "We will look at it."})
    assert answer.status_code == 422 and "We will look at it." in answer.text
    assert the_comment(session).words.answer == "" and not mails(session, "comment.answered")


def test_a_corrected_answer_says_so_and_keeps_the_first_for_the_editors(app, session, editor):
    told = {"state": CommentState.PUBLISHED, "decided_at": NOW, "answered_at": NOW, "answer": "No."}
    comment = a_comment(session, **told)
    session.commit()
    one = f"/admin/comments/{comment.id}"
    assert editor.post(f"{one}/answer", data={"answer": "No."}).status_code == 422
    assert editor.post(f"{one}/answer", data={"answer": "Yes, in the next version."}).status_code == 303
    page = app.test_client().get(PAGE).text
    assert "Yes, in the next version." in page and "changed since we first answered" in page
    assert the_comment(session).words.earlier_answers == ["No."]
    assert "What we answered before" in editor.get(one).text


def test_publishing_what_is_published_already_is_refused_and_mails_nobody(session, editor):
    comment = a_comment(session)
    session.commit()
    path = f"/admin/comments/{comment.id}/publish"
    assert editor.post(path).status_code == 303
    assert editor.post(path).status_code == 409
    assert len(mails(session, "comment.published")) == 1


def test_two_editors_who_decide_at_once_do_not_overwrite_each_other(app, session, editor):
    comment = a_comment(session)
    session.commit()
    with app.app_context():
        new_session = db.sessionmaker
    with reading_only(), new_session() as slow:  # opened the page first, and presses second
        stale = slow.get(StandardComment, comment.id, options=[joinedload(StandardComment.author)])
        slow.expunge_all()
    assert editor.post(f"/admin/comments/{comment.id}/refuse", data={"reason": "It advertises."}).status_code == 303
    with new_session() as slow, pytest.raises(StaleDataError):
        slow.add(stale)
        told = {"actor": Actor(), "facts": Facts(editor=True), "now": NOW, "links": None}
        services.publish(slow, stale, **told)
    assert the_comment(session).state is CommentState.REFUSED
    assert not mails(session, "comment.published")


def test_the_desk_shows_what_waits_longest_first_then_what_has_no_answer_then_the_rest(session, editor):
    told = {"state": CommentState.PUBLISHED, "decided_at": NOW}
    a_comment(session, text="Fourth.", **told, answered_at=NOW, answer="Yes.")
    a_comment(session, text="Third.", **told)
    a_comment(session, text="Second.", sent_at=NOW + timedelta(days=1))
    a_comment(session, text="First.")
    session.commit()
    page = editor.get("/admin/comments").text
    assert re.findall(r"(First|Second|Third|Fourth)\.", page) == ["First", "Second", "Third", "Fourth"]
    assert "2 comments wait to be read" in page


def test_the_desk_still_works_when_a_draft_was_taken_out_of_the_hub(session, editor):
    comment = a_comment(session, subject_id="withdrawn-draft", subject_version="1", part="w1.1")
    session.commit()
    assert "withdrawn-draft 1" in editor.get("/admin/comments").text
    assert "w1.1" in editor.get(f"/admin/comments/{comment.id}").text


def test_pages_ask_the_database_as_often_for_many_comments_as_for_one(client, session, editor):
    def fill(count):
        for _ in range(count):
            a_comment(session)
            a_comment(session, state=CommentState.PUBLISHED, decided_at=NOW)
        session.commit()

    fill(1)
    for browser, path in ((client, PAGE), (editor, "/admin/comments")):
        with counted_queries() as few:
            browser.get(path)
        fill(5)
        with counted_queries() as many:
            browser.get(path)
        assert len(few) == len(many) <= 7  # with that of unread notices


# What is told, and what is kept


def test_each_act_mails_the_author_and_no_mail_holds_what_others_wrote(session, editor):
    others = a_comment(session, text="The words of another.", name_shown="Another Name")
    comment = a_comment(session, text="My words.")
    session.commit()
    one = f"/admin/comments/{comment.id}"
    editor.post(f"{one}/publish")
    editor.post(f"{one}/answer", data={"answer": "We agree."})
    editor.post(f"{one}/refuse", data={"reason": "On reflection, no."})
    session.rollback()
    sent = session.scalars(select(Mail).where(Mail.about.like("comment.%"))).all()
    assert sorted(mail.about for mail in sent) == ["comment.answered", "comment.published", "comment.refused"]
    assert {mail.to for mail in sent} == {comment.author.email}
    for mail in sent:
        assert f"http://localhost{PAGE}" in mail.body
        assert others.author.name not in mail.body
        assert "The words of another." not in mail.body and "Another Name" not in mail.body
    assert "We agree." in mails(session, "comment.answered")[0].body


def test_whoever_is_not_active_any_more_gets_no_mail(session, editor):
    comment = a_comment(session, author=a_person(session, is_active=False))
    session.commit()
    assert editor.post(f"/admin/comments/{comment.id}/publish").status_code == 303
    assert not mails(session, "comment.published")


def test_editors_hear_once_that_comments_wait_and_not_what_they_say(client, session, person, editor):
    for text in ("One.", "Two."):
        assert client.post(PAGE, data={**SAID, "text": text}).status_code == 303
    (told,) = mails(session, "comment.waiting")
    assert "http://localhost/admin/comments" in told.body and "One." not in told.body and person.name not in told.body


def test_every_act_is_in_the_audit_chain_by_ids_and_none_of_its_texts_is(client, session, person, editor):
    client.post(PAGE, data=SAID)
    one = f"/admin/comments/{the_comment(session).id}"
    editor.post(f"{one}/publish")
    editor.post(f"{one}/answer", data={"answer": "Thank you for this."})
    editor.post(f"{one}/refuse", data={"reason": "It names somebody."})
    comment = the_comment(session)
    entries = audit.story(session, subject_type="comment", subject_id=comment.id)
    acts = ["comment.send", "comment.publish", "comment.answer", "comment.refuse"]
    assert [entry.action for entry in entries] == acts
    assert entries[0].details == {"kind": "standard", "id": STANDARD, "version": VERSION, "part": "po1.1"}
    kept = " ".join(str(details) for details in session.scalars(select(AuditEntry.details)))
    for text in (SAID["text"], SAID["name_shown"], "Thank you for this.", "It names somebody."):
        assert text not in kept
    assert audit.verify(session) == []


def test_markup_in_a_comment_is_shown_as_text(app, session):
    markup = "<script>alert(1)</script>"
    told = {"text": markup, "name_shown": markup, "answer": markup, "answered_at": NOW}
    a_comment(session, state=CommentState.PUBLISHED, decided_at=NOW, **told)
    session.commit()
    page = app.test_client().get(PAGE).text
    assert page.count("&lt;script&gt;alert(1)") == 3 and "<script>alert" not in page


def test_an_invented_comment_says_so_and_goes_with_the_demonstration_while_a_real_one_stays(app, session, tmp_path):
    invented = an_editor(session, demo=True)
    a_comment(session, author=invented, text="Made up.", demo=True, state=CommentState.PUBLISHED, decided_at=NOW)
    decided = {"state": CommentState.PUBLISHED, "decided_at": NOW, "decided_by": invented.id}
    a_comment(session, text="Real.", **decided)
    session.commit()
    assert "Invented example" in app.test_client().get(PAGE).text
    with app.app_context():
        new_session = db.sessionmaker
    with new_session() as own:
        removing.remove(own, home=tmp_path, store=FileStore(f"file://{tmp_path}"), now=datetime(2026, 4, 1, tzinfo=UTC))
        own.commit()
    left = the_comment(session)
    assert (left.words.text, left.decided_by) == ("Real.", None)
    assert session.scalar(select(func.count()).select_from(CommentWords)) == 1


def test_a_draft_of_the_next_version_takes_comments_on_its_new_questions_until_its_last_day(client, session, person):
    draft = load_standard(STANDARD, "2026-2")
    page = f"/standards/{STANDARD}/{draft.version}/comments"
    said = {**SAID, "part": "po3.10", "text": "Say what counts as one test."}
    assert "open for comment until 28 February 2027" in " ".join(client.get(page).text.split())
    assert client.post(page, data=said).status_code == 303
    made = the_comment(session)
    assert (made.subject_version, made.part, made.words.text) == (draft.version, "po3.10", said["text"])
    assert is_open_for_comment(draft, date(2027, 2, 28)) and not is_open_for_comment(draft, date(2027, 3, 1))


def test_each_word_has_a_page_of_its_own_with_what_it_is_part_of_and_what_it_is_made_of(client):
    page = client.get("/vocabularies/places/england-london").text
    assert ">United Kingdom</a>" in page and ">England</a>" in page and ">Tower Hamlets</a>" in page
    assert "/search?place=england-london" in page and "part=england-london#send" in page
    assert "Also called: London Borough of Hackney." in client.get("/vocabularies/places/london-hackney").text
    answer = client.get("/vocabularies/outcomes/falls")
    assert answer.status_code == 301 and answer.headers["Location"].endswith("/outcomes/falls")
    assert client.get("/vocabularies/places/atlantis").status_code == 404


def test_every_word_of_every_list_has_a_page(client):
    for each in word_lists():
        shown = each.words[0]
        assert client.get(f"/vocabularies/{each.id}/{shown.id}").status_code in (200, 301), each.id
