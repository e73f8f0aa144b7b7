"""Programs that read a MeetBot's files read ours: their own expressions, applied to what we write."""

import re
from datetime import datetime
from html import unescape

import html5lib
import pytest

from bot.core.chat import Person
from tests.meetings.stage import hold
from tests.plugins.meetings import edition_of, filed, held, names, publish, story

FEDORA = "%(channel)s/%%F/%(meetingname)s.%%F-%%H.%%M"


class Soup:
    """As much of BeautifulSoup as mote asks of it: text nodes, and what comes next in the document."""

    def __init__(self, page):
        self.root = html5lib.parse(page, namespaceHTMLElements=False)
        self.order = list(self.root.iter())
        self.parents = {child: parent for parent in self.order for child in parent}

    def holder(self, pattern):
        """The element whose first text node has the pattern in it."""
        return next(one for one in self.order if one.text and re.search(pattern, one.text))

    def next(self, element, tag, **attributes):
        later = self.order[self.order.index(element) + 1 :]
        kind = attributes.get("kind")
        return next((one for one in later if one.tag == tag and kind in {None, one.get("class")}), None)


def words(element):
    return re.sub(r"\s+", " ", "".join(element.itertext())).strip()


def mote_summary(page):
    """What fedora-infra/mote makes of a page of minutes (mote/modules/call.py, fetch_meeting_summary)."""
    soup = Soup(page)
    started, ended = (r"Meeting started.* at (\d+:\d+:\d+) UTC", r"Meeting ended.* at (\d+:\d+:\d+) UTC")
    begin, end = (
        datetime.strptime(re.search(one, soup.holder(one).text)[1], "%H:%M:%S")  # noqa: DTZ007 - as mote does
        for one in (started, ended)
    )
    heading = next(one for one in soup.root.iter("h3") if one.text == "Meeting summary")
    people = [words(one) for one in soup.next(soup.holder("People present"), "ol").iter("li")]
    event = {
        "title": re.sub(r"^.*: ", "", soup.root.findtext(".//title")),
        "duration": (end - begin).seconds // 60,
        "peoples": [one for one in people if re.match(r"^(?!(zodbot|fm-admin))((?!\(0\)).)*$", one)],
        "actions": [words(one) for one in soup.next(soup.holder("^Action items$"), "ol").iter("li")],
        "topics": [],
    }
    for topic in soup.next(soup.parents[heading], "ol").findall("li"):
        title = soup.next(topic, "b", kind="TOPIC")
        info = []
        for item in topic.iter("li"):
            if item is not topic:
                details = soup.next(item, "span", kind="details")
                assert details in set(item.iter()), "mote removes the next details there are, so each needs its own"
                info.append(words(item).removesuffix(words(details)).strip())
        event["topics"].append((title.text, info))
    return event


async def test_mote_reads_the_minutes(tmp_path):
    event = mote_summary((await filed(tmp_path, story("example")))["html"])
    assert (event["title"], event["duration"]) == ("Weekly Meeting", 26)
    assert event["peoples"][0] == "ada (21)"
    assert event["actions"][-1] == "look at last year's answers before the deadline"
    assert [title for title, _ in event["topics"]] == [
        "Kiln 3.1 released!", "Hack week in the autumn", "Funding / grants", "AoB",
    ]  # fmt: skip
    assert event["topics"][1][1][2] == "The venue has a good line, and somebody could run a camera in the mornings."


@pytest.mark.parametrize("name", ["odd_text", "midnight", "undo_twice", "links", "restart", "action_owners"])
async def test_mote_reads_whatever_was_held(tmp_path, name):
    event = mote_summary((await filed(tmp_path, story(name)))["html"])
    assert event["peoples"]


async def test_mote_reads_a_meeting_with_gaps_and_without_topics(tmp_path):
    script = (
        "[16:00] <ada> #startmeeting",
        "-!- gap 16:04 16:06",
        "[16:07] <ada> #info back",
        "[16:08] <ada> #endmeeting",
    )
    event = mote_summary((await filed(tmp_path, held(*script)))["html"])
    ((title, info),) = event["topics"]
    assert title == "AoB"
    assert info[1] == "back"


async def test_mote_finds_topic_day_and_time_in_the_names_of_the_logs(tmp_path):
    await publish(tmp_path, story("example"), pattern=FEDORA)
    (log,) = (name for name in names(tmp_path) if ".log.html" in name)
    channel, day, file = log.split("/")
    found = re.search(r"(.*)[\-\.]([0-9]{4}-[0-9]{2}-[0-9]{2})-([0-9]{2}\.[0-9]{2})", file.replace(".log.html", ""))
    assert (channel, day) == ("kiln", "2026-04-08")
    assert found.groups() == ("weekly_meeting", "2026-04-08", "16.00")
    assert (tmp_path / log.replace(".log.html", ".html")).exists()
    assert {path.name for path in tmp_path.iterdir()} == {"kiln"}, "mote takes whatever lies in the root for a channel"


ACTIONS = re.compile(r"(?<=Action items\n------------\n)((?:.*\n)*?)(?=\n[A-Z])", re.DOTALL)


async def test_fcos_meeting_action_finds_the_action_items(tmp_path):
    text = (await filed(tmp_path, story("example")))["txt"]
    assert ACTIONS.search(text)[0].strip().splitlines() == [
        "* bo: write a failing test for symbolic links by Friday",
        "* cy_, gwen: review it",
        "* look at last year's answers before the deadline",
    ]


@pytest.mark.parametrize("actions", [(), ("ada: #action Fire the kiln", "ada: #action All of us:\tglaze")])
async def test_fcos_meeting_action_finds_the_end_of_the_action_items(tmp_path, actions):
    text = (await filed(tmp_path, held("ada: #startmeeting", *actions, "ada: #endmeeting")))["txt"]
    found = ACTIONS.search(text)[0].strip()
    assert found.count("* ") == max(1, len(actions))
    assert "People" not in found


async def test_fcos_meeting_action_finds_the_text_in_a_listing(tmp_path):
    await publish(tmp_path, held("ada: #startmeeting Fedora-CoreOS-Meeting", "ada: #endmeeting"), pattern=FEDORA)
    listing = "\n".join(name.rpartition("/")[2] for name in names(tmp_path))
    assert re.findall(r"fedora-coreos-meeting\.(\d{4}-\d{2}-\d{2}-\d{2}\.\d{2})\.txt", listing) == ["2026-04-08-16.01"]


async def test_maubot_meeting_summary_finds_the_log_and_who_spoke(tmp_path):
    played = hold("ada: #startmeeting")
    played.people["@bo:kiln.example.org"] = Person("matrix/@bo:kiln.example.org", "@bo:kiln.example.org")
    played.say("@bo:kiln.example.org", "hi")
    played.play("ada: #endmeeting")
    values = {"log_dates": True, "announcement": "Text Log: {log_txt}", "public_url": "https://meetbot.example.org"}
    receipt = await publish(tmp_path, edition_of(played), **values)
    assert receipt.said.removeprefix("Text Log: ") == (
        "https://meetbot.example.org/kiln/2026/kiln.2026-04-08-16.01.log.txt"
    )
    (log,) = tmp_path.rglob("*.log.txt")
    spoke = re.findall(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d <(@[^>]+)> ", log.read_text())
    assert spoke == ["@bo:kiln.example.org"]


ENTRY = re.compile(
    r"<li>(.*?)<span class=\"details\">\(<a href=['\"][^'\"]*#l-(\d+)['\"]>([^<]*)</a>,\s*([\d:]+)\)</span>", re.DOTALL
)
TYPED = re.compile(r"<(?:b|span) class=\"([A-Z]+)\">(.*?)</(?:b|span)>", re.DOTALL)


async def test_a_reader_that_goes_by_the_markup_alone_finds_every_entry(tmp_path):
    """Readers without a parser collapse blanks and match MeetBot's tags."""
    page = re.sub(r"\s+", " ", (await filed(tmp_path, story("example")))["html"])
    assert re.search(r"Meeting started by (\S+) at ([\d:]+) UTC", page).groups() == ("ada", "16:00:00")
    body = page.partition("<h3>Meeting summary</h3>")[2].partition("<h3>")[0]
    found = [(match, TYPED.search(match[1])) for match in ENTRY.finditer(body)]
    entries = [(typed[1] if typed else "LINK", int(match[2]), match[3], match[4]) for match, typed in found]
    assert ("TOPIC", 8, "ada", "16:02:00") in entries
    assert ("HELP", 24, "elif", "16:14:00") in entries
    assert ("LINK", 31, "zz", "16:20:00") in entries
    assert len(entries) == body.count("<li>")


async def test_a_reader_of_the_log_page_finds_lines_and_numbers(tmp_path):
    written = await filed(tmp_path, story("example"))
    inside = re.search(r"<pre>(.*)</pre>", written["log.html"], re.DOTALL)[1]
    lines = [unescape(re.sub("<[^>]*>", "", line)) for line in inside.splitlines() if 'name="l-' in line]
    numbers = [int(number) for number in re.findall(r'<a name="l-(\d+)"', inside)]
    assert lines == written["log.txt"].splitlines()
    assert numbers == list(range(1, len(lines) + 1))
    assert all(re.match(r"^(\d{2}:\d{2}:\d{2})\s+(<\S+>|\* \S+)( .+)?$", line) for line in lines)
