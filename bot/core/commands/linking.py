"""Proving that two accounts are one person's: a code, said to one of them in private, is typed with the other."""

from dataclasses import replace

from bot.core import ties as tie
from bot.core.commands.command import Command, Scene, When, refuse, say
from bot.core.events import Outcome
from bot.core.keys import has_account, network_of, own_key
from bot.core.text import join_words

MINUTES = int(tie.LIFETIME.total_seconds() // 60)
ANOTHER = "say #link-me to me in private for another one"


def _link(scene: Scene, code: str) -> Outcome:
    if not has_account(scene.account):
        return _spent(scene, code, "only accounts can be linked; log in to the network's services, then say it again")
    return _typed(scene, code) if code else _asked(scene)


def _asked(scene: Scene) -> Outcome:
    if not scene.message.private:
        return refuse(scene, "say #link-me to me in private, so that nobody else sees your code")
    code, now = scene.code, scene.now
    text = (
        f"Your code is {code}. Within {MINUTES} minutes, type #link-me {code} on the other network, where I am or to "
        "me in private; whoever types it there is you from then on."
    )
    return replace(say(scene, text), ties=tie.asked(tie.fresh(scene.ties, now), own_key(scene.account), code, now))


def _typed(scene: Scene, code: str) -> Outcome:
    own, now = own_key(scene.account), scene.now
    until = tie.barred_until(scene.ties, own, now)
    if until is not None:
        return _spent(scene, code, f"too many wrong codes; try again at {until:%H:%M} UTC")
    other = tie.holder(scene.ties, code, now)
    if not other:
        missed = tie.missed(tie.fresh(scene.ties, now), own, now)
        return replace(refuse(scene, f"that is no code of mine, or an old one; {ANOTHER}"), ties=missed)
    if network_of(other) == network_of(own):
        return _spent(scene, code, f"you asked for that code on {network_of(own)}; type it on another network")
    if tie.contradict(scene.registry, scene.ties, own, other):
        return _spent(scene, code, f"by my config you and {tie.in_words(other)} are two people; ask my operator")
    linked = tie.tied(scene.registry, tie.used(tie.fresh(scene.ties, now), other), other, own)
    text = f"{scene.sender.nick}: you and {tie.in_words(other)} are one person now; #unlink-me takes it back."
    return replace(say(scene, text), ties=linked)


def _spent(scene: Scene, code: str, why: str) -> Outcome:
    """Refused; and a code that a room has seen is good for nothing any more."""
    other = tie.holder(scene.ties, code, scene.now) if code else ""
    if not other or scene.message.private:
        return refuse(scene, why)
    told = refuse(scene, f"{why}. That code is known to everybody here, and good for nothing now; {ANOTHER}")
    return replace(told, ties=tie.used(scene.ties, other))


def _unlink(scene: Scene, _argument: str) -> Outcome:
    others = tie.others(scene.registry, scene.ties, scene.account)
    if not others:
        return refuse(scene, "no other account was linked with yours; what the config says, my operator can change")
    left = tie.untied(scene.registry, tie.fresh(scene.ties, scene.now), scene.account)
    told = f"{scene.sender.nick}: you and {join_words([*map(tie.in_words, others)])} are not one person any more."
    return replace(say(scene, told), ties=left)


COMMANDS = (
    Command(
        "link-me",
        "makes your accounts on two networks one person; said to the bot in private, it gives the code",
        _link,
        "[CODE]",
        when=When.ALWAYS,
        off_record=True,
        private=True,
    ),
    Command(
        "unlink-me",
        "takes that back",
        _unlink,
        when=When.ALWAYS,
        off_record=True,
        private=True,
    ),
)
