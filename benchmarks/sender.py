"""A process of chatting clients: `sender PORT ROOM CLIENTS LINES SHARE_OF_COMMANDS`.

Says "ready", waits for a line on its standard input, sends as fast as the server takes it, says "sent".
"""

import asyncio
import sys

TALK = "so the question is whether we fire the second kiln before or after the glaze is dry, "


async def _client(port: int, room: str, name: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**24)
    writer.write(f"NICK {name}\r\nUSER {name} 0 * :{name}\r\nJOIN {room}\r\n".encode())
    while b" 366 " not in await reader.readline():
        pass
    return reader, writer


async def _drink(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Read what the others say, and answer PING."""
    while data := await reader.read(2**18):
        if b"PING " in data:
            writer.write(b"PONG :x\r\n")


async def _talk(writer: asyncio.StreamWriter, room: str, name: str, lines: int, every: int) -> None:
    for begin in range(0, lines, 100):
        piece = []
        for number in range(begin, min(begin + 100, lines)):
            command = "#info " if every and number % every == 0 else ""
            piece.append(f"PRIVMSG {room} :{command}{TALK}{name} {number}\r\n")
        writer.write("".join(piece).encode())
        await writer.drain()


async def main() -> None:
    port, room, clients, lines = int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    every = round(1 / float(sys.argv[5])) if float(sys.argv[5]) else 0
    names = [f"sender{number}" for number in range(clients)]
    open_now = [await _client(port, room, name) for name in names]
    drinking = [asyncio.ensure_future(_drink(reader, writer)) for reader, writer in open_now]
    print("ready", flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
    share = lines // clients
    await asyncio.gather(
        *(_talk(writer, room, name, share, every) for (_, writer), name in zip(open_now, names, strict=True))
    )
    print("sent", flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    await asyncio.sleep(1)
    for task in drinking:
        task.cancel()


if __name__ == "__main__":
    asyncio.run(main())
