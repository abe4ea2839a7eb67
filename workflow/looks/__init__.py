"""Who looked at an applicant's papers: the doors at which a look is put on record, and the record as it is read."""
