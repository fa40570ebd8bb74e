"""The whole first day without a screen, on invented people: nine steps through the real parts, and what they leave.

A folder comes in; files to look at and an exit code go out. Nothing here knows how a job is done: every step calls the
desk, as the window and the command line do. The records lie in a folder that is thrown away.
"""

from desktop.tour.walk import run_tour

__all__ = ["run_tour"]
