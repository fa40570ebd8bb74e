"""The renewal list of the office, and what renewing many at once would do, to be read before it is done (law 7)."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from db.commands.insurance import Product
from db.domain.renewals import Span, ending
from db.domain.standing import EXCLUDED, OK, day_words
from db.queries.insurance import CoverRow, covers_of, last_terms
from db.queries.renewing import Renewal, RenewalLine, renewal_lines
from desktop.desk.desk import Desk
from desktop.desk.insuring import products_of
from desktop.desk.reviewing import Review, ReviewPart
from desktop.words import tr

_SHOWN = 40


@dataclass(frozen=True)
class RenewalNeed:
    """One person to insure again, or at all.

    Attributes:
        cover: the person, with the last term; its `product` is "" for a person who has none.
        product: the product that ends, or the required one that is missing.
        until: the last day of the last term, None when there never was one.
    """

    cover: CoverRow
    product: Product
    until: date | None


def renewal_needs(desk: Desk) -> tuple[RenewalNeed, ...]:
    """Whose required insurance ends within the profile's days or has just ended, then who never had it.

    In the order of the last day, then of village and household.
    """
    with desk.record.store.reading() as connection:
        open_ = _open_terms(desk, connection)
        rows = covers_of(connection, {person_id for person_id, _, _ in open_})
    people: dict[str, CoverRow] = {}
    for row in rows:
        people.setdefault(row.person_id, row)
    place = {person_id: number for number, person_id in enumerate(people)}
    found = [RenewalNeed(people[who], product, last) for who, product, last in open_ if who in people]
    found.sort(key=lambda need: (need.until or date.max, place[need.cover.person_id]))
    return tuple(found)


def renewal_count(desk: Desk) -> int:
    """How many `renewal_needs` has, without reading who they are."""
    with desk.record.store.reading() as connection:
        return len(_open_terms(desk, connection))


def _open_terms(desk: Desk, connection: Connection) -> list[tuple[str, Product, date | None]]:
    """Whom, by what, until when: the terms to renew, and None for who has no required insurance."""
    required = {p.code for p in desk.profile.products_on(desk.today) if p.required}
    products = [each for each in products_of(desk.profile, desk.today) if each.code in required]
    by_name = {name: product for product in products for name in product.names}
    terms = last_terms(connection)
    spans = [Span(who, by_name[written].code, last) for who, written, last, _ in terms if written in by_name and last]
    by_code = {product.code: product for product in products}
    lead = desk.profile.on(desk.today).s4.remind_days
    found: list[tuple[str, Product, date | None]] = [
        (span.person_id, by_code[span.code], span.until) for span in ending(spans, desk.today, lead)
    ]
    covered = {span.person_id for span in spans}
    bare = dict.fromkeys(who for who, _, _, target in terms if target and who not in covered)
    return found + [(who, products[0], None) for who in bare if products]


def lay_out_renewal(desk: Desk, product: Product, wish: Renewal) -> Review:
    """What the step would do, in words; nothing is written.

    Raises:
        InvalidValue: the last day is no day, or the policy is not on file.
    """
    with desk.record.store.reading() as connection:
        lines = renewal_lines(connection, wish, desk.today)
    going = [line for line in lines if line.since is not None]
    staying = [line for line in lines if line.since is None]
    until = day_words(date.fromisoformat(wish.until), desk.today.year)
    title = tr("{product}：给 {n} 人参保，到 {until}").format(product=product.name, n=len(going), until=until)
    parts = (
        ReviewPart(tr("参保 {n} 人").format(n=len(going)), _shown(desk, going), OK if going else ""),
        ReviewPart(tr("不动 {n} 人").format(n=len(staying)), _shown(desk, staying), EXCLUDED if staying else ""),
    )
    return Review(title, parts, tr("给 {n} 人参保").format(n=len(going)))


def _shown(desk: Desk, lines: list[RenewalLine]) -> tuple[str, ...]:
    """The lines in words, the first of many."""
    said = [_words(desk, line) for line in lines[:_SHOWN]]
    if len(lines) > _SHOWN:
        said.append(tr("还有 {n} 人，做法相同").format(n=len(lines) - _SHOWN))
    return tuple(said)


def _words(desk: Desk, line: RenewalLine) -> str:
    who = f"{line.name} {line.village}".strip()
    if line.since is None:
        return tr("{who}：{why}").format(who=who, why=line.why_not)
    year = desk.today.year
    since = tr("{day} 起").format(day=day_words(line.since, year))
    if line.last is None:
        return tr("{who}：新参保，{since}").format(who=who, since=since)
    last = day_words(line.last, year)
    return tr("{who}：上一期到 {last}，{since}").format(who=who, last=last, since=since)
