"""Whatever people may do in a room: a strategy that makes up meetings, and how they are played."""

from hypothesis import strategies as st

from tests.meetings.stage import TABLE, Stage

NICKS = ("ada", "bo", "cy_", "zz", "Straße", "bob[m]", "minutebot")
Act = tuple[str, ...]

odd_text = st.text(max_size=40) | st.sampled_from(
    (
        "",
        " ",
        "\x02bold\x02",
        "\x0304,05red",
        "a\r\nb",
        "nul \0",
        "\u202eturned",
        "x" * 500,
        "\u2028",
        "`",
        "**",
        "[x](y)",
    )
)
argument = (
    odd_text
    | st.sampled_from(NICKS)
    | st.sampled_from(
        (
            *("1", "2", "99", "0", "-1", "9" * 30, "1: reworded", "2:", "a-1 bo", "A-2 zz, ada", "@", ",", "@,@"),
            *("bo to write it by Friday", "bo, zz and @ada: sweep by the 99th", "nobody to sweep", "bo", "cy: he said"),
            *("https://kiln.example.org/", "see https://x.example/ there", "javascript:alert(1)", "2026-04-22", "soon"),
            *("2026-04-22 16:00 Europe/London", "2020-01-01", "Weekly Meeting", "another", "Any Other Business"),
        )
    )
)
word = st.sampled_from((*TABLE, "agrred", "startmeetingfoo", "123", "vote", "TOPIC", "Info:"))
command = st.builds("#{} {}".format, word, argument)
usual = st.sampled_from(
    (
        *("#undo",) * 10,
        *("#topic T", "#topic 1", "#subtopic S", "#subtopic", "#next!", "#aob") * 2,
        *(
            "#info fact",
            "#idea x",
            "#agreed yes",
            "#action bo to go",
            "#action sweep by Friday",
            "#link https://x.example",
        )
        * 2,
        *("#assign A-1 gwen",) * 3,
        *("#vote Go?", "#vote Which? [a, b c]", "#endvote", "+1", "-1 no", "0", "#vote yes", "#vote B C") * 2,
        *("#voters bo, zz", "#voters all", "#votesrequired 2", "#showvote", "#close"),
        *("#proposed x", "#second", "#agreed", "#rejected", "#regrets", "regrets+ cy, fen", "present+ Zed") * 2,
        *("#assign A-2 bo, gwen", "#summary s", "#nextmeeting tomorrow", "#here Ada K", "#nick kim"),
        *(
            "#chair bo, zz",
            "#unchair zz",
            "#scribe bo",
            "#agenda item",
            "#agenda kiln (15m)",
            "agenda+ fire",
            *("#done A-1", "#done A-2 with a broom", "#drop A-1 no wood", "#done A-3", "#drop A-2") * 2,
            *("#actions", "#actions me", "#actions bo, overdue"),
            "agenda- 1",
            "agenda- 2",
            "#agenda 2 > 1",
            "#agenda 1 > 2",
            "#agenda",
            "#status",
            "#commands",
            "#undo 1",
            "#undo 3",
            "#undo A-1",
            "#off",
            "#on",
            "#on",
            "#lurk",
            "#unlurk",
            "#save",
            "q+ to ask",
            "q+",
            "q-",
            "ack next",
            "ack b",
        ),
        *(
            "#supersede D-1 with a",
            "#supersede 2: b",
            "#supersede D-1, D-2 with c",
            "#supersede D-3",
            "#supersede A-1 with",
        )
        * 2,
        *("s/D-1/D-2/", "s/supersede D-2/supersede D-1/", "#edit D-2 D-1 with other", "#edit D-3 other", "#undo D-2"),
        *("s/fact/thing/", "s/yes/no/g", "s|to go|to stay|", "s/bo/zz/", "#edit 1 other", "#edit A-1 zz to stay") * 2,
        *("#link-me", "#link-me CODE2", "#unlink-me"),
        *("#info ^", "#agreed bo^", "#action zz ^2", "#retract", "#amend", "#reopen", "#meetingname Oven"),
        *("#endmeeting", "#abortmeeting", "#startmeeting", "#startmeeting another"),
    )
)
talk = odd_text | st.sampled_from(
    (
        "hi",
        "[off] secret",
        "https://kiln.example.org/",
        "#kiln is a room",
        "#",
        "##info x",
        "Topic: x",
        "[TOPIC] x",
        "!t x",
        "^2",
    )
)


def _mostly(*weighted: tuple[int, st.SearchStrategy]) -> st.SearchStrategy:
    """One of the strategies, each as often as its weight says."""
    return st.sampled_from([each for weight, each in weighted for _ in range(weight)]).flatmap(lambda each: each)


said = _mostly((12, usual), (5, command), (3, talk))
speaker = st.sampled_from(("ada",) * 6 + NICKS + ("matrix/ada", "matrix/gwen", "matrix/bo") * 2)
nick = st.sampled_from(NICKS[:4])
act = _mostly(
    (30, st.tuples(st.just("say"), speaker, said)),
    (2, st.tuples(st.just("rename"), nick, st.sampled_from(("kern", "bo", "ada_")))),
    (3, st.tuples(st.just("log_in"), nick, st.sampled_from(("bo", "ada")))),
    (1, st.tuples(st.just("quit"), nick)),
    (1, st.tuples(st.just("gap"))),
    (1, st.tuples(st.just("seal"), speaker)),
    (1, st.tuples(st.just("unseal"))),
    (2, st.tuples(st.just("wait"), st.sampled_from((5, 12, 35)))),
    (1, st.tuples(st.just("again"))),
    (1, st.tuples(st.just("privately"), nick, st.sampled_from(("#link-me", "#link-me CODE2", "#unlink-me")))),
    (1, st.tuples(st.just("close"))),
    (1, st.tuples(st.just("bring"), st.sampled_from(("bob[m]", "zz")))),
    (2, st.tuples(st.just("relay"), st.sampled_from(("Alice", "zz", "ada", "x/account/ada")), said)),
    (2, st.tuples(st.just("room"), st.sampled_from(("#kiln", "#oven")))),
)
OPENING = [("say", "ada", "#startmeeting"), ("say", "bo", "hi"), ("say", "bo", "#action bo to go")]
script = st.lists(act, min_size=8, max_size=32).map(lambda acts: [*OPENING, *acts])

COMINGS_AND_GOINGS = {"rename", "quit", "bring"}


def _settled(acts: list[Act]) -> list[Act]:
    speakers = (each[1] for each in acts if each[0] in {"say", "seal"})
    here = [("say", nick, "hi") for nick in dict.fromkeys((*NICKS, *speakers))]
    return [*here, acts[0], *here, *(each for each in acts[1:] if each[0] not in COMINGS_AND_GOINGS)]


# everybody is there and has spoken: the room is seen as it is when a line is recorded, not when it was said
settled_script = script.map(_settled)


def do(stage: Stage, act: Act) -> None:  # noqa: C901, PLR0912, PLR0915 - one case an act
    """One act; what can't be done (renaming somebody who is not there) is left out."""
    match act:
        case ("say", nick, text) if _is_heard(stage, nick):
            stage.say(nick, text)
        case ("rename", old, new) if old in stage.people and new not in stage.people:
            stage.rename(old, new)
        case ("log_in", nick, account):
            stage.log_in(nick, account)
        case ("quit", nick) if nick in stage.people:
            stage.quit(nick)
        case ("gap",):
            stage.gap(f"{stage.now:%H:%M}", f"{stage.now:%H:%M}")
        case ("seal", nick):
            stage.seal(nick)
        case ("unseal",):
            stage.unseal()
        case ("wait", minutes):
            stage.wait(minutes)
        case ("privately", nick, text):
            stage.private = True
            stage.say(nick, text)
            stage.private = False
        case ("again",):
            stage.again()
        case ("close",):
            stage.close()
        case ("bring", nick):
            stage.bring(nick)
        case ("relay", name, text):
            if not stage.rooms[stage.room].bridging.relays:
                stage.relay("hbridge")
            stage.say("hbridge", f"<{name}> {text}")
        case ("room", name):
            stage.go_to(name)
        case _:
            pass


def _is_heard(stage: Stage, nick: str) -> bool:
    return "/" not in nick or any(room.network == nick.partition("/")[0] for room in stage.rooms)


def do_all(stage: Stage, acts: list[Act]) -> Stage:
    for each in acts:
        do(stage, each)
    stage.flush()
    return stage
