"""What arrives is laid beside what is here: judged, merged, held, taken into the ledger, acknowledged.

Changes come in, already proved to be what they say; whether a file or a screen brought them is not known here.
"""
