"""What every page is handed: the desk and the record thread, and nothing else of the world."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from db.errors import Refusal
from db.touched import Touched
from desktop.ui.tasks import Tasks, Ticket

if TYPE_CHECKING:  # the window paints before the record's libraries are loaded
    from db.store.writing import Writing
    from desktop.desk.desk import Desk

T = TypeVar("T")


class FileChooser(Protocol):
    """Asks a person for a file or folder; tests answer in their place."""

    def open_file(self, title: str, kinds: str) -> Path | None:
        """A file to read; None when the person changed their mind. `kinds` is Qt's filter text."""

    def save_file(self, title: str, suggested: str, kinds: str) -> Path | None:
        """Where to write."""

    def folder(self, title: str) -> Path | None:
        """A folder to write into."""

    def open_files(self, title: str, kinds: str) -> tuple[Path, ...]:
        """Several files to read."""


@dataclass(frozen=True)
class Workplace:
    """The page's world.

    Attributes:
        desk: open record, profile, code lists, clock.
        tasks: the record thread.
        choose: asks for files.
    """

    desk: "Desk"
    tasks: Tasks
    choose: FileChooser

    @property
    def records(self) -> bool:
        """Whether facts are written down here: a township does; a county and who is above look at what came in."""
        return self.desk.record.office.role == "township"

    def read(
        self,
        job: "Callable[[Desk], T]",
        on_result: Callable[[T], object],
        on_refusal: Callable[[Refusal], object] | None = None,
        *,
        ticket: Ticket | None = None,
    ) -> None:
        """Runs a reading job of `desktop.desk` on the record thread; see `Tasks.read`."""
        self.tasks.read(lambda: job(self.desk), on_result, on_refusal, ticket=ticket)

    def write(
        self,
        command: "Callable[[Writing], Touched]",
        on_touched: Callable[[Touched], object] | None = None,
        on_refusal: Callable[[Refusal], object] | None = None,
    ) -> None:
        """Runs a command of `db.commands` in its own transaction on the record thread; see `Tasks.write`."""

        def job() -> Touched:
            with self.desk.record.store.writing() as writing:
                return command(writing)

        self.tasks.write(job, on_touched, on_refusal)

    def work(
        self,
        job: "Callable[[Desk], Touched]",
        on_touched: Callable[[Touched], object] | None = None,
        on_refusal: Callable[[Refusal], object] | None = None,
    ) -> None:
        """Runs a writing job of `desktop.desk`, which opens its own transaction."""
        self.tasks.write(lambda: job(self.desk), on_touched, on_refusal)
