"""Everything that is not code: profiles, code lists, fonts, icons, wording."""
