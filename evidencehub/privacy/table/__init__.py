"""What the hub keeps of people: the one table from which the page, a person's copy and erasing are made."""

from evidencehub.privacy.table.accounts import ACCOUNTS
from evidencehub.privacy.table.editors import EDITORS
from evidencehub.privacy.table.readers import READERS
from evidencehub.privacy.table.reviewers import REVIEWERS
from evidencehub.privacy.table.teams import TEAMS

TABLE = (*ACCOUNTS, *READERS, *TEAMS, *REVIEWERS, *EDITORS)

__all__ = ["TABLE"]
