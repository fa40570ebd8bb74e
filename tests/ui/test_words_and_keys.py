import re
from pathlib import Path

from PySide6.QtGui import QKeySequence

from db.errors import Refusal
from desktop.ui.actions import ACTIONS, action, hint, sheet
from desktop.ui.notices import CrashReport, Notice

ROOT = Path(__file__).parents[2]


def test_every_shortcut_is_understood_by_qt_and_given_once() -> None:
    keys = [entry.shortcut for entry in ACTIONS if entry.shortcut]
    assert all(QKeySequence(key).toString() for key in keys)
    assert len(keys) == len(set(keys))
    assert len({entry.key for entry in ACTIONS}) == len(ACTIONS)


def test_the_sheet_names_every_shortcut() -> None:
    printed = {keys for _, lines in sheet() for keys, _ in lines}
    assert {entry.shortcut for entry in ACTIONS if entry.shortcut} <= printed


def test_a_tooltip_names_the_key() -> None:
    assert hint("undo") == "撤销上一步（Ctrl+Z）"
    assert action("guest").words == "客人模式"


def test_a_refusal_says_what_happened_what_is_safe_and_what_to_do() -> None:
    notice = Notice.of(Refusal("U 盘中途拔出，上报包没有写完。", "本机数据没有变。", "请插回 U 盘，再点“重新写入”。"))
    assert notice.spoken == "U 盘中途拔出，上报包没有写完。本机数据没有变。请插回 U 盘，再点“重新写入”。"
    assert notice.code == "P-GEN-01"


def crash(said: str) -> CrashReport:
    try:
        int(f"x{said}")
    except ValueError as bug:
        return CrashReport.of(bug, "0.1.0")
    raise AssertionError


def test_a_crash_report_names_places_but_no_person_no_number_and_no_folder() -> None:
    report = crash("周文彬 999999196203150012 13800000017")
    assert "ValueError" in report.text
    for secret in ("周文彬", "999999196203150012", "13800000017", str(ROOT), str(Path.home())):
        assert secret not in report.text


def test_equal_crashes_have_equal_codes() -> None:
    assert crash("一").code == crash("二").code


def test_the_words_on_screen_are_quiet() -> None:
    bad = re.compile(r"失独|温馨提示|亲，|成功！|！")
    found = [
        f"{path.name}: {words}"
        for path in (ROOT / "desktop" / "ui").rglob("*.py")
        for words in re.findall(r'tr\(\s*"([^"]+)"', path.read_text(encoding="utf-8"))
        if bad.search(words)
    ]
    assert found == []


def test_every_label_made_in_the_widgets_is_plain_text() -> None:
    found = [
        path.name
        for path in (ROOT / "desktop" / "ui").rglob("*.py")
        if re.search(r"RichText|MarkdownText|setHtml|AutoText", path.read_text(encoding="utf-8"))
    ]
    assert found == []
