"""A few pictures of the practice township, drawn and not taken, and one member who helps other families himself."""

from io import BytesIO
from typing import TYPE_CHECKING

from db.domain.consent import may
from db.ids import new_id
from db.ledger.change import Draft
from db.queries.facts import families_on_file
from desktop.desk.attachments import JPEG, files_of
from desktop.desk.desk import Desk

if TYPE_CHECKING:
    from db.store.writing import Writing

_LOOKED_AT = 60
_SIZE = (900, 600)
_COLOURS = (((214, 224, 220), (92, 128, 112)), ((236, 224, 200), (168, 132, 92)), ((208, 216, 228), (104, 120, 148)))
"""Sky and hill of each picture."""
_CAPTIONS = ("围桌包饺子", "卫生间扶手装好后", "一起晒被子")


def picture_some(writing: "Writing", desk: Desk) -> int:
    """Puts a picture to an activity and to families that agreed to photographs; how many."""
    asked = "SELECT id FROM activity WHERE voided = 0 ORDER BY no LIMIT 1"
    subjects = [("activity", str(each), "") for each in writing.connection.exec_driver_sql(asked).scalars()]
    subjects += [("family", each, each) for each in _agreed(writing, desk)]
    drafts = []
    for place, (entity, record_id, family_id) in enumerate(subjects[: len(_COLOURS)]):
        content = _drawn(place)
        said: dict[str, object] = {"subject_type": entity, "subject_id": record_id, "kind": "photo", "media_type": JPEG}
        said |= {"sha256": files_of(desk).put(content), "size": len(content), "on": desk.today.isoformat()}
        said |= {"caption": _CAPTIONS[place], **({"family_id": family_id} if family_id else {})}
        drafts.append(Draft("create", "attachment", new_id(desk.clock), said))
    writing.append(drafts)
    return len(drafts)


def _agreed(writing: "Writing", desk: Desk) -> list[str]:
    """Families among the first ones in which somebody has agreed to photographs."""
    asked = "SELECT id FROM family WHERE voided = 0 AND status = 'active' ORDER BY no LIMIT ?"
    ids = list(writing.connection.exec_driver_sql(asked, (_LOOKED_AT,)).scalars())
    return [
        family.id
        for family in families_on_file(writing.connection, ids)
        if any(may(family, person.id, "photo", desk.today).allowed for person in family.members(desk.today))
    ]


def befriend(writing: "Writing") -> int:
    """Makes the first peer volunteer a member on file whose household is not the one helped; how many."""
    peer = "SELECT id FROM volunteer WHERE kind = 'peer' AND voided = 0 ORDER BY no LIMIT 1"
    volunteer = writing.connection.exec_driver_sql(peer).scalar()
    member = """
        SELECT p.id, p.name FROM person p JOIN family f ON f.id = p.family_id
         WHERE p.voided = 0 AND p.alive = 1 AND f.status = 'active' AND f.id NOT IN (
               SELECT family_id FROM pairing WHERE volunteer_id = ?)
         ORDER BY p.no LIMIT 1
    """
    found = writing.connection.exec_driver_sql(member, (volunteer,)).first() if volunteer else None
    if found is None:
        return 0
    said = {"person_id": str(found[0]), "name": str(found[1])}
    writing.append([Draft("set", "volunteer", str(volunteer), said)])
    return 1


def _drawn(place: int) -> bytes:
    """A hill under a sky: nobody and no place that there is."""
    from PIL import Image, ImageDraw

    sky, hill = _COLOURS[place]
    picture = Image.new("RGB", _SIZE, sky)
    wide, high = _SIZE
    ImageDraw.Draw(picture).ellipse((-wide // 3, high // 2, wide + wide // 3, high * 2), fill=hill)
    made = BytesIO()
    picture.save(made, format="JPEG", quality=85)
    return made.getvalue()
