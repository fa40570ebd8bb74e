"""`python -m tests.vectors` writes the small vectors that are not there yet, their index, and the readers' keys."""

import json

from tests.vectors.catalogue import ALL
from tests.vectors.readers import HERE, write_keys

index = []
for name, fault in ALL.items():
    if not fault.big:
        path = HERE / f"{name}.nxb"
        if not path.exists():  # what was kept once stays as it was
            path.write_bytes(fault.make())
        more = {"changes": True} if fault.changes else {}
        index.append({"file": path.name, "reader": fault.reader, "code": fault.code, **more})
(HERE / "expected.json").write_text(json.dumps(index, ensure_ascii=False, indent=1) + "\n", "utf-8")
write_keys()
