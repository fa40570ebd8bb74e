"""Excel in: raw rows of an office's list become a plan a person can read. No Qt, no database."""
