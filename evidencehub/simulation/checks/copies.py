"""What is copied from the records agrees with them: mails that went out, the audit chain, the public index."""

from email import message_from_bytes
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import select

from evidencehub.accreditation.models import Accreditation
from evidencehub.accreditation.states import AccreditationState
from evidencehub.catalogue.index import indexing
from evidencehub.shared import audit
from evidencehub.shared.db import reading_only
from evidencehub.shared.mail import Mail
from evidencehub.simulation.world import World


def mails(world: World) -> list[str]:
    """Each mail that was queued lies in the folder once, and nothing else does."""
    folder = Path(urlsplit(world.settings.mail_url).path)
    lying = sorted(message_from_bytes(file.read_bytes())["Message-ID"] for file in folder.glob("*.eml"))
    with reading_only(), world.sessions() as session:
        queued = session.execute(select(Mail.id, Mail.sent_at)).all()
    found = [f"the mail {mail} never went out" for mail, sent_at in queued if sent_at is None]
    if lying != sorted(f"<{mail}@evidencehub>" for mail, _ in queued):
        found.append(f"{len(queued)} mails were queued, and {len(lying)} lie in the folder, or others")
    return found


def chain(world: World) -> list[str]:
    """As ``evidencehub audit verify`` does it."""
    with reading_only(), world.sessions() as session:
        return [f"audit entry {one.number} {one.problem}" for one in audit.verify(session)]


def index(world: World) -> list[str]:
    """As ``evidencehub index verify`` does it; and what is accredited is found by its project's name."""
    engine = indexing.engine_of(world.settings)
    with reading_only(), world.sessions() as session:
        differs = indexing.verify(session, engine)
        found = [f"the index and the records differ in {differs.count} places"] if differs.count else []
        held = engine.ids()
        standing = [state for state in AccreditationState if state.stands]
        query = select(Accreditation).where(Accreditation.state.in_(standing))
        for award in session.scalars(query):
            studies = [str(version.evaluation_id) for version in award.submission.evaluation_versions]
            found += [
                f"award {award.number} stands, and the index lacks its study {study}"
                for study in studies if study not in held
            ]  # fmt: skip
    return found
