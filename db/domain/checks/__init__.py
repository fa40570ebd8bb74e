"""What a careful reader of a file would ask about: named checks over a family's records, hard ones and soft ones.

Pure: records and a day in, findings with sentence, record and field out. A hard one is put right, a soft one may be
true all the same and is then explained; neither ever keeps a package from being made (B-16, B-24).
"""
