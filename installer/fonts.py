"""Cuts the fonts the program ships: `.venv/bin/python installer/fonts.py`, with npm, apt and fontTools at hand.

The results are committed under resources/fonts, so nobody needs this to run the program; it is the record of how
they were made, and the way to make them again. All are static TrueType (glyf) because ReportLab refuses CFF.
"""

from __future__ import annotations

import argparse
import bz2
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fontTools import subset
from fontTools.ttLib import TTFont

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

FONTS = Path(__file__).resolve().parent.parent / "resources" / "fonts"

SANS = "@expo-google-fonts/noto-sans-sc@0.4.3"
SERIF = "@expo-google-fonts/noto-serif-sc@0.4.3"
WENKAI = "fonts-lxgw-wenkai"
HANAZONO = "fonts-hanazono"
UNIHAN = "unicode-data"  # carries Unihan with kTGH, the numbers of the 通用规范汉字表 (2013)

# Latin with accents for minority names in romanised papers, punctuation, arrows, circled numbers, boxes, ideographic
# and full-width forms: everything a form label or a title may hold besides characters.
SIGNS = (
    *range(0x0020, 0x0180),
    *range(0x02B0, 0x0300),
    *range(0x0370, 0x0400),
    *range(0x2000, 0x2070),
    *range(0x2070, 0x2200),
    *range(0x2200, 0x2300),
    *range(0x2460, 0x2500),
    *range(0x2500, 0x2700),
    *range(0x3000, 0x3040),
    *range(0x3100, 0x3130),
    *range(0x31A0, 0x31C0),
    *range(0x3200, 0x3400),
    *range(0xFE30, 0xFE50),
    *range(0xFF00, 0xFFF0),
)

# Where GB 18030-2022 level 3 keeps its ideographs (URO, Ext A-F, the compatibility blocks, radicals and strokes).
IDEOGRAPHS = (
    *range(0x2E80, 0x3008),
    *range(0x31C0, 0x31F0),
    *range(0x3400, 0x4DC0),
    *range(0x4E00, 0xA000),
    *range(0xF900, 0xFB00),
    *range(0x20000, 0x2FA20),
    *range(0x30000, 0x32000),
)


@dataclass(frozen=True)
class Cut:
    """One shipped file: the package it comes from, the file inside it, and which characters stay (None: all, as is)."""

    name: str
    package: str
    inside: str
    keeps: str | None


# The order of a fallback chain: what NotoSansSC-Regular has, the Hanazono files need not carry.
CUTS = (
    Cut("NotoSansSC-Regular.ttf", SANS, "400Regular/NotoSansSC_400Regular.ttf", "everything"),
    Cut("NotoSansSC-SemiBold.ttf", SANS, "600SemiBold/NotoSansSC_600SemiBold.ttf", "everything"),
    Cut("NotoSansSC-Bold.ttf", SANS, "700Bold/NotoSansSC_700Bold.ttf", "standard"),
    Cut("NotoSerifSC-Medium.ttf", SERIF, "500Medium/NotoSerifSC_500Medium.ttf", "standard"),
    Cut("NotoSerifSC-SemiBold.ttf", SERIF, "600SemiBold/NotoSerifSC_600SemiBold.ttf", "standard"),
    # Its name is reserved by its licence for the unmodified file, so it is shipped byte for byte.
    Cut("LXGWWenKai-Regular.ttf", WENKAI, "usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf", None),
    Cut("HanaMinA.ttf", HANAZONO, "usr/share/fonts/truetype/hanazono/HanaMinA.ttf", "rare"),
    Cut("HanaMinB.ttf", HANAZONO, "usr/share/fonts/truetype/hanazono/HanaMinB.ttf", "rare"),
)
CHAIN = ("NotoSansSC-Regular.ttf", "HanaMinA.ttf", "HanaMinB.ttf")


def gb2312() -> frozenset[int]:
    """Every code point of GB/T 2312: 6,763 characters and 682 signs (rows 1-9, 16-87)."""
    found: set[int] = set()
    for row in (*range(0xA1, 0xAA), *range(0xB0, 0xF8)):
        for cell in range(0xA1, 0xFF):
            found.update(map(ord, bytes((row, cell)).decode("gb2312", errors="ignore")))
    return frozenset(found)


def standard_characters(other_mappings: Path) -> frozenset[int]:
    """The 8,105 of the 通用规范汉字表, read from Unihan's kTGH field (file Unihan_OtherMappings.txt.bz2)."""
    lines = bz2.decompress(other_mappings.read_bytes()).decode().splitlines()
    return frozenset(int(line.split("\t")[0].removeprefix("U+"), 16) for line in lines if "\tkTGH\t" in line)


def code_points(font: Path) -> frozenset[int]:
    """What a font file can draw."""
    with TTFont(font, lazy=True) as opened:
        return frozenset(opened.getBestCmap())


def missing(wanted: Iterable[int], folder: Path = FONTS, chain: tuple[str, ...] = CHAIN) -> tuple[int, ...]:
    """The wanted code points that no font of the chain can draw, in order."""
    drawable = frozenset[int]().union(*(code_points(folder / name) for name in chain))
    return tuple(sorted(set(wanted) - drawable))


def cut(source: Path, target: Path, keep: Iterable[int]) -> None:
    """Write the part of source that draws keep, without hints, without vertical layout, with its names and metrics."""
    options = subset.Options(
        hinting=False,  # the screen is drawn unhinted, and paper has no pixels
        layout_features=["kern", "mark", "mkmk", "ccmp"],  # nothing else is switched on by us
        name_IDs=["*"],
        name_languages=["*"],
        notdef_outline=True,
        drop_tables=[*subset.Options().drop_tables, "vhea", "vmtx", "BASE", "STAT", "FFTM", "prop", "DSIG"],
        legacy_kern=False,
        recalc_timestamp=False,
    )
    with subset.load_font(str(source), options) as font:
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=keep)
        cutter.subset(font)
        subset.save_font(font, str(target), options)


def unpack_npm(package: str, into: Path) -> Path:
    """Fetch an npm package with npm's own settings; the folder that holds its files."""
    printed = subprocess.run(["npm", "pack", "--silent", package], cwd=into, check=True, capture_output=True, text=True)
    folder = into / package.replace("/", "+")
    with tarfile.open(into / printed.stdout.split()[-1]) as archive:
        archive.extractall(folder, filter="data")
    return folder / "package"


def unpack_debian(package: str, into: Path) -> Path:
    """Fetch a Debian package with apt's own settings; the folder that holds its files."""
    subprocess.run(["apt-get", "download", "-qq", package], cwd=into, check=True)
    archive = next(into.glob(f"{package}_*.deb"))
    subprocess.run(["dpkg-deb", "-x", archive.name, package], cwd=into, check=True)
    return into / package


def build(target: Path, scratch: Path) -> None:
    """Make every font anew under target; scratch takes the packages."""
    npm, debian = {SANS, SERIF}, {WENKAI, HANAZONO, UNIHAN}
    opened = {package: unpack_npm(package, scratch) for package in sorted(npm)}
    opened |= {package: unpack_debian(package, scratch) for package in sorted(debian)}
    standard = standard_characters(opened[UNIHAN] / "usr/share/unicode/Unihan_OtherMappings.txt.bz2")
    sources = {each.name: opened[each.package] / each.inside for each in CUTS}
    plain = code_points(sources[CHAIN[0]])
    keeps: dict[str, Callable[[Path], Iterable[int]]] = {
        "everything": code_points,
        "standard": lambda _: standard | gb2312() | set(SIGNS),
        "rare": lambda _: set(IDEOGRAPHS) - plain,
    }
    for each in CUTS:
        if each.keeps is None:
            shutil.copyfile(sources[each.name], target / each.name)
        else:
            cut(sources[each.name], target / each.name, keeps[each.keeps](sources[each.name]))
        print(f"{each.name}  {(target / each.name).stat().st_size:,} bytes  {len(code_points(target / each.name)):,}")
    lost = missing(standard | gb2312(), target)
    print("lost:", " ".join(f"U+{point:04X}" for point in lost) or "nothing")
    if lost:
        sys.exit(1)


def main() -> None:
    """Read the target folder and build."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--into", type=Path, default=FONTS, help="folder that receives the fonts")
    target: Path = reader.parse_args().into
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        build(target, Path(scratch))


if __name__ == "__main__":
    main()
