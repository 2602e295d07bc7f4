"""The team's side: tickets and learned entries, in one process."""
