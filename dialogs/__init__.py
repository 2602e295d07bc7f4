"""What the bot says: conversation, interview, documents. Pure: no network, database, messenger or clock."""
