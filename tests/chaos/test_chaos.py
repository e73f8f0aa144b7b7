"""A writer at full speed, a bot and a server that are killed: every line is kept once, every reply is there once."""

import pytest

from tests.chaos.mayhem import GAP, Mayhem

pytestmark = pytest.mark.server("synapse")


@pytest.fixture
async def mayhem(own_synapse, tmp_path):
    """`mayhem("bot")`: a room, a writer, and the program, not started yet."""
    made: list[Mayhem] = []

    def make(*program: str) -> Mayhem:
        made.append(Mayhem(own_synapse, tmp_path, program))
        return made[0]

    yield make
    for each in made:
        await each.clean_up()
        print((tmp_path / "bot.log").read_text(encoding="utf-8", errors="replace")[-6000:])


async def _befall(mayhem: Mayhem, kills: int, *fell_server_after: int) -> None:
    await mayhem.begin()
    for number in range(1, kills + 1):
        await mayhem.befall(number)
        if number in fell_server_after:
            await mayhem.fell_server()
    await mayhem.end()


@pytest.mark.long
async def test_killed_five_times_and_the_server_once_nothing_is_lost_or_doubled(mayhem) -> None:
    chaos = mayhem("bot")
    await _befall(chaos, 5, 3)
    found = chaos.verdict()
    print(f"{len(chaos.writer.said)} lines, gaps of {chaos.gaps}, {len(chaos.heard_late())} heard late")
    assert found.all_is_well, str(found)
    assert max(chaos.gaps) >= GAP


@pytest.mark.long
async def test_killed_thirty_times_and_the_server_twice_nothing_is_lost_or_doubled(mayhem) -> None:
    chaos = mayhem("bot")
    await _befall(chaos, 30, 10, 21)
    found = chaos.verdict()
    print(f"{len(chaos.writer.said)} lines, gaps of {chaos.gaps}, {len(chaos.heard_late())} heard late")
    assert found.all_is_well, str(found)
    assert sum(gap >= GAP for gap in chaos.gaps) >= 6


@pytest.mark.long
@pytest.mark.parametrize("rule", ["cursor_first", "gaps_left"])
async def test_with_a_rule_broken_lines_and_replies_are_lost(mayhem, rule: str) -> None:
    chaos = mayhem("tests.chaos.mutants", rule)
    await _befall(chaos, 8)
    found = chaos.verdict()
    print(f"{len(chaos.writer.said)} lines, gaps of {chaos.gaps}; {found}")
    assert found.lines.missing
    assert found.records.missing
    assert found.replies.missing
