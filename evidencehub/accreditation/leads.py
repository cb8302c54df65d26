"""What the web edge knows and services do not: where mails about a decision lead, and how long a team has it alone."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Leads:
    """Where mails lead, in whole sentences, and for how many working days what was found is the team's alone."""

    letter: str = "Sign in to the hub to read it there and to reply."
    public: str = "Search the hub for it to see what everybody sees."
    own: str = "Sign in to the hub and open your reviews."  # of a reviewer
    contact: str = ""  # of whoever runs the hub
    days: int = 0  # EVIDENCEHUB_FACTS_CHECK_DAYS; 0: public with the letter


IN_WORDS = Leads()
