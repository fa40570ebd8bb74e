"""The tour hands over: both townships enrol, make their package, carry it on a stick and print the slip."""

from db.sync.package.inspecting import inspect_package
from db.sync.package.reading import open_package
from db.sync.trust.identity import county_desk
from db.vault.recovery import new_recovery_code
from desktop.desk.desk import Desk
from desktop.desk.handover import ask, carry, export, grant, in_words, take
from desktop.desk.opening import found_desk
from desktop.tour.looking import settle_neighbour
from desktop.tour.starting import keep_pages
from desktop.tour.walk import COUNTY, NEIGHBOUR, TOWNSHIP, Walk
from desktop.words import tr

FOLDER = "6-上报"


def hand_over(walk: Walk) -> None:
    """From the request file to the package on the stick, for both townships."""
    settle_neighbour(walk)
    wish = walk.founding(COUNTY, new_recovery_code())
    walk.desks[COUNTY] = county = found_desk(walk.homes / COUNTY, wish, walk.clock, walk.cost)
    for office in (TOWNSHIP, NEIGHBOUR):
        desk = walk.desk(office)
        digits = _enrol(county, desk)
        name = desk.record.office.org_name
        walk.book.say(tr("    {name}已在县里登记，电话核对码 {digits}").format(name=name, digits=digits))
        _package(walk, county, office)


def _enrol(county: Desk, desk: Desk) -> str:
    """Request, answer, and the digits of both sides compared."""
    asked = ask(desk)
    answer = grant(county, asked.content, asked.digits)
    take(desk, answer.content, answer.root_digits)
    return asked.digits


def _package(walk: Walk, county: Desk, office: str) -> None:
    desk = walk.desk(office)
    name = desk.record.office.org_name
    made = export(desk, walk.homes / f"{office}-outbox")
    stick = walk.book.out / FOLDER
    stick.mkdir(parents=True, exist_ok=True)
    walk.packages[office] = package = carry(made.written.path, stick, made.written.sha256)
    said = tr("{name}的上报包：{count} 条修改，{size} 字节，只有县里能打开；{kinds}")
    walk.book.note(
        package,
        said.format(
            name=name,
            count=made.written.sealed.counted.changes,
            size=made.written.bytes,
            kinds=in_words(made.hand_over).said,
        ),
    )
    known = county_desk(county.record.store)
    with open_package(package, known.keys.identities, known.trust) as opened:
        slip = opened.slip()
    walk.book.keep(f"{FOLDER}/上报单-{name}.pdf", slip, tr("{name}的上报单，与包里的数一致").format(name=name))
    if office == TOWNSHIP:
        keep_pages(walk, f"{FOLDER}/上报单-{name}", slip, 1)
    if not inspect_package(package, known.keys.identities, known.trust).verified:
        walk.book.fail(tr("{name}的上报包县里验不过").format(name=name))
