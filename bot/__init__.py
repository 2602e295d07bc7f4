"""How the bot reaches people: channels, storage, delivery, command line."""
