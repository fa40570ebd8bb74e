"""The fonts of paper: four voices, and for every character the first font of the chain that has it.

Chain per character: the role's own faces, then Noto Sans SC, HanaMinA, HanaMinB (paper.md, 7). Text is measured with
the same splitting with which it is drawn, so that a rare character never pushes a line out of its cell.
"""

from collections.abc import Callable
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import resources
from desktop.forms.refusals import FontsAbsent

if TYPE_CHECKING:
    from reportlab.pdfbase.ttfonts import TTFont

Role = Literal["title", "label", "value", "fine", "small"]
"""Who speaks: headings, fixed wording, what the program filled in (from 10 pt; `fine` below), notes and heads."""

FONT_FOLDER = Path(resources.__file__).parent / "fonts"

_FILES = {
    "sans": "NotoSansSC-Regular.ttf",
    "bold": "NotoSansSC-Bold.ttf",
    "serif": "NotoSerifSC-Medium.ttf",
    "kai": "LXGWWenKai-Regular.ttf",
    "hana-a": "HanaMinA.ttf",
    "hana-b": "HanaMinB.ttf",
}
_LAST_RESORT = ("sans", "hana-a", "hana-b")
_OWN: dict[str, tuple[str, ...]] = {
    "title": ("bold",),
    "label": ("serif",),
    "value": ("kai",),
    "fine": ("kai",),
    "small": ("sans",),
}
# Digits and Latin letters of a value: serif survives a poor copier from 10 pt up, below only sans does.
_LATIN = {"value": "serif", "fine": "sans"}
_LATIN_END = 0x250
_MIDDLE_DOT = "·"
_EM = 1000.0


class _Lazy(dict[str, str]):
    """Character -> face name ("" for none), found once."""

    def __init__(self, find: Callable[[str], str]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, char: str) -> str:
        found = self[char] = self._find(char)
        return found


class _Advances(dict[str, float]):
    """Character -> its advance in em, found once."""

    def __init__(self, find: Callable[[str], float]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, char: str) -> float:
        found = self[char] = self._find(char)
        return found


class Fonts:
    """The faces of one folder, loaded when a character first asks for them.

    Args:
        folder: where the TrueType files are; refusal `FontsAbsent` when one that is needed is not.
    """

    def __init__(self, folder: Path = FONT_FOLDER) -> None:
        _prepare_reportlab()
        self._folder = folder
        self._loaded: dict[str, TTFont] = {}
        self._faces = {role: _Lazy(self._finder(role)) for role in _OWN}
        self._advances = {role: _Advances(self._measurer(role)) for role in _OWN}

    def runs(self, text: str, role: Role) -> list[tuple[str, str]]:
        """The text in pieces of one face each: (face, piece); the face is "" where no font has the character."""
        return [(face, "".join(piece)) for face, piece in groupby(text, self._faces[role].__getitem__)]

    def width(self, text: str, role: Role, size: float) -> float:
        """The printed width of `text` in points at `size` points."""
        advances = self._advances[role]
        return sum([advances[char] for char in text]) * size

    def advances(self, role: Role) -> dict[str, float]:
        """Character -> advance in em; filled as characters are asked for by `[]`."""
        return self._advances[role]

    def missing_glyphs(self, text: str, role: Role = "value") -> tuple[str, ...]:
        """The characters of `text` that no font of the chain can draw, each once, in order."""
        faces = self._faces[role]
        return tuple(dict.fromkeys(char for char in text if not faces[char]))

    def font(self, face: str) -> "TTFont":
        """The loaded ReportLab font of a face name as `runs` gives it."""
        known = self._loaded.get(face)
        return known if known is not None else self._load(face)

    def _load(self, face: str) -> "TTFont":
        from reportlab.pdfbase import pdfmetrics
        from reportlab.pdfbase.ttfonts import TTFont

        path = self._folder / _FILES[face]
        if not path.is_file():
            raise FontsAbsent(path.name)
        font = TTFont(registered_name(face), str(path), asciiReadable=False, shapable=False)
        pdfmetrics.registerFont(font)
        self._loaded[face] = font
        return font

    def _finder(self, role: str) -> Callable[[str], str]:
        def find(char: str) -> str:
            point = ord(char)
            return next((face for face in _chain(role, char) if point in self.font(face).face.charToGlyph), "")

        return find

    def _measurer(self, role: str) -> Callable[[str], float]:
        def measure(char: str) -> float:
            face = self._faces[role][char]
            return float(self.font(face).face.charWidths[ord(char)]) / _EM if face else 1.0

        return measure


def registered_name(face: str) -> str:
    """The name a face bears inside ReportLab."""
    return f"nuanxin-{face}"


@cache
def shipped_fonts() -> Fonts:
    """The fonts that travel with the program, read once in a run."""
    return Fonts()


def _chain(role: str, char: str) -> tuple[str, ...]:
    latin = _LATIN.get(role) if ord(char) < _LATIN_END and char != _MIDDLE_DOT else None
    return ((latin,) if latin else ()) + _OWN[role] + _LAST_RESORT


def _prepare_reportlab() -> None:
    """Plain compressed streams (a quarter smaller than base 85) and a text layer that knows rare characters."""
    from reportlab import rl_config

    from desktop.forms import unicode_map

    rl_config.useA85 = 0
    unicode_map.install()
