"""Synthetic sheets and the real readers that look at what was printed."""

import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pypdfium2
import zxingcpp
from PIL import Image

from desktop.forms.preview import page_image
from desktop.forms.sheets import OpenItem, RecoverySheet, SlipCount, SlipSheet, VisitSheet

FORM_ID = UUID("01900000-1111-7222-8333-123456789abc")
PACKAGE_ID = UUID("01900000-2222-7222-8333-123456789abc")
LONG_NAME = "阿依努尔·买买提艾力·吐尔逊江·阿卜杜热合曼·依明尼亚孜古丽"
SENTENCE = (
    "今天上午到家中看望，张守田正在院里编竹篮，精神比上月好。李秀兰血压控制平稳，早晚各一次服药，药还剩半个月的量。"
)
CODE = ("582450", "548966", "288464", "257785", "331980", "358182", "192104", "124828")

NASTY = (
    "undefined",
    "1;DROP TABLE users",
    "<script>alert(123)</script>",
    "'; EXEC sp_MSForEachTable 'DROP TABLE ?'; --",
    "\\\\server\\share",
    "()))((",
    "%s%s%d%n",
    "{0}{{x}}",
    "$(touch /tmp/x)`id`",
    "&lt;b&gt;粗&lt;/b&gt;",
    "<b>粗</b><para>",
    "=1+1",
    "@SUM(A1)",
    "-0.0000001",
    "1/0",
    "NaN",
    "٪".replace("٪", "%"),
    "a" * 60,
    "9" * 60,
    "/F1 12 Tf (x) Tj ET",
    "BT ET endstream endobj",
    "%PDF-1.4",
    "田中さんにあげて下さい",
    "和製漢語",
    "部落格",
    "𠜎𠜱𠝹𠱓",
    "Ω≈ç√∫",
    "ÅÍÎÏ",
    "¡™£¢∞§¶",
    "⅛⅜⅝⅞",
    "ЁЂЃЄЅІЇ",
    "“”‘’…—",
)
"""Strings of the kind that break forms: markup, PDF operators, quotes, formulas, other scripts."""


def visit(**changes: Any) -> VisitSheet:
    """A pre-filled F3 of a synthetic family."""
    values: dict[str, Any] = {
        "form_id": FORM_ID,
        "revision": 3,
        "serial": "F3-2026-000318",
        "unit": "示范县青溪镇卫生健康办公室",
        "village": "云岭村",
        "group": "四组",
        "head": "张守田",
        "case_no": "999999101003-0012",
        "phone": "138****0012",
        "address": "示范县青溪镇云岭村四组27号（竹园湾）",
        "year": 2026,
        "category": "daily",
        "township_contact": "陈立新",
        "village_contact": "吴桂芳",
        "persons": ("张守田", "李秀兰"),
        "open_items": (
            OpenItem("卫生间加装扶手，联系残联无障碍改造名额", "10月16日", "吴桂芳"),
            OpenItem("李秀兰降压药断供，请家庭医生补开", "10月16日", "周明远"),
        ),
    }
    return VisitSheet(**(values | changes))


def form_id(number: int) -> UUID:
    """A different identity for each number."""
    return UUID(int=FORM_ID.int + number * 7919)


def recovery(**changes: Any) -> RecoverySheet:
    """A recovery sheet."""
    values: dict[str, Any] = {
        "groups": CODE,
        "number": "RC-999999101-1",
        "unit": "示范县青溪镇卫生健康办公室",
        "computer": "QX-01",
        "printed_on": date(2026, 11, 22),
    }
    return RecoverySheet(**(values | changes))


def slip(**changes: Any) -> SlipSheet:
    """A report slip."""
    kinds = (("家庭（户）", 9, 46), ("人员（人）", 14, 73), ("双岗联系（条）", 6, 92), ("联系走访（次）", 121, 1480))
    kinds += (("诉求（件）", 17, 203), ("慰问（份）", 46, 512), ("就诊卡（张）", 3, 70), ("签约（份）", 22, 63))  # type: ignore[assignment]
    kinds += (("保险理赔（例）", 7, 41), ("附件（个）", 38, 690))  # type: ignore[assignment]
    values: dict[str, Any] = {
        "form_id": FORM_ID,
        "package_id": PACKAGE_ID,
        "serial": "999999101-000007",
        "period": "二〇二六年十一月",
        "sender": "示范县青溪镇卫生健康办公室",
        "recipient": "示范县卫生健康局",
        "package_no": 7,
        "last_received": 6,
        "made_at": "2026-11-30 16:20",
        "size": 3482112,
        "file_name": "999999101_000007_20261130.nxb",
        "digest": "9f2c41d07b6ae853",
        "counts": tuple(SlipCount(*kind) for kind in kinds),
        "seq": 48213,
        "notices": 2,
    }
    return SlipSheet(**(values | changes))


def text_of(pdf: bytes, page: int | None = None) -> str:
    """What pdftotext reads, without any white space."""
    pages = ["-f", str(page), "-l", str(page)] if page else []
    run = subprocess.run(["pdftotext", *pages, "-raw", "-", "-"], input=pdf, capture_output=True, check=True)
    return "".join(run.stdout.decode().split())


def pdfium_text(pdf: bytes, page: int) -> str:
    """What pdfium reads on a page (from 1), without any white space."""
    document = pypdfium2.PdfDocument(pdf)
    textpage = document[page - 1].get_textpage()
    text = "".join(textpage.get_text_range().split())
    textpage.close()
    document.close()
    return text


def fonts_of(pdf: bytes, folder: Path) -> list[list[str]]:
    """The rows of pdffonts: [name ... emb sub uni object ID]."""
    path = folder / "fonts.pdf"
    path.write_bytes(pdf)
    run = subprocess.run(["pdffonts", str(path)], capture_output=True, check=True, text=True)
    return [line.split() for line in run.stdout.splitlines()[2:]]


def codes_on(pdf: bytes, page: int, dpi: float = 110) -> set[str]:
    """The QR codes a reader finds on a page rendered at `dpi`."""
    seen = page_image(pdf, page, dpi)
    image = Image.frombytes("RGB", (seen.width, seen.height), seen.rgb)
    return {
        found.text
        for found in zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    }


def letters(pdf: bytes, page: int) -> Iterator[tuple[str, float, float, float, float]]:
    """Every character on a page with its ink box in mm from the top-left: left, top, right, bottom."""
    document = pypdfium2.PdfDocument(pdf)
    sheet = document[page - 1]
    height = sheet.get_height()
    textpage = sheet.get_textpage()
    scale = 25.4 / 72
    for index in range(textpage.count_chars()):
        left, bottom, right, top = textpage.get_charbox(index)
        char = textpage.get_text_range(index, 1)
        if char.strip() and right > left:
            yield char, left * scale, (height - top) * scale, right * scale, (height - bottom) * scale
    textpage.close()
    document.close()
