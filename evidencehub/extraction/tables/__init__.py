"""A spreadsheet, or a table that was pasted, as cells: text, each with the number of its row. Nothing is worked out."""
