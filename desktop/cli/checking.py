"""`nuanxin check`: is the record whole."""

import argparse

from desktop.cli.arguments import Commands, command
from desktop.cli.seat import Seat
from desktop.cli.terminal import DONE, REFUSED, Answer, sections, table
from desktop.words import tr


def add(commands: Commands) -> None:
    """Adds `check`."""
    command(commands, "check", tr("检查档案是否完好"), check)


def check(_: argparse.Namespace, seat: Seat) -> Answer:
    """Every check with how many things it looked at; a fault anywhere ends with exit code 3."""
    from desktop.desk.checking import check as look
    from desktop.desk.checking import whole

    with seat.desk() as desk:
        checks = look(desk)
    sound = whole(checks)
    document = {
        "ok": sound,
        "checks": [
            {
                "name": each.name,
                "ok": each.ok,
                "looked_at": each.looked_at,
                "faults": each.faults,
                "first": each.first or None,
                "notes": list(each.notes),
            }
            for each in checks
        ],
    }
    rows = [
        (
            each.title,
            tr("完好") if each.ok else tr("有 {n} 处不对").format(n=each.faults),
            str(each.looked_at),
            each.first,
        )
        for each in checks
    ]
    notes = "\n".join(note for each in checks for note in each.notes)
    last = tr("档案完好。") if sound else tr("档案有不对的地方，请先不要再写，从备份中恢复或联系支持人员。")
    heads = (tr("检查"), tr("结果"), tr("看了"), tr("第一处"))
    return Answer(document, sections(table(heads, rows), notes, last), exit_code=DONE if sound else REFUSED)
