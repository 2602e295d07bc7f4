"""What an author has to mend in a form, beyond what its types already tell."""

from dialogs.interview.definition import Form
from knowledge.authored import Problem, Source


def problems_of(form: Form, source: Source) -> tuple[Problem, ...]:
    """Every problem with its line and remedy."""
    return ()
