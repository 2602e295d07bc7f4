"""The database cannot be used at the moment: not our bug, and nothing of the person's is lost."""


class DatabaseAway(OSError):
    """The same work may well succeed later. `passing` is False when only a person can mend it."""

    def __init__(self, problem: str, remedy: str, *, passing: bool = True) -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy
        self.passing = passing
