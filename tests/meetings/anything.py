"""Whatever people may do in a room: a strategy that makes up meetings, and how they are played."""

from hypothesis import strategies as st

from tests.meetings.stage import TABLE, Stage

NICKS = ("ada", "bo", "cy_", "zz", "Straße", "bob[m]", "minutebot")
Act = tuple[str, ...]

odd_text = st.text(max_size=40) | st.sampled_from(
    ("", " ", "\x02bold\x02", "\x0304,05red", "a\r\nb", "nul \0", "\u202eturned", "x" * 500, "\u2028", "`", "**", "[x](y)")
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
common = st.sampled_from(
    ("#startmeeting", "#endmeeting", "#topic T", "#info fact", "#action bo to go", "#agreed yes", "#undo", "#agenda item")
)
talk = odd_text | st.sampled_from(("hi", "[off] secret", "https://kiln.example.org/", "#kiln is a room", "#", "##info x"))
line = st.tuples(st.just("say"), st.sampled_from(NICKS), common | common | command | talk)
nick = st.sampled_from(NICKS[:4])
act = (
    line
    | line
    | line
    | st.one_of(
        st.tuples(st.just("rename"), nick, st.sampled_from(("kern", "bo", "ada_"))),
        st.tuples(st.just("log_in"), nick, st.sampled_from(("bo", "ada"))),
        st.tuples(st.just("quit"), nick),
        st.tuples(st.just("gap")),
        st.tuples(st.just("again")),
        st.tuples(st.just("room"), st.sampled_from(("#kiln", "#oven"))),
    )
)
script = st.lists(act, max_size=40).map(lambda acts: [("say", "ada", "#startmeeting"), *acts])


def do(stage: Stage, act: Act) -> None:
    """One act; what can't be done (renaming somebody who is not there) is left out."""
    match act:
        case ("say", nick, text):
            stage.say(nick, text)
        case ("rename", old, new) if old in stage.people and new not in stage.people:
            stage.rename(old, new)
        case ("log_in", nick, account):
            stage.log_in(nick, account)
        case ("quit", nick) if nick in stage.people:
            stage.quit(nick)
        case ("gap",):
            stage.gap(f"{stage.now:%H:%M}", f"{stage.now:%H:%M}")
        case ("again",):
            stage.again()
        case ("room", name):
            stage.go_to(name)
        case _:
            pass


def do_all(stage: Stage, acts: list[Act]) -> Stage:
    for each in acts:
        do(stage, each)
    stage.flush()
    return stage
