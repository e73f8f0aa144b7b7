"""Minutes as commits, in real repositories: once, and over nobody's work."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.api import PermanentError
from bot.testing import QUEUED_AT, FakeAttempt, an_edition
from plugins.git_pages import plugin
from tests.plugins.repositories import PAGE, git, make_repository, publish

ID = "weekly-2026-04-08"


@pytest.fixture
def site(tmp_path):
    return make_repository(tmp_path)


def edition(text: str, revision: int = 1, **changes):
    """The meeting with this page; `changes` are to its minutes."""
    made = an_edition(revision=revision)
    return replace(made, pages={**made.pages, "md": f"# {text}\n"}, minutes=replace(made.minutes, **changes))


async def test_an_edition_is_one_commit_on_the_branch(site):
    receipt = await publish(site.settings(), edition("minutes"))
    assert site.read() == "# minutes\n"
    assert site.log() == ["Weekly Meeting: 2026-04-08", "begin"]
    assert site.log(form="%an <%ae> %ad %cn %cd")[0] == (
        "minutebot <minutebot@example.org> Wed Apr 8 16:26:30 2026 +0000 minutebot Wed Apr 8 16:26:30 2026 +0000"
    )
    assert receipt.said == f"Minutes: {PAGE} on main of {site.path}"
    assert site.log(form="%B")[:9] == [
        "Weekly Meeting: 2026-04-08",
        "",
        "3.1 released, hack week and grants.",
        "",
        f"Minutebot-Meeting: {ID}",
        "Minutebot-Revision: 1",
        f"Minutebot-Path: {PAGE}",
        "Minutebot-Instance: 5eed",
        "",
    ]
    assert site.is_whole()


async def test_published_again_nothing_happens_from_another_clone_either(site, tmp_path):
    first = await publish(site.settings())
    commits = site.log(form="%H")
    assert (await publish(site.settings())).said == first.said
    await publish(
        site.settings(directory=tmp_path / "other.git"), attempt=FakeAttempt(queued_at=QUEUED_AT + timedelta(1))
    )
    assert site.log(form="%H") == commits


async def test_a_correction_takes_its_place_and_the_first_one_coming_late_does_not(site):
    await publish(site.settings(), edition("a fcat"))
    receipt = await publish(site.settings(), edition("a fact", 2))
    late = await publish(site.settings(), edition("a fcat"))
    assert (site.read(), late.said) == ("# a fact\n", "")
    assert receipt.said.startswith("Corrected minutes (revision 2): ")
    assert site.log()[0] == "Weekly Meeting: 2026-04-08 (revision 2)"


async def test_a_page_that_a_human_mended_stays_and_the_correction_goes_aside(site):
    await publish(site.settings(), edition("a fcat"))
    human = site.human()
    human.write(PAGE, "# a fact, said gwen\n")
    receipt = await publish(site.settings(), edition("a fact", 2))
    assert site.read() == "# a fact, said gwen\n"
    assert site.read(branch=f"minutes/{ID}") == "# a fact\n"
    assert receipt.said == (
        f"Minutes are on the branch minutes/{ID}, for somebody changed {PAGE} on main of {site.path}; "
        "they have to be merged"
    )
    assert (await publish(site.settings(), edition("a fact", 2))).said == receipt.said
    assert len(site.log(f"minutes/{ID}")) == 4, "begin, the first, gwen's, the correction: and no second one"


async def test_what_waits_aside_is_corrected_there(site):
    await publish(site.settings(), edition("one"))
    site.human().write(PAGE, "# mine\n")
    await publish(site.settings(), edition("two", 2))
    await publish(site.settings(), edition("three", 3))
    assert (site.read(), site.read(branch=f"minutes/{ID}")) == ("# mine\n", "# three\n")
    await publish(site.settings(), edition("two", 2))
    assert site.read(branch=f"minutes/{ID}") == "# three\n"


async def test_once_it_is_merged_corrections_go_to_the_branch_again(site):
    await publish(site.settings(), edition("one"))
    human = site.human()
    human.write(PAGE, "# mine\n")
    await publish(site.settings(), edition("two", 2))
    human.pull()
    git(human.path, "fetch", "-q", "origin")
    merge = ("merge", "-q", "-X", "theirs", "-m", "as they have it", f"origin/minutes/{ID}")
    git(human.path, "-c", "user.name=Gwen", "-c", "user.email=gwen@example.org", *merge)
    git(human.path, "push", "-q", "origin", "HEAD:main")
    await publish(site.settings(), edition("three", 3))
    assert site.read() == "# three\n"


async def test_a_merged_branch_is_taken_up_when_a_human_changes_the_page_again(site):
    await publish(site.settings(), edition("one"))
    human = site.human()
    human.write(PAGE, "# mine\n")
    await publish(site.settings(), edition("two", 2))
    git(human.path, "fetch", "-q", "origin")
    git(human.path, "push", "-q", "origin", f"origin/minutes/{ID}:main")
    human.write(PAGE, "# mine again\n")
    await publish(site.settings(), edition("three", 3))
    assert (site.read(), site.read(branch=f"minutes/{ID}")) == ("# mine again\n", "# three\n")


async def test_changed_here_and_aside_a_person_has_to_decide(site):
    await publish(site.settings(), edition("one"))
    human = site.human()
    human.write(PAGE, "# mine\n")
    await publish(site.settings(), edition("two", 2))
    git(human.path, "fetch", "-q", "origin")
    git(human.path, "checkout", "-q", f"minutes/{ID}")
    (human.path / PAGE).write_text("# elif's\n")
    git(human.path, "-c", "user.name=Elif", "-c", "user.email=elif@example.org", "commit", "-qam", "mine, rather")
    git(human.path, "push", "-q", "origin", f"minutes/{ID}")
    with pytest.raises(PermanentError, match=f"merge minutes/{ID} and delete it, then publish again"):
        await publish(site.settings(), edition("three", 3))
    assert site.read(branch=f"minutes/{ID}") == "# elif's\n"


async def test_a_page_that_was_there_before_is_not_ours(site):
    site.human().write(PAGE, "# written by hand\n")
    receipt = await publish(site.settings())
    assert site.read() == "# written by hand\n"
    assert f"branch minutes/{ID}" in receipt.said


async def test_a_page_that_a_human_removed_stays_away(site):
    await publish(site.settings(), edition("one"))
    site.human().remove(PAGE)
    again = await publish(site.settings(), edition("one"))
    assert (site.files(), site.branches(), "branch" in again.said) == (["README"], ["main"], False)
    await publish(site.settings(), edition("two", 2))
    assert site.files() == ["README"]
    assert site.read(branch=f"minutes/{ID}") == "# two\n"


async def test_published_again_over_a_humans_edit_nothing_happens(site):
    await publish(site.settings(), edition("one"))
    site.human().write(PAGE, "# mine\n")
    commits = site.log(form="%H")
    await publish(site.settings(), edition("one"))
    assert (site.log(form="%H"), site.branches()) == (commits, ["main"])


async def test_two_meetings_at_one_path_do_not_overwrite_each_other(site):
    settings = site.settings(path="{date}.md")
    await publish(settings, edition("the weekly"))
    await publish(settings, edition("the other", meeting_id="oven-2026-04-08", permalink="oven-2026-04-08"))
    assert site.read("2026-04-08.md") == "# the weekly\n"
    assert site.read("2026-04-08.md", "minutes/oven-2026-04-08") == "# the other\n"


async def test_two_installations_do_not_take_each_others_pages_for_their_own(site):
    await publish(site.settings(), replace(edition("here"), instance="aaaa"))
    await publish(site.settings(), replace(edition("there", 2), instance="bbbb"))
    assert site.read() == "# here\n"


async def test_a_renamed_meeting_moves_and_what_a_human_changed_stays_where_it_was(site):
    await publish(site.settings(), edition("one"))
    moved = {"path": "oven/2026-04-08", "permalink": "oven-2026-04-08"}
    await publish(site.settings(), edition("two", 2, **moved))
    assert site.files() == ["README", "oven/2026-04-08.md"]
    site.human().write("oven/2026-04-08.md", "# mine\n")
    await publish(site.settings(), edition("three", 3, path="kiln/2026-04-08"))
    assert site.files() == ["README", "kiln/2026-04-08.md", "oven/2026-04-08.md"]
    assert site.read("oven/2026-04-08.md") == "# mine\n"


async def test_drafts_are_replaced_and_a_draft_that_is_withdrawn_is_taken_away(site):
    draft = await publish(site.settings(), edition("so far", 0))
    await publish(site.settings(), edition("further", 0))
    assert (site.read(), draft.said) == ("# further\n", f"Draft: {PAGE} on main of {site.path}")
    gone = replace(edition("", 0), withdrawn=True, pages=dict.fromkeys(("md", "txt", "html", "json"), ""))
    told = await publish(site.settings(), gone)
    assert (site.files(), told.said) == (["README"], "")
    assert site.log()[:3] == [f"Weekly Meeting: 2026-04-08 ({what})" for what in ("withdrawn", "draft", "draft")]
    await publish(site.settings(), gone)
    assert len(site.log()) == 4


async def test_a_withdrawn_draft_that_a_human_works_on_stays(site):
    await publish(site.settings(), edition("so far", 0))
    site.human().write(PAGE, "# mine\n")
    await publish(site.settings(), replace(edition("", 0), withdrawn=True))
    assert (site.read(), site.branches()) == ("# mine\n", ["main"])


async def test_a_draft_of_a_reopened_meeting_replaces_the_minutes_until_the_next_end(site):
    ended = edition("over")
    reopened = replace(edition("goes on", 0), minutes=replace(ended.minutes, revision=0, ended_at=None))
    await publish(site.settings(), ended)
    await publish(site.settings(), reopened)
    assert site.read() == "# goes on\n"
    await publish(site.settings(), ended)
    assert site.read() == "# goes on\n", "an old revision never replaces what is newer"
    await publish(site.settings(), edition("over at last", 2))
    assert site.read() == "# over at last\n"


async def test_the_first_commit_of_an_empty_repository(tmp_path):
    git(tmp_path, "init", "-q", "--bare", str(tmp_path / "empty.git"))
    settings = plugin.settings(
        repository=str(tmp_path / "empty.git"), directory=tmp_path / "clone.git", author_email="m@example.org"
    )
    await publish(settings)
    assert git(tmp_path / "empty.git", "ls-tree", "-r", "--name-only", "main") == PAGE


async def test_a_clone_that_was_thrown_away_or_left_locked_does_no_harm(site):
    settings = site.settings()
    await publish(settings, edition("one"))
    clone = settings.directory
    for left in (clone / "packed-refs.lock", clone / "refs" / "minutebot" / "main.lock", clone / "shallow.lock"):
        left.parent.mkdir(parents=True, exist_ok=True)
        left.write_text("")
    site.human().write("README", "changed\n")
    await publish(settings, edition("two", 2))
    git(clone.parent, "clone", "-q", "--bare", str(site.path), str(clone.parent / "fresh"))
    await publish(site.settings(directory=clone.parent / "fresh"), edition("three", 3))
    assert (site.read(), site.is_whole()) == ("# three\n", True)


@pytest.mark.parametrize(
    ("path", "complaint"),
    [
        ("../{date}.md", "begin with a letter"),
        ("{date}/.git/config", "begin with a letter"),
        ("a//{date}.md", "begin with a letter"),
        ("-{date}.md", "begin with a letter"),
        ("a..b/{date}.md", "two dots"),
        ("git~1/{date}", "something else in it"),
        ("{digest}.md", "not known here"),
        ("{date:%Y}.md", "not known here"),
    ],
)
def test_a_path_that_leads_anywhere_else_is_refused_in_the_config(site, path, complaint):
    with pytest.raises(ValueError, match=complaint):
        site.settings(path=path)


async def test_a_meeting_whose_path_leads_out_is_refused(site):
    with pytest.raises(PermanentError, match=r"can't commit '\.\./evil\.md'"):
        await publish(site.settings(), edition("one", path="../evil"))


async def test_the_public_address_is_told_where_there_is_one(site):
    settings = site.settings(public_url="https://kiln.example.org/weekly/{permalink}")
    receipt = await publish(settings, edition("one", permalink=ID))
    assert receipt.url == f"https://kiln.example.org/weekly/{ID}"
    assert receipt.said == f"Minutes: {receipt.url}"
    assert plugin.describe(settings) == "https://kiln.example.org/weekly"
    assert plugin.describe(site.settings()) == f"{site.path} (main)"


async def test_a_preview_is_the_file_and_the_commit_that_come_then(site):
    settings = site.settings()
    async with plugin.open(settings) as publisher:
        page, commit = await publisher.preview(edition("one"), FakeAttempt())
    assert not (settings.directory / "HEAD").exists()
    assert (page.name, page.content) == (f"{site.path} main: {PAGE}", b"# one\n")
    await publish(settings, edition("one"))
    assert commit.name == f"commit {site.log(form='%H')[0]}"
    assert commit.content.decode() == git(site.path, "cat-file", "commit", "main") + "\n"
    async with plugin.open(settings) as publisher:
        assert await publisher.preview(edition("one"), FakeAttempt()) == []


async def test_what_was_typed_does_not_make_trailers(site):
    typed = "x\n\nMinutebot-Meeting: other-2026-04-08\nMinutebot-Revision: 99"
    await publish(site.settings(message="{digest}"), edition("one", digest=typed))
    await publish(site.settings(message="{digest}"), edition("two", 2, digest=typed))
    assert site.read() == "# two\n"
    assert site.log()[0].startswith("x Minutebot-Meeting: other")


async def test_a_day_in_another_year(site):
    settings = site.settings(path="content/{year}/{month}/{day}-{series}.md")
    await publish(settings, an_edition(on=date(2027, 1, 5)))
    assert "content/2027/01/05-weekly.md" in site.files()
