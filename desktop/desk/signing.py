"""What is said of who sat there: nothing while all is well, a few words where a person's own signature is missing."""

from typing import Any

from db.ledger.attest import Verdict
from db.store.attesting import Proof
from desktop.words import tr


def signed_words(proof: Proof) -> str:
    """A few words beside an entry; "" where there is nothing to tell."""
    if proof.verdict is Verdict.UNPROVED:
        return tr("没有本人签名")
    if proof.verdict is Verdict.MISFIT:
        return tr("本人签名不符")
    return tr("换了签名钥匙") if proof.new_key else ""


def signed_sentence(proof: Proof, name: str) -> str:
    """The same as a sentence, with what to do about it.

    Args:
        proof: of the session.
        name: in whose name it was.
    """
    if proof.verdict is Verdict.UNPROVED:
        return tr("那次登录没有{name}本人的签名，可能是别人写的，请问一问本人。").format(name=name)
    if proof.verdict is Verdict.MISFIT:
        return tr("那次登录带的签名不是{name}本人的，可能是别人写的，请问一问本人。").format(name=name)
    if proof.new_key:
        return tr("{name}从这次登录起换了签名钥匙：恢复口令以后会这样，不是的话请问一问本人。").format(name=name)
    return ""


def signed_codes(proof: Proof) -> dict[str, Any]:
    """The same for a program."""
    return {"signed": proof.verdict.value, "new_key": proof.new_key}
