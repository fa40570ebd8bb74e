"""Pure rules: frozen facts, a profile and a date come in; a result and its reason go out.

Standard library only. No session, no clock, no settings may enter; a library for the lunar calendar, for ID numbers or
for pinyin is wrapped in one named module each.
"""
