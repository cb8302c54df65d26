"""The file that somebody gets: what is held of them as JSON, what the words mean, and the files that they uploaded."""

import json
import re
import shutil
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from evidencehub.accounts.models import Person
from evidencehub.privacy.gathering import Plain
from evidencehub.projects.models import Document, Evaluation
from evidencehub.shared.errors import NotFound
from evidencehub.shared.files import CHUNK_BYTES, FileStore

NAME = "about-you.json"
_README = """What {site} holds about you

Made on {day} for {name}, {email}.

- {data}: all that the hub holds about you, under the names of the page
  {page}
  It is JSON: any text editor opens it, and programs can read it.
- uploads: the files that you uploaded yourself, as far as you are still in the
  team that they belong to.

What is not in it:
- what others wrote, and who they are, such as the other reviewer of a case;
- passwords, codes and tokens: the hub keeps them in a form that nobody reads;
- what editors noted about you for each other, because it may name others: ask
  the people who run the hub, who look through it first;
- what your team wrote together. Its pages have that.

Mails of the day repeat what is in here, and are left out. Dates are in UTC.
Whoever has this file can read all of it. Keep it where only you can.
"""


@dataclass(frozen=True)
class Upload:
    sha256: str
    name: str
    size_bytes: int


def uploads(session: Session, person: Person) -> list[Upload]:
    """Of documents that they uploaded for a team that they are in, each content once."""
    query = select(Document).where(Document.uploaded_by == person.id, Document.removed_at.is_(None))
    whose = [joinedload(each).joinedload(Evaluation.project) for each in (Document.evaluation, Document.plan_study)]
    teams = {each.organisation_id for each in person.memberships}
    found: dict[str, Upload] = {}
    for one in session.scalars(query.options(*whose, joinedload(Document.plan_of)).order_by(Document.uploaded_at)):
        if not one.state.is_redacted and one.project.organisation_id in teams:
            found.setdefault(one.sha256, Upload(one.sha256, one.file_name, one.size_bytes))
    return list(found.values())


def readme(person: Person, *, site: str, page: str, now: datetime) -> str:
    return _README.format(site=site, day=f"{now:%-d %B %Y}", name=person.name, email=person.email, data=NAME, page=page)


def write(
    target: BinaryIO, told: str, held: Plain, files: Sequence[Upload], store: FileStore, step: Callable[[int], None]
) -> None:  # fmt: skip
    """:param step: is told after each file how many percent of all bytes of files are in."""
    done, whole = 0, sum(each.size_bytes for each in files) or 1
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", told)
        archive.writestr(NAME, json.dumps(held, ensure_ascii=False, indent=1))
        for number, each in enumerate(files, 1):
            info = zipfile.ZipInfo(f"uploads/{number:03}-{_safe(each.name)}")
            try:
                source = store.open(each.sha256)
            except NotFound:
                continue
            with source, archive.open(info, "w", force_zip64=True) as into:
                shutil.copyfileobj(source, into, CHUNK_BYTES)
            done += each.size_bytes
            step(done * 100 // whole)


def _safe(name: str) -> str:
    return re.sub(r"[^\w.() -]", "_", name).lstrip(".") or "file"
