"""Pills and lists of mentions, as clients write them: by hand, and on Synapse."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.chat import MessageEdited, Person
from bot.matrix.mentions import named

BO, EVE = "@bo:kiln.test", "@eve:evil.test"
NAMES = {BO: "Bo Smith", EVE: f"Bo Smith ({EVE})"}


def _person(user: str) -> Person:
    return Person(f"kiln/account/{user}", NAMES.get(user, user))


def _named(*lines: str, **content: object) -> list[list[tuple[str, str]]]:
    found = named(content, list(lines), _person)
    return [[(one.label, one.person.key.removeprefix("kiln/account/")) for one in line] for line in found]


PILL = f'<a href="https://matrix.to/#/{BO}">Bo Smith</a>: sweep'


@pytest.mark.parametrize(
    ("line", "content", "expected"),
    [
        ("Bo Smith: sweep", {"formatted_body": PILL}, [("Bo Smith", BO)]),
        ("Bo: sweep", {"formatted_body": '<a href="matrix:u/bo:kiln.test">@<b>B</b>o</a>: sweep'}, [("Bo", BO)]),
        (
            "Bo: sweep",
            {"formatted_body": "<p><A class='p' HREF='https://matrix.to/#/%40bo%3Akiln.test?via=x'>Bo</A></p>"},
            [("Bo", BO)],
        ),
        ("Bo Smith to sweep", {"m.mentions": {"user_ids": [BO]}}, [("Bo Smith", BO)]),
        ("Bo Smith to sweep", {"m.mentions": {"user_ids": [EVE]}}, [("Bo Smith", EVE)]),
        ("#action @bo:kiln.test: sweep", {}, [(BO, BO)]),
        ("#action @bo:kiln.test, sweep.", {}, [(BO, BO)]),
        (f"[Bo](https://matrix.to/#/{BO}) to sweep", {}, [(f"[Bo](https://matrix.to/#/{BO})", BO)]),
        ("thanks", {"m.mentions": {"user_ids": [BO]}}, []),
        ("Kiln: x", {"formatted_body": '<a href="https://matrix.to/#/#kiln:kiln.test">Kiln</a>'}, []),
        ("Kiln: x", {"formatted_body": '<a href="https://kiln.example.org/">Kiln</a>'}, []),
        ("mail bo@kiln.test: now", {}, []),
        ("nobody", {"m.mentions": "@bo", "formatted_body": 7}, []),
    ],
)
def test_whom_a_line_names(line: str, content: dict, expected: list[tuple[str, str]]) -> None:
    (found,) = _named(line, **content)
    assert found[: len(expected)] == expected
    assert {user for _, user in found} == {user for _, user in expected}


def test_of_a_message_of_several_lines_each_names_its_own() -> None:
    first, second = _named("Bo Smith: one", "@eve:evil.test: two", formatted_body=PILL)
    assert (first, second) == ([("Bo Smith", BO)], [(EVE, EVE)])


odd = st.text(alphabet='<a href="https://matrix.to/#/@bo:kiln.test">[]()%40\n @:', max_size=200)


@given(odd, odd, st.none() | st.lists(odd, max_size=3) | odd)
def test_whatever_is_in_a_message_its_mentions_are_people_of_its_lines(body, formatted, users) -> None:
    lines = [line for line in body.splitlines() if line.strip()]
    content = {"formatted_body": formatted, "m.mentions": {"user_ids": users}}
    for line, mentions in zip(lines, named(content, lines, _person), strict=True):
        assert all(one.label.casefold() in line.casefold() for one in mentions)


@pytest.mark.server("synapse")
async def test_a_pill_comes_with_its_line_and_with_its_edit(synapse, bot_in, people) -> None:
    ada, bo = people("Ada", "Bo")
    bo.rename("Bo Smith")
    room = ada.create()
    bo.join(room)
    bot = await bot_in(synapse, room)
    pill = f'#action <a href="https://matrix.to/#/{bo.user_id}">Bo Smith</a>: sweep'
    more = {"format": "org.matrix.custom.html", "formatted_body": pill, "m.mentions": {"user_ids": [bo.user_id]}}
    event = ada.say(room, "#action Bo Smith: sweep", **more)
    message = await bot.message("#action")
    assert [(one.label, one.person) for one in message.mentions] == [
        ("Bo Smith", Person(f"kiln/account/{bo.user_id}", "Bo Smith"))
    ]
    ada.edit(room, event, f"#action {bo.user_id}: sweep")
    await bot.until(lambda: any(isinstance(told, MessageEdited) for told in bot.inbox.observations))
    (edit,) = [told for told in bot.inbox.observations if isinstance(told, MessageEdited)]
    assert [one.person.nick for one in edit.mentions] == ["Bo Smith"]
