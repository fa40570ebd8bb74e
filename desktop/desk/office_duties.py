"""What the office itself owes, whatever the families: the period's report, the list of designated hospitals."""

from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from db.clock import CHINA
from db.domain.duties import Duty, hospital_gap_duty, hospital_list_duty, report_duty
from db.domain.periods import Period, month_of
from desktop.desk.desk import Desk


def office_duties(desk: Desk, connection: Connection, day: date) -> tuple[Duty, ...]:
    """The office's own duties on a day; a county has none of these."""
    if desk.record.office.role != "township":
        return ()
    report = report_duty(desk.profile, day, _last_reported(connection))
    return report, *_hospitals(desk, connection, day)


def _last_reported(connection: Connection) -> Period | None:
    """The last period nothing is owed for any more: before the last package, or before the record was founded.

    A package reports the month that has ended, or ends on its day: the duty opens on a month's last day and is done
    from then on. The first period owed is the one in which the record was founded (its first command): an office
    founded today is never late on its first day.
    """
    made = connection.exec_driver_sql("SELECT max(made_at) FROM outgoing_package").scalar()
    if made:
        return month_of(_in_china(str(made)) + timedelta(days=1)).previous()
    since = connection.exec_driver_sql("SELECT min(at) FROM command").scalar()
    return month_of(_in_china(str(since))).previous() if since else None


def _hospitals(desk: Desk, connection: Connection, day: date) -> tuple[Duty, ...]:
    """C2a: levels without a hospital or liaison officer, and a list nobody has gone through for long."""
    founded = connection.exec_driver_sql("SELECT min(at) FROM command").scalar()
    opened_on = min(day, _in_china(str(founded))) if founded else day
    rows = connection.exec_driver_sql("SELECT level, liaison, checked_on FROM hospital WHERE voided = 0").all()
    liaisons: dict[str, bool] = {}
    for level, liaison, _ in rows:
        liaisons[level] = liaisons.get(level, False) or bool(liaison)
    gap = hospital_gap_duty(desk.profile, day, liaisons, opened_on)
    checked = [date.fromisoformat(on) for _, _, on in rows if on]
    last = min(checked) if len(checked) == len(rows) and checked else None
    listed = hospital_list_duty(desk.profile, day, last, opened_on) if rows else None
    return tuple(duty for duty in (gap, listed) if duty is not None)


def _in_china(at: str) -> date:
    return datetime.fromisoformat(at).astimezone(CHINA).date()
