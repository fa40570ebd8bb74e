"""Changing: imperative functions that take an open writing and return `Touched`. Every write is a change of the log."""
