"""The quality score of a file (案卷质量分)."""
