"""What the tour leaves behind: files, a line about each, what failed and what was left out."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from desktop.words import tr

INDEX = "index.md"
BOM = "\ufeff"
"""In front of plain text, so that the editor of an old Windows shows Chinese."""


@dataclass
class Notebook:
    """Keeps the files of the tour.

    Attributes:
        out: the folder.
        say: tells the person waiting what is going on.
        kept: (path inside the folder, sentence) of every file, in order; a folder of pictures is one entry.
        failed, skipped: sentences; a tour with a failure ends with exit code 1, one that left something out says so.
    """

    out: Path
    say: Callable[[str], None]
    kept: list[tuple[str, str]] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    def keep(self, name: str, content: bytes | str, sentence: str) -> Path:
        """Writes a file into the folder and its line into the index."""
        path = self.out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, str):
            path.write_text(BOM + content if name.endswith(".txt") else content, "utf-8")
        else:
            path.write_bytes(content)
        return self.note(path, sentence)

    def keep_json(self, name: str, document: object, sentence: str) -> Path:
        """Writes a JSON document."""
        return self.keep(name, json.dumps(document, ensure_ascii=False, indent=2) + "\n", sentence)

    def note(self, path: Path, sentence: str) -> Path:
        """Lists a file or a folder that is already there."""
        name = path.relative_to(self.out).as_posix() + ("/" if path.is_dir() else "")
        self.kept.append((name, sentence))
        self.say(f"    {name}：{sentence}")
        return path

    def skip(self, sentence: str) -> None:
        """Says that something was left out, and why."""
        self.skipped.append(sentence)
        self.say(tr("    跳过：{why}").format(why=sentence))

    def fail(self, sentence: str) -> None:
        """Says that a step did not work."""
        self.failed.append(sentence)
        self.say(tr("    没有做成：{why}").format(why=sentence))

    def write_index(self, heading: str) -> Path:
        """Writes the index: how it went, then every file with its line."""
        lines = [f"# {heading}", ""]
        went = tr("全部做成。") if not self.failed else tr("有 {count} 处没有做成：").format(count=len(self.failed))
        lines += [went, *(f"- {sentence}" for sentence in self.failed), ""]
        if self.skipped:
            lines += [tr("跳过的："), *(f"- {sentence}" for sentence in self.skipped), ""]
        lines += [tr("## 留下的文件"), "", *(f"- `{name}` {sentence}" for name, sentence in self.kept), ""]
        path = self.out / INDEX
        path.write_text("\n".join(lines), "utf-8")
        return path
