"""Takes typed values out of a JSON object that a stranger wrote, naming the field that is not what it should be."""

from collections.abc import Callable
from typing import NoReturn, TypeGuard

from db.errors import Refusal
from db.ledger.strict import JsonObject

_LONGEST = 1000


class Fields:
    """Reads one JSON object field by field.

    Args:
        record: the object.
        refuse: builds the refusal for a field's name.
        at: the object's own name, put before the field's in the refusal.
    """

    def __init__(self, record: JsonObject, refuse: Callable[[str], Refusal], at: str = "") -> None:
        self._record = record
        self._refuse = refuse
        self._at = at

    def text(self, name: str, longest: int = _LONGEST) -> str:
        """A string of at most `longest` characters, on one line."""
        value = self._record.get(name)
        return value if _is_text(value, longest) else self._no(name)

    def number(self, name: str) -> int:
        """An integer that is not negative."""
        value = self._record.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            self._no(name)
        return value

    def flag(self, name: str) -> bool:
        """True or false."""
        value = self._record.get(name)
        if not isinstance(value, bool):
            self._no(name)
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of strings, each as `text` has it."""
        value = self._record.get(name)
        if not isinstance(value, list):
            self._no(name)
        return tuple(item if _is_text(item) else self._no(name) for item in value)

    def record(self, name: str) -> "Fields":
        """An object inside this one."""
        value = self._record.get(name)
        if not isinstance(value, dict):
            self._no(name)
        return Fields(value, self._refuse, f"{self._at}{name}.")

    def optional(self, name: str) -> "Fields | None":
        """An object inside this one, or None where it is null or not there."""
        return None if self._record.get(name) is None else self.record(name)

    def holds(self, name: str) -> bool:
        """Whether there is a field of that name, whatever it holds."""
        return name in self._record

    def records(self, name: str) -> tuple["Fields", ...]:
        """A list of objects."""
        value = self._record.get(name)
        if not isinstance(value, list):
            self._no(name)
        return tuple(
            Fields(item, self._refuse, f"{self._at}{name}.") if isinstance(item, dict) else self._no(name)
            for item in value
        )

    def raw(self, name: str) -> JsonObject:
        """An object inside this one, as it is."""
        value = self._record.get(name)
        if not isinstance(value, dict):
            self._no(name)
        return value

    def refusal(self, name: str) -> Refusal:
        """The refusal for a field of this object that is of the right kind and still wrong."""
        return self._refuse(f"{self._at}{name}")

    def _no(self, name: str) -> NoReturn:
        raise self.refusal(name)


def _is_text(value: object, longest: int = _LONGEST) -> TypeGuard[str]:
    return isinstance(value, str) and len(value) <= longest and not any(mark in value for mark in "\r\n")
