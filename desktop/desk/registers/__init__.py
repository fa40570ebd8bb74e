"""The registers of the page 台账: what the office keeps beside the families, one file a register.

How to add one:

1. Here, a file with a function `_read(desk) -> RegisterTable` and the `Register` that names it. The table has
   `RegisterColumn`s (`show=NAME` for the first, one of them `stretch=True`), `RegisterRow`s (an id, a cell for each
   column, the line's verbs, the `family_id` Enter leads to) and its own verbs, the first of which becomes the filled
   button. A cell is a text, a whole number, or a `Cell` (state before the words, second line, sort value, and `whole`:
   what goes into the Excel file where the screen masks). `note` and `state` say one sentence above the table: a count
   against a duty. Where the place has its own word for the register, give the profile's code in `word`.
2. One line in `listing.REGISTERS`. The page, Ctrl+K, the Excel file, `nuanxin registers` and `nuanxin register KEY`
   have it from then on.
3. In `desktop/ui/asks`, a file with `VERBS: dict[str, OfficeVerb]` and its name in `plans._OFFICE_SUBJECTS`. For an
   entity whose fields are simply asked, `record_verbs("partner", ("name", "phone", ...))` makes `add_partner`,
   `edit_partner` and `void_partner`; `end_verb` writes a last day. Anything else is an `OfficeVerb(plan, tell)`: `tell`
   runs on the record thread and reads what the panel needs (`Told`), `plan` makes the panel and the command of the
   answers. A line with a `family_id` may carry a verb of the family's file: the page goes there and opens it.
4. Commands go through `db.commands`; `office.keep_record`, `correct_record`, `end_record` and `take_out` do the common
   ones, and all of them can be undone.

No Qt here. The county reads the same registers and is offered no verbs.
"""
