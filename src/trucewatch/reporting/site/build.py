"""Every page and feed of the public side as bytes by path. The same record, profile and history give the same bytes.

What is given is the audience's own copy of the case: what is hidden from it is not there to be shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from trucewatch.case import Case
from trucewatch.reporting.drawing import has_point
from trucewatch.reporting.incident_paper import gather
from trucewatch.reporting.layout import drawings, lay_out
from trucewatch.reporting.layout_dossier import dossier_sheet
from trucewatch.reporting.layout_flash import headline
from trucewatch.reporting.sheet import Block, Heading
from trucewatch.reporting.site.feeds import Item, feed
from trucewatch.reporting.site.published import Change, Published
from trucewatch.reporting.site.sheet_html import blocks_html
from trucewatch.reporting.site.shell import Shell
from trucewatch.reporting.wording import Wording
from trucewatch.store import IncidentFilter, Store
from trucewatch.vocabulary.incidents import Incident
from trucewatch.vocabulary.reports import SituationReport

__all__ = ["PER_PAGE", "Publication", "Shown", "build_site"]

PER_PAGE = 100
_LATEST = 20
_IN_FEED = 50


@dataclass(frozen=True)
class Shown:
    """What a redaction profile says of itself: its label, its source, and the rule of each field of an incident."""

    id: str
    label: Mapping[str, str]
    source: str
    small_count: int
    rules: Mapping[str, str]
    reviews: bool = True


@dataclass(frozen=True)
class Publication:
    """What is published: the audience's case and read models, the report, the history, and where the site will stand.

    ``base`` is the address of the site without a last slash, empty where it is not known: links are then relative
    everywhere, and the feeds name incidents by relative links too. ``languages``: the first one stands at the root.
    """

    case: Case
    store: Store
    report: SituationReport
    shown: Shown
    published: Published
    languages: tuple[str, ...]
    base: str = ""
    data_files: tuple[str, ...] = ()

    def incidents(self) -> tuple[Incident, ...]:
        """All incidents that stand, the latest first, undated ones last."""
        found = self.store.incidents(IncidentFilter()).items
        dated = [i for i in found if i.time.start]
        undated = [i for i in found if not i.time.start]
        return (*sorted(dated, key=lambda i: (i.time.start or "", i.id), reverse=True), *undated)


def build_site(publication: Publication) -> Iterator[tuple[str, bytes]]:
    """Paths (with ``/``) and bytes of all pages and feeds, but not of the data files."""
    incidents = publication.incidents()
    for lang in publication.languages:
        yield from _in_language(publication, Shell(publication, lang), incidents)
    yield "style.css", Shell.style()


def _in_language(p: Publication, shell: Shell, incidents: Sequence[Incident]) -> Iterator[tuple[str, bytes]]:
    w = shell.w
    yield shell.page(
        "index.html", "site_home.html", incidents=incidents[:_LATEST], drawings=_drawings(p, w), total=len(incidents)
    )
    pages = [incidents[n : n + PER_PAGE] for n in range(0, len(incidents), PER_PAGE)] or [()]
    for number, some in enumerate(pages, 1):
        path = "incidents/index.html" if number == 1 else f"incidents/page-{number}/index.html"
        yield shell.page(
            path, "site_incidents.html", incidents=some, number=number, last=len(pages), total=len(incidents)
        )
    for incident in incidents:
        yield _incident(p, shell, incident)
    for name, known in p.published.incidents.items():
        if not known.stands:
            changes = p.published.of(name)
            until = next(c.at for c in reversed(changes) if c.kind == "withdrawn")
            yield shell.page(f"incidents/{name}/index.html", "site_withdrawn.html", incident=name, until=until)
    report = lay_out(p.report, p.case, shell.lang).blocks
    yield shell.page(
        "report/index.html", "site_blocks.html", title=w.word("site_report"), blocks=blocks_html(_body(report))
    )
    yield shell.page("terms/index.html", "site_terms.html", instruments=p.case.instruments)
    yield shell.page("corrections/index.html", "site_corrections.html", changes=tuple(reversed(p.published.changes)))
    yield shell.page("method/index.html", "site_method.html", shown=p.shown)
    yield shell.page("404.html", "site_missing.html")
    yield shell.at("incidents.atom"), _incident_feed(p, shell, incidents)
    yield shell.at("corrections.atom"), _correction_feed(p, shell, tuple(reversed(p.published.changes)))


def _incident(p: Publication, shell: Shell, incident: Incident) -> tuple[str, bytes]:
    report = p.report
    paper = gather(
        p.case,
        p.store,
        incident.id,
        log_size=report.log_size,
        log_root=report.log_root,
        prepared_at=report.prepared_at,
        reviews_told=p.shown.reviews,
    )
    sheet = dossier_sheet(paper, shell.lang)
    changes = [change for change in p.published.of(incident.id) if change.kind == "revised"]
    fields = tuple(dict.fromkeys(field for change in changes for field in change.fields))
    return shell.page(
        f"incidents/{incident.id}/index.html",
        "site_incident.html",
        title=sheet.title,
        blocks=blocks_html(sheet.blocks),
        fields=fields,
        incident=incident.id,
    )


def _body(blocks: Sequence[Block]) -> list[Block]:
    """The report without its annex: every incident has a page of its own."""
    heads = [n for n, block in enumerate(blocks) if isinstance(block, Heading) and block.level == 1]
    return list(blocks[: heads[-1]]) if heads else list(blocks)


def _drawings(p: Publication, w: Wording) -> Markup:
    """Map, legend and timeline, as the report has them; an audience that is told no place is shown no empty map."""
    incidents = [entry.incident for entry in p.report.annex]
    blocks = drawings(w, p.case, incidents, p.report)
    if not any(has_point(incident) for incident in incidents):
        last = max(n for n, block in enumerate(blocks) if isinstance(block, Heading))
        blocks = blocks[last:]
    return blocks_html(blocks)


def _incident_feed(p: Publication, shell: Shell, incidents: Sequence[Incident]) -> bytes:
    w = shell.w
    known = p.published.incidents
    fresh = sorted(incidents, key=lambda i: known[i.id].last, reverse=True)[:_IN_FEED]
    items = [
        Item(
            id=shell.tag(f"incident/{i.id}"),
            link=shell.link(f"incidents/{i.id}/"),
            title=headline(w, i),
            updated=known[i.id].last,
            summary=f"{w.word('corroboration')}: {w.code('corroboration', i.corroboration)}. {w.word('proposal')}",
        )
        for i in fresh
    ]
    return _feed(p, shell, "incidents", w.word("site_incidents"), "incidents/", items)


def _correction_feed(p: Publication, shell: Shell, changes: Sequence[Change]) -> bytes:
    w = shell.w
    items = [
        Item(
            id=shell.tag(f"change/{change.at}/{change.incident}/{change.kind}"),
            link=shell.link(f"incidents/{change.incident}/"),
            title=f"{change.incident}: {w.word('site_' + change.kind)}",
            updated=change.at,
            summary=shell.fields(change.fields),
        )
        for change in changes[:_IN_FEED]
    ]
    return _feed(p, shell, "corrections", w.word("site_corrections"), "corrections/", items)


def _feed(p: Publication, shell: Shell, name: str, title: str, page: str, items: Sequence[Item]) -> bytes:
    return feed(
        id=shell.tag(f"{shell.lang}/{name}"),
        title=f"{shell.title} – {title}",
        lang=shell.lang,
        link=shell.link(page),
        self_link=shell.link(f"{name}.atom"),
        updated=p.report.prepared_at,
        items=items,
    )
