"""The office at a terminal, for every test of this folder."""

from tests.cli.practice_office import office, office_at

__all__ = ["office", "office_at"]
