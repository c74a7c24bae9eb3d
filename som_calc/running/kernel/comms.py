"""Widgets: their messages go to the notebook client, as from a kernel."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import comm

from som_calc.running.kernel.session import DirectSession, Message


class _DirectComm(comm.base_comm.BaseComm):
    """A comm whose messages are handed to the session of the running notebook."""

    session: DirectSession | None = None

    def publish_msg(
        self,
        msg_type: str,
        data: Any = None,
        metadata: Any = None,
        buffers: Any = None,
        **keys: Any,
    ) -> None:
        """Hand one message over; nothing happens when no notebook is running."""
        if _DirectComm.session is None:
            return
        from ipykernel.jsonutil import json_clean

        content = json_clean(dict(data=data or {}, comm_id=self.comm_id, **keys))
        session = _DirectComm.session
        session.send(None, msg_type, content, metadata=metadata, buffers=buffers)

    def close(self, *arguments: Any, **options: Any) -> None:
        """Close the comm; one that outlives its notebook has nobody left to tell."""
        if _DirectComm.session is not None:
            super().close(*arguments, **options)


_manager = comm.base_comm.CommManager()


_waiting: list[Message] = []


def post(message: Message) -> None:
    """Keep a message from the client to a widget until the cell is done, as a kernel does."""
    _waiting.append(message)


def deliver() -> None:
    """Hand the kept messages to the widgets they belong to."""
    while _waiting:
        _manager.comm_msg(None, None, _waiting.pop(0))  # type: ignore[arg-type]


@contextmanager
def connected(session: DirectSession) -> Iterator[None]:
    """Widgets made from now on belong to this notebook."""
    before = comm.create_comm, comm.get_comm_manager
    comm.create_comm, comm.get_comm_manager = _DirectComm, lambda: _manager
    _DirectComm.session = session
    try:
        yield
    finally:
        comm.create_comm, comm.get_comm_manager = before
        _DirectComm.session = None
        _waiting.clear()
        _manager.comms.clear()
        _manager.targets.clear()
