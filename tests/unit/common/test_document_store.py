"""Files kept by their hash: once, healed when put again, removed only when nobody can still want them."""

import os
import time
from pathlib import Path

import eventlet
import pytest

from libs.common.documents import DocumentDamaged, DocumentStore, StorageFull
from libs.common.documents.store import SETTLED, SHARDS
from libs.common.identity.keyring import KeyRing, install_keyring


@pytest.fixture
def store(tmp_path: Path) -> DocumentStore:
    install_keyring(KeyRing("k1", {"k1": bytes(32)}, bytes(32)))
    return DocumentStore(tmp_path / "documents", "attachment")


def age(path: Path) -> None:
    past = time.time() - SETTLED - 1
    os.utime(path, (past, past))


def kept(store: DocumentStore) -> set[str]:
    return {path.name for path in store.folder.rglob("*") if path.is_file()}


def test_what_was_put_lately_stays_and_what_is_old_goes_with_the_drafts_of_a_crash(store: DocumentStore) -> None:
    fresh, old = store.put(b"fresh"), store.put(b"old")
    age(store.path(old))
    draft = store.path(old).with_name(f"{old}.0195e0c5")
    draft.write_bytes(b"half")
    age(draft)
    assert [name for shard in SHARDS for name in store.settled(shard)] == [old]
    assert kept(store) == {fresh, old}
    assert (store.discard(fresh), store.discard(old), store.discard(old)) == (False, True, False)
    assert kept(store) == {fresh} and store.get(fresh) == b"fresh"


def test_put_again_it_counts_as_new_and_a_damaged_copy_is_healed(store: DocumentStore) -> None:
    digest = store.put(b"content")
    age(store.path(digest))
    store.put(b"content")
    assert store.settled(digest[:2]) == [] and not store.discard(digest)
    store.path(digest).write_bytes(b"k1:rubbish")
    with pytest.raises(DocumentDamaged):
        store.get(digest)
    assert store.put(b"content") == digest and store.get(digest) == b"content"


def test_files_stop_before_the_disk_is_full(store: DocumentStore) -> None:
    store.require_space(1)
    with pytest.raises(StorageFull):
        store.require_space(2**60)


def test_a_file_of_another_store_is_not_read(store: DocumentStore, tmp_path: Path) -> None:
    digest, other = store.put(b"content"), DocumentStore(tmp_path / "documents")
    with pytest.raises(DocumentDamaged):
        other.get(digest)


def test_what_is_put_while_it_is_discarded_is_there(store: DocumentStore) -> None:
    """In threads: whichever comes first, who was told that the content is kept finds it."""
    digest = store.put(b"wanted")
    acts = [(store.discard, digest), (store.put, b"wanted")]
    for turn in range(300):
        age(store.path(digest))
        for thread in [eventlet.spawn(*act) for act in acts[:: 1 if turn % 2 else -1]]:
            thread.wait()
        assert store.get(digest) == b"wanted"
