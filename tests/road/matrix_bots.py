"""A bot's process on Matrix: its config, and waiting for what the server has to show."""


def matrix_network(name: str, synapse, account, home) -> str:
    """The config's table of a network where the bot logs in by password."""
    return f"""
[networks.{name}]
kind = "matrix"
homeserver = "{synapse.url}"
user = "{account.user_id}"
password = {{ value = "{account.password}" }}
credentials = "{home}/matrix.login"
backoff = {{ first = 0.1, longest = 0.5 }}
"""


def matrix_config(synapse, account, room: str, home) -> str:
    """Of a bot in this room alone."""
    return f"""
[store]
url = "sqlite:///{home}/minutebot.db"
{matrix_network("kiln", synapse, account, home)}
[[rooms]]
network = "kiln"
name = "{room}"
series = "Weekly Meeting"
"""
