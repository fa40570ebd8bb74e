"""Thousands of histories on demand, told by their seeds: `python -m tests.sync.long --histories 20000 --first 0`.

Each seed is one history (`histories.steps_of`), so a failure is found again by its number alone. Several processes take
every n-th seed each. A failure is made as short as it gets, printed, counted, and the others go on; the exit code says
whether there was one. hypothesis drives the same steps in CI (`test_travel.py`); thousands it would only remember.
"""

import argparse
import multiprocessing
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from tests.cluster import memory, running
from tests.conftest import CLOCK
from tests.sync.histories import MakeWorld, Step, dense_history_of, found_warm, history_of
from tests.sync.offices import World
from tests.sync.servers import lent

SAID_EVERY = 100
MIXES = {"usual": history_of, "dense": dense_history_of}
"""`usual` is what offices do, long; `dense` what seldom comes together, short."""


def run(first: int, count: int, stride: int, kept: str, mix: str) -> tuple[Counter[str], list[str]]:
    """Lives `count` histories whose seeds are `first`, `first + stride`, ...

    Args:
        first, count, stride: which seeds.
        kept: `file` or `server`: where the county's record lies.
        mix: which histories, see `MIXES`.

    Returns:
        What happened, and the failures in words.
    """
    happened, failures, began = Counter[str](), list[str](), time.monotonic()
    with ExitStack() as stack:
        room = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="nx-long-", dir=memory())))
        warm = room / "warm"
        found_warm(warm)
        make: MakeWorld = partial(World, warm, CLOCK)
        if kept == "server":
            make = stack.enter_context(lent(warm, stack.enter_context(running(memory())), room / "server", CLOCK))
        for done in range(1, count + 1):
            seed = first + (done - 1) * stride
            steps, chance, lived = MIXES[mix](seed)
            said = _fault(warm, steps, chance, make, happened, lived)
            if said:
                short = shortest(warm, seed, make, mix)
                failures.append(f"history of seed {seed}: {said}\n  shortest: {short}")
                print(failures[-1], flush=True)
            if done % SAID_EVERY == 0 or done == count:
                rate = done / (time.monotonic() - began)
                print(f"{kept} {done}/{count} seeds {first}..{seed} {rate:.2f}/s failures {len(failures)}", flush=True)
    return happened, failures


def _fault(
    warm: Path,
    steps: Sequence[Step],
    chance: random.Random,
    make: MakeWorld,
    happened: Counter[str],
    lived: Callable[..., None],
) -> str:
    """What does not hold, "" when all does."""
    try:
        lived(warm, steps, chance, make=make, happened=happened)
    except Exception as fault:  # noqa: BLE001 - whatever it is, it is what was looked for
        at = [f"{f.name}:{f.lineno}" for f in traceback.extract_tb(fault.__traceback__) if "/tests/" in f.filename]
        return f"{type(fault).__name__} {str(fault)[:300]} at {' > '.join(at[-4:])}"
    return ""


def shortest(warm: Path, seed: int, make: MakeWorld, mix: str) -> str:
    """The history of a seed with every step left out that the failure does not need."""
    steps, chance, lived = MIXES[mix](seed)
    state = chance.getstate()

    def fails(some: Sequence[Step]) -> bool:
        chance.setstate(state)
        return _fault(warm, some, chance, make, Counter(), lived) != ""

    size = len(steps) // 2
    while size:
        at = 0
        while at < len(steps):
            fewer = steps[:at] + steps[at + size :]
            if fails(fewer):
                steps = fewer
            else:
                at += size
        size //= 2
    return repr(steps)


def main() -> int:
    """Runs as told, prints what happened, and says with its exit code whether everything held."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--histories", type=int, default=20_000)
    asked.add_argument("--first", type=int, default=0, help="the first seed")
    asked.add_argument("--kept", choices=("file", "server"), default="file", help="where the county's record lies")
    asked.add_argument("--processes", type=int, default=1)
    asked.add_argument("--mix", choices=tuple(MIXES), default="usual", help="usual histories, or short dense ones")
    said = asked.parse_args()
    tempfile.tempdir = str(memory()) if memory() else None
    parts = [
        (said.first + n, len(range(n, said.histories, said.processes)), said.processes, said.kept, said.mix)
        for n in range(said.processes)
    ]
    began = time.monotonic()
    if said.processes == 1:
        became = [run(*parts[0])]
    else:
        with multiprocessing.get_context("spawn").Pool(said.processes) as pool:
            became = pool.starmap(run, parts)
    happened = sum((counts for counts, _ in became), Counter())
    failures = [each for _, some in became for each in some]
    last, took = said.first + said.histories - 1, time.monotonic() - began
    print(f"{said.histories} histories, seeds {said.first}..{last}, {said.mix}, county in a {said.kept}, {took:.0f} s")
    for what, times in sorted(happened.items()):
        print(f"  {times:>9}  {what}")
    print(f"  {len(failures):>9}  failures")
    return int(bool(failures))


if __name__ == "__main__":
    sys.exit(main())
