"""`nuanxin enrol`: a laptop becomes known to its county, the digits compared over the telephone (B-47)."""

import argparse
from pathlib import Path

from desktop.cli.arguments import Commands, command, filled, group
from desktop.cli.files import read_file, write_file
from desktop.cli.seat import Seat
from desktop.cli.terminal import Answer, pairs, sections
from desktop.words import tr


def add(commands: Commands) -> None:
    """Adds `enrol request`, `enrol approve` and `enrol accept`."""
    words = group(commands, "enrol", tr("到县级登记这台电脑"))
    parser = command(words, "request", tr("乡镇：生成登记申请"), request)
    parser.add_argument("--out", required=True, type=Path, metavar="FILE", help=tr("申请写到哪个文件"))
    parser = command(words, "approve", tr("县级：批复登记申请"), approve)
    parser.add_argument("file", type=Path, metavar="FILE", help=tr("乡镇的申请文件"))
    parser.add_argument("--out", required=True, type=Path, metavar="FILE", help=tr("批复写到哪个文件"))
    _fingerprint(parser, tr("乡镇在电话里念的 12 位核对码"))
    help_text = tr("接替哪一台电脑，写它的身份（见 stations list）；不写就是多加一台")
    parser.add_argument("--succeeds", default="", metavar="ID", help=help_text)
    parser = command(words, "accept", tr("乡镇：收下县级的批复"), accept)
    parser.add_argument("file", type=Path, metavar="FILE", help=tr("县级的批复文件"))
    _fingerprint(parser, tr("县级在电话里念的 12 位核对码"))


def _fingerprint(parser: argparse.ArgumentParser, help_text: str) -> None:
    parser.add_argument("--fingerprint", required=True, type=filled, metavar="DIGITS", help=help_text)


def request(words: argparse.Namespace, seat: Seat) -> Answer:
    """Writes the request and shows the digits to be read out."""
    from desktop.desk.handover import ask

    with seat.desk() as desk:
        asked = ask(desk)
        write_file(words.out, asked.content)
    document = {"file": str(words.out), "fingerprint": asked.digits}
    facts = pairs(((tr("登记申请"), str(words.out)), (tr("核对码"), asked.digits)))
    return Answer(document, sections(facts, tr("请把文件带给县级，并在电话里念这 12 位核对码。")))


def approve(words: argparse.Namespace, seat: Seat) -> Answer:
    """Signs the answer once the digits read out over the telephone are those of the request."""
    from desktop.desk.handover import grant

    content = read_file(words.file, tr("登记申请"))
    with seat.desk() as desk:
        granted = grant(desk, content, words.fingerprint, words.succeeds)
        write_file(words.out, granted.content)
    document = {
        "file": str(words.out),
        "org_code": granted.org_code,
        "org_name": granted.org_name,
        "station_fingerprint": granted.station_digits,
        "root_fingerprint": granted.root_digits,
    }
    facts = (
        (tr("已批复"), f"{granted.org_name}（{granted.org_code}）"),
        (tr("批复文件"), str(words.out)),
        (tr("乡镇核对码"), granted.station_digits),
        (tr("县级核对码"), granted.root_digits),
    )
    return Answer(document, sections(pairs(facts), tr("请把批复交回乡镇，并在电话里念县级核对码。")))


def accept(words: argparse.Namespace, seat: Seat) -> Answer:
    """Keeps the county's answer once the digits read out are those of its root: nothing is trusted at first sight."""
    from desktop.desk.uppers import take_answer

    content = read_file(words.file, tr("登记批复"))
    with seat.desk() as desk:
        taken = take_answer(desk, content, words.fingerprint)
    document = {
        "county_code": taken.county_code,
        "county_name": taken.county_name,
        "root_fingerprint": taken.root_digits,
    }
    facts = ((tr("已登记到"), f"{taken.county_name}（{taken.county_code}）"), (tr("县级核对码"), taken.root_digits))
    return Answer(document, pairs(facts))
