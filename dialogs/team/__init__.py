"""What the team is told: notices, failures, the daily digest."""
