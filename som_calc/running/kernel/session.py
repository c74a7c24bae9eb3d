"""Messages between the shell and the client, handed over instead of sent."""

from __future__ import annotations

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from jupyter_client.jsonutil import json_default
from jupyter_client.session import Session

from som_calc.document.display import Plain

Message = dict[str, Any]
Publish = Callable[[Message], None]


class DirectSession(Session):
    """A Jupyter session whose messages go to :attr:`publish` as soon as they are sent.

    What a notebook sends on :attr:`iopub_socket` itself counts only as an answer to the cell
    that is running (:attr:`request`), as with a kernel.
    """

    iopub_socket = object()

    def __init__(self) -> None:
        super().__init__(key=b"som", username="som", session="som")
        self.publish: Publish = lambda message: None
        self.count = 0
        self.request = ""

    def msg(
        self,
        msg_type: str,
        content: Any = None,
        parent: Any = None,
        header: Any = None,
        metadata: Any = None,
    ) -> Message:
        """A message in nbclient's form; ids count up, so that runs are alike."""
        self.count += 1
        header = {"msg_id": f"som-{self.count}", "msg_type": msg_type}
        parent = parent or {}
        return {
            "header": header,
            "msg_id": header["msg_id"],
            "msg_type": msg_type,
            "parent_header": parent.get("header", parent),
            "content": {} if content is None else content,
            "metadata": metadata or {},
            "buffers": [],
        }

    def send(
        self,
        stream: Any,
        msg_or_type: Any,
        content: Any = None,
        parent: Any = None,
        ident: Any = None,
        buffers: Any = None,
        track: bool = False,
        header: Any = None,
        metadata: Any = None,
    ) -> Message:
        """Hand a message over as it would arrive: as JSON, detached from the sender's objects."""
        if isinstance(msg_or_type, dict):
            message = msg_or_type
        else:
            message = self.msg(msg_or_type, content, parent, metadata=metadata)
        if stream is self.iopub_socket and message["parent_header"].get("msg_id") != self.request:
            return message
        message["content"] = _as_received(message["content"])
        message["buffers"] = list(buffers or [])
        self.publish(message)
        return message


def _as_received(content: Any) -> Any:
    data = content.get("data")
    if not isinstance(data, dict) or not all(type(kind) is str for kind in data):
        return _through_json(content)
    # Texts (pictures among them) and blocks' data come out of JSON as they went in.
    rest = {key: value for key, value in content.items() if key != "data"}
    shown = {k: v if type(v) in (str, Plain) else _through_json(v) for k, v in data.items()}
    return {**_through_json(rest), "data": shown}


def _through_json(content: Any) -> Any:
    return json.loads(json.dumps(content, default=json_default))


def client_of(session: DirectSession, handle: Callable[[Message], None]) -> Any:
    """What nbclient's widgets need of a kernel client: a session and a channel to the kernel."""
    return SimpleNamespace(session=session, shell_channel=SimpleNamespace(send=handle))
