"""A letter reads as it was sent, whatever the hub would write today."""

import re
import shutil
from html import unescape

import pytest
from sqlalchemy import select, update

from evidencehub.accreditation.letter import composing, ways
from evidencehub.accreditation.letter.keeping import kept, unreadable
from evidencehub.accreditation.letter.mail import as_text
from evidencehub.accreditation.models import Accreditation
from evidencehub.accreditation.queries import decision_of
from evidencehub.accreditation.services import letter_of
from evidencehub.projects.frozen.keeping import BrokenBundle
from evidencehub.review.models import Finding
from evidencehub.shared.mail import Mail
from evidencehub.shared.paths import standards_dir
from evidencehub.standards.files import loading
from tests.factories_review import a_decided_case

NULL = {"po2.6": "not-met", "po3.7": "not-met", "po4.2-tested": "not-met"}
WORDS_OF_STANDARDS = re.compile(r'^(public|team|short|plain|label|template|about_next) = (""")?"?', re.MULTILINE)


def main_of(answer):
    """What the page says, without its form's hidden fields."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text.partition("<main")[2].partition("</main")[0])).split())


@pytest.fixture
def other_words(monkeypatch, tmp_path, session):
    """Change every word that a letter is made of: the hub's own, the standard's, and what was agreed."""

    def change(case):
        root = tmp_path / "standards"
        shutil.copytree(standards_dir(), root)
        file = root / "project-oracle" / "2014-reconstruction.toml"
        text, count = WORDS_OF_STANDARDS.subn(lambda found: f"{found[0]}Reworded ", file.read_text())
        assert count > 50
        file.write_text(text)
        monkeypatch.setattr(loading, "standards_dir", lambda: root)
        for module in (composing, ways):
            for name, value in vars(module).items():
                if name.isupper() and isinstance(value, str):
                    monkeypatch.setattr(module, name, f"Reworded {value}")
        session.execute(update(Finding).values(reason="Reworded"))
        decision_of(session, case.submission).strengths = "Reworded"
        case.reviewers[0].reviewer_kind = "practitioner"
        session.commit()

    return change


def test_a_letter_and_the_page_for_everybody_read_as_they_did_when_it_was_sent(client, session, other_words):
    case = a_decided_case(session, first=NULL, second=NULL, tiers="1234")
    session.commit()
    client.sign_in(case.member)
    address = f"/submissions/{case.submission.id}/letter"
    number = session.scalar(select(Accreditation.number))
    sent = main_of(client.get(address))
    public = main_of(client.get(f"/accreditations/{number}"))
    (mail,) = session.scalars(select(Mail).where(Mail.about == "submission.decided"))
    other_words(case)
    assert main_of(client.get(address)) == sent
    assert "Reworded" in composing.JUDGES
    letter = letter_of(session, case.submission, decision_of(session, case.submission))
    assert (
        as_text(letter, where="Sign in to the hub to read it there and to reply.", contact="").strip()
        == mail.body.strip()
    )
    told = main_of(client.get(f"/accreditations/{number}"))
    findings = public.partition("What the reviewers found")[2]
    assert findings and findings in told, "what everybody reads of the findings is what the team was sent"


def test_the_same_words_are_in_the_mail_and_on_the_page(client, session):
    case = a_decided_case(session, first=NULL, second=NULL, tiers="1234")
    session.commit()
    client.sign_in(case.member)
    page = main_of(client.get(f"/submissions/{case.submission.id}/letter")).lower()
    (mail,) = session.scalars(select(Mail).where(Mail.about == "submission.decided"))
    assert "How sure are we? Standard 3 of 5" in mail.body
    assert "By the published rule: Standard 1" in mail.body and ".." not in mail.body
    only_in_mails = ("dear team", "the page of this letter", "sign in to the hub", "write to")
    said = [line.strip(" -").lower() for line in mail.body.splitlines()]
    paragraphs = [line for line in said if len(line) > 60 and not line.startswith(only_in_mails)]
    assert len(paragraphs) > 10
    points = [part for line in paragraphs for part in re.split(r"; |: | \(|\)", line)]
    assert [point for point in points if point.strip(" .") not in page] == []


def test_a_decision_from_before_letters_were_kept_is_put_together_anew_and_says_so(client, session):
    case = a_decided_case(session)
    decision = decision_of(session, case.submission)
    assert kept(decision) is not None
    session.commit()
    client.sign_in(case.member)
    address = f"/submissions/{case.submission.id}/letter"
    marked = "This decision is older than our copies of letters."
    assert marked not in client.get(address).text
    decision.letter = None
    session.commit()
    text = main_of(client.get(address))
    assert marked in text and "It stands in the report. po2.8" in text


@pytest.mark.parametrize(
    "spoil",
    [
        lambda body: {**body, "format": 99},
        lambda body: body["letter"],
        lambda body: {**body, "letter": {**body["letter"], "extra": ""}},
        lambda body: {**body, "letter": {**body["letter"], "questions": "7"}},
    ],
    ids=["a later format", "no format", "an unknown key", "another type"],
)
def test_a_letter_that_cannot_be_read_is_an_error_that_names_its_submission(session, spoil):
    case = a_decided_case(session)
    decision = decision_of(session, case.submission)
    decision.letter = spoil(decision.letter)
    session.commit()
    with pytest.raises(BrokenBundle, match=str(case.submission.id)):
        letter_of(session, case.submission, decision)
    (found,) = unreadable(session)
    assert str(case.submission.id) in str(found)


def test_a_letter_goes_with_the_text_that_it_speaks_of(client, session):
    case = a_decided_case(session)
    session.commit()
    case.submission.frozen.body = None  # as redaction leaves it
    session.commit()
    client.sign_in(case.member)
    answer = client.get(f"/submissions/{case.submission.id}/letter")
    assert answer.status_code >= 400 and "A short and honest report." not in answer.text
