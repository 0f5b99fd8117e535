"""Situation reports as they were issued: the very bytes that stand in the case folder or in the record."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

from litestar import MediaType, Response, get
from litestar.exceptions import NotFoundException

from trucewatch.reporting.write import MEDIA
from trucewatch.web.page import AnyRequest, answer, report_policy, site_of

__all__ = ["ROUTES"]

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,150}\.(html|md|pdf|docx)\Z")


@get("/report", sync_to_thread=True, include_in_schema=False)
def report_list(request: AnyRequest) -> Response[str]:
    """The reports of the case, newest name first."""
    names = sorted((path.name for path in _files(site_of(request).case.folder.reports)), reverse=True)
    return answer(request, "reports.html", {"names": names})


@get("/report/{name:str}", sync_to_thread=True, include_in_schema=False)
def report_file(request: AnyRequest) -> Response[Any]:
    """One report. It carries its style in itself, so its content policy allows that style and nothing else."""
    name: str = request.path_params["name"]
    found = {path.name: path for path in _files(site_of(request).case.folder.reports)}.get(name)
    if found is None:
        raise NotFoundException
    body = found.read_bytes()
    kind = name.rsplit(".", 1)[1]
    if kind in ("pdf", "docx"):
        kept = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(body, media_type=MEDIA[kind], headers=kept)
    media = MediaType.HTML if kind == "html" else "text/markdown; charset=utf-8"
    return Response(body, media_type=media, headers={"Content-Security-Policy": report_policy(body)})


def _files(folder: Path) -> list[Path]:
    """Plain files with the name of a report; a link that leads elsewhere is none."""
    if not folder.is_dir():
        return []
    return [p for p in folder.iterdir() if _NAME.match(p.name) and p.is_file() and not p.is_symlink()]


ROUTES: Final = (report_list, report_file)
