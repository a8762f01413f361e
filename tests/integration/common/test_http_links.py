"""Who comes by a link instead of a sign-in; refusals that are counted; files on their way in."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import eventlet
import pytest

from libs.common.errors import Timeout, TooMany
from libs.common.http.places import Places
from tests.support.desk import RunningDesk, running_desk

LINK, OTHER = "a" * 43, "b" * 43
ZIP = {"Content-Type": "application/zip"}


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[RunningDesk]:
    with running_desk(database_url, tmp_path) as running:
        yield running


def by(link: str, **more: str) -> dict[str, str]:
    return {"Authorization": f"Link {link}", **more}


def test_a_link_lets_in_and_says_who_it_is_by_its_hash_alone(desk: RunningDesk) -> None:
    said = desk.call("GET", "/doors/mine", roles=(), headers=by(LINK)).text
    kind, holder, link = said.split()
    assert (kind, link) == ("public", LINK) and holder.startswith("link:") and LINK not in holder
    assert desk.call("GET", "/doors/mine", roles=(), headers=by(OTHER)).text.split()[1] != holder
    for wrong in ({}, by("short"), {"Authorization": "Bearer x"}, {"Authorization": f"Bearer {LINK}"}):
        assert desk.call("GET", "/doors/mine", roles=(), headers=wrong).status_code == 401
    assert desk.call("GET", "/slips", roles=(), headers=by(LINK)).status_code == 401
    paths = desk.call("GET", "/../openapi.json", roles=()).json()["paths"]
    assert paths["/api/desk/v1/doors/mine"]["put"]["security"] == [{"link": []}]


def test_a_refusal_that_is_counted_is_kept_and_may_be_repeated(desk: RunningDesk) -> None:
    keyed = by(LINK, **{"Idempotency-Key": "a-key-of-sixteen-or-more"})
    for count in (1, 2):
        refused = desk.call("PUT", "/doors/mine", roles=(), json={"remark": "wrong"}, headers=keyed)
        assert (refused.status_code, refused.json()["code"]) == (404, "wrong_word")
        assert desk.count() == count
    for link in (LINK, LINK, OTHER):  # one key, two holders: neither is given the other's answer
        headers = {**keyed, **by(link)}
        done = desk.call("PUT", "/doors/mine", roles=(), json={"remark": "right"}, headers=headers)
        assert done.json()["remark"] == link
    assert desk.count() == 4


def test_the_name_of_a_file_comes_in_a_header_and_two_files_at_once_from_one_sender(desk: RunningDesk) -> None:
    named = by(LINK, **ZIP, **{"Content-Disposition": "attachment; filename*=UTF-8''%E6%88%B7%E5%8F%A3%E7%B0%BF.jpg"})
    assert desk.call("POST", "/files", roles=(), data=b"x" * 10, headers=named).text == f"户口簿.jpg {LINK} 10"
    send = lambda _: desk.call("POST", "/files", roles=(), data=b"x", headers=by(LINK, **ZIP)).status_code  # noqa: E731
    assert Counter(eventlet.GreenPool().imap(send, range(5))) == {200: 2, 429: 3}
    assert send(0) == 200


def test_who_finds_no_place_waits_and_then_is_told() -> None:
    places = Places(most=1, each=1, patience=0.05)
    with places.taken("a"):
        with pytest.raises(TooMany), places.taken("a"):
            pass
        with pytest.raises(Timeout), places.taken("b"):
            pass
    with places.taken("b"):
        pass
