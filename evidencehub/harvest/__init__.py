"""What programs gather: lists of words, records and the way by which each was reviewed, in open formats."""
