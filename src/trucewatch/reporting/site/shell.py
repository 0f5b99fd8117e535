"""The frame of every public page: names, links that hold in any folder, and the templates."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from jinja2 import DictLoader, Environment, StrictUndefined, select_autoescape

from trucewatch.reporting.layout import seal_of
from trucewatch.reporting.layout_flash import headline
from trucewatch.reporting.site.sheet_html import blocks_html
from trucewatch.reporting.wording import Wording

if TYPE_CHECKING:
    from trucewatch.reporting.site.build import Publication

__all__ = ["POLICY", "Shell"]

POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'"
"""Stands in each page, since a static host may send no headers: no script, nothing from another host."""
_MENU = (
    ("index.html", "site_home"),
    ("incidents/", "site_incidents"),
    ("report/", "site_report"),
    ("terms/", "site_terms"),
    ("corrections/", "site_corrections"),
    ("method/", "site_method"),
)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    folder = resources.files("trucewatch.reporting.site").joinpath("templates")
    texts = {item.name: item.read_text(encoding="utf-8") for item in folder.iterdir() if item.name.endswith(".html")}
    return Environment(
        loader=DictLoader(texts),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


class Shell:
    """Makes the pages of one language."""

    def __init__(self, publication: Publication, lang: str) -> None:
        self.p = publication
        self.lang = lang
        self.w = Wording(lang, publication.case)
        self.title = self.w.in_language({str(k): v for k, v in publication.case.settings.name.items()})
        report = publication.report
        self._seal = blocks_html([seal_of(self.w, report.log_origin, report.log_size, report.log_root)])

    @staticmethod
    def style() -> bytes:
        """The style sheet."""
        return resources.files("trucewatch.reporting.site").joinpath("style.css").read_bytes()

    def at(self, path: str, lang: str | None = None) -> str:
        """The path of a file in a language: the first language stands at the root."""
        asked = lang or self.lang
        return path if asked == self.p.languages[0] else f"{asked}/{path}"

    def link(self, path: str) -> str:
        """The address of a page, below the base where there is one."""
        return f"{self.p.base}/{self.at(path)}" if self.p.base else self.at(path)

    def tag(self, what: str) -> str:
        """An id that stays: a tag URI (RFC 4151) from the origin of the log."""
        host = self.p.report.log_origin.split("/", 1)[0]
        return f"tag:{host},2016:{self.p.report.log_origin}/{what}"

    def fields(self, names: tuple[str, ...]) -> str:
        """Names of fields for a reader."""
        labels = {
            "act": "act",
            "status": "status",
            "polarity": "status",
            "time": "when",
            "place": "where",
            "agents": "alleged",
            "targets": "targets",
            "objects": "targets",
            "casualties": "casualties",
            "corroboration": "corroboration",
            "disputed": "disagree",
            "grades": "grades",
        }
        return self.w.comma.join(dict.fromkeys(self.w.word(labels[name]) for name in names))

    def page(self, path: str, template: str, **given: Any) -> tuple[str, bytes]:
        """A page by its path, from a template; ``up`` leads from the page to the root of the site."""
        whole = self.at(path)
        up = "../" * whole.count("/")

        def to(target: str, lang: str | None = None) -> str:
            found = up + self.at(target, lang)
            return found or "./"

        text = (
            _environment()
            .get_template(template)
            .render(
                s=self,
                w=self.w,
                p=self.p,
                r=self.p.report,
                lang=self.lang,
                direction=self.w.direction,
                policy=POLICY,
                menu=_MENU,
                here=path,
                up=up,
                to=to,
                seal=self._seal,
                headline=headline,
                folder=path.removesuffix("index.html"),
                **given,
            )
        )
        return whole, (text.rstrip() + "\n").encode("utf-8")
