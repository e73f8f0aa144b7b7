"""The page's grammar at its strictest (docs/format.md), as one pattern."""

import re

# A line that opens no block.
LINE = r"(?!#{1,6}[ \n]|[-*+][ \n]|\d{1,9}[.)][ \n]|[>|]|=+\n|```|~~~|--+\n|<!--|\[[^\]\n]+\]:|[ \n])[^\n]+\n"
ITEM = rf"- [^ \n][^\n]*\n(?:{LINE})*+(?:   - [^ \n][^\n]*\n(?:{LINE})*+)*+"
AOB_TITLE = r"(?i:AoB|Any other business|Other(?: things)?)"
NEXT = rf"- The next call (?:is scheduled for|will be) \*\*[^*\n]+\*\*[,.](?: [^\n]*)?\n(?:{LINE})*+"
PAGE = re.compile(
    r"---\nupdated: (\d{4}-\d\d-\d\d)\nauthor:\n  name: [^\n]+\n(?:  uri: [^\n]+\n)?(?:  email: [^\n]+\n)?"
    r"subject: '[^\n]*: \1'\npermalink: [^\n]+\ndescription: '\d{1,2}(?:st|nd|rd|th) [A-Z][a-z]+ \d{4}: [^\n]+'\n---\n"
    rf"\n### Agenda ###\n\n(?:{ITEM})++\nAttendees:\n(?:{LINE})++\n### Notes ###\n"
    rf"(?:\n#### (?!{AOB_TITLE} ####\n)[^ \n][^\n]* ####\n(?:\n(?:{ITEM})++)?)++"
    rf"\n--\n\n#### AoB ####\n\n(?:(?!{NEXT}(?:\n\[|\Z)){ITEM}\n)*+{NEXT}"
    r"(?:\n(?:\[(?:call-agenda|mir-mail)\]: [^\s]+\n)+)?"
)


def holds(page):
    return PAGE.fullmatch(page) is not None
