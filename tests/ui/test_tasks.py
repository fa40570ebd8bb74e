import gc
import threading
import weakref
from collections.abc import Callable

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from db.errors import InvalidValue, Refusal
from db.touched import Touched
from desktop.ui.tasks import Progress, Stopped, Tasks, Ticket


def refuse() -> Touched:
    field = "name"
    raise InvalidValue(field, "姓名没有填")


def raise_value_error() -> int:
    said = "周文彬 is not a number"
    raise ValueError(said)


def test_everything_runs_on_one_thread_that_is_not_the_screens(tasks: Tasks) -> None:
    seen: list[str] = []
    landed: list[str] = []
    for _ in range(5):
        tasks.read(lambda: threading.current_thread().name, seen.append)
        tasks.read(lambda: 1, lambda _one: landed.append(threading.current_thread().name))
    assert tasks.wait_idle()
    assert len(set(seen)) == 1
    assert seen[0].startswith("record")
    assert set(landed) == {threading.main_thread().name}


def test_a_read_sees_every_write_asked_before_it(tasks: Tasks) -> None:
    record: list[int] = []
    answers: list[list[int]] = []

    def write() -> Touched:
        record.append(len(record))
        return Touched(frozenset({"visit"}))

    for _ in range(3):
        tasks.write(write)
        tasks.read(lambda: list(record), answers.append)
    assert tasks.wait_idle()
    assert answers == [[0], [0, 1], [0, 1, 2]]


def test_a_write_says_what_it_touched_after_its_own_page_heard_it(tasks: Tasks) -> None:
    order: list[str] = []
    tasks.committed.connect(lambda touched: order.append(f"all:{touched.said}"))
    tasks.write(lambda: Touched(said="已保存走访"), lambda touched: order.append(f"page:{touched.said}"))
    assert tasks.wait_idle()
    assert order == ["page:已保存走访", "all:已保存走访"]


def test_a_refusal_goes_to_its_page_or_else_to_the_message_bar(tasks: Tasks) -> None:
    page: list[Refusal] = []
    bar: list[Refusal] = []
    tasks.refused.connect(bar.append)
    tasks.write(refuse, on_refusal=page.append)
    tasks.write(refuse)
    assert tasks.wait_idle()
    assert len(page) == 1
    assert len(bar) == 1
    assert "姓名没有填" in bar[0].sentence


def test_anything_else_is_a_crash_and_the_thread_lives_on(tasks: Tasks) -> None:
    bugs: list[BaseException] = []
    answers: list[int] = []
    tasks.crashed.connect(bugs.append)
    tasks.read(raise_value_error, answers.append)
    tasks.read(lambda: 7, answers.append)
    assert tasks.wait_idle()
    assert [type(bug) for bug in bugs] == [ValueError]
    assert answers == [7]


def test_a_bug_in_a_pages_callback_is_a_crash_and_loses_nobody_elses_answer(tasks: Tasks) -> None:
    bugs: list[BaseException] = []
    answers: list[int] = []
    tasks.crashed.connect(bugs.append)
    tasks.read(lambda: 1, lambda _one: raise_value_error())
    tasks.read(lambda: 2, answers.append)
    assert tasks.wait_idle()
    assert len(bugs) == 1
    assert answers == [2]


def test_a_bug_after_a_write_does_not_hide_that_it_was_written(tasks: Tasks) -> None:
    said: list[Touched] = []
    tasks.committed.connect(said.append)
    tasks.crashed.connect(lambda _bug: None)
    tasks.write(lambda: Touched(frozenset({"visit"})), lambda _touched: raise_value_error())
    assert tasks.wait_idle()
    assert len(said) == 1


def test_a_newer_question_outdates_the_older_ones_answer(tasks: Tasks) -> None:
    ticket = Ticket()
    answers: list[str] = []
    ran: list[str] = []

    def ask(words: str) -> Callable[[], str]:
        def fn() -> str:
            ran.append(words)
            return words

        return fn

    gate = threading.Event()
    tasks.read(gate.wait, lambda _ok: None)
    for words in ("z", "zh", "zhm"):
        tasks.read(ask(words), answers.append, ticket=ticket)
    gate.set()
    assert tasks.wait_idle()
    assert answers == ["zhm"]
    assert ran == ["zhm"]


def test_a_page_that_was_left_gets_no_answer_and_no_refusal(tasks: Tasks) -> None:
    ticket = Ticket()
    answers: list[object] = []
    gate = threading.Event()

    def late() -> Touched:
        gate.wait()
        return refuse()

    tasks.read(late, answers.append, answers.append, ticket=ticket)
    ticket.drop()
    gate.set()
    assert tasks.wait_idle()
    assert answers == []


def test_long_work_reports_steps_and_stops_where_it_is_safe(tasks: Tasks, qtbot: QtBot) -> None:
    steps: list[tuple[int, int]] = []
    refusals: list[Refusal] = []
    begun = threading.Event()
    tasks.stepped.connect(lambda done, total, _words: steps.append((done, total)))

    def count(progress: Progress) -> int:
        for number in range(10_000):
            progress.step(number, 10_000)
            begun.set()
            threading.Event().wait(0.001)
        return 1

    progress = tasks.long(count, on_refusal=refusals.append)
    assert begun.wait(5)
    progress.stop()
    assert tasks.wait_idle()
    assert [type(refusal) for refusal in refusals] == [Stopped]
    assert steps[0] == (0, 10_000)
    assert len(steps) < 10_000


def test_short_work_never_shows_the_busy_line_and_long_work_does(tasks: Tasks) -> None:
    seen: list[bool] = []
    tasks.busy.connect(seen.append)
    tasks.read(lambda: 1, lambda _one: None)
    assert tasks.wait_idle()
    assert seen == []
    tasks.read(lambda: threading.Event().wait(0.6), lambda _no: None)
    assert tasks.wait_idle()
    assert seen == [True, False]


def test_closing_lets_a_running_write_finish_and_delivers_nothing_more(qtbot: QtBot) -> None:
    tasks = Tasks()
    done: list[str] = []
    begun = threading.Event()

    def write() -> Touched:
        begun.set()
        threading.Event().wait(0.05)
        done.append("written")
        return Touched()

    tasks.write(write, lambda _touched: done.append("delivered"))
    tasks.read(lambda: done.append("waited"), lambda _none: None)
    assert begun.wait(5)
    tasks.close()
    tasks.write(write)
    qtbot.wait(30)
    assert done == ["written"]


class Gone(QWidget):
    """A page nobody shows any more; it holds itself, as pages do through their callbacks."""

    def __init__(self) -> None:
        super().__init__()
        self.itself = self


def churn() -> int:
    """Enough dead circles for Python to look for them."""
    for _ in range(50_000):
        circle: list[object] = []
        circle.append(circle)
    return 1


def test_a_page_that_has_gone_is_never_destroyed_on_the_record_thread(tasks: Tasks) -> None:
    where: list[str] = []
    weakref.finalize(Gone(), lambda: where.append(threading.current_thread().name))
    tasks.read(churn, lambda _one: None)
    assert tasks.wait_idle()
    assert where == []
    gc.collect()
    assert where == [threading.main_thread().name]


def test_python_collects_by_itself_again_when_the_last_record_thread_has_ended(tasks: Tasks) -> None:
    more = Tasks()
    more.close()
    more.close()
    assert not gc.isenabled()
    tasks.close()
    assert gc.isenabled()


def test_the_screen_thread_collects_by_pythons_own_rule(tasks: Tasks, qtbot: QtBot) -> None:
    where: list[str] = []
    weakref.finalize(Gone(), lambda: where.append(threading.current_thread().name))
    churn()
    tasks._collector._timer.setInterval(1)
    qtbot.waitUntil(lambda: bool(where))
    assert where == [threading.main_thread().name]
