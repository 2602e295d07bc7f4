"""The page of the team: open tickets, answered there as in the team's chat."""
