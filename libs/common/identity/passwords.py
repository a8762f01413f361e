"""Staff passwords: argon2id, hashed in real threads (0.1-0.5 s each would stop every greenthread)."""

from dataclasses import dataclass

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError
from eventlet import tpool
from eventlet.semaphore import Semaphore

SHORTEST, LONGEST = 10, 128


@dataclass(frozen=True)
class Checked:
    """``rehashed``: a hash to store instead, set when the password was right and parameters have changed."""

    ok: bool
    rehashed: str | None = None


class Passwords:
    """Hashes and checks passwords. One per process.

    RFC 9106's second recommended set: 3 passes over 64 MiB. ``at_once`` bounds memory to that many times
    64 MiB; the others wait. Never call it inside a write transaction: it yields.
    """

    def __init__(self, time_cost: int = 3, memory_kib: int = 65536, lanes: int = 4, at_once: int = 2) -> None:
        self._hasher = PasswordHasher(time_cost, memory_kib, lanes, type=Type.ID)
        self._turns = Semaphore(at_once)
        self._decoy: str | None = None

    def hash(self, password: str) -> str:
        """The PHC string to store."""
        with self._turns:
            hashed: str = tpool.execute(self._hasher.hash, password)
        return hashed

    def check(self, stored: str | None, password: str) -> Checked:
        """Whether ``password`` is the one behind ``stored``.

        Pass None for an unknown account: the answer is no after the same time, so that no name is given away.
        """
        if stored is None:
            self._decoy = self._decoy or self.hash("decoy")
            self._matches(self._decoy, password)
            return Checked(False)
        if not self._matches(stored, password):
            return Checked(False)
        return Checked(True, self.hash(password) if self._hasher.check_needs_rehash(stored) else None)

    def _matches(self, stored: str, password: str) -> bool:
        with self._turns:
            return bool(tpool.execute(self._verify, stored, password))

    def _verify(self, stored: str, password: str) -> bool:
        try:
            return bool(self._hasher.verify(stored, password))
        except (VerificationError, InvalidHashError):
            return False
