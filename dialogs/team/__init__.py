"""What the team is told and does: tickets, proposals of entries, notices, the daily digest."""
