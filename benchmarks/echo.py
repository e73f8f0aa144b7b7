"""A process of its own that says everything again in the callback that receives it: `echo PORT ROOM`. The floor."""

import asyncio
import sys

from tests.servers.chat import ChatClient


class Echo(ChatClient):
    """Parses nothing, keeps nothing, waits for nothing."""

    room = b""

    def data_received(self, data: bytes) -> None:
        for line in data.split(b"\r\n"):
            if b" PRIVMSG " + self.room + b" :" in line:
                self._transport.write(b"PRIVMSG " + self.room + b" :Topic: " + line.rpartition(b" :")[2] + b"\r\n")
        super().data_received(data)


async def main() -> None:
    Echo.room = sys.argv[2].encode()
    echo = await Echo.connect(int(sys.argv[1]), "echo")
    await echo.log_on()
    await echo.join(sys.argv[2])
    print("ready", flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())
