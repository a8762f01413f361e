"""A batch of messages from terminals: read, known again or taken, handed to the rooms, in one transaction.

A few statements for the whole batch, none for each message: that is what makes 1,500 a second possible.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, delete, insert, select

from libs.common.ids import new_id
from libs.common.messaging import RawMessage
from libs.common.transaction import Transaction
from libs.terminal import topics
from libs.terminal import vocabulary as words
from services.devices.boards.greeting import greet
from services.devices.calls.actions import SHOWING, prove
from services.devices.commands.actions import Acknowledgement, Order, answered, give, resume, settle
from services.devices.configuration.actions import greet_with_settings, hear
from services.devices.emergencies.confirming import await_boards, confirm
from services.devices.faults.actions import Report, keep_faults
from services.devices.metrics import UPLINK_ACCEPTED, UPLINK_DUPLICATES, UPLINK_GAPS, UPLINK_REFUSED
from services.devices.presence import actions as presence
from services.devices.presence.rules import Standing
from services.devices.registry.recipients import recipient
from services.devices.registry.tables import Terminal
from services.devices.uplink.media import keep_media
from services.devices.uplink.rules import BadUplink, Heard, Speaker, addressed, entitled, head, read
from services.devices.uplink.schemas import SCHEMAS
from services.devices.uplink.tables import Uplink, UplinkRefused
from services.devices.uplink.telling import TOLD

KEEP = timedelta(days=7)
# Made once: every batch asks who speaks and what is known.
_SPEAKERS = select(Terminal.id, Terminal.kind, Terminal.centre, Terminal.window, Terminal.state).where(
    Terminal.id.in_(bindparam("ids", expanding=True))
)
_KNOWN = select(Uplink.key).where(Uplink.key.in_(bindparam("keys", expanding=True)))
_HEARD = insert(Uplink.__table__)  # type: ignore[arg-type]


@dataclass(frozen=True)
class _Addressed:
    message: RawMessage
    topic: topics.Up | None


def take(tx: Transaction, messages: Sequence[RawMessage]) -> None:
    """Take a batch. Bad input is recorded and counted and stops nothing."""
    letters = [_address(message) for message in messages]
    speakers = _speakers(tx, {letter.topic.terminal for letter in letters if letter.topic})
    heard, refused = [], []
    for letter in letters:
        try:
            topic = letter.topic or addressed(letter.message.routing_key)
            speaker = entitled(topic, speakers.get(topic.terminal))
            heard.append(read(letter.message.body, topic.event, speaker, SCHEMAS))
        except BadUplink as bad:
            refused.append(_refusal(tx, letter, bad))
    fresh = _first_time(tx, heard)
    standings = presence.standings(tx, {each.speaker.id for each in heard})
    greeted, gaps = _follow(tx, heard, fresh, standings)
    presence.keep(tx, standings)
    _hand_on(tx, fresh)
    _answer(tx, greeted, gaps, fresh)
    if refused:
        tx.session.execute(insert(UplinkRefused), refused)
    beats = [each for each in heard if each.event == words.HEARTBEAT]
    _count([*fresh, *beats], len(heard) - len(fresh) - len(beats), refused, len(gaps))


def purge(tx: Transaction) -> None:
    """Forget what was heard and refused more than a week ago."""
    tx.session.execute(delete(Uplink).where(Uplink.heard_at < tx.now - KEEP))
    tx.session.execute(delete(UplinkRefused).where(UplinkRefused.at < tx.now - KEEP))


def _address(message: RawMessage) -> _Addressed:
    try:
        return _Addressed(message, addressed(message.routing_key))
    except BadUplink:
        return _Addressed(message, None)


def _speakers(tx: Transaction, ids: set[str]) -> dict[str, Speaker]:
    return {row.id: Speaker(*row) for row in tx.session.execute(_SPEAKERS, {"ids": list(ids)})}


def _refusal(tx: Transaction, letter: _Addressed, bad: BadUplink) -> dict[str, Any]:
    message, topic = letter.message, letter.topic
    return {
        "id": new_id(), "at": tx.now, "code": bad.code, "detail": str(bad)[:200],
        "centre": topic.centre if topic else None, "terminal": topic.terminal if topic else None,
        "topic": head(message.routing_key.encode(errors="replace"))[:255],
        "size": len(message.body), "head": head(message.body),
    }  # fmt: skip


def _first_time(tx: Transaction, heard: list[Heard]) -> list[Heard]:
    """Those not heard before, once each, and marked as heard.

    Not heartbeats: they say nothing that could take effect twice, and would be most of the table.
    """
    unique: dict[str, Heard] = {}
    for each in heard:
        if each.event != words.HEARTBEAT:
            unique.setdefault(each.key, each)
    if not unique:
        return []
    known = set(tx.session.execute(_KNOWN, {"keys": list(unique)}).scalars())
    fresh = [each for key, each in unique.items() if key not in known]
    if fresh:
        rows = [{"key": each.key, "event": each.event, "at": each.at, "heard_at": tx.now} for each in fresh]
        tx.session.execute(_HEARD, rows)
    return fresh


def _follow(
    tx: Transaction, heard: list[Heard], fresh: list[Heard], standings: dict[str, Standing]
) -> tuple[dict[str, Heard], set[str]]:
    """Follow births, deaths and counts in order; who said hello (last one each) and who has a gap.

    A message sent again carries the number of the session that sends it: it counts though its content does not.
    """
    new = {id(each) for each in fresh}
    hellos: dict[str, Heard] = {}
    gaps: set[str] = set()
    for each in heard:
        speaker, standing = each.speaker, standings[each.speaker.id]
        if each.event == words.HELLO and id(each) in new:
            gaps.discard(speaker.id)
            hellos[speaker.id] = each
            if standing.hello(each.session, each.seq, tx.now):
                presence.tell(tx, speaker.id, speaker.kind, speaker.centre, standing, True, tx.now)
        elif each.event == words.GONE:
            standing.gone(each.data["session"], tx.now)
        elif standing.counted(each.session, each.seq):
            gaps.add(speaker.id)
    presence.describe(tx, {terminal: each.data for terminal, each in hellos.items()})
    return hellos, gaps


def _hand_on(tx: Transaction, fresh: list[Heard]) -> None:
    """Tell what happened, in the order it was said, and let each room keep its own."""
    answers, faults = [], []
    for each in fresh:
        told = TOLD.get(each.event)
        if told is not None:
            event, make = told
            tx.emit(event, each.speaker.id, each.speaker.centre, make(each))
        if each.event == words.ACKNOWLEDGED:
            data = each.data
            answers.append(
                Acknowledgement(each.speaker.id, data["command_id"], data["outcome"], data["reason"], each.at)
            )
        elif each.event == words.FAULT:
            faults.append(Report(each.speaker.id, each.speaker.kind, each.speaker.centre, each.at, **each.data))
    known = answered(tx, answers, (*SHOWING, words.CONFIGURE, words.EMERGENCY))
    prove(tx, known)
    hear(tx, known)
    confirm(tx, known)
    settle(tx, answers)
    keep_faults(tx, faults)
    keep_media(tx, fresh)


def _answer(tx: Transaction, hellos: dict[str, Heard], gaps: set[str], fresh: list[Heard]) -> None:
    """What terminals are told at once: the newcomers their state, those with a gap to announce themselves."""
    wanted = {each.speaker.id: each.data for each in fresh if each.event == words.RESYNC_REQUESTED}
    named = sorted(hellos.keys() | gaps | wanted.keys())
    present = [to for terminal in named if (to := recipient(tx, terminal)) is not None]
    # Before any list is looked at: whoever raises or ends an emergency locks in this order too.
    await_boards(tx, [to for to in present if to.kind == "led" and to.id in hellos and to.connected])
    for to in present:
        terminal = to.id
        if terminal in hellos and to.connected:
            resume(tx, to)
            greet_with_settings(tx, to, hellos[terminal].data["settings_version"])
            greet(tx, to, hellos[terminal].data["boards"])
        elif terminal in wanted:
            greet(tx, to, {}, only=wanted[terminal]["board"])
        if terminal in gaps:
            # It has just spoken, so it is there, whatever its last will said.
            give(tx, [Order(replace(to, connected=True), words.REANNOUNCE, {})])


def _count(fresh: list[Heard], duplicates: int, refused: list[dict[str, Any]], gaps: int) -> None:
    for event, number in Counter(each.event for each in fresh).items():
        UPLINK_ACCEPTED.labels(event).inc(number)
    for code, number in Counter(row["code"] for row in refused).items():
        UPLINK_REFUSED.labels(code).inc(number)
    UPLINK_DUPLICATES.inc(duplicates)
    UPLINK_GAPS.inc(gaps)
