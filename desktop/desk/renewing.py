"""The renewal list of the office, and what renewing many at once would do, to be read before it is done (law 7)."""

from dataclasses import dataclass
from datetime import date

from db.commands.insurance import Product
from db.domain.renewals import Span, ending
from db.domain.standing import EXCLUDED, OK, day_words
from db.domain.supports import TOLD_ONLY
from db.queries.insurance import CoverRow, bare_rows, cover_rows
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
        covers = [row for row in cover_rows(connection) if row.active]
        bare = bare_rows(connection)
    required = {p.code for p in desk.profile.products_on(desk.today) if p.required}
    products = [each for each in products_of(desk.profile, desk.today) if each.code in required]
    by_name = {name: product for product in products for name in product.names}
    insured = [row for row in covers if row.since and row.stage != TOLD_ONLY and row.product in by_name]
    spans = [Span(row.person_id, by_name[row.product].code, row.since, row.until) for row in insured if row.since]
    rows = {(row.person_id, by_name[row.product].code, row.until): row for row in insured}
    lead = desk.profile.on(desk.today).s4.remind_days
    found = [
        RenewalNeed(row, by_name[row.product], span.until)
        for span in ending(spans, desk.today, lead)
        if (row := rows.get((span.person_id, span.code, span.until)))
    ]
    covered = {row.person_id for row in insured}
    never = {row.person_id: row for row in (*bare, *covers) if row.person_id not in covered}
    if products:
        found += [RenewalNeed(row, products[0], None) for row in never.values()]
    return tuple(found)


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
