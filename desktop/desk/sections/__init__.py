"""The sections of a family's file, one module each: what is in order, what is missing, which verb puts it right."""
