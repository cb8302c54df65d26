"""``evidencehub standards``: what the standards bring, and ``agree``, which also reads an archive. Builds no app."""

from evidencehub.cli.agreeing import agree_command
from evidencehub.standards.console.commands import standards_group

standards_group.add_command(agree_command)

COMMANDS = (standards_group,)
