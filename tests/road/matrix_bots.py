"""A bot's process in one Matrix room: its config, and waiting for what the server has to show."""

import asyncio


def matrix_config(synapse, account, room: str, home) -> str:
    return f"""
[store]
url = "sqlite:///{home}/minutebot.db"
[networks.kiln]
kind = "matrix"
homeserver = "{synapse.url}"
user = "{account.user_id}"
password = {{ value = "{account.password}" }}
credentials = "{home}/matrix.login"
backoff = {{ first = 0.2, longest = 1 }}
[[rooms]]
network = "kiln"
name = "{room}"
series = "Weekly Meeting"
"""


async def until(holds, patience: float = 90.0):
    """What a question to the server answers, once it does."""
    async with asyncio.timeout(patience):
        while not (found := await asyncio.to_thread(holds)):
            await asyncio.sleep(0.05)
    return found
