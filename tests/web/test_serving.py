"""What the command line starts."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.web.samples import build, clock

from trucewatch.errors import ProtectionError, UsageError
from trucewatch.record import Log
from trucewatch.store import IncidentFilter
from trucewatch.web import serve


def test_naming_the_pages_does_not_load_the_framework() -> None:
    code = "import sys, trucewatch.web; print(sorted({'litestar', 'uvicorn', 'jinja2'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_folder_that_is_no_case_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        serve(tmp_path, "127.0.0.1", 0)


def test_the_read_models_are_caught_up_and_the_record_is_free(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = build(tmp_path / "case")
    case.folder.database.unlink()
    seen: dict[str, Any] = {}

    def run(app: Any, **settings: Any) -> None:
        site = app.state.site
        seen.update(settings, applied=site.store.applied(), size=site.head().size)
        with Log.open(case.folder.record, case.settings.log_origin, clock) as log:
            assert log.size == seen["size"]

    monkeypatch.setattr("uvicorn.run", run)
    serve(case.folder.root, "127.0.0.1", 8642)
    assert (seen["host"], seen["port"]) == ("127.0.0.1", 8642)
    assert seen["applied"] == seen["size"] > 0


def test_a_role_with_an_audience_is_served_a_copy_that_holds_no_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = build(tmp_path / "case")
    seen: dict[str, Any] = {}

    def run(app: Any, **settings: Any) -> None:
        site = app.state.site
        found = site.store.incidents(IncidentFilter()).items
        folder = site.case.folder.root
        seen.update(incidents=len(found), places={i.place for i in found}, folder=folder, head=site.head())

    monkeypatch.setattr("uvicorn.run", run)
    serve(case.folder.root, "127.0.0.1", 8642, "public")
    copy = case.folder.root / "audiences" / "public"
    assert (seen["folder"], seen["incidents"], seen["places"]) == (copy, 4, {None})
    assert seen["head"] is not None
    serve(copy, "127.0.0.1", 8642)
    assert (seen["folder"], seen["incidents"], seen["head"]) == (copy, 4, None)
    with pytest.raises(ProtectionError):
        serve(case.folder.root, "127.0.0.1", 8642, "nobody")
