"""A "no" has a name: every refusal says what happened, what is safe and what to do next.

Anything raised that is not a `Refusal` is a bug.
"""


class Refusal(Exception):  # noqa: N818 - it is not an error of ours but an answer
    """The program declines, in words a worker can act on.

    Subclasses are named for what happened (`WrongPassphrase`, `DatabaseTooNew`) and carry a short code for telephone
    support in `code`. The three sentences are Chinese, complete, and hold no personal data beyond what the person
    asking has just typed.

    Args:
        happened: what happened, in plain words.
        safe: what was kept or left untouched.
        next_step: what the person can do now.
    """

    code = "P-GEN-01"

    def __init__(self, happened: str, safe: str = "数据没有变。", next_step: str = "") -> None:
        super().__init__(happened)
        self.happened = happened
        self.safe = safe
        self.next_step = next_step

    @property
    def sentence(self) -> str:
        """The whole answer in one line, ending in the support code."""
        return "".join(part for part in (self.happened, self.safe, self.next_step) if part) + f"（{self.code}）"

    def __str__(self) -> str:
        return self.sentence


class InvalidValue(Refusal):
    """A field holds something the record cannot keep.

    Args:
        field: the field's name in the record (`birth_date`), so that a form can jump to it.
        happened: the sentence for the person.
        next_step: how to put it right.
    """

    code = "P-VAL-01"

    def __init__(self, field: str, happened: str, next_step: str = "请改正后再保存。") -> None:
        super().__init__(happened, "什么都没有写入。", next_step)
        self.field = field


class NotFound(Refusal):
    """The record asked for is not here."""

    code = "P-VAL-02"
