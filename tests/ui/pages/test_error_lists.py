"""What keeps a form from being saved is listed, and each line leads to its field: in every panel of a family's file."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from desktop.ui.asks.case import Case
from desktop.ui.asks.plans import EDITED, plan_for
from desktop.ui.pages.family import FamilyPage
from desktop.ui.pages.new_family import NewFamilyPage
from desktop.ui.tasks import Tasks
from desktop.ui.workplace import Workplace


def _holds(control: QWidget, focused: QWidget | None) -> bool:
    return focused is not None and (control is focused or control.isAncestorOf(focused))


def _links(page: Any) -> list[QWidget]:
    return [each for each in page.findChildren(QWidget) if each.property("kind") == "link" and each.isVisible()]


def test_every_line_of_every_panels_error_list_leads_to_its_field(
    place: Workplace, known_family: str, show_page: Any, tasks: Tasks
) -> None:
    page = show_page(FamilyPage(place), family_id=known_family)
    assert page.case is not None
    lines = [line for section in page.case.sections for line in section.lines]
    offered = [verb for part in (*page.case.sections, *lines) for verb in part.verbs]
    subjects = {verb.key: verb.subject for verb in offered if verb.key not in EDITED}
    listed = 0
    for verb, subject in sorted(subjects.items()):
        plan = plan_for(verb, Case(place.desk, page.case, subject, {}))
        if plan is None or not plan.asking.asks:
            continue
        page.panel.ask(plan.asking)
        page._fit_file()
        QApplication.processEvents()
        page.panel.save_button.setFocus()
        page.panel.save()
        QApplication.processEvents()
        if page.panel.errors.isHidden():
            continue  # nothing is asked for that is not known already
        for link in _links(page.panel.errors):
            page.panel.save_button.setFocus()
            QTest.mouseClick(link, Qt.MouseButton.LeftButton)
            focused = QApplication.focusWidget()
            assert any(_holds(control, focused) for _, control, _ in page.panel._rows.values()), (verb, link)
            listed += 1
    assert listed >= 15
    page.panel.dismiss()
    tasks.wait_idle()


def test_tab_goes_through_a_new_family_in_the_order_of_the_paper(place: Workplace, show_page: Any) -> None:
    page = show_page(NewFamilyPage(place))
    fields = [control for control in page.form._controls.values() if isinstance(control, QLineEdit)]
    fields[0].setFocus()
    met = [fields[0]]
    for _ in range(200):
        QTest.keyClick(QApplication.focusWidget() or page, Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
        if now in fields and now is not met[-1]:
            met.append(now)
        if now is fields[-1]:
            break
    assert met == fields


def test_the_errors_of_a_new_family_lead_to_their_fields(place: Workplace, show_page: Any) -> None:
    page = show_page(NewFamilyPage(place))
    page.save()
    QApplication.processEvents()
    links = _links(page.errors)
    assert len(links) > 1
    for link, lack in zip(links, page.form.lacks(), strict=True):
        QTest.mouseClick(link, Qt.MouseButton.LeftButton)
        assert lack.target is not None
        assert lack.target.hasFocus()
