"""A stay in hospital from the terminal: insured, admitted, discharged, proposed, filed, paid; and every no."""

from pathlib import Path

from tests.cli.practice_office import Office, write_list
from tests.cli.test_documents import require_as_told


def test_a_stay_goes_from_admission_to_payment_and_each_no_has_its_sentence(office: Office, tmp_path: Path) -> None:
    office.ask("roster", "import", write_list(tmp_path / "a.xlsx", 1))
    family = office.ask("families", "--search", "xgm")["families"][0]["id"]
    person = office.ask("family", family)["persons"][0]["id"]
    term = ("--from", "2026-01-01", "--to", "2026-10-09")
    insure = ("insured", "add", "--person", person, "--product", "住院护理补贴", *term)
    require_as_told("insured add", office.ask(*insure))
    assert "两段重叠" in office.say(*insure, expect=3)
    assert "没有登记过保单号" in office.say(*insure, "--policy", "LX", expect=3)
    assert "不是金额" in office.say("claim", "pay", "x", "--on", "2026-11-20", "--amount", "许多", expect=2)

    admitted = office.ask("stay", "add", "--person", person, "--admitted", "2026-10-01", "--hospital", "县人民医院")
    require_as_told("stay add", admitted)
    stay = admitted["id"]
    propose = ("claim", "propose", "--person", person)
    assert "还没有登记出院" in office.say("claim", "file", stay, expect=3)
    require_as_told("stay discharge", office.ask("stay", "discharge", stay, "--on", "2026-10-12"))
    duties = office.ask("duties")["duties"]
    assert {d["action"] for d in duties if d["rule"] == "S4" and d["subject"] == "谢光明"} >= {"file_claim"}

    (offer,) = office.ask(*propose)["stays"][0]["proposals"]
    assert (offer["days"], offer["amount"]) == (9, None)
    assert [cut["kind"] for cut in offer["cuts"]] == ["outside"]
    filed = office.ask("claim", "file", stay, "--on", "2026-11-01", "--papers", "id_card", "--amount", "900")
    require_as_told("claim file", filed)
    assert "没有能报的保险" in office.say("claim", "file", stay, expect=3)
    require_as_told("claim pay", office.ask("claim", "pay", filed["id"], "--on", "2026-11-20", "--amount", "900.50"))
    done = office.ask(*propose)
    require_as_told("claim propose", done)
    (claim,) = done["stays"][0]["claims"]
    assert (claim["days"], claim["amount"], claim["paid_on"]) == (9, 90050, "2026-11-20")
