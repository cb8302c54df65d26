"""References of a study on every face: checked, frozen, read by editor and reviewers as far as they may, public."""

from uuid import UUID

from evidencehub.accounts.queries import actor_for
from evidencehub.projects.access import project_facts
from evidencehub.projects.frozen.keeping import bundle_of
from evidencehub.projects.frozen.strictly import written
from evidencehub.projects.references.shape import Reference
from evidencehub.projects.sending import Offer, send
from evidencehub.review import services
from evidencehub.shared.files import FileStore
from evidencehub.standards.files.loading import load_standard
from tests.factories import NOW
from tests.factories_review import LATER, a_cleared_case, decide, grade, look_through, settle
from tests.support.faces import seen

OWN = Reference(
    id=UUID(int=71), kind="article", title="Our breakfast club", authors=("Hébert, Martine",), year=2031,
    within="Journal of School Mornings", doi="10.1000/own.1",
)  # fmt: skip
OTHER = Reference(
    id=UUID(int=72), kind="book", title="What others found", authors=tuple(f"Person {n}, A" for n in range(5)),
    year=1999, url="https://example.org/others",
)  # fmt: skip
OWN_LINE = "Hébert, Martine (2031). Our breakfast club. Journal of School Mornings."
OTHER_LINE = "Person 0, A; Person 1, A and 3 others (1999). What others found."


def test_each_face_has_the_lists_that_its_reader_is_to_see(app, session, settings):
    case = a_cleared_case(session, files=FileStore(settings.files_url))
    editor, project, member = actor_for(case.editor), case.submission.project, actor_for(case.member)
    services.return_to_team(
        session, case.submission, reason="Say what it builds on.", actor=editor, facts=case.facts(session), now=NOW
    )
    (study,) = project.evaluations
    study.publications, study.literature = [written(OWN)], [written(OTHER)]
    session.commit()
    clients = {who: app.test_client() for who in ("team", "editor", "reviewer", "nobody")}
    clients["team"].sign_in(case.member)
    clients["editor"].sign_in(case.editor)
    check = seen(clients["team"].get(f"/team/projects/{project.id}/send").text)
    assert OWN_LINE in check and OTHER_LINE in check

    offer = Offer(load_standard("project-oracle"), "We say what it builds on.")
    case.submission = send(
        session, project, [study], offer=offer, actor=member, facts=project_facts(member, project), now=LATER
    )
    (sent,) = bundle_of(case.submission).evaluations
    assert (sent.publications, sent.literature) == ((OWN,), (OTHER,))
    services.screen(session, case.submission, actor=editor, facts=case.facts(session), now=LATER)
    look_through(session, case, LATER)
    case.assignments = tuple(
        services.assign(session, case.submission, case.reviewers, actor=editor, facts=case.facts(session), now=LATER)
    )
    session.commit()
    mine = case.assignments[0]
    clients["reviewer"].sign_in(mine.reviewer)
    declaration = seen(clients["reviewer"].get(f"/reviews/{mine.id}/declare").text)
    assert OWN_LINE in declaration and OTHER_LINE not in declaration
    record = seen(clients["editor"].get(f"/cases/{case.submission.id}/record").text)
    assert OWN_LINE in record and OTHER_LINE in record
    for seat in case.assignments:
        services.declare(session, seat, conflict="", actor=actor_for(seat.reviewer), now=LATER)
    session.commit()
    report = clients["reviewer"].get(f"/reviews/{mine.id}/report").text
    assert OTHER_LINE in seen(report) and 'href="https://example.org/others"' in report
    assert "Our breakfast club" not in report, "it names who wrote of the study: told where they declare"
    changes = seen(clients["reviewer"].get(f"/reviews/{mine.id}/changes").text)
    assert OTHER_LINE in changes and "Our breakfast club" not in changes
    stub = clients["nobody"].get(f"/evaluations/{study.id}")
    assert "What others found" not in stub.text and "Our breakfast club" not in stub.text

    for seat in case.assignments:
        grade(session, seat, {"po2.8": "not-met"}, tiers="12345")
        services.send_findings(session, seat, actor=actor_for(seat.reviewer), now=LATER)
    settle(session, case)
    decide(session, case)
    session.commit()
    page = clients["nobody"].get(f"/evaluations/{study.id}").text
    assert OWN_LINE in seen(page) and OTHER_LINE in seen(page)
    assert 'href="https://doi.org/10.1000/own.1"' in page
