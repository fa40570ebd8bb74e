"""Far-reaching steps of a file laid out in words before they are taken: a death, a leaving, another head, a split."""

from collections.abc import Iterable, Sequence
from datetime import date

from db.commands.days import past_day
from db.commands.deaths import NewDeath, plan_death
from db.commands.departures import Leaving, plan_leaving
from db.commands.splitting import Split
from db.domain.assistance_facts import Entitlement
from db.domain.closings import Closing
from db.domain.coverage_facts import Agreement, GreenCard
from db.domain.deaths import DeathPlan
from db.domain.departures import MOVED
from db.domain.family import Family
from db.domain.relations import Kin, relations_after
from db.domain.standing import day_words
from db.domain.support_facts import HospitalStay, Insured
from db.errors import InvalidValue, NotFound
from db.queries.facts import family_on_file
from desktop.desk.desk import Desk
from desktop.desk.reviewing import Review, ReviewPart
from desktop.words import tr


def review_death(desk: Desk, wish: NewDeath) -> Review:
    """What recording a death would do.

    Raises:
        InvalidValue, NotFound: as the command would.
    """
    past_day("on", wish.on, desk.today, "去世日期")
    with desk.record.store.reading() as connection:
        plan = plan_death(connection, wish)
        family = family_on_file(connection, plan.family_id)
    if family is None:
        raise NotFound("没有找到这一户。")
    said = day_words(plan.on, desk.today.year)
    title = tr("{name} {on} 去世，登记后：").format(name=plan.name, on=said)
    parts = (
        ReviewPart(tr("停止"), closing_words(desk, family, (*plan.closings, *plan.leaving))),
        ReviewPart(tr("改动"), _changes(plan)),
        ReviewPart(tr("接着要办"), _opens(desk, plan, wish), "soon"),
        ReviewPart(tr("不变"), _stays(desk, plan)),
    )
    return Review(title, parts, tr("登记亡故"))


def _changes(plan: DeathPlan) -> tuple[str, ...]:
    lines = []
    if plan.new_head is not None:
        lines.append(tr("户主改为{name}").format(name=plan.new_head.name))
    if plan.widowed is not None:
        lines.append(tr("{name}的婚姻状况改为丧偶").format(name=plan.widowed.name))
    if plan.last:
        lines.append(tr("户内人员均已去世，档案销档"))
    return tuple(lines)


def _opens(desk: Desk, plan: DeathPlan, wish: NewDeath) -> tuple[str, ...]:
    lines = []
    if not plan.last:
        hours = desk.profile.on(desk.today).s2_emergency.hours
        known = day_words(date.fromisoformat(wish.known_on or wish.on), desk.today.year)
        lines.append(tr("重大事项：亡故，{known} 得知，{n} 小时内上门").format(known=known, n=hours))
    lines.append(tr("信息变动：注销一行，随下次上报交[县]里"))
    if plan.others:
        words = tr("户里还有{names}，不是帮扶对象，档案是否退出请另定")
        lines.append(words.format(names="、".join(plan.others)))
    return tuple(lines)


def _stays(desk: Desk, plan: DeathPlan) -> tuple[str, ...]:
    return tuple(
        tr("{level}联系人 {name} 继续联系这一户").format(
            level=desk.profile.level_short(a.post_kind) if a.post_kind != "extra" else tr("其他"), name=a.contact_name
        )
        for a in plan.staying
    )


def review_leaving(desk: Desk, wish: Leaving) -> Review:
    """What a move away or an exit would end.

    Raises:
        InvalidValue, NotFound: as the command would.
    """
    past_day("on", wish.on, desk.today, "日期")
    with desk.record.store.reading() as connection:
        plan = plan_leaving(connection, wish)
        family = family_on_file(connection, wish.family_id)
    if family is None:
        raise NotFound("没有找到这一户。")
    moved = wish.reason == MOVED
    said = day_words(plan.on, desk.today.year)
    words = tr("{name}户从 {on} 起迁出，登记后：") if moved else tr("{name}户从 {on} 起退出，登记后：")
    after = [tr("档案转为“{word}”，不再生成待办，档案留着").format(word=desk.word("family_status", plan.status))]
    after.append(tr("信息变动一行，随下次上报交[县]里"))
    after += [tr("还没办完的诉求：{what}，请转交或办结").format(what=what) for what in plan.open_needs]
    parts = (
        ReviewPart(tr("停止"), closing_words(desk, family, plan.closings)),
        ReviewPart(tr("接着"), tuple(after), "soon"),
        ReviewPart(tr("不变"), (tr("家庭医生协议、就诊卡、保险是本人的，跟人走"),)),
    )
    return Review(words.format(name=plan.name, on=said), parts, tr("登记迁出") if moved else tr("登记退出"))


def review_head(desk: Desk, family_id: str, head_id: str) -> Review:
    """What everybody would be to the new head.

    Raises:
        NotFound: the family is not here.
    """
    asked = "SELECT id, relation, sex, name FROM person WHERE family_id = ? AND voided = 0 ORDER BY no"
    with desk.record.store.reading() as connection:
        rows = connection.exec_driver_sql(asked, (family_id,)).all()
    kin = tuple(Kin(row[0], row[1], row[2]) for row in rows)
    if head_id not in {each.id for each in kin}:
        raise NotFound("没有找到这个人。", next_step="请刷新后再试。")
    names = {row[0]: str(row[3]) for row in rows}
    relations = relations_after(kin, head_id)
    lines = tuple(
        tr("{name}：{before} 改为 {after}").format(
            name=names[each.id],
            before=desk.word("relation", each.relation),
            after=desk.word("relation", relations[each.id]),
        )
        for each in kin
    )
    return Review(tr("换户主后："), (ReviewPart(tr("与户主关系"), lines),), tr("换户主"))


def review_split(desk: Desk, wish: Split) -> Review:
    """What a split would make of one household.

    Raises:
        InvalidValue: a day that has not come, or no such member.
    """
    on = past_day("on", wish.on, desk.today, "日期")
    with desk.record.store.reading() as connection:
        asked = "SELECT family_id FROM person WHERE id = ?"
        family_id = connection.exec_driver_sql(asked, (wish.person_id,)).scalar()
        family = family_on_file(connection, str(family_id)) if family_id else None
    person = next((p for p in family.persons if p.id == wish.person_id), None) if family else None
    if family is None or person is None:
        raise InvalidValue("person_id", "没有找到这个人。")
    left = [p.name for p in family.members(on) if p.id != person.id]
    children = [c for c in family.children if person.id in c.parents]
    said = day_words(on, desk.today.year)
    kept = [tr("{said} 以前仍算在原来的户里，从前的数不变").format(said=said)]
    if children:
        kept.append(tr("子女 {n} 人仍是父母两人的，统计时只算一次").format(n=len(children)))
    parts = (
        ReviewPart(tr("原来的户"), (tr("留下：{names}").format(names="、".join(left) or tr("没有人")),)),
        ReviewPart(
            tr("新的户"),
            (
                tr("户主：{name}").format(name=person.name),
                " ".join(filter(None, (wish.village, wish.address))),
                tr("新编档案编号，联系人要另外落实"),
            ),
            "soon",
        ),
        ReviewPart(tr("不变"), tuple(kept)),
    )
    return Review(tr("从 {on} 起分成两户：").format(on=said), parts, tr("分成两户"))


def closing_words(desk: Desk, family: Family, closings: Iterable[Closing]) -> tuple[str, ...]:
    """What ends, a line each."""
    return tuple(_closing(desk, family, closing) for closing in closings)


def _closing(desk: Desk, family: Family, closing: Closing) -> str:
    if closing.entity == "assignment":
        post = next(a for a in family.assignments if a.id == closing.id)
        return tr("联系人 {name}").format(name=post.contact_name)
    if closing.entity == "pairing":
        return tr("志愿结对 {name}").format(name=next(p.volunteer_name for p in family.pairings if p.id == closing.id))
    held: dict[str, Sequence[Entitlement | Insured | Agreement | GreenCard | HospitalStay]] = {
        "eligibility": family.entitlements,
        "insured": family.insured,
        "agreement": family.agreements,
        "green_card": family.cards,
        "hospital_stay": family.stays,
    }
    record = next(each for each in held[closing.entity] if each.id == closing.id)
    name = next(p.name for p in family.persons if p.id == record.person_id)
    return tr("{name}的{what}").format(name=name, what=_what(desk, record))


def _what(desk: Desk, record: object) -> str:
    if isinstance(record, Entitlement):
        kind, status = desk.word("eligibility_kind", record.kind), desk.word("eligibility_status", record.status)
        return tr("特扶资格（{kind}，{status}）").format(kind=kind, status=status)
    if isinstance(record, Insured):
        return tr("保险：{product}").format(product=desk.profile.product_name(record.product))
    if isinstance(record, GreenCard):
        return desk.profile.word("green_card")
    return tr("家庭医生协议") if isinstance(record, Agreement) else tr("住院，写上出院日期")
