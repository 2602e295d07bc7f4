"""One turn of the conversation: events in, replies and effects out."""
