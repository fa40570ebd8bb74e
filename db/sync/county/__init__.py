"""A county's side: packages taken in and kept, answers, laptops, transfers, erasures, duplicates."""
