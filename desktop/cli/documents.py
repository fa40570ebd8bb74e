"""What each `--json` document holds: the table `nuanxin help json` is made from and which the tests hold true."""

from typing import Any

from desktop.cli.document_keys import Key
from desktop.cli.documents_exchange import EXCHANGE
from desktop.cli.documents_work import WORK

DOCUMENTS: dict[str, tuple[Key, ...]] = {**WORK, **EXCHANGE}
EXIT_CODES = {"0": "办好了", "1": "程序出了错", "2": "命令写得不对", "3": "没有办，原因和代码写在标准错误里"}


def described() -> dict[str, Any]:
    """The table as `nuanxin help json --json` prints it."""
    commands = {
        name: [{"path": key.path, "kind": key.kind, "meaning": key.meaning} for key in keys]
        for name, keys in DOCUMENTS.items()
    }
    return {"exit_codes": EXIT_CODES, "commands": commands}
