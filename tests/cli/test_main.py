"""What a command line typed badly gets: a Chinese sentence, a code, the right exit code, and nothing half done."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from db.commands.opening import RecordExists
from db.sync.trust.identity import NotEnrolled
from desktop.__main__ import has_screen, main
from desktop.cli import families
from desktop.cli.main import House, build_parser, run
from desktop.cli.seat import Seat
from tests.cli.practice_office import NOW, Office, write_list

ENGLISH = re.compile(r"\b(error|invalid|required|argument|choose|usage|expected|unrecognized|optional)\b")
HOUSE = House(lambda _: 7, lambda *_: 0)

WRONG = [
    ("nonsense",),
    ("roster",),
    ("roster", "import"),
    ("family",),
    ("families", "--villag", "x"),
    ("coverage", "--as-of", "2026-02-30"),
    ("coverage", "--by", "county"),
    ("duties", "--on"),
    ("forms", "visit", "--out", "x.pdf"),
    ("forms", "visit", "--due", "--all", "--out", "x.pdf"),
    ("forms", "visit", "--blank", "0", "--out", "x.pdf"),
    ("visit", "add", "--family", "x", "--on", "昨天", "--category", "daily", "--mode", "home"),
    ("visit", "add", "--family", "x", "--on", "2026-01-01", "--category", "tea", "--mode", "home"),
    ("contact", "assign", "--family", " ", "--post", "village", "--name", "x", "--since", "2026-01-01"),
    ("need", "add", "--family", "x", "--category", "tea", "--request", "想换药"),
    ("need", "follow-up"),
    ("aid", "add", "--family", "x", "--programme", "公益金", "--on", "2026-01-01", "--yuan", "一千"),
    ("init", "--role", "village"),
    ("package", "import"),
    ("enrol", "approve", "r.nxq", "--out", "a.nxa"),
    ("enrol", "accept", "a.nxa"),
    ("demo", "--families", "many", "--seed", "1"),
    ("help", "nothing"),
    ("families", "--json=yes"),
]


@pytest.mark.parametrize("words", WRONG, ids=" ".join)
def test_wrong_usage_is_told_in_chinese_and_ends_with_2(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(words, HOUSE, NOW) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "（P-CLI-00）" in err
    assert "用法：" in err
    assert not ENGLISH.search(err), err


def test_help_speaks_chinese_for_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    for words in ((), ("visit", "add"), ("roster", "import"), ("package", "import")):
        assert run([*words, "--help"], HOUSE, NOW) == 0
        out = capsys.readouterr().out
        assert "用法：" in out
        assert not ENGLISH.search(out), out


def test_without_a_subcommand_the_window_opens_on_the_home_named(tmp_path: Path) -> None:
    opened: list[Path] = []
    house = House(lambda home: opened.append(home) or 5, lambda *_: 0)  # type: ignore[func-returns-value] # on purpose
    assert run(["--home", str(tmp_path)], house, NOW) == 5
    assert opened == [tmp_path]


def test_without_a_screen_the_window_is_refused_in_words_and_not_by_qt(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert has_screen("win32", {})
    assert has_screen("linux", {"QT_QPA_PLATFORM": "offscreen"})
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    assert main(["--home", str(tmp_path)]) == 3
    assert "P-CLI-07" in capsys.readouterr().err


def test_home_and_json_are_understood_behind_the_command_too(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["families", "--json", "--home", str(office.home)], HOUSE, NOW) == 0
    assert '"found": 0' in capsys.readouterr().out


def test_no_passphrase_and_no_terminal_is_a_refusal(
    office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("NUANXIN_PASSPHRASE")
    assert "P-CLI-01" in office.say("families", expect=3)
    file = tmp_path / "passphrase"
    file.write_text("云岭春风四月天好\n", "utf-8")
    assert "0 户" in office.say("--passphrase-file", file, "families")
    file.write_text("另外一句\n", "utf-8")
    assert "口令不对" in office.say("--passphrase-file", file, "families", expect=3)
    assert "P-CLI-02" in office.say("--passphrase-file", tmp_path / "none", "families", expect=3)


def test_a_record_is_not_made_without_a_way_back(office_at: Callable[[str], Office], tmp_path: Path) -> None:
    office = office_at("new")
    words = ("init", "--role", "township", "--org-code", "999999101", "--org-name", "青溪镇", "--worker", "王芳")
    assert "P-CLI-03" in office.say(*words, "--profile", "national", expect=3)
    assert not office.home.exists()
    sheet = tmp_path / "code.pdf"
    assert "P-PRF-02" in office.say(*words, "--profile", "atlantis", "--recovery-out", sheet, expect=3)
    assert not sheet.exists()
    sheet.write_bytes(b"something else")
    assert "P-CLI-04" in office.say(*words, "--profile", "national", "--recovery-out", sheet, expect=3)
    assert sheet.read_bytes() == b"something else"
    assert not office.home.exists()


def test_a_record_is_not_founded_twice_and_the_first_sheet_stays_the_only_one(office: Office, tmp_path: Path) -> None:
    words = ("--role", "township", "--org-code", "999999101", "--org-name", "青溪镇", "--worker", "王芳")
    said = office.say("init", *words, "--profile", "national", "--recovery-out", tmp_path / "two.pdf", expect=3)
    assert RecordExists.code in said
    assert not (tmp_path / "two.pdf").exists()


def test_the_recovery_sheet_opens_the_record(office: Office, tmp_path: Path) -> None:
    import zxingcpp
    from PIL import Image

    from db.vault.recovery import parse_recovery_code
    from db.vault.vault import Vault
    from desktop.forms.preview import page_image

    seen = page_image(office.home.with_suffix(".pdf").read_bytes(), 1, 150)
    image = Image.frombytes("RGB", (seen.width, seen.height), seen.rgb)
    (found,) = zxingcpp.read_barcodes(image)
    assert Vault(office.home, NOW).unlock_with_code(parse_recovery_code(found.text))


def test_a_bug_shows_a_code_and_no_name(
    office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> None:
        raise KeyError("谢光明")

    monkeypatch.setattr(Seat, "desk", broken)
    said = office.say("families", expect=1)
    assert re.search(r"（P-BUG-[0-9A-F]{6}）", said)
    assert "谢光明" not in said
    assert "Traceback" not in said
    log = (office.home / "nuanxin.log").read_text("ascii")
    assert '"event": "bug"' in log
    assert families.__name__.rpartition(".")[2] in log
    monkeypatch.setenv("NUANXIN_DEBUG", "1")
    assert "Traceback" in office.say("families", expect=1)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("family", "nobody"), "P-VAL-02"),
        (("roster", "import", "nothing.xlsx"), "P-CLI-02"),
        (("roster", "undo", "nothing"), "P-VAL-02"),
        (("package", "export", "--out", "."), NotEnrolled.code),
        (("enrol", "accept", "nothing", "--fingerprint", "1"), "P-CLI-02"),
        (("forms", "visit", "--all", "--out", "no/such/folder/x.pdf"), "P-PRT-04"),
        (("forms", "visit", "--blank", "2", "--out", "no/such/folder/x.pdf"), "P-CLI-05"),
        (("forms", "visit", "--village", "云雾村", "--out", "x.pdf"), "P-VAL-02"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else value,
)
def test_a_refusal_goes_to_stderr_with_its_code(
    office: Office, words: tuple[str, ...], code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--home", str(office.home), *words, "--json"], HOUSE, NOW) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert f"（{code}）" in err


def test_forms_that_could_not_be_written_take_no_number(office: Office, tmp_path: Path) -> None:
    office.say("forms", "visit", "--blank", "2", "--out", tmp_path / "none" / "x.pdf", expect=3)
    made = office.ask("forms", "visit", "--blank", "2", "--out", tmp_path / "x.pdf")
    assert [each["serial"] for each in made["forms"]] == ["F3-2026-000001", "F3-2026-000002"]
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file() and path.suffix != ".pdf") == []


def test_numbers_are_hidden_unless_asked_for_and_the_asking_is_noted(office: Office, tmp_path: Path) -> None:
    office.say("roster", "import", write_list(tmp_path / "a.xlsx", 1))
    family = office.ask("families")["families"][0]
    assert family["phone"] == "138****1000"
    masked = office.say("family", family["id"])
    assert "999999********" in masked
    assert not re.search(r"9{6}\d{11}[\dX]|1\d{10}", masked)
    assert re.search(r"9{6}\d{11}[\dX]", office.say("family", family["id"], "--full"))

    from desktop.desk.opening import open_desk
    from tests.cli.practice_office import PASSPHRASE

    desk = open_desk(office.home, PASSPHRASE, NOW)
    with desk.record.store.reading() as connection:
        asked = "SELECT action FROM audit WHERE subject = ? ORDER BY no"
        actions = connection.exec_driver_sql(asked, (family["id"],)).scalars().all()
    desk.record.close()
    assert actions == ["look", "reveal"]


def test_the_command_line_never_imports_qt_and_help_does_not_import_the_record() -> None:
    script = (
        "import sys; from desktop.__main__ import main; main(['help']);"
        "print(sorted({name.partition('.')[0] for name in sys.modules}"
        " & {'PySide6', 'sqlalchemy', 'reportlab', 'python_calamine', 'pyrage', 'keyring'}))"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == "[]"


def test_building_the_parser_names_every_command_of_the_contract() -> None:
    text = build_parser().format_help()
    first = ("init", "roster", "families", "family", "visit", "contact", "doctor", "green", "coverage", "duties")
    for word in (*first, "forms", "enrol", "package", "check", "demo", "tour", "help"):
        assert f"\n    {word} " in text


def test_a_profile_file_is_checked_without_a_record_and_its_fault_is_named_by_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "yunxi.toml"
    file.write_text('name = "yunxi"\ntitle = "云溪县"\nextends = "taicang"\nsourse = "县文件"\n', "utf-8")
    assert run(("--home", str(tmp_path / "none"), "profile", "check", str(file)), HOUSE, NOW) == 3
    assert "第 4 行的“sourse”不能用：没有这一项" in capsys.readouterr().err
    file.write_text(file.read_text("utf-8").replace("sourse", "source"), "utf-8")
    assert run(("--home", str(tmp_path / "none"), "profile", "check", str(file)), HOUSE, NOW) == 0
    assert "写得对，可以用" in capsys.readouterr().out
