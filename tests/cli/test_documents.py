"""`nuanxin help json` cannot rot: every command's real document holds exactly the keys the table names."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from desktop.cli.document_keys import Key
from desktop.cli.documents import DOCUMENTS
from desktop.cli.main import build_parser
from tests.cli.practice_office import Office, write_list
from tests.journeys.test_command_line import enrol

OF_MANY = {"figures", "rows_explained", "households", "rows", "exit_codes", "commands"}
"""Objects whose keys are data: they stand as {} in the table."""
KINDS = {"text": str, "code": str, "id": str, "day": str, "instant": str, "number": int, "flag": bool}


def paths(value: Any, at: str = "") -> Iterator[tuple[str, Any]]:
    """Every key of a document with its value, lists and data keys folded as in the table."""
    if isinstance(value, dict):
        for name, inner in value.items():
            here = f"{at}.{name}" if at else name
            folded = f"{at}.{{}}" if at.rpartition(".")[2] in OF_MANY else here
            yield folded, inner
            yield from paths(inner, folded)
    if isinstance(value, list):
        for inner in value:
            yield from paths(inner, f"{at}[]")


def fits(key: Key, value: Any) -> bool:
    kind = key.kind.removesuffix("?")
    if value is None:
        return key.kind.endswith("?")
    return type(value) is KINDS.get(kind, {"list": list, "object": dict}.get(kind))


def require_as_told(name: str, *documents: Any) -> None:
    """Each key found is told, each told key is found somewhere, and each value is of its kind."""
    table = {key.path: key for key in DOCUMENTS[name]}
    seen = set()
    for document in documents:
        for path, value in paths(document):
            assert path in table, (name, path)
            assert fits(table[path], value), (name, path, value)
            seen.add(path)
    assert set(table) - seen == set(), name


def test_every_document_is_as_help_json_tells_it(office_at: Callable[[str], Office], tmp_path: Path) -> None:
    office, county = office_at("qingxi"), office_at("county").found("county", "999999", "示范县卫健局")
    words = ("--role", "township", "--org-code", "999999101", "--org-name", "青溪镇", "--worker", "王芳")
    require_as_told(
        "init", office.ask("init", *words, "--profile", "national", "--recovery-out", tmp_path / "code.pdf")
    )
    one = write_list(tmp_path / "a.xlsx", 4)
    looked = office.ask("roster", "import", one, "--dry-run")
    done = office.ask("roster", "import", one)
    other = write_list(tmp_path / "b.xlsx", 2, 家庭类别={3: "猜"}, 村={4: "云雾村"}, 妻子身份证号={3: "123"})
    doubtful = office.ask("roster", "import", other)
    require_as_told("roster import", looked, done, doubtful)

    family = office.ask("families", "--search", "xgm")["families"][0]["id"]
    person = office.ask("family", family)["persons"][0]["id"]
    visit = ("visit", "add", "--family", family, "--on", "2026-11-20", "--category", "daily", "--mode", "home")
    require_as_told("visit add", office.ask(*visit))
    contact = ("--post", "extra", "--name", "孙云", "--phone", "13900000009", "--since", "2026-11-22")
    require_as_told("contact assign", office.ask("contact", "assign", "--family", family, *contact))
    term = ("--from", "2026-01-01", "--to", "2026-12-31")
    require_as_told("doctor sign", office.ask("doctor", "sign", "--person", person, "--team", "一队", *term))
    require_as_told("green issue", office.ask("green", "issue", "--person", person, "--card", "L1", *term))
    care(office, family)
    require_as_told("families", office.ask("families"))
    require_as_told("family", office.ask("family", family))
    listed = office.ask("coverage", "--by", "village", "--item", "C3")
    explained = office.ask("coverage", "--explain", "--as-of", "2026-11-22")
    whole = office.ask("coverage", "--explain", "--family", family)
    assert {row["item"] for row in explained["explained"]} >= {"C2", "C3"}
    assert all(row["responsible"] for row in explained["explained"])
    require_as_told("duties", office.ask("duties", "--on", "2027-02-01"), office.ask("duties", "--on", "2027-03-03"))
    look_over(office)
    require_as_told("registers", office.ask("registers"))
    contacts = office.ask("register", "contacts", "--xlsx", tmp_path / "c.xlsx"), office.ask("register", "partners")
    require_as_told("register", *contacts)
    require_as_told("forms visit", office.ask("forms", "visit", "--all", "--out", tmp_path / "f.pdf"))
    sheets = office.ask("forms", "inspection", "--all", "--as-of", "2026-11-22", "--out", tmp_path / "i.pdf")
    require_as_told("forms inspection", sheets)

    profiles(office, tmp_path)
    city = office_at("city").found("upper", "999900", "示范市卫健委")
    travelled(office, (county, city), one, tmp_path)
    as_reported = county.ask("coverage", "--as-reported", "2026-11", "--by", "village")
    require_as_told("coverage", listed, explained, whole, city.ask("coverage"), as_reported)
    require_as_told("check", office.ask("check"))
    require_as_told("roster export", office.ask("roster", "export", tmp_path / "out.xlsx"))
    require_as_told("roster undo", office.ask("roster", "undo", done["batch"]))
    require_as_told("help json", office.ask("help", "json"))


def travelled(office: Office, above: tuple[Office, Office], one: Path, folder: Path) -> None:
    """Enrolled, packed, looked at and taken in by the county and the city; `one` is a file that is no package."""
    county, city = above
    request, answer = folder / "r.nxq", folder / "a.nxa"
    asked = office.ask("enrol", "request", "--out", request)
    require_as_told("enrol request", asked)
    granted = county.ask("enrol", "approve", request, "--out", answer, "--fingerprint", asked["fingerprint"])
    require_as_told("enrol approve", granted)
    digits = granted["root_fingerprint"]
    require_as_told("enrol accept", office.ask("enrol", "accept", answer, "--fingerprint", digits))
    enrol(office, county, folder)
    made = office.ask("package", "export", "--out", folder / "out")
    require_as_told("package export", made)
    inspected = county.ask("package", "inspect", made["file"]), office.ask("package", "inspect", one, expect=3)
    require_as_told("package inspect", *inspected)
    taken = county.ask("package", "import", made["file"], "--yes"), county.ask("package", "import", one, expect=3)
    require_as_told("package import", *taken, rejected(taken[0]), handed_up(county, city, folder))


def handed_up(county: Office, city: Office, folder: Path) -> dict[str, Any]:
    """What a county hands up, and what the city's import says of it."""
    enrol(city, county, folder)
    made = county.ask("package", "up", "--out", folder / "up")
    require_as_told("package up", made)
    taken: dict[str, Any] = city.ask("package", "import", folder / "up", "--yes")
    require_as_told("counties list", city.ask("counties", "list"))
    return {**taken, "files": [{**taken["files"][0], "differing": []}]}


def look_over(office: Office) -> None:
    """What the checks find, and an explanation of one thing found."""
    keep_one_filter(office)
    require_as_told("filters", office.ask("filters"))
    named = office.ask("families", "--filter", "云岭")["families"]
    assert {each["village"] for each in named} == {"云岭村"}
    checks = office.ask("checks")
    require_as_told("checks", checks)
    village = next(each for each in checks["findings"] if each["check"] == "village_codeless")
    explained = ("--record", village["record"], "--check", "village_codeless", "--sentence", "县里还没有给")
    require_as_told("explain", office.ask("explain", *explained))
    done = office.ask("history")
    require_as_told("history", done)
    assert {(each["signed"], each["new_key"]) for each in done["done"]} == {("proved", False)}
    require_as_told("undo", office.ask("undo", done["done"][0]["undo"]))


def profiles(office: Office, folder: Path) -> None:
    """The locality: looked at, another chosen, a county's file checked, laid out and taken in."""
    head = 'name = "yunxi"\ntitle = "云溪县"\nsource = "县文件"\nextends = "national"\n'
    rule = '[[rule]]\nid = "A1"\nmonths = 3\nsource = "县文件"\nsince = 2027-01-01\n'
    file = folder / "yunxi.toml"
    file.write_text(head + rule, "utf-8")
    require_as_told("profile check", office.ask("profile", "check", file))
    require_as_told("profile use", office.ask("profile", "use", "taicang"))
    laid_out, taken = office.ask("profile", "import", file), office.ask("profile", "import", file, "--yes")
    assert (laid_out["applied"], taken["applied"]) == (False, True)
    require_as_told("profile import", laid_out, taken)
    require_as_told("profile list", office.ask("profile", "list"))
    require_as_told("profile show", office.ask("profile", "show"), office.ask("profile", "show", "baotou"))


def keep_one_filter(office: Office) -> None:
    """A filter is kept in the window."""
    from desktop.desk.filters import FamilyChoice, keep_filter
    from desktop.desk.opening import open_desk
    from tests.cli.practice_office import NOW, PASSPHRASE

    desk = open_desk(office.home, PASSPHRASE, NOW)
    keep_filter(desk, "云岭", FamilyChoice(village="云岭村"))
    desk.record.close()


def care(office: Office, family: str) -> None:
    """A request from raised to followed up and carried on, an event, and help asked for."""
    asked = ("--family", family, "--category", "medical", "--request", "想换药", "--on", "2026-11-01")
    raised = office.ask("need", "add", *asked)
    require_as_told("need add", raised)
    told = office.ask("need", "answer", raised["id"], "--action", "已去问", "--to", "县医院", "--on", "2026-11-02")
    require_as_told("need answer", told)
    require_as_told("need close", office.ask("need", "close", raised["id"], "--result", "换好了", "--on", "2026-11-09"))
    again = office.ask("need", "follow-up", raised["id"], "--unsolved", "--note", "又用完了", "--on", "2026-11-20")
    require_as_told("need follow-up", again)
    assert [n["status"] for n in office.ask("family", family)["needs"]] == ["followed_up", "open"]
    fell = ("--family", family, "--kind", "accident", "--on", "2026-11-21", "--known-at", "20:15")
    require_as_told("event add", office.ask("event", "add", *fell))
    urgent = next(each for each in office.ask("duties")["duties"] if each["rule"] == "S2-emergency")
    assert urgent["due_by"] == "2026-11-22"
    fund = ("--family", family, "--programme", "生育关怀公益金", "--on", "2026-11-21", "--stage", "requested")
    require_as_told("aid add", office.ask("aid", "add", *fund, "--yuan", "1200.50", "--note", "住院"))


def rejected(taken: Any) -> Any:
    """The same document with what no sound package gives cause for: a reason, a record that differs."""
    more = {"reasons": [{"count": 1, "reason": "缺姓名"}], "differing": [{"entity": "family", "id": "1"}]}
    return {**taken, "files": [{**taken["files"][0], **more}]}


def test_every_command_has_its_document_told() -> None:
    named = {name for name, parser in commands(build_parser(), "") if "--json" in parser.format_help()}
    assert named - {"help"} == set(DOCUMENTS) - {"help json"}


def commands(parser: Any, before: str) -> Iterator[tuple[str, Any]]:
    inner = [action.choices for action in parser._actions if isinstance(action.choices, dict)]
    if not inner:
        yield before.strip(), parser
    for name, each in (pair for choices in inner for pair in choices.items()):
        yield from commands(each, f"{before} {name}")
