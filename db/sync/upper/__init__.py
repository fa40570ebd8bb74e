"""A city's or a province's side: the ledgers of its counties, handed up and taken up as they are (B-31)."""
