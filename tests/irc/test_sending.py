"""Lanes, turns, pace, and what a saying becomes on the line."""

from hypothesis import given
from hypothesis import strategies as st

from bot.core.chat import Person, Room
from bot.irc.outbox import LONGEST_WAIT, Bucket, Lane, Outbox, Saying
from bot.irc.speaking import speak
from tests.irc.talks import KILN, NETWORK, Talk

ANY = lambda _: True  # noqa: E731 - a word for "every channel is ready"


def drain(outbox, ready=ANY):
    found = []
    while (item := outbox.take(ready)) is not None:
        found.append(item if isinstance(item, str) else item.text)
    return found


def test_urgent_lanes_go_first():
    outbox = Outbox()
    outbox.add(Lane.CTCP, "ctcp")
    outbox.add(Lane.BULK, "bulk")
    outbox.say(Saying("#kiln", "reply", 0.0))
    outbox.add(Lane.CONTROL, "control")
    assert drain(outbox) == ["control", "reply", "bulk", "ctcp"]


def test_channels_take_turns_and_keep_their_own_order():
    outbox = Outbox()
    for channel, texts in (("#a", ("a1", "a2", "a3")), ("#b", ("b1", "b2")), ("#c", ("c1",))):
        for text in texts:
            outbox.say(Saying(channel, text, 0.0))
    assert drain(outbox) == ["a1", "b1", "c1", "a2", "b2", "a3"]


def test_the_rest_of_a_long_saying_comes_before_the_next():
    outbox = Outbox()
    outbox.say(Saying("#a", "long", 0.0))
    outbox.say(Saying("#a", "next", 0.0))
    outbox.back(outbox.take(ANY), "rest of it")
    assert drain(outbox) == ["rest of it", "next"]


def test_a_channel_that_is_not_ready_holds_nobody_up():
    outbox = Outbox()
    outbox.say(Saying("#shut", "later", 0.0))
    outbox.say(Saying("#open", "now", 0.0))
    assert drain(outbox, lambda saying: saying.channel == "#open") == ["now"]
    assert drain(outbox) == ["later"]


def test_sayings_outlive_the_connection_but_not_ten_minutes():
    outbox = Outbox()
    outbox.say(Saying("#kiln", "old", 0.0))
    outbox.say(Saying("#kiln", "new", 60.0))
    outbox.add(Lane.CONTROL, "JOIN #kiln")
    outbox.disconnected()
    assert outbox.expire(LONGEST_WAIT + 1) == 1
    assert drain(outbox) == ["new"]


def test_a_channel_with_far_too_much_waiting_takes_no_more():
    outbox = Outbox()
    assert all(outbox.say(Saying("#a", "x", 0.0)) for _ in range(5000))
    assert not outbox.say(Saying("#a", "x", 0.0))
    assert outbox.say(Saying("#b", "x", 0.0))


def test_few_ctcp_answers_wait():
    outbox = Outbox()
    for number in range(50):
        outbox.add(Lane.CTCP, str(number))
    assert drain(outbox) == ["0", "1", "2"]


@given(st.integers(1, 10), st.floats(0.1, 20), st.lists(st.floats(0, 5), max_size=60))
def test_the_bucket_never_lets_more_through_than_burst_and_rate(burst, per_second, pauses):
    bucket, now, sent = Bucket(burst, per_second, 0.0), 0.0, []
    for pause in pauses:
        now += max(pause, bucket.wait(now + pause))
        if bucket.wait(now) <= 1e-9:
            bucket.spend()
            sent.append(now)
    for first, start in enumerate(sent):
        for last in range(first, len(sent)):
            assert last - first + 1 <= burst + (sent[last] - start) * per_second + 1e-6


def test_lines_in_no_hurry_leave_room_for_replies():
    bucket = Bucket(4, 1.0, 0.0)
    assert bucket.wait(0.0, spare=True) == 0.0
    bucket.spend()
    bucket.spend()
    assert bucket.wait(0.0) == 0.0
    assert bucket.wait(0.0, spare=True) == 1.0


def in_room(*names, **more):
    talk = Talk()
    talk.enter(*names, **more)
    return talk.talk.tracker


def spoken(tracker, saying):
    found = speak(saying, tracker)
    return found and found.line


def test_a_line_fits_as_others_receive_it():
    tracker = in_room()
    found = speak(Saying("#kiln", "ö" * 600, 0.0), tracker)
    received = f":minutebot!bot@here {found.line}\r\n".encode()
    assert 510 <= len(received) <= 512
    assert found.text + found.rest == "ö" * 600


def test_before_our_address_is_known_the_longest_is_assumed():
    talk = Talk()
    talk.greet()
    found = speak(Saying("#kiln", "x" * 600, 0.0), talk.talk.tracker)
    assert len(f":minutebot!{'u' * 10}@{'h' * 63} {found.line}\r\n".encode()) == 512


def test_the_topic_is_set_where_we_may_and_shortened_to_what_fits():
    tracker = in_room()
    assert spoken(tracker, Saying("#kiln", "Glazes", 0.0, topic=True)) == "TOPIC #kiln :Glazes"
    long = spoken(tracker, Saying("#kiln", "ö" * 100, 0.0, topic=True))
    assert long == f"TOPIC #kiln :{'ö' * 30}"


def test_a_locked_topic_is_left_alone_unless_we_run_the_room():
    talk = Talk()
    talk.enter()
    topic = Saying("#kiln", "Glazes", 0.0, topic=True)
    talk.hear(":srv 324 minutebot #kiln +nt")
    assert speak(topic, talk.talk.tracker) is None
    talk.hear(":ada!a@h MODE #kiln +o minutebot")
    assert speak(topic, talk.talk.tracker)
    talk.hear(":ada!a@h MODE #kiln -o minutebot", ":ada!a@h MODE #kiln -t")
    assert speak(topic, talk.talk.tracker)


def test_a_topic_that_was_refused_is_not_tried_again():
    talk = Talk()
    talk.enter()
    talk.hear(":srv 482 minutebot #kiln :You're not channel operator")
    assert speak(Saying("#kiln", "Glazes", 0.0, topic=True), talk.talk.tracker) is None


def test_a_topic_that_stands_already_is_not_set_again():
    talk = Talk()
    talk.enter()
    talk.hear(":srv 332 minutebot #kiln :Glazes")
    assert speak(Saying("#kiln", "Glazes", 0.0, topic=True), talk.talk.tracker) is None


def test_a_private_answer_follows_its_person_and_never_goes_to_whoever_has_the_nick_now():
    talk = Talk()
    talk.enter("ada")
    talk.hear(":ada!a@h PRIVMSG #kiln :me")
    ada = talk.messages[0].sender
    answer = Saying("#kiln", "psst", 0.0, to=ada)
    assert spoken(talk.talk.tracker, answer) == "NOTICE ada :psst"
    talk.hear(":ada!a@h NICK :countess")
    assert spoken(talk.talk.tracker, answer) == "NOTICE countess :psst"
    talk.hear(":countess!a@h QUIT :bye", ":ada!x@y JOIN #kiln")
    assert speak(answer, talk.talk.tracker) is None
    stranger = Person("kiln-net/session/x", "eve", "eve!e@h")
    assert spoken(talk.talk.tracker, Saying("#kiln", "psst", 0.0, to=stranger)) == "NOTICE eve :psst"


def test_private_answers_wait_for_nobodys_room():
    talk = Talk(rooms=(KILN, Room(NETWORK, "#glaze")))
    talk.greet()
    talk.waiting()
    talk.lasting.outbox.say(Saying("#kiln", "in the room", 0.0))
    talk.lasting.outbox.say(Saying("#kiln", "alone", 0.0, to=Person("k", "eve")))
    assert talk.waiting() == ["alone"]
