"""The county's recovery key in its key manifest, and the laptops that let themselves be opened with it (B-44).

The public half stands in the manifest, which the root signs: a township's vault seals its data key to it as soon as the
laptop has read that manifest. So whoever lost passphrase and recovery sheet is helped by two officers with their codes,
and by nobody else: the county's computers hold neither half.
"""

from dataclasses import replace

from db.store.store import Store
from db.sync.county.stations import issue_manifest, next_manifest
from db.sync.trust.identity import county_desk
from db.sync.trust.manifest import (
    ACTIVE,
    RECOVERY,
    RETIRED,
    CountyKey,
    Manifest,
    public_text,
    read_manifest,
)
from db.vault.county import pair_of
from db.vault.keys import SlotKind
from db.vault.recovery import RecoveryCode
from db.vault.vault import UnlockedVault, Vault


def establish_recovery(store: Store, first: RecoveryCode, second: RecoveryCode, root_code: str = "") -> Manifest:
    """Makes what two codes stand for the county's recovery key; a former one opens no vault that has heard of this.

    Args:
        store: the county's open record.
        first: the one officer's code, typed back from its paper before; it is not kept.
        second: the other's, likewise.
        root_code: the root key's code from the sealed paper, "" while it still lies in the record.

    Returns:
        The new key manifest, which travels with every return.

    Raises:
        NotACounty: this is a township's record.
        RootCodeNeeded, WrongRootCode, RecoveryCodeMistyped: nothing changes.
    """
    desk, now = county_desk(store), store.clock.now()
    on = now.date().isoformat()
    fresh = CountyKey(RECOVERY, public_text(pair_of(first, second).public), ACTIVE, on)
    others = (_retired(key, on) if key.use == RECOVERY else key for key in desk.manifest.keys)
    manifest = next_manifest(desk.manifest, now, keys=(*others, fresh))
    act = ("establish_recovery", desk.keys.county_id)
    with store.keeping() as connection:
        issue_manifest(connection, store, replace(desk, manifest=manifest), act, root_code)
    return manifest


def _retired(key: CountyKey, on: str) -> CountyKey:
    return replace(key, status=RETIRED, valid_until=on) if key.status == ACTIVE else key


def held_recovery(store: Store) -> tuple[bytes, str]:
    """The recovery key this record has heard of, and its county's name.

    Returns:
        The 32 public bytes, empty where there is none, and the name.
    """
    root, text = _held(store)
    if not text:
        return b"", ""
    manifest = read_manifest(text.encode(), root)
    return manifest.recovery(), manifest.county_name


def _held(store: Store) -> tuple[bytes, str]:
    enrolment = store.setting("enrolment")
    if enrolment is not None:
        return bytes.fromhex(enrolment["root"]), str(enrolment["manifest"])
    root = store.setting("county_root")
    return (b"", "") if root is None else (bytes.fromhex(root["public"]), str(store.setting("manifest")))


def let_county_in(store: Store, vault: Vault, opened: UnlockedVault) -> bool:
    """Seals the vault's data key to the county's recovery key, and takes away what was sealed to a former one.

    Args:
        store: the open record.
        vault: its key file.
        opened: the same, unlocked.

    Returns:
        True when the key file was changed.

    Raises:
        VaultNotSaved: the disk would not take it; the next opening tries again.
    """
    public, name = held_recovery(store)
    slots = [slot for slot in vault.header().slots if slot.name.kind is SlotKind.COUNTY]
    former = [slot for slot in slots if slot.recipient != public]
    if public and len(former) == len(slots):
        vault.add_county(opened, public, name)
    elif not former:
        return False
    for slot in former:
        vault.remove_slot(opened, slot.name.slot_id)
    return True
