"""Waiting in tests: poll with a deadline, never sleep and hope."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def eventually(predicate: Callable[[], T], timeout: float = 30, every: float = 0.02) -> T:
    """Call `predicate` until it returns something truthy, and return that.

    An AssertionError inside the predicate counts as "not yet". After `timeout` seconds the last value
    (or the last AssertionError) is raised as an AssertionError; other exceptions pass straight through.
    """
    deadline = time.monotonic() + timeout
    while True:
        error: AssertionError | None = None
        value: T | None = None
        try:
            value = predicate()
        except AssertionError as caught:
            error = caught
        if value:
            return value
        if time.monotonic() >= deadline:
            raise AssertionError(f"not within {timeout} s; last: {error or value!r}") from error
        time.sleep(every)
