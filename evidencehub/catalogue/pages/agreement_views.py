"""How far the reviewers of this hub agree, for everybody: a page, and the same as a file."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import public
from evidencehub.catalogue.downloads.agreement_columns import AGREEMENT, AgreementRow
from evidencehub.catalogue.downloads.tables import TABLES
from evidencehub.catalogue.downloads.writing import as_csv
from evidencehub.catalogue.pages.blueprint import bp
from evidencehub.catalogue.pages.packages import as_file, data_package, described
from evidencehub.review.agreeing import keeping
from evidencehub.review.agreeing.working_out import LEAST_CASES, Figures, figures_of, public_cases
from evidencehub.shared.db import db
from evidencehub.shared.page_cache import same_for_everybody
from evidencehub.standards.files.loading import load_standard
from evidencehub.standards.model.standard import Standard


@bp.get("/figures/agreement")
@public
@same_for_everybody
def agreement() -> ResponseReturnValue:
    kept = [(load_standard(row.standard_id), figures_of(row.figures), row) for row in keeping.kept_of(db.session)]
    return render_template(
        "catalogue/agreement.html",
        found=[(standard, _titled(standard, figures), row.worked_out_at) for standard, figures, row in kept],
        cases=public_cases(db.session),
        least=LEAST_CASES,
    )


def _titled(standard: Standard, figures: Figures) -> list[tuple[str, object]]:
    labels = {tier.id: tier.label for tier in standard.tiers}
    return [(labels.get(row.step, row.step) if row.step else "All questions", row) for row in figures.rows]


@bp.get("/figures/agreement.csv")
@public
@same_for_everybody
def agreement_csv() -> ResponseReturnValue:
    rows = [
        AgreementRow(row.standard_id, each, row.worked_out_at.date())
        for row in keeping.kept_of(db.session)
        for each in figures_of(row.figures).rows
    ]
    answer = as_file("".join(as_csv(AGREEMENT, rows)), "agreement")
    return described(answer, "catalogue.agreement_package", {})


@bp.get("/figures/agreement.datapackage.json")
@public
@same_for_everybody
def agreement_package() -> ResponseReturnValue:
    file = (TABLES["agreement"], url_for("catalogue.agreement_csv"))
    return data_package("How far reviewers agree", url_for("catalogue.agreement"), file)
