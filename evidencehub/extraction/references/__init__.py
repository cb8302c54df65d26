"""A list of references as managers and databases write it: what each entry says, and what could not be read."""
