"""``evidencehub statistics …``: effect sizes, synthesis and agreement from a CSV file. Never builds the app."""

import click

from evidencehub.statistics.console.agreeing import agreement_command
from evidencehub.statistics.console.measuring import effect_size_command
from evidencehub.statistics.console.rare_events import mantel_haenszel_command
from evidencehub.statistics.console.regressing import meta_regression_command
from evidencehub.statistics.console.synthesising import synthesise_command


@click.group("statistics", context_settings={"help_option_names": ["-h", "--help"]})
def statistics_group() -> None:
    """Numbers of studies, put together."""


for _command in (
    effect_size_command,
    synthesise_command,
    meta_regression_command,
    mantel_haenszel_command,
    agreement_command,
):
    statistics_group.add_command(_command)

COMMANDS = (statistics_group,)
