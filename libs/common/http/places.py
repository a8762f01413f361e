"""Places for files that are being sent in: each is held in memory, so that they are counted."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from eventlet.semaphore import Semaphore

from libs.common.errors import Timeout, TooMany


class Places:
    """``most`` files at once in a process, ``each`` of one sender; who finds none free waits ``patience`` seconds."""

    def __init__(self, most: int = 8, each: int = 2, patience: float = 20.0) -> None:
        self._free = Semaphore(most)
        self._each = each
        self._patience = patience
        self._held: Counter[str] = Counter()

    @contextmanager
    def taken(self, sender: str) -> Iterator[None]:
        """Raises TooMany when the sender holds as many as it may, Timeout when none became free."""
        if self._held[sender] >= self._each:
            raise TooMany("请等前一个文件传完再传", retry_after=2)
        self._held[sender] += 1
        try:
            if not self._free.acquire(timeout=self._patience):
                raise Timeout("正在上传的文件较多，请稍后再试")
            try:
                yield
            finally:
                self._free.release()
        finally:
            self._held[sender] -= 1
            if not self._held[sender]:
                del self._held[sender]
