"""What goes on beside the chats."""
