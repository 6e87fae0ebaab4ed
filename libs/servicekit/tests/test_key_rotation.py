"""Master keys are replaced while everything goes on; what only an old one opens is never lost by it."""

import base64
from contextlib import suppress
from pathlib import Path
from unittest.mock import ANY
from uuid import UUID

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text

from sealing import rotation
from sealing.key_file import KeyFile, KeysOnDisk, derived
from sealing.keyring import Keyring
from sealing.tables import data_key
from testkit.rooms import RoomUnderTest
from wirekit.identifiers import uuid7

OLD_LINE = base64.b64encode(b"k" * 32).decode()


def test_a_file_of_one_line_is_read_as_ever_and_its_hashes_stay_through_rotations() -> None:
    old = KeyFile.parse(OLD_LINE + "\n")
    hashed = Keyring(lambda: old).keyed_hash("999990019")
    twice = KeyFile.parse(old.rotated().rotated().text())
    assert (len(twice.masters), twice.masters[-1]) == (3, b"k" * 32)
    assert Keyring(lambda: twice).keyed_hash("999990019") == hashed
    once = twice.retired()
    assert KeyFile.parse(once.text()) == once
    assert Keyring(lambda: once).keyed_hash("999990019") == hashed


@given(st.text(max_size=80))
def test_what_is_no_key_file_is_refused_without_telling_what_it_holds(written: str) -> None:
    with pytest.raises(ValueError, match="master key") as refused:
        KeyFile.parse(f"{written}\n{OLD_LINE}\n{OLD_LINE}")
    assert OLD_LINE not in str(refused.value)


def test_what_was_wrapped_before_keys_had_names_opens_and_nothing_opens_for_somebody_else() -> None:
    whose, file = uuid7(), KeyFile.parse(OLD_LINE)
    before = b"n" * 12 + AESGCM(derived(b"k" * 32, b"data keys")).encrypt(b"n" * 12, b"d" * 32, whose.bytes)
    rotated = Keyring(file.rotated)
    assert rotated.unwrapped(before, whose) == b"d" * 32
    for wrong, other in ((before, uuid7()), (rotated.wrapped(b"d" * 32, whose), uuid7())):
        with pytest.raises(InvalidTag):
            rotated.unwrapped(wrong, other)


async def some_people(room: RoomUnderTest, count: int) -> dict[UUID, bytes]:
    made = {}
    for _ in range(count):
        async with room.begin() as tx:
            whose = uuid7()
            made[whose] = (await tx.keyring.new_data_key(tx.session, whose, at=tx.now)).key
    return made


async def test_a_rotation_goes_on_after_a_crash_and_every_key_opens_at_every_moment(
    room: RoomUnderTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "AT_ONCE", 2)
    file, engine, keyring = tmp_path / "master.key", room.transactions.engine, room.transactions.keyring
    people = await some_people(room, 5)
    old = KeysOnDisk(file)()
    file.write_text(old.rotated().text())

    async def opened() -> dict[UUID, bytes]:
        async with room.begin() as tx:
            return {whose: (await tx.keyring.data_key(tx.session, whose)).key for whose in people}

    async def progress() -> tuple[int, int, int]:
        async with room.begin() as tx:
            told = await rotation.progress(tx.session, tx.keyring)
            return told.done, told.total, told.masters

    assert await progress() == (0, 5, 2)
    async with room.begin() as tx:
        await rotation.rewrap_some(tx.session, keyring)
    assert await progress() == (2, 5, 2)
    assert await opened() == people
    with suppress(ConnectionAbortedError):
        async with room.begin() as tx:
            assert await rotation.rewrap_some(tx.session, keyring) == (2, ANY)
            raise ConnectionAbortedError
    assert (await progress(), await opened()) == ((2, 5, 2), people)
    async with room.begin() as tx:
        destroyed = next(iter(people))
        await keyring.destroy(tx.session, destroyed, at=tx.now)
    people.pop(destroyed)
    people |= await some_people(room, 1)
    await rotation.rewrap_all(engine, keyring)
    assert await progress() == (5, 5, 2)
    file.write_text(KeysOnDisk(file)().retired().text())
    assert (await progress(), await opened()) == ((5, 5, 1), people)
    async with room.begin() as tx:
        rows = (await tx.session.execute(select(data_key).where(data_key.c.wrapped.is_not(None)))).all()
    for row in rows:
        with pytest.raises(InvalidTag):
            Keyring(lambda: old).unwrapped(row.wrapped, row.data_subject)


async def test_what_no_key_opens_is_left_and_stays_in_sight(room: RoomUnderTest, tmp_path: Path) -> None:
    """As after a dump was put back that is older than the last retired key."""
    await some_people(room, 2)
    async with room.begin() as tx:
        await tx.session.execute(
            text("UPDATE data_key SET wrapped = overlay(wrapped placing 'xxxx' from 30)")
        )
    file, keyring = tmp_path / "master.key", room.transactions.keyring
    file.write_text(KeysOnDisk(file)().rotated().text())
    people = await some_people(room, 1)
    assert await rotation.rewrap_all(room.transactions.engine, keyring) == 0
    async with room.begin() as tx:
        assert await rotation.progress(tx.session, keyring) == rotation.Progress(1, 3, 2)
        assert (await keyring.data_key(tx.session, next(iter(people)))).key in people.values()


def test_a_broken_file_takes_no_keys_from_who_has_them(tmp_path: Path) -> None:
    file = tmp_path / "master"
    file.write_text(OLD_LINE)
    keys = KeysOnDisk(file)
    for broken in ("", "half of a ke"):
        file.write_text(broken)
        assert keys().masters == (b"k" * 32,)
    file.unlink()
    assert keys().masters == (b"k" * 32,)
