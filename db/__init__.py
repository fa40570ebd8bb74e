"""The record: what is true, how it is kept, how it travels.

Nothing here knows a screen, a sheet of paper or a spreadsheet; a county server without a display runs on this alone.
"""
