"""`python -m bot` is `minutebot`."""

from bot.cli import main

if __name__ == "__main__":
    main()
