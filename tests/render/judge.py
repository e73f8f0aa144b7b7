"""What a CommonMark reader makes of a page: markdown-it, strict, as the judge."""

from dataclasses import dataclass, field

from markdown_it import MarkdownIt


@dataclass
class Bullet:
    text: str = ""
    children: list["Bullet"] = field(default_factory=list)


@dataclass
class Reading:
    """The blocks in order: ("h3", text), ("paragraph", text) or ("list", bullets); and what could do harm."""

    blocks: list[tuple[str, object]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)

    @property
    def lists(self):
        return [content for kind, content in self.blocks if kind == "list"]

    @property
    def headings(self):
        return [content for kind, content in self.blocks if kind in {"h3", "h4"}]

    @property
    def paragraphs(self):
        return [content for kind, content in self.blocks if kind == "paragraph"]


BLOCKS = {"heading_open", "heading_close", "paragraph_open", "paragraph_close", "inline"}
LISTS = {"bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close"}
INLINE = {"text", "softbreak", "code_inline", "link_open", "link_close", "strong_open", "strong_close"}


def read(page):
    """The page's reading, its front matter left out."""
    body = page.split("---\n", 2)[2]
    parser = MarkdownIt("commonmark")
    parser.normalizeLinkText = lambda url: url
    reading = Reading()
    tokens = parser.parse(body)
    reading.strange = [token.type for token in tokens if token.type not in BLOCKS | LISTS]
    open_items: list[Bullet] = []
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type == "bullet_list_open" and not open_items:
            reading.blocks.append(("list", []))
        elif token.type == "list_item_open":
            bullet = Bullet()
            (open_items[-1].children if open_items else reading.blocks[-1][1]).append(bullet)
            open_items.append(bullet)
        elif token.type == "list_item_close":
            open_items.pop()
        elif token.type == "inline":
            text = _inline(token, reading)
            if open_items:
                open_items[-1].text += text
            else:
                reading.blocks.append((before.tag if before.tag != "p" else "paragraph", text))
    return reading


def _inline(token, reading):
    text = ""
    for child in token.children:
        if child.type not in INLINE:
            reading.strange.append(child.type)
        if child.type == "link_open":
            reading.links.append(child.attrs["href"])
        text += " " if child.type == "softbreak" else child.content
    return text
