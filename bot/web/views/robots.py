"""What programs that read the web are told: where to look, and where not."""

from datetime import date
from xml.etree.ElementTree import Element, SubElement, tostring

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
    root = Element("sitemapindex", {"xmlns": SPACE})
    for year, _ in years(site):
        SubElement(SubElement(root, "sitemap"), "loc").text = address(site.look.public_url, sitemap_of(year))
    return Page(sitemap_of(), lambda: (_xml(root),))


def sitemap_of_year(site: Site, year: str) -> Page | None:
    """The meetings of a year, and when they changed last."""
    number = int(year)
    if not site.look.public_url or number not in dict(years(site)):
        return None
    root = Element("urlset", {"xmlns": SPACE})
    for file in (HOME, *(series_of(each.slug) for each in site.reader.series(site.scope))):
        _url(root, site, file, "")
    for entry in site.reader.meetings(site.scope, Shelf(since=date(number, 1, 1), until=date(number, 12, 31))):
        _url(root, site, page_of(entry.path), stamp(entry.updated_at))
    return Page(sitemap_of(number), lambda: (_xml(root),))


def _url(root: Element, site: Site, file: str, changed: str) -> None:
    node = SubElement(root, "url")
    SubElement(node, "loc").text = address(site.look.public_url, file)
    if changed:
        SubElement(node, "lastmod").text = changed


def _xml(root: Element) -> str:
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="unicode") + "\n"
