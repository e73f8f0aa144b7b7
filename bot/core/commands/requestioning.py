"""The question of a vote, read anew."""

from bot.core.commands.command import Scene, done, say
from bot.core.commands.voting import read_question
from bot.core.events import LineCorrected, Outcome, VoteReworded
from bot.core.voting import YES_NO, Vote


def vote_of_line(scene: Scene, line: int) -> Vote | None:
    """The vote that a line of the transcript opened."""
    return next((vote for vote in scene.at_hand.votes if vote.line == line), None)


def requestioned(scene: Scene, vote: Vote, number: int, line: str) -> Outcome:
    """Line `number` reads so now. The vote's question follows; its options don't, for people may have chosen one."""
    corrected = LineCorrected(number, line, scene.sender.key)
    question, options = read_question(line.partition(" ")[2].strip())
    kept = (options or YES_NO) == vote.options
    if not question or (question == vote.question and kept):
        return done(scene, corrected)
    reworded = () if question == vote.question else (VoteReworded(vote.number, question, scene.sender.key),)
    left = "" if kept else " Its options stay as they were; #undo takes it back, to put it anew."
    return say(scene, f"The vote's question now reads: {question}{left}", *reworded, corrected)
