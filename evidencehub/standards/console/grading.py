"""``standards grade`` and ``standards crosswalk``: findings in, tiers and reasons out."""

from pathlib import Path

import click

from evidencehub.standards.comparing.crosswalk import View, crosswalk
from evidencehub.standards.console.shared import FINDINGS, JSON_OPTION, fail, load, print_json, read_json
from evidencehub.standards.engine.doubting import doubts
from evidencehub.standards.engine.parsing import parse_input
from evidencehub.standards.engine.rules.ruling import Ruling
from evidencehub.standards.engine.verdicts import CANNOT_TELL, MET, NOT_MET
from evidencehub.standards.files.loading import standard_ids
from evidencehub.standards.files.vocabulary import OUTCOMES, load_vocabulary
from evidencehub.standards.grading import explaining
from evidencehub.standards.grading.coach import ANOTHER, SAMPLE, Ask
from evidencehub.standards.grading.engine import grade
from evidencehub.standards.grading.grades import Grade
from evidencehub.standards.model.errors import BadInput
from evidencehub.standards.model.standard import Standard, Tier


@click.command("grade")
@click.argument("standard", metavar="STANDARD[@VERSION]")
@click.argument("findings", metavar="FINDINGS.json", type=FINDINGS)
@JSON_OPTION
@click.pass_obj
def grade_command(root: Path | None, standard: str, findings: str, as_json: bool) -> None:
    """Work out the tier that a file of findings earns, and what the next tier needs ("-" reads from the pipe)."""
    found = load(standard, root)
    try:
        given = parse_input(found, read_json(findings))
        result = grade(found, given)
    except BadInput as error:
        fail(*(f"{findings}: {problem}" for problem in error.problems))
    for doubt in doubts(given, known_domains(root)):
        click.echo(f"warning: {findings}: {doubt}", err=True)
    if as_json:
        print_json(result.as_dict())
    else:
        click.echo("\n".join(_lines(result)))


def known_domains(root: Path | None) -> tuple[str, ...]:
    """Slugs of outcome areas, and of the outcomes below them."""
    return (*load_vocabulary("outcome-areas", root).slugs, *load_vocabulary(OUTCOMES, root).slugs)


def _lines(result: Grade) -> list[str]:
    standard = result.standard
    tier = _named(result.tier) if result.tier else _none(result.best.ruling, standard)
    evidence = result.evidence_best.evidence_ruling
    sure = _studied(evidence.tier, result.tier) if evidence.tier else _none(evidence, standard)
    lines = [standard.title]
    if result.best.ruling.scores:
        lines += [step["sentence"] for step in result.explanation()]
    else:
        found = f" {result.tier.what_was_found}" if result.tier and result.tier.found else ""
        lines += [f"As published: {tier}.{found}", f"How sure we are (whatever was found): {sure}."]
    if evidence.tier is None or standard.rule == "cumulative_gate":
        lines.append(result.headline)
    if standard.routes:
        lines.append(f"Route: {standard.routes_by_id[result.route].label}.")
    lines += [f"For reviewers: {flag}" for flag in result.flags]
    for part in result.parts:
        own = part.tier.label if part.tier else _none(part.ruling, standard)
        sure = _studied(part.evidence_tier, part.tier) if part.evidence_tier else _none(part.evidence_ruling, standard)
        lines.append(f'  outcome "{part.context.outcome}": {own}; how sure we are: {sure}')
    for summary in result.summaries:
        label = summary.rating.label if summary.rating else "cannot tell yet"
        lines.append(f"All studies together{f' ({summary.domain})' if summary.domain else ''}: {label}.")
    if result.cost_band:
        lines.append(f"Cost, beside the result: {result.cost_band.label}.")
    return [*lines, *_reasons(result), *_ways(result)]


def _named(tier: Tier) -> str:
    return f"{tier.label}, {tier.name}" if tier.name != tier.label else tier.label


def _studied(evidence: Tier, published: Tier | None) -> str:
    """The label alone says too much where it also asks for a good result that was not there."""
    return _named(evidence) if evidence is published else f"studied as well as {_named(evidence)} asks"


def _none(ruling: Ruling, standard: Standard) -> str:
    """Why there is no label: nothing is reached, or it cannot be told before more is known."""
    open_ = [standard.tiers_by_id[name].label for name in ruling.possible]
    if standard.rule == "cumulative_gate":
        return f"cannot tell yet (no step, or up to {open_[-1]})" if open_ else "no step reached"
    return f"cannot tell yet ({' or '.join(open_)})" if len(open_) > 1 else "no step reached"


def _reasons(result: Grade) -> list[str]:
    standard, ruling = result.standard, result.best.ruling
    if ruling.verdicts:
        lines: list[str] = []
        for step, verdict in zip(result.explanation(), ruling.verdicts, strict=True):
            lines += ["", step["sentence"], *explaining.sentences(standard, verdict)[1:]]
        return lines
    if ruling.scores:
        return [
            "",
            *(
                f"  {part['criterion']} {part['short']}: {part['sentence']}"
                for step in result.explanation()
                for part in step["parts"]
            ),
        ]
    lines = [""]
    for trail in ruling.trail:
        lines.append(f"{trail.label}: {trail.sentence}")
        if trail.verdict is not None:
            lines += explaining.sentences(standard, trail.verdict, "  ")
    return lines


def _ways(result: Grade) -> list[str]:
    step = result.next
    if step is None:
        return []
    if not step.ways:
        return ["", "There is no way to the next label from here: what was found stands against it."]
    label = result.standard.tiers_by_id[step.tier].label
    lines = ["", f"To reach {label}, show any one of these sets:"]
    if not all(step.ways):
        return ["", f"Nothing more is missing for {label}; another label goes before it."]
    for way in step.ways:
        lines.append("  - " + ", ".join(_ask(result.standard, ask) for ask in way))
    return lines


def _ask(standard: Standard, ask: Ask) -> str:
    where = f" in {ask.where}" if ask.where.startswith(ANOTHER) else f' in study "{ask.where}"' if ask.where else ""
    if ask.criterion == SAMPLE:
        return f"which people were studied{where}"
    criterion = standard.criteria_by_id.get(ask.criterion)
    effort = f" ({criterion.effort})" if criterion and criterion.effort else ""
    return f"{ask.criterion}{where}{effort}"


@click.command("crosswalk")
@click.argument("findings", metavar="FINDINGS.json", type=FINDINGS)
@click.option("--standard", "names", multiple=True, metavar="ID", help="Only this one; may be given several times.")
@JSON_OPTION
@click.pass_obj
def crosswalk_command(root: Path | None, findings: str, names: tuple[str, ...], as_json: bool) -> None:
    """See one set of facts and findings through every framework. Requirements only: it never converts a result."""
    standards = [load(name, root) for name in standard_ids(root)]
    wanted = {load(name, root).id for name in names} or {standard.id for standard in standards}
    try:
        views = [view for view in crosswalk(standards, read_json(findings)) if view.standard.id in wanted]
    except BadInput as error:
        fail(*(f"{findings}: {problem}" for problem in error.problems))
    if as_json:
        print_json([view.as_dict() for view in views])
        return
    for view in views:
        click.echo("\n".join(_seen(view)))


def _seen(view: View) -> list[str]:
    lines = [f"{view.standard.title}. {view.caveat}"]
    lines.append(f"  {view.withheld or view.grade.headline}")
    for state, word in ((MET, "met"), (NOT_MET, "not met"), (CANNOT_TELL, "cannot tell")):
        found = view.of_state(state)
        lines.append(f"  {len(found)} of {len(view.requirements)} {word}{': ' if found else ''}"
                     f"{', '.join(each.criterion.id for each in found)}")  # fmt: skip
    return [*lines, ""]
