"""The bot's own mailbox: mail comes in by LMTP or is fetched by IMAP."""
