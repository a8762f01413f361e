"""What an answer must be."""

from __future__ import annotations

from libs.common.errors import Refused


class AnswerEmpty(Refused):
    """Every petition is answered in words (件件有回音)."""

    code, title, status = "answer_empty", "答复内容不能为空", 422


def check_answer(text: str) -> str:
    """``text`` without blanks around it. Raises AnswerEmpty."""
    answer = text.strip()
    if not answer:
        raise AnswerEmpty(field="text")
    return answer
