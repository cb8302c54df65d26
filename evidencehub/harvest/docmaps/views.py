"""The DocMap of an accreditation."""

import json

from flask import Response, current_app
from flask.typing import ResponseReturnValue

from evidencehub.accreditation.views import public_of
from evidencehub.authz.guard import public
from evidencehub.catalogue.cited.gathering import Records, records_of
from evidencehub.catalogue.cited.record import Kind
from evidencehub.catalogue.pages.cited_at import this_hub
from evidencehub.harvest.blueprint import bp
from evidencehub.harvest.docmaps.making import Addresses, docmap
from evidencehub.review.wording import role_in_words
from evidencehub.shared.db import db
from evidencehub.shared.errors import NotFound
from evidencehub.shared.links import absolute
from evidencehub.shared.page_cache import same_for_everybody

INVENTED = "This accreditation is an invented example, and programs cannot be told so: there is no DocMap of it."


@bp.get("/accreditations/<number>/docmap.json")
@public
@same_for_everybody
def accreditation(number: str) -> ResponseReturnValue:
    told = public_of(number)
    award = told["accreditation"]
    if award.demo:
        raise NotFound(INVENTED)
    records = records_of(db.session, [award.project_id], this_hub()).get(award.project_id, Records())
    record = records.named(f"accreditations/{number}")
    if record is None:
        raise NotFound("The text of what was reviewed was removed, and with it the way by which it was.")
    where = Addresses(
        docmap=absolute("harvest.accreditation", number=number),
        hub=absolute("catalogue.home"),
        record=absolute("accreditation.show", number=number),
        project=absolute("catalogue.project", slug=award.project.slug),
        studies=[each.address for each in record.relations if each.kind is Kind.STUDY],
    )
    roles = [role_in_words(kind) for kind in told["kinds"]]
    made = docmap(current_app.config["SETTINGS"].site_name, where, told["record"], roles, told["appeal"])
    return Response(json.dumps(made, ensure_ascii=False, indent=2), mimetype="application/ld+json")
