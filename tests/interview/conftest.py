"""People at different places of the interview."""

import pytest

from dialogs.interview.definition import Form
from tests.interview.respondent import Respondent


@pytest.fixture
def person(form: Form) -> Respondent:
    """Nothing is answered yet."""
    return Respondent.beginning(form)


@pytest.fixture
def official(person: Respondent) -> Respondent:
    """Everything up to the segments is answered, for one service to citizens."""
    person.says("organization_name", "Министерство социальной политики Приозёрской области")
    person.says("client_type", "Граждане")
    person.says("process_type", "1")
    person.says("granularity_service", "на одну")
    person.says("entity_name", "Предоставление субсидий на оплату жилья")
    person.says("target_audience", "Граждане, у которых расходы на жильё превышают долю дохода")
    person.says("target_audience_size", "48 200")
    return person
