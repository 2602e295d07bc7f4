"""A report that is too long to be drawn among others is drawn by a process of its own."""

from typing import Any

import pytest

from bot.documents.long_document import LONG_DOCUMENT, draw_report


def test_a_fault_of_ours_in_that_process_is_none_of_the_person_s_and_told_without_their_words() -> None:
    no_report: Any = "тайна " * LONG_DOCUMENT
    with pytest.raises(RuntimeError, match="AttributeError") as raised:
        draw_report(no_report, "docx")
    assert "тайна" not in str(raised.value)
