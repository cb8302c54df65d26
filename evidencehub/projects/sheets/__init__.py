"""Many results at once from a table: what its columns are, what its rows say, and adding them together."""
