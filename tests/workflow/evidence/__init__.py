"""Evidence of substance (issue 11, part 6): consents, searches, publications, earlier replies, other agencies, doubts."""
