"""Identity from birth: random ids that no two laptops ever share (B-01)."""

import os
import uuid

from db.clock import Clock

_OF_PLACES = uuid.UUID("6c1f4a52-0d3e-5b7a-9a55-7a8f6e2d9b10")


def new_id(clock: Clock) -> str:
    """A UUIDv7 (RFC 9562) with 74 random bits; its time part is never used for order."""
    milliseconds = int(clock.now().timestamp() * 1000) & (2**48 - 1)
    random = int.from_bytes(os.urandom(10))
    bits = milliseconds << 80 | 0x7 << 76 | (random >> 62 & 0xFFF) << 64 | 0b10 << 62 | random & (2**62 - 1)
    return str(uuid.UUID(int=bits))


def place_id(org_code: str, name: str) -> str:
    """The id of a village by its township and name, so that two laptops that meet it apart mean the same one.

    A lone surrogate in the name counts as a question mark here: the name itself is refused when it is written.
    """
    return str(uuid.uuid5(_OF_PLACES, f"{org_code}/{name}".encode(errors="replace").decode()))
