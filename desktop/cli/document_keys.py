"""One key of a `--json` document, and several written down as lines.

A key inside another is written with a dot, the members of a list with `[]`; `{}` stands for any key.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Key:
    """One key of a document.

    Attributes:
        path: `families[].last_contact.on`.
        kind: `text`, `number`, `flag`, `list`, `object`, `day`, `instant`, `code`, `id`; a `?` behind it: may be null.
        meaning: in Chinese.
    """

    path: str
    kind: str
    meaning: str


def keys_of(text: str) -> tuple[Key, ...]:
    """One key a line: path, kind, meaning."""
    lines = (line.split(maxsplit=2) for line in text.strip().splitlines())
    return tuple(Key(path, kind, meaning) for path, kind, meaning in lines)


RECORDED = """
entity code 记下的是什么
said text 一句话的结果
undo id 撤销用的批号
"""
"""What every command tells that records something."""
