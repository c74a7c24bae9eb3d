"""Cases on the machines of a Dask cluster: the files travel with the task and come back."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from som_calc.case.problems import CaseError
from som_calc.resources import find, search_path
from som_calc.running.series import own_process, work
from som_calc.running.series.keys import data_folders
from som_calc.running.series.orders import Order
from som_calc.running.series.record import OrderOutcome, Summary

RETRIES = 3
"""How often a case is tried again when the machine it ran on was lost."""


@dataclass(frozen=True)
class Parcel:
    """An order with every file its report is made from: relative path → content."""

    order: Order
    files: dict[str, bytes]


def crew_at(address: str) -> Callable[[int, Sequence[Order]], DaskCrew]:
    """A crew of the cluster at ``address``, e.g. ``tcp://10.0.0.5:8786``.

    Raises:
        CaseError: Dask is not installed, or nothing answers at the address.
    """
    try:
        from distributed import Client
    except ImportError:
        raise CaseError.single(
            None,
            "kræver Dask, som ikke er installeret",
            "installér med pip install 'som-rapport[klynge]'",
            field="--dask",
        ) from None
    silent = CaseError.single(
        None, f"der svarer ingen klynge på {address}", "se docs/klynge.md", field="--dask"
    )
    if not _answers(address):  # asked first: a client that fails goes on trying, loudly
        raise silent
    try:
        client = Client(address, timeout=20, set_as_default=False)
    except (OSError, ValueError, TimeoutError):
        raise silent from None
    return lambda size, orders: DaskCrew(client, orders)


def _answers(address: str) -> bool:
    host, _, port = address.rpartition("://")[2].rpartition(":")
    try:
        socket.create_connection((host, int(port)), timeout=5).close()
    except (OSError, ValueError):
        return False
    return True


class DaskCrew:
    """All cases are handed to the cluster at once; it has its own queue."""

    def __init__(self, client: Any, orders: Sequence[Order]) -> None:
        self.size = len(orders)
        self._client = client
        self._running: dict[Any, tuple[Order, float]] = {}
        # Sent with each case, not ahead of them: what is laid out beforehand is lost with
        # the machine it lies on, and a few hundred kB are nothing beside making a report.
        self._shared = shared_files(orders[0])

    def start(self, order: Order) -> None:
        """Send one case off."""
        try:
            case = Path(order.case_file).read_bytes()
        except OSError:
            case = b""
        moved = replace(order, folder=Path("ud"), case_file=str(_local(order)), template=None)
        files = self._shared | {_local(order).as_posix(): case}
        future = self._client.submit(
            deliver,
            Parcel(moved, files),
            key=f"som-{order.name}-{order.key[:16]}-{time.time_ns()}",
            retries=RETRIES,
            pure=False,
        )
        self._running[future] = (order, time.monotonic())

    def wait(self, seconds: float) -> list[OrderOutcome]:
        """Reports that came back, put in place here."""
        ended = [future for future in self._running if future.done()]
        if not ended:
            time.sleep(min(seconds, 0.1))
        return [self._received(future) for future in ended]

    def _received(self, future: Any) -> OrderOutcome:
        from som_calc.writing import write_files

        order, begun = self._running.pop(future)
        seconds = time.monotonic() - begun
        try:
            outcome, files = future.result()
            write_files(order.folder, files)
            if not outcome.failed:
                (order.folder / work.kept_name(order)).unlink(missing_ok=True)
        except CaseError as error:
            return work.failure(order, error, seconds)
        except Exception as error:
            if type(error).__name__ != "KilledWorker":
                return work.failure(order, error, seconds)
            said = f"{RETRIES + 1} maskiner gik ned med sagen"
            return OrderOutcome(order.name, "fejl", seconds, Summary(order.name), error=said)
        finally:
            future.release()
        assert isinstance(outcome, OrderOutcome)
        return outcome

    def close(self) -> None:
        """Take back what is not made, and leave the cluster."""
        for future in self._running:
            future.cancel()
        self._client.close()


def _local(order: Order) -> Path:
    """Where the case file lies on the other machine; the report names it, so it keeps its name."""
    path = Path(order.case_file)
    inside = not path.is_absolute() and ".." not in path.parts
    return path if inside else Path("sag") / path.name


def shared_files(order: Order) -> dict[str, bytes]:
    """Notebook, templates and data files as this machine sees them, by relative path."""
    files = {f"notebooks/{order.notebook}": find("notebooks", order.notebook).read_bytes()}
    for folder in reversed(search_path("templates", order.template)):
        files |= _below(folder, "templates")
    for folder in reversed(data_folders()):
        files |= _below(folder, f"params/{folder.name}")
    return files


def _below(folder: Path, name: str) -> dict[str, bytes]:
    return {
        f"{name}/{path.relative_to(folder).as_posix()}": path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def deliver(parcel: Parcel) -> tuple[OrderOutcome, dict[str, bytes]]:
    """On the cluster: unpack, make the report, and send every file back."""
    begun = time.perf_counter()
    from som_calc.writing import aside

    with aside() as place:
        for file, content in parcel.files.items():
            _write(place / file, content)
        outcome = own_process.make(replace(parcel.order, folder=place / "ud", place=place))
        names = [path for path in (place / "ud").glob("*") if path.is_file()]
        made = {path.name: path.read_bytes() for path in names}
    return replace(outcome, seconds=time.perf_counter() - begun), made


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
