"""What was published about a study, and what it builds on: lists that a team brings from where it keeps them."""
