"""Qt models over frozen rows: one generic RowsModel, lists differ by their Column tables."""
