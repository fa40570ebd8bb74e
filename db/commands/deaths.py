"""A member's death: what ends, what stays and what is owed now, written in one step that can be taken back whole."""

from dataclasses import dataclass

from sqlalchemy import Connection

from db.commands.closing import close_all
from db.commands.days import as_day, not_before, past_day
from db.commands.members import rewrite_head
from db.domain.deaths import DeathPlan, death_plan
from db.errors import InvalidValue, NotFound
from db.queries.facts import family_on_file
from db.store.writing import Writing
from db.touched import Touched

CLOSED = "户内人员均已去世"


@dataclass(frozen=True)
class NewDeath:
    """A death as it is reported.

    Attributes:
        person_id: who.
        on: ISO day.
        known_on: when the office knew, ISO day; the day of death when "". The visit is owed from here.
        new_head_id: who becomes the head where the head has died; "" takes husband or wife, else the eldest.
        summary, measures, reported_to: of the event; may be empty.
    """

    person_id: str
    on: str
    known_on: str = ""
    new_head_id: str = ""
    summary: str = ""
    measures: str = ""
    reported_to: str = ""


def plan_death(connection: Connection, wish: NewDeath) -> DeathPlan:
    """What recording this death would do; nothing is written.

    Args:
        connection: from `store.reading()`, or a command's own.
        wish: as it is reported.

    Raises:
        InvalidValue: not a day, the person has died already, or died before being born.
        NotFound: the person is not here.
    """
    on = as_day("on", wish.on)
    asked = "SELECT family_id, name, alive, death_date, birth_date FROM person WHERE id = ? AND voided = 0"
    row = connection.exec_driver_sql(asked, (wish.person_id,)).first()
    family = family_on_file(connection, str(row[0])) if row else None
    if row is None or family is None:
        raise NotFound("没有找到这个人。", next_step="请刷新后再试。")
    if row[2] == 0 or row[3]:
        known = f"，{row[3]}" if row[3] else ""
        raise InvalidValue("person_id", f"{row[1]}已登记去世{known}。", "日期写错了，请改去世日期。")
    born = str(row[4] or "")
    if born and wish.on[: len(born)] < born:
        raise InvalidValue("on", f"去世日期早于出生日期 {born}。")
    return death_plan(family, wish.person_id, on, wish.new_head_id)


def record_death(writing: Writing, wish: NewDeath) -> Touched:
    """Writes down a death and everything that ends with it.

    The person's entitlement, agreement, card, insurance and stay end; husband or wife is widowed; the head passes on;
    contact persons stay for those who remain. An event 亡故 makes a visit owed, a row of the change list goes to the
    county; when nobody is left, the file closes.

    Raises:
        InvalidValue: a day after today, known before it happened, the person has died already, somebody who cannot be
            the head, or an entitlement confirmed later; nothing is written.
        NotFound: the person is not here.
    """
    today = writing.clock.today()
    on = past_day("on", wish.on, today, "去世日期")
    known = past_day("known_on", wish.known_on or wish.on, today, "知晓日期")
    not_before("known_on", known, wish.on, "知晓日期早于去世日期。")
    plan = plan_death(writing.connection, wish)
    _require_head(plan, wish)
    writing.set("person", plan.person_id, {"alive": False, "death_date": on.isoformat()})
    close_all(writing, (*plan.closings, *plan.leaving))
    if plan.widowed is not None:
        widowed = {"marital": "30", "marital_since": on.isoformat()}
        writing.set("person", plan.widowed.id, widowed, "配偶去世")
    if plan.new_head is not None:
        rewrite_head(writing, plan.family_id, plan.new_head.id)
    _tell(writing, plan, wish, known.isoformat())
    return writing.finish("已登记亡故，全户销档" if plan.last else "已登记亡故")


def _require_head(plan: DeathPlan, wish: NewDeath) -> None:
    if wish.new_head_id and plan.new_head is not None and plan.new_head.id != wish.new_head_id:
        raise InvalidValue("new_head_id", "选的户主不在这一户，或已去世。", "请选健在的成员。")


def _tell(writing: Writing, plan: DeathPlan, wish: NewDeath, known_on: str) -> None:
    """The event that asks for a visit, the row for the county, and the end of a file in which nobody is left."""
    on, family = plan.on.isoformat(), writing.row("family", plan.family_id)
    address = family["live_addr"] or family["hukou_addr"]
    mine = {"family_id": plan.family_id, "person_id": plan.person_id}
    asked = "SELECT 1 FROM event WHERE person_id = ? AND kind = 'death' AND voided = 0"
    if writing.connection.exec_driver_sql(asked, (plan.person_id,)).first() is None:
        said = {"summary": wish.summary, "measures": wish.measures, "reported_to": wish.reported_to}
        writing.create("event", {**mine, "kind": "death", "on": on, "known_on": known_on, **said})
    row = {**mine, "kind": "deregistered", "on": on, "reason": "亡故", "from_addr": address}
    if plan.last:
        row |= {"person_id": None, "reason": f"亡故，{CLOSED}"}
        closed = {"status": "closed_deceased", "status_on": on, "status_reason": CLOSED}
        if family["status"] == "active":
            writing.set("family", plan.family_id, closed)
    writing.create("change_event", row)
