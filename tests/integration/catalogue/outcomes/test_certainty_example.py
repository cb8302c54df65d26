"""The demonstration has one synthesis that two invented people judged, marked as invented, and gone with the rest."""

from sqlalchemy import func, select

from evidencehub.catalogue.outcomes import queries
from evidencehub.catalogue.outcomes.certainty import example
from evidencehub.catalogue.outcomes.certainty.models import Judgement, Seat
from evidencehub.catalogue.outcomes.certainty.queries import certainties, told
from evidencehub.interchange.demonstration import loading, removing
from evidencehub.shared.db import db
from evidencehub.shared.due import DueRow
from evidencehub.shared.files import FileStore
from evidencehub.shared.mail import Mail
from tests.factories import NOW

SURE = "Taking part probably makes a difference for the better in “Reading comprehension”, and one that matters."


def test_an_invented_synthesis_is_judged_when_the_demonstration_is_loaded(app, client, session, settings, run_due):
    store = FileStore(settings.files_url)
    with app.app_context():
        loading.load(db.sessionmaker, home=settings.home, store=store, max_bytes=settings.max_upload_bytes)
        with db.sessionmaker.begin() as writing:
            assert example.play(writing).level == "moderate"
        with db.sessionmaker.begin() as writing:
            assert example.play(writing) is None, "once is enough"
    assert session.scalar(select(func.count()).select_from(Mail)) == 0, "nobody waits for letters of invented cases"
    assert not session.scalars(select(DueRow).where(DueRow.kind.in_(("mail", "certainty")))).all()
    run_due()
    session.rollback()
    (version,) = [each for each in queries.current(session, ["reading-comprehension"], demo=True) if each.result]
    assert told(version, certainties(session, [version]).get(version.id)).startswith(SURE)
    page = client.get(f"/syntheses/{version.id}").text
    assert "Invented example." in page and SURE in " ".join(page.split())
    with app.app_context():
        removing.remove(db.session, home=settings.home, store=store, now=NOW)
        db.session.commit()
    session.rollback()
    assert [session.scalar(select(func.count()).select_from(each)) for each in (Judgement, Seat)] == [0, 0]
