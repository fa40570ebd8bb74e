"""Colour and type tokens: two frozen tables, one for light and one for dark, from which everything visible is made."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Tokens:
    """One scheme. Each value is `#RRGGBB`; the roles are those of the design's table of colours."""

    dark: bool
    window: str
    rail: str
    surface: str
    sunken: str
    raised: str
    hair: str
    line: str
    edge: str
    ink: str
    ink2: str
    ink3: str
    accent: str
    accent2: str
    on_accent: str
    tint: str
    tint2: str
    ok: str
    ok_bg: str
    soon: str
    soon_bg: str
    miss: str
    miss_bg: str
    clash: str
    clash_bg: str
    none: str
    none_bg: str
    mark: str
    scrim: str
    toast: str
    toast_ink: str
    toast_undo: str

    @property
    def ring(self) -> str:
        """The focus ring: the accent itself, so that it stands out on paper and on tint alike."""
        return self.accent

    def table(self) -> dict[str, str]:
        """Every colour by its name, for the style sheet."""
        return {name: value for name, value in asdict(self).items() if isinstance(value, str)} | {"ring": self.ring}


LIGHT = Tokens(
    dark=False,
    window="#F6F2EB",
    rail="#ECE6DB",
    surface="#FDFBF8",
    sunken="#F2EDE4",
    raised="#FFFFFF",
    hair="#E4DCCF",
    line="#CFC4B3",
    edge="#8C8171",
    ink="#2A2520",
    ink2="#564D43",
    ink3="#6E6457",
    accent="#2B6154",
    accent2="#214D43",
    on_accent="#FFFFFF",
    tint="#E0EBE5",
    tint2="#D0E1D9",
    ok="#2F6B53",
    ok_bg="#E1EDE5",
    soon="#7E5405",
    soon_bg="#F7EBCF",
    miss="#9E3A21",
    miss_bg="#F8E3DA",
    clash="#67467A",
    clash_bg="#EEE5F3",
    none="#6E6457",
    none_bg="#EBE5DB",
    mark="#F3DFA6",
    scrim="#F6F2EB",
    toast="#35302A",
    toast_ink="#FDFBF8",
    toast_undo="#EFC777",
)

DARK = Tokens(
    dark=True,
    window="#1C1A18",
    rail="#161412",
    surface="#252220",
    sunken="#1F1D1A",
    raised="#2C2926",
    hair="#37322D",
    line="#4A443C",
    edge="#8A7F72",
    ink="#EEE8DF",
    ink2="#C6BDB0",
    ink3="#ACA294",
    accent="#86C5B1",
    accent2="#A0D6C4",
    on_accent="#10231D",
    tint="#243831",
    tint2="#2D463D",
    ok="#8CCBA9",
    ok_bg="#20352B",
    soon="#E5B962",
    soon_bg="#3A2F18",
    miss="#F09A7E",
    miss_bg="#42261E",
    clash="#CBA9DB",
    clash_bg="#372B3F",
    none="#ACA294",
    none_bg="#312D28",
    mark="#5C4A1C",
    scrim="#0F0E0D",
    toast="#EEE8DF",
    toast_ink="#1C1A18",
    toast_undo="#7E5405",
)


@dataclass(frozen=True)
class TypeRole:
    """How one role of text is set.

    Args:
        serif: Noto Serif SC instead of Noto Sans SC.
        weight: 400 or 600.
        px: size in logical pixels at 100 % (小五 = 12).
    """

    serif: bool
    weight: int
    px: int


NOTE_FLOOR_PX = 12
"""Nothing on screen is ever set smaller than 小五 (9 pt), at whatever zoom."""

ROLES: dict[str, TypeRole] = {
    "brand": TypeRole(serif=True, weight=600, px=35),
    "title": TypeRole(serif=True, weight=600, px=24),
    "head": TypeRole(serif=True, weight=600, px=19),
    "sub": TypeRole(serif=False, weight=600, px=16),
    "body": TypeRole(serif=False, weight=400, px=14),
    "strong": TypeRole(serif=False, weight=600, px=14),
    "cell": TypeRole(serif=False, weight=400, px=13),
    "cell_strong": TypeRole(serif=False, weight=600, px=13),
    "note": TypeRole(serif=False, weight=400, px=12),
    "note_strong": TypeRole(serif=False, weight=600, px=12),
}
