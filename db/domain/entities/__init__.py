"""The entities: which records exist, their fields, words and limits. One file per subject, one registry."""
