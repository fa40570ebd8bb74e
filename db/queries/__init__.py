"""Asking: functions that take a connection and return frozen rows. Nothing here writes."""
