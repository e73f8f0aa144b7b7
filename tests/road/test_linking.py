"""One meeting on InspIRCd with services and on Synapse: who is one person there, and who is two."""

import json
import re

import pytest

from tests.matrix.bots import unique
from tests.road.matrix_bots import matrix_config
from tests.servers.inspircd import PASSWORD
from tests.waiting import answered

pytestmark = pytest.mark.server("synapse", "inspircd", "anope")
CODE = re.compile(r"Your code is (\w+)\.")


@pytest.fixture
async def kiln(synapse, services, bot_at, chat_client):
    """The bot in a channel and in a Matrix room, which are one place."""

    class Kiln:
        channel = f"#{unique('kiln')}"
        bot = bot_at(1)

        async def begin(self, *people):
            """The room with these in it, and the bot at work; ada is in the channel, with an account."""
            self.room = people[0].create()
            for person in people[1:]:
                person.join(self.room)
            self.account = synapse.register(unique("minutebot"), "minutebot")
            rest = self.bot.config.read_text(encoding="utf-8")
            rest = rest[rest.index("[publishers.archive]") : rest.index("[people.ada]")]
            irc = f"""
                [networks.libera]
                host = "127.0.0.1"
                port = {services.port}
                tls = false
                rate = {{ burst = 1000, per_second = 1000 }}
                backoff = {{ first = 0.2, longest = 1 }}
                [[rooms]]
                network = "libera"
                name = "{self.channel}"
                [[meeting_place]]
                name = "Kiln"
                rooms = ["libera/{self.channel}", "kiln/{self.room}"]
                series = "Weekly Meeting"
                """
            text = matrix_config(synapse, self.account, self.room, self.bot.home)
            self.bot.config.write_text(text + irc + rest, encoding="utf-8")
            self.ada = await chat_client(services.port, "ada", room=self.channel, account="ada", password=PASSWORD)
            await self.start(people[0])

        async def start(self, anybody):
            self.ada.lines.clear()
            self.ada._seen = 0
            await self.bot.start()
            await self.ada.wait_for(rf":minutebot\S* JOIN :?{self.channel}", 20)
            user = self.account.user_id
            await answered(lambda: user in anybody.call("GET", f"/rooms/{self.room}/joined_members")["joined"])

        async def code(self):
            self.ada.say("minutebot", "#link-me")
            told = await self.ada.wait_for(r"NOTICE ada :Your code is ")
            return CODE.search(told.raw)[1]

    return Kiln()


def _heard(who, room: str, pattern: str):
    return lambda: [said for said in who.notices(room) if re.search(pattern, said)]


async def test_the_same_human_in_both_is_one_attendee_with_one_ballot_once_they_proved_it(
    kiln, synapse, services, chat_client
):
    ada, bo = synapse.register(unique("ada"), "Ada Kern"), synapse.register(unique("bo"), "bo")
    await kiln.begin(ada, bo)
    code = await kiln.code()
    await kiln.bot.kill()
    await kiln.start(ada)
    ada.say(kiln.room, "#startmeeting")
    await kiln.ada.wait_for("This meeting is recorded")
    ada.say(kiln.room, "#vote Go?")
    await kiln.ada.wait_for("Vote: Go")
    kiln.ada.say(kiln.channel, "+1")
    ada.say(kiln.room, "-1")
    ada.say(kiln.room, f"#link-me {code}")
    await answered(_heard(ada, kiln.room, "you and ada on libera are one person now"))
    ada.say(kiln.room, "#showvote")
    await answered(_heard(ada, kiln.room, r"yes 0, no 1"))
    kiln.ada.say(kiln.channel, "+1")
    (await chat_client(services.port, "bo", room=kiln.channel)).say(kiln.channel, "+1")
    bo.say(kiln.room, "+1")
    ada.say(kiln.room, "#showvote")
    await answered(_heard(ada, kiln.room, "yes 3"))
    kiln.ada.say(kiln.channel, "#endvote")  # chair by what she is in the room
    told = await kiln.ada.wait_for("Vote on Go")
    assert "yes 3" in told.raw
    kiln.ada.say(kiln.channel, "#endmeeting")
    await answered(_heard(ada, kiln.room, "Minutes: "))
    (page,) = kiln.bot.page("weekly").glob("*-??.json")
    names = [each["name"] for each in json.loads(page.read_text(encoding="utf-8"))["attendees"]]
    assert [name.split()[0] for name in names] == ["ada", "bo", "bo"]
    assert await kiln.bot.stop() == 0


async def test_a_code_from_a_direct_room_on_matrix_is_typed_on_irc_and_taken_back(kiln, synapse):
    ada = synapse.register(unique("ada"), "Ada Kern")
    await kiln.begin(ada)
    invitation = {"preset": "trusted_private_chat", "is_direct": True, "invite": [kiln.account.user_id]}
    direct = ada.call("POST", "/createRoom", invitation)["room_id"]
    await answered(lambda: len(ada.call("GET", f"/rooms/{direct}/joined_members")["joined"]) == 2)
    ada.say(direct, "#link-me")
    (told,) = await answered(_heard(ada, direct, "Your code is "))
    kiln.ada.say(kiln.channel, "#link-me " + CODE.search(told)[1])
    await kiln.ada.wait_for("are one person now; #unlink-me takes it back")
    kiln.ada.say("minutebot", "#unlink-me")
    await kiln.ada.wait_for("NOTICE ada :ada: you and .* are not one person any more")
    assert _heard(ada, kiln.room, "code")() == []
