"""Paper out: a frozen sheet comes in, PDF bytes go out. No Qt, no database."""
