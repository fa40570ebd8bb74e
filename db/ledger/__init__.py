"""What happened: immutable changes, their hash and chain, and the fold that turns them into state.

Pure, standard library only. Knows no table, no key and no file.
"""
