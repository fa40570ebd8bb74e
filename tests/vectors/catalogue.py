"""Every vector by name."""

from tests.vectors.faults import FAULTS, Fault
from tests.vectors.further import FURTHER

ALL: dict[str, Fault] = {**FAULTS, **FURTHER}
