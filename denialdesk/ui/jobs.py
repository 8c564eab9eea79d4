"""Work off the window's thread: one thread owns the database, a small pool does the rest, answers come back on it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from denialdesk.domain.changes import Changes

T = TypeVar("T")
POOL_THREADS = 2


class Job(Generic[T]):
    """One piece of work under way. A cancelled job calls nothing back, even where its work can no longer be stopped."""

    def __init__(self, done: Callable[[T], None], failed: Callable[[Exception], None]) -> None:
        self._done = done
        self._failed = failed
        self.cancelled = False

    def cancel(self) -> None:
        """Stop caring about the answer; work not yet begun is not begun."""
        self.cancelled = True

    def deliver(self, result: T) -> None:
        """Hand over the answer, on the window's thread."""
        if not self.cancelled:
            self._done(result)

    def deliver_error(self, error: Exception) -> None:
        """Hand over what went wrong, on the window's thread."""
        if not self.cancelled:
            self._failed(error)


class Jobs(QObject):
    """Runs plain functions elsewhere and brings their answers back.

    ``run_query`` reads and ``run_change`` writes, both on the one thread that owns the database connection, in the
    order asked for. ``run_work`` is for what needs no database: reading files, rendering. A change that succeeded is
    announced by ``changed``. An error without a ``failed`` of its own goes out by ``failed``.
    """

    changed = Signal(Changes)
    failed = Signal(Exception)
    busy_changed = Signal(bool)
    _delivered = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._database = ThreadPoolExecutor(1, "database")
        self._pool = ThreadPoolExecutor(POOL_THREADS, "work")
        self._under_way = 0
        self._closed = False
        self._delivered.connect(self._on_delivered)

    @property
    def is_busy(self) -> bool:
        """True while any work is under way."""
        return self._under_way > 0

    def run_query(
        self, work: Callable[[], T], done: Callable[[T], None], failed: Callable[[Exception], None] | None = None
    ) -> Job[T]:
        """Read from the database."""
        return self._start(self._database, work, done, failed)

    def run_change(
        self,
        work: Callable[[], tuple[T, Changes]],
        done: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> Job[tuple[T, Changes]]:
        """Write to the database; a change once asked for is never dropped. The work returns its answer and Changes."""

        def announce(result: tuple[T, Changes]) -> None:
            answer, changes = result
            self.changed.emit(changes)
            done(answer)

        return self._start(self._database, work, announce, failed)

    def run_work(
        self, work: Callable[[], T], done: Callable[[T], None], failed: Callable[[Exception], None] | None = None
    ) -> Job[T]:
        """Do something that needs no database."""
        return self._start(self._pool, work, done, failed)

    def close(self) -> None:
        """Let what was begun or written finish, and join the threads; later answers are not delivered."""
        self._closed = True
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._database.shutdown(wait=True)

    def _start(
        self,
        executor: ThreadPoolExecutor,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None] | None,
    ) -> Job[T]:
        job = Job(done, failed or self.failed.emit)

        def run() -> None:
            if job.cancelled:
                self._send(lambda: None)
                return
            try:
                result = work()
            except Exception as error:  # noqa: BLE001 - every error of a job belongs to the one who asked
                problem = error
                self._send(lambda: job.deliver_error(problem))
            else:
                self._send(lambda: job.deliver(result))

        self._under_way += 1
        if self._under_way == 1:
            self.busy_changed.emit(True)
        executor.submit(run)
        return job

    def _send(self, delivery: Callable[[], None]) -> None:
        if not self._closed:
            self._delivered.emit(delivery)  # queued to the thread this object lives on

    @Slot(object)
    def _on_delivered(self, delivery: Callable[[], None]) -> None:
        self._under_way -= 1
        try:
            if not self._closed:
                delivery()
        finally:
            if not self._under_way:
                self.busy_changed.emit(False)
