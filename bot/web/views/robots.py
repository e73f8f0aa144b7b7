"""What programs that read the web are told: where to look, and where not."""

from collections.abc import Iterable, Iterator
from datetime import date
from html import escape

from bot.app.reading import Shelf
from bot.web.places import HOME, address, page_of, series_of, sitemap_of
from bot.web.site import Page, Site
from bot.web.views.lists import years
from bot.web.wording import stamp

SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def robots(site: Site) -> Page:
    """Searches and streams are for people (RFC 9309)."""
    lines = ["User-agent: *", "Disallow: /search", "Disallow: /enter", "Disallow: /*.live$"]
    if site.look.public_url:
        lines.append(f"Sitemap: {address(site.look.public_url, sitemap_of())}")
    return Page("robots.txt", lambda: ("".join(f"{line}\n" for line in lines),))


def sitemap(site: Site) -> Page | None:
    """The sitemaps of the years; a sitemap is of absolute addresses, so it needs the site's own."""
    if not site.look.public_url:
        return None
    files = [sitemap_of(year) for year, _ in years(site)]
    return Page(sitemap_of(), lambda: (_xml("sitemapindex", [_place(site, "sitemap", file) for file in files]),))


def sitemap_of_year(site: Site, year: str) -> Page | None:
    """The meetings of a year, and when they changed last."""
    number = int(year)
    if not site.look.public_url or number not in dict(years(site)):
        return None
    return Page(sitemap_of(number), lambda: (_xml("urlset", list(_places(site, number))),))


def _places(site: Site, year: int) -> Iterator[str]:
    for file in (HOME, *(series_of(each.slug) for each in site.reader.series(site.scope))):
        yield _place(site, "url", file)
    for entry in site.reader.meetings(site.scope, Shelf(since=date(year, 1, 1), until=date(year, 12, 31))):
        yield _place(site, "url", page_of(entry.path), f"<lastmod>{stamp(entry.updated_at)}</lastmod>")


def _place(site: Site, tag: str, file: str, changed: str = "") -> str:
    return f"<{tag}><loc>{escape(address(site.look.public_url, file))}</loc>{changed}</{tag}>"


def _xml(tag: str, places: Iterable[str]) -> str:
    return f'<?xml version="1.0" encoding="utf-8"?>\n<{tag} xmlns="{SPACE}">{"".join(places)}</{tag}>\n'
