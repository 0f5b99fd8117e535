"""One page: the words and the address of a request, and the template that answers it."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from litestar import MediaType, Request, Response

from trucewatch.web.language import OFFERED, choose, direction
from trucewatch.web.people.doorway import doorway_of, form_token
from trucewatch.web.people.recognising import people_of
from trucewatch.web.people.visitor import visitor_of
from trucewatch.web.site import Site
from trucewatch.web.views import Views
from trucewatch.web.wording import Words

__all__ = ["LANGUAGE_NAMES", "AnyRequest", "answer", "query", "report_policy", "site_of", "words_of"]

AnyRequest = Request[Any, Any, Any]
_YEAR: Final = 365 * 24 * 3600
_STYLE: Final = re.compile(rb"<style[^>]*>(.*?)</style>", re.DOTALL)
LANGUAGE_NAMES: Final = {"en": "English", "fr": "Français", "ar": "العربية"}


def site_of(request: AnyRequest) -> Site:
    """What the visitor is served of the case: a visitor of another audience than the server's own has another copy.

    Where people sign in, a stranger is served a site without content.
    """
    state = request.app.state
    visitor = visitor_of(request)
    views: Views = state.views
    if state.people is not None:
        return views.of(visitor.audience) if visitor.roles else views.bare
    site: Site = state.site
    return site if visitor.audience == state.local.audience else views.of(visitor.audience)


def query(request: AnyRequest) -> dict[str, str]:
    """The parameters of the address; of one that stands twice, the last."""
    return {key: str(value) for key, value in request.query_params.items()}


def words_of(request: AnyRequest) -> Words:
    """The words in the language of the request."""
    site = site_of(request)
    asked = query(request).get("lang")
    accepted = request.headers.get("accept-language", "")
    remembered = request.cookies.get(doorway_of(request).cookie_name("lang"))
    return Words(site, choose(asked, remembered, accepted, site.case.settings.languages[0]))


def answer(request: AnyRequest, template: str, context: Mapping[str, Any], *, status: int = 200) -> Response[str]:
    """Render a template. A language asked for in the address is remembered in a cookie."""
    words, visitor = words_of(request), visitor_of(request)
    site = words.site
    parts = {key: value for key, value in query(request).items() if key != "lang"}
    path = request.url.path
    languages = [(lang, LANGUAGE_NAMES[lang], f"{path}?{urlencode({**parts, 'lang': lang})}") for lang in OFFERED]
    body = (
        _environment()
        .get_template(template)
        .render(
            w=words,
            site=site,
            settings=site.case.settings,
            languages=languages,
            here="/" + path.strip("/").split("/")[0],
            dir_of=direction,
            visitor=visitor,
            has_people=people_of(request) is not None,
            form_token=lambda: form_token(request),
            **context,
        )
    )
    cookies = []
    if query(request).get("lang") in OFFERED:
        cookies.append(doorway_of(request).cookie("lang", words.lang, max_age=_YEAR))
    headers = {
        "Content-Language": words.lang,
        "Vary": "Accept-Language, Cookie",
        "Cache-Control": "no-store" if visitor.signed_in else "no-cache",
    }
    return Response(body, media_type=MediaType.HTML, status_code=status, headers=headers, cookies=cookies)


def report_policy(body: bytes) -> str:
    """The content policy for a report that carries its style in itself: that very style and no other."""
    digests = [base64.b64encode(hashlib.sha256(style).digest()).decode("ascii") for style in _STYLE.findall(body)]
    styles = " ".join(f"'sha256-{digest}'" for digest in digests) or "'none'"
    return (
        f"default-src 'none'; style-src {styles}; img-src data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("trucewatch.web"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
