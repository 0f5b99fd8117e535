"""The client of the how-to page runs as it stands there, against a running server."""

from __future__ import annotations

import re
from pathlib import Path

from tests.web.api.live import serving
from tests.web.api.submitting import Server

PAGE = Path(__file__).parents[3] / "docs" / "how-to" / "use-the-api.md"


def test_the_client_of_the_page(server: Server) -> None:
    found = re.search(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    token = server.headers()["Authorization"].removeprefix("Bearer ")
    with server.app() as app, serving(app) as origin:
        names: dict[str, object] = {"ORIGIN": origin, "TOKEN": token}
        exec(compile(found[1], str(PAGE), "exec"), names)
    incidents, kept = names["incidents"], names["kept"]
    assert isinstance(incidents, list)
    assert {incident["id"] for incident in incidents} == {"i1", "i2"}
    assert isinstance(kept, dict)
    assert kept["state"] == "kept"
    assert (server.case.folder.inbox / "dispatch.txt").is_file()
