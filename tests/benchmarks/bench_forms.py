"""Paper: pages of F3 a CPU second, size and memory, beside a bare ReportLab canvas drawing the same page.

    python -m tests.benchmarks.bench_forms [forms]

Every line of the table is a process of its own. `floor` is what the same page costs with nothing of ours around it:
fixed parts as a form XObject, fixed QR mask, the QR one ready-made path, each value one drawString at a place known
beforehand. `plain` is what one writes first: everything on every page, the mask searched, the QR by rectangles.
Only ratios of one run mean anything.
"""

import json
import re
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from uuid import UUID

FORMS = 1000
TARGETS = "targets: >= 150 pages/CPU s with wrapped cells; <= 2.2 MB per 1,000; memory <= 1.4x; first form <= 2x floor"
_SURNAMES = "张李王赵陈杨黄周吴徐孙马朱胡郭何林高罗郑"
_GIVEN = "守秀桂素克文田兰芳英明华建国志强丽娟春梅"
_MASK = 2
_RUN = re.compile(rb"\x01+")


def sheets(count: int) -> tuple[Any, ...]:
    """Synthetic families whose address and items wrap."""
    from desktop.forms.sheets import OpenItem, VisitSheet

    def one(number: int) -> VisitSheet:
        head = _SURNAMES[number % 20] + _GIVEN[number // 20 % 20] + _GIVEN[number % 19]
        village = f"{_SURNAMES[number % 20]}家村"
        return VisitSheet(
            form_id=UUID(int=(0x0190 << 112) + number * 7919),
            revision=1 + number % 9,
            serial=f"F3-2026-{number:06}",
            unit="示范县青溪镇卫生健康办公室",
            village=village,
            head=head,
            case_no=f"999999101{number % 20:03}-{number:04}",
            phone=f"138****{number % 10000:04}",
            address=f"示范县青溪镇{village}（原竹园湾村、石板桥村合并片区）四组安置点二期 {number % 90} 栋 {number} 室",
            year=2026,
            category="daily",
            township_contact="陈立新",
            village_contact="吴桂芳",
            persons=(head, "李秀兰"),
            open_items=(
                OpenItem("卫生间加装扶手，联系残联无障碍改造名额，上次说好的还没有办", "10月16日", "吴桂芳"),
                OpenItem(f"{head}降压药断供，请家庭医生补开", "10月16日", "周明远"),
            ),
        )

    return tuple(one(number) for number in range(count))


def ours(forms: tuple[Any, ...]) -> bytes:
    """The product's own way, checks and lists included."""
    from desktop.forms.batch import BatchOptions, visit_forms

    return visit_forms(forms, BatchOptions(lists=False))


def floor(forms: tuple[Any, ...], *, stamped: bool = True) -> bytes:
    """The same page by bare canvas calls."""
    from reportlab import rl_config
    from reportlab.pdfgen.canvas import Canvas

    rl_config.useA85 = 0
    _register()
    buffer = BytesIO()
    canvas = Canvas(buffer, pageCompression=1, invariant=1, initialFontName="sans")  # type: ignore[arg-type]
    if stamped:
        canvas.beginForm("fixed", 0, 0, 596, 842)
        _fixed(canvas)
        canvas.endForm()
    for sheet in forms:
        canvas.doForm("fixed") if stamped else _fixed(canvas)
        _values(canvas, sheet)
        _qr(canvas, sheet, _MASK if stamped else None)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def plain(forms: tuple[Any, ...]) -> bytes:
    """Bare canvas without a form XObject and with the mask search."""
    return floor(forms, stamped=False)


def _register() -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    from desktop.forms.fonts import FONT_FOLDER

    for name, file in (("sans", "NotoSansSC-Regular"), ("bold", "NotoSansSC-Bold"), ("serif", "NotoSerifSC-Medium")):
        pdfmetrics.registerFont(TTFont(name, FONT_FOLDER / f"{file}.ttf"))
    pdfmetrics.registerFont(TTFont("kai", FONT_FOLDER / "LXGWWenKai-Regular.ttf"))


def _fixed(canvas: Any) -> None:
    from desktop.forms.visit_layout import FRONT

    mm = 72 / 25.4
    for rule in FRONT.rules:
        canvas.setLineWidth(rule.pt)
        canvas.line(rule.x1 * mm, 842 - rule.y1 * mm, rule.x2 * mm, 842 - rule.y2 * mm)
    for tick in FRONT.ticks:
        canvas.rect((tick.cx - 1.8) * mm, 842 - (tick.cy + 1.8) * mm, 3.6 * mm, 3.6 * mm)
    canvas.setFont("serif", 10.5)
    for label in (*FRONT.labels,):
        canvas.drawString(label.x * mm, 838 - label.cy * mm, label.text)
    for tick in FRONT.ticks:
        canvas.drawString(tick.word_x * mm, 838 - tick.cy * mm, tick.word)


def _values(canvas: Any, sheet: Any) -> None:
    for font, size, x, y, text in _placed(sheet):
        canvas.setFont(font, size)
        canvas.drawString(x * 72 / 25.4, 842 - y * 72 / 25.4, text)


def _placed(sheet: Any) -> Iterator[tuple[str, float, float, float, str]]:
    yield from (
        ("serif", 10, 42, 13, sheet.serial),
        ("sans", 8, 170, 13, "6HB7-H6NW"),
        ("sans", 9, 165, 285, "第 1 页  共 1 页"),
    )
    yield from (
        ("kai", 10.5, 50, 37, sheet.unit),
        ("kai", 10.5, 150, 37, sheet.village),
        ("kai", 12, 60, 46, sheet.head),
    )
    yield from (
        ("serif", 10.5, 108, 46, sheet.case_no),
        ("serif", 11, 166, 46, sheet.phone),
        ("serif", 11, 52, 64, "2026"),
    )
    yield from (("kai", 10.5, 50, 53, sheet.address[:37]), ("kai", 10.5, 50, 57, sheet.address[37:]))
    yield from (("kai", 10.5, 75, 91, sheet.township_contact), ("kai", 10.5, 120, 91, sheet.village_contact))
    yield from (("kai", 11, x, 100, name) for x, name in zip((58, 86), sheet.persons, strict=True))
    for y, item in zip((114, 123), sheet.open_items, strict=True):
        yield from (("kai", 10, 50, y - 2, item.text[:19]), ("kai", 10, 50, y + 2, item.text[19:]))
        yield from (("kai", 10, 122, y, item.raised), ("kai", 10, 142, y, item.responsible))


def _qr(canvas: Any, sheet: Any, mask: int | None) -> None:
    import segno

    content = f"NX1/F3/{sheet.form_id.hex[:26].upper()}/{sheet.revision}/1"
    code = segno.make(content, version=3, error="q", mask=mask, boost_error=False, micro=False)
    runs = [
        (run.start(), y, run.end() - run.start()) for y, row in enumerate(code.matrix) for run in _RUN.finditer(row)
    ]
    if mask is not None:
        path = " ".join(f"{x} {y} {width} 1 re" for x, y, width in runs)
        canvas._code.append(f"q 1.87 0 0 -1.87 498 790 cm {path} f Q")
        return
    canvas.saveState()
    canvas.transform(1.87, 0, 0, -1.87, 498, 790)
    outline = canvas.beginPath()
    for x, y, width in runs:
        outline.rect(x, y, width, 1)
    canvas.drawPath(outline, stroke=0, fill=1)
    canvas.restoreState()


def measure(way: str, count: int) -> dict[str, float]:
    """One way in this process: the first form from a cold start, then `count` forms."""
    make = {"ours": ours, "floor": floor, "plain": plain}[way]
    start = time.process_time()
    make(sheets(1))
    first = time.process_time() - start
    forms = sheets(count)
    start = time.process_time()
    size = len(make(forms))
    spent = time.process_time() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"pages": count / spent, "mb": size / count / 1000, "memory": memory, "first": first * 1000}


def main() -> None:
    """Prints the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else FORMS
    rows: dict[str, dict[str, float]] = {}
    for way in ("floor", "plain", "ours"):
        command = [sys.executable, "-m", "tests.benchmarks.bench_forms", "--one", way, str(count)]
        rows[way] = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    heads = ("pages/CPU s", "x floor", "MB per 1,000", "memory MB", "x floor", "first form ms", "x floor")
    say(f"{count} F3 forms".ljust(16) + "".join(head.rjust(15) for head in heads))
    base = rows["floor"]
    for way, row in rows.items():
        figures = (
            f"{row['pages']:.0f}",
            f"{row['pages'] / base['pages']:.2f}",
            f"{row['mb']:.2f}",
            f"{row['memory']:.0f}",
            f"{row['memory'] / base['memory']:.2f}",
            f"{row['first']:.0f}",
            f"{row['first'] / base['first']:.2f}",
        )
        say(way.ljust(16) + "".join(figure.rjust(15) for figure in figures))
    say(TARGETS)


def say(line: str) -> None:
    """One line on the terminal."""
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        say(json.dumps(measure(sys.argv[2], int(sys.argv[3]))))
    else:
        main()
