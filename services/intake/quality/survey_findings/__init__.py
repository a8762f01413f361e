"""Findings of surveys (测评问题): put right by a day, looked at by somebody else, closed or done again."""
