"""A second process of this program for what may crash, hang or eat memory: the reading of files that others made.

The program hands a task over a pipe and reads the answer; nothing is written to disk. A child that ends by itself, or
says nothing for too long, is gone and reported, and the program goes on with a new one. What comes back is JSON and raw
bytes, never pickled objects: a child overcome by a hostile file must not be able to run code in the program.
"""

from __future__ import annotations

import contextlib
import io
import json
import logging
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import IO, Self, TypeAlias

from denialdesk.domain.errors import DenialDeskError, EnvironmentProblem
from denialdesk.system.logs import Plain
from denialdesk.system.paths import program_root

Value: TypeAlias = "str | int | float | bool | list[Value] | dict[str, Value] | None"
Blob: TypeAlias = bytes | bytearray | memoryview
Progress: TypeAlias = Callable[[int, int], None]

logger = logging.getLogger(__name__)
CHILD_COMMAND = "file-worker"  # the command line's hidden command that becomes a child, see cli.py
LONGEST_SILENCE = 60.0  # seconds without an answer or a step of progress
LAST_WISH = 1.0  # seconds a child has to end by itself
LARGEST_HEADER = 10_000_000  # bytes
LARGEST_ANSWER = 2_000_000_000  # bytes
CHUNK = 1 << 20
_LENGTH = 8  # bytes of a length, most significant first
_FAULT_TEXT = re.compile(r"[\w ,.<>()\n-]{0,4000}")


class ChildEnd(StrEnum):
    """Why a child gave no answer."""

    CRASHED = "crashed"
    SILENT = "silent"  # it took too long and was killed
    STOPPED = "stopped"  # the person no longer wanted it


class ChildStoppedError(EnvironmentProblem):
    """The child is gone without an answer. ``done`` of ``total`` steps were told before."""

    def __init__(self, end: ChildEnd, done: int = 0, total: int = 0) -> None:
        super().__init__("The work on the file ended before it was done.", "Try again.")
        self.end = end
        self.done = done
        self.total = total


class ChildFaultError(Exception):
    """A bug met in the child; its places are in the log."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a task gave: plain values, and the raw bytes that go with them."""

    values: Mapping[str, Value] = field(default_factory=dict)
    blobs: tuple[Blob, ...] = field(default=(), repr=False)


# A task may empty the list of what it was given, to let memory go before it is done.
Task: TypeAlias = Callable[[Mapping[str, Value], list[bytes], Progress], Answer]


def child_command() -> list[str]:
    """The command that starts this program as a child, from a checkout or frozen."""
    if not getattr(sys, "frozen", False):
        return [sys.executable, "-m", "denialdesk", CHILD_COMMAND]
    # Windows links a program for the window or for the console; only the latter has standard streams for sure.
    console = Path(sys.executable).with_name("denialdesk-console.exe")
    return [str(console) if console.exists() else sys.executable, CHILD_COMMAND]


class Child:
    """A child that is started when first asked and again after it crashed or hung.

    One thread asks at a time; ``stop`` may be called from any, and is for good. ``silence`` is how long it may say
    nothing, in seconds.
    """

    def __init__(self, command: Sequence[str] | None = None, *, silence: float = LONGEST_SILENCE) -> None:
        self._command = list(command or child_command())
        self._silence = silence
        self._asking = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._end: ChildEnd | None = None
        self._is_over = False

    @property
    def process_id(self) -> int | None:
        """The id of the running process; None while there is none."""
        return self._process.pid if self._process is not None else None

    def ask(
        self,
        task: str,
        values: Mapping[str, Value] | None = None,
        blobs: Sequence[Blob] = (),
        on_progress: Progress | None = None,
    ) -> Answer:
        """Have a task done and wait for its answer. What ``on_progress`` raises ends the child and passes through.

        Raises the DenialDeskError the task raised, ChildStoppedError when the child is gone, ChildFaultError for a bug.
        """
        try:
            with self._asking:
                self._refuse_if_over()
                self._end = None
                process = self._running()
                try:
                    self._refuse_if_over()  # stopped while it was being started
                    said, received = self._exchange(process, task, values or {}, blobs, on_progress)
                except BaseException:
                    self._bury(process)  # half an answer may be in the pipe
                    raise
        finally:
            self._clear_away_if_over()  # stopped when the answer was already here
        return _answer(said, received)

    def _refuse_if_over(self) -> None:
        if self._is_over:
            raise ChildStoppedError(ChildEnd.STOPPED)

    def stop(self) -> None:
        """End the child at once and for good; who waits for its answer, or asks later, gets ChildStoppedError."""
        self._is_over = True
        process = self._process
        if process is not None:
            self._kill(process, ChildEnd.STOPPED)
        self._clear_away_if_over()

    def _clear_away_if_over(self) -> None:
        """Bury a child stopped for good; while somebody waits for its answer, they do it when they are done waiting."""
        if self._is_over and self._asking.acquire(blocking=False):
            try:
                if self._process is not None:
                    self._bury(self._process)
            finally:
                self._asking.release()

    def close(self) -> None:
        """Let an idle child end by itself."""
        process = self._process
        if process is None:
            return
        with contextlib.suppress(OSError):
            _pipe(process.stdin).close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(LAST_WISH)
        self._bury(process)

    def _exchange(
        self,
        process: subprocess.Popen[bytes],
        task: str,
        values: Mapping[str, Value],
        blobs: Sequence[Blob],
        on_progress: Progress | None,
    ) -> tuple[dict[str, Value], tuple[bytes, ...]]:
        header: dict[str, Value] = {"task": task, "values": dict(values), "silence": self._silence}
        told = (0, 0)
        with _Watch(self._silence, lambda: self._kill(process, ChildEnd.SILENT)) as watch:
            try:
                _write(_pipe(process.stdin), header, blobs)
                while True:
                    watch.hear()
                    said, received = _read(_pipe(process.stdout))
                    if "progress" not in said:
                        return said, received
                    told = _steps(said["progress"])
                    if on_progress is not None:
                        on_progress(*told)
            except (OSError, EOFError, ValueError) as error:
                raise ChildStoppedError(self._end or ChildEnd.CRASHED, *told) from error

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None:
            if self._process.poll() is None:
                return self._process
            self._bury(self._process)
        try:
            self._process = subprocess.Popen(  # noqa: S603 - this very program
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # libraries write pieces of the file there
                cwd=program_root(),
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            raise EnvironmentProblem(
                "The part of DenialDesk that reads files could not be started.",
                "Close other programs and try again; if it stays so, install DenialDesk again.",
            ) from error
        return self._process

    def _kill(self, process: subprocess.Popen[bytes], end: ChildEnd) -> None:
        """End a process; whoever reads its pipe then meets the end of it."""
        if self._end is None:
            self._end = end
        with contextlib.suppress(OSError):
            process.kill()

    def _bury(self, process: subprocess.Popen[bytes]) -> None:
        with contextlib.suppress(OSError):
            process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):  # what was left unsent cannot be sent any more
                _pipe(pipe).close()
        if self._process is process:
            self._process = None


class _Watch:
    """Calls ``too_long`` from a thread of its own when nothing was heard for a time."""

    NAME = "child watch"

    def __init__(self, patience: float, too_long: Callable[[], None]) -> None:
        self._patience = patience
        self._too_long = too_long
        self._over = threading.Event()
        self._until = time.monotonic() + patience
        self._thread = threading.Thread(target=self._wait, name=self.NAME, daemon=True)

    def hear(self) -> None:
        """Start counting anew."""
        self._until = time.monotonic() + self._patience

    def _wait(self) -> None:
        while not self._over.wait(max(0.0, self._until - time.monotonic())):
            if time.monotonic() >= self._until:
                self._too_long()
                return

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()


def serve(tasks: Mapping[str, Task], source: IO[bytes], target: IO[bytes], beat: Callable[[float], None]) -> None:
    """Do tasks as a child until the pipe is closed; ``beat`` hears before each step how long it may take at most."""
    while True:
        try:
            said, received = _read(source)
        except EOFError:
            return
        blobs = list(received)
        del received
        patience = said.get("silence")
        limit = float(patience) if isinstance(patience, int | float) else LONGEST_SILENCE

        def tell(done: int, total: int, limit: float = limit) -> None:
            beat(limit)
            _write(target, {"progress": [done, total]}, ())

        beat(limit)
        header, parts = _outcome(tasks, said, blobs, tell)
        _write(target, header, parts)
        beat(0)


def _outcome(
    tasks: Mapping[str, Task], said: Mapping[str, Value], blobs: list[bytes], tell: Progress
) -> tuple[dict[str, Value], Sequence[Blob]]:
    from denialdesk.system.diagnostics import report_fault  # noqa: PLC0415 - only a child needs it

    values = said.get("values")
    try:
        answer = tasks[str(said.get("task"))](values if isinstance(values, dict) else {}, blobs, tell)
    except DenialDeskError as error:
        kinds: list[Value] = [kind.__name__ for kind in type(error).__mro__]
        return {"problem": {"kinds": kinds, "message": error.message, "remedy": error.remedy}}, ()
    except MemoryError:
        raise  # nothing can be trusted any more: the program sees a child that ended
    except Exception as error:  # noqa: BLE001 - a bug is told by its places and never by its message
        return {"fault": report_fault(error).text()}, ()
    return {"answer": dict(answer.values)}, answer.blobs


def _answer(said: Mapping[str, Value], blobs: tuple[bytes, ...]) -> Answer:
    problem = said.get("problem")
    if isinstance(problem, dict):
        kinds = problem.get("kinds")
        raise _error_class(kinds if isinstance(kinds, list) else [])(
            str(problem.get("message", "")), str(problem.get("remedy", ""))
        )
    if "fault" in said:
        text = str(said["fault"])
        logger.error("A bug in a child: %s", Plain(text if _FAULT_TEXT.fullmatch(text) else "not readable"))
        raise ChildFaultError
    values = said.get("answer")
    return Answer(values if isinstance(values, dict) else {}, blobs)


def _error_class(kinds: Sequence[Value]) -> type[DenialDeskError]:
    """The most special of the program's own errors that the child named."""
    import denialdesk.domain.errors as known  # noqa: PLC0415 - a look-up by name, rarely wanted

    for kind in kinds:
        found = getattr(known, str(kind), None)
        if isinstance(found, type) and issubclass(found, DenialDeskError):
            return found
    return EnvironmentProblem


def _steps(value: Value) -> tuple[int, int]:
    if isinstance(value, list) and len(value) == 2 and all(isinstance(each, int) for each in value):
        return int(str(value[0])), int(str(value[1]))
    raise ValueError("not a step of progress")


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise EOFError
    return stream


def _write(stream: IO[bytes], header: Mapping[str, Value], blobs: Sequence[Blob]) -> None:
    views = [memoryview(blob) for blob in blobs]
    text = json.dumps({**header, "blobs": [view.nbytes for view in views]}).encode()
    stream.write(len(text).to_bytes(_LENGTH, "big") + text)
    for view in views:
        for start in range(0, view.nbytes, CHUNK):
            stream.write(view[start : start + CHUNK])
    stream.flush()


def _read(stream: IO[bytes]) -> tuple[dict[str, Value], tuple[bytes, ...]]:
    length = int.from_bytes(_exactly(stream, _LENGTH), "big")
    if length > LARGEST_HEADER:
        raise ValueError("not a header")
    header = json.loads(_exactly(stream, length))
    if not isinstance(header, dict):
        raise ValueError("not a header")  # noqa: TRY004 - what came over the pipe is at fault, not this program
    sizes = header.pop("blobs", [])
    if not isinstance(sizes, list) or not all(isinstance(size, int) and size >= 0 for size in sizes):
        raise ValueError("not a header")
    if sum(sizes) > LARGEST_ANSWER:
        raise ValueError("too much")
    return header, tuple(_exactly(stream, size) for size in sizes)


def _exactly(stream: IO[bytes], size: int) -> bytes:
    gathered = io.BytesIO()  # gives its own memory away at the end: a packet is not held twice
    for piece in _pieces(stream, size):
        gathered.write(piece)
    return gathered.getvalue()


def _pieces(stream: IO[bytes], size: int) -> Iterator[bytes]:
    # In pieces: a child that announces more than it sends must not make the program reserve it all.
    while size:
        piece = stream.read(min(size, CHUNK))
        if not piece:
            raise EOFError
        size -= len(piece)
        yield piece
