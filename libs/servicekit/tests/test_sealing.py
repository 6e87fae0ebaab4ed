"""Sealed fields: unreadable without the key, useless elsewhere, gone when the key is."""

import secrets

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, MetaData, Table, Uuid, insert, select, text

from sealing.keyring import DataKey, Erased, Keyring, Sealed, SealedColumn
from testkit.rooms import RoomUnderTest
from wirekit.identifiers import uuid7


@given(st.text(), st.text(min_size=1))
def test_what_is_sealed_opens_again_and_only_in_its_own_place(text: str, field: str) -> None:
    key = DataKey(uuid7(), secrets.token_bytes(32))
    sealed = key.seal(text, field)
    assert key.open(sealed, field) == text
    assert sealed != key.seal(text, field)
    for other in (DataKey(uuid7(), key.key), DataKey(key.data_subject, secrets.token_bytes(32))):
        with pytest.raises(InvalidTag):
            other.open(sealed, field)
    with pytest.raises(InvalidTag):
        key.open(sealed, field + "x")
    with pytest.raises(InvalidTag):
        key.open(Sealed(sealed[:-1] + bytes([sealed[-1] ^ 1])), field)


def test_the_keyed_hash_is_the_same_for_the_same_key_and_value_only() -> None:
    one, other = Keyring.of(b"1" * 32), Keyring.of(b"2" * 32)
    assert one.keyed_hash("999990019") == Keyring.of(b"1" * 32).keyed_hash("999990019")
    assert one.keyed_hash("999990019") != one.keyed_hash("999990020")
    assert one.keyed_hash("999990019") != other.keyed_hash("999990019")


async def test_a_destroyed_key_is_the_erasure(room: RoomUnderTest) -> None:
    subject = uuid7()
    async with room.begin() as tx:
        made = await tx.keyring.new_data_key(tx.session, subject, at=tx.now)
        opened = await tx.keyring.data_key(tx.session, subject)
        assert opened == made
        (row,) = (
            await tx.session.execute(select(Column("wrapped")).select_from(Table("data_key", MetaData())))
        ).all()
        assert made.key not in row.wrapped
        await tx.keyring.destroy(tx.session, subject, at=tx.now)
        with pytest.raises(Erased):
            await tx.keyring.data_key(tx.session, subject)
        with pytest.raises(Erased):
            await tx.keyring.data_key(tx.session, uuid7())


async def test_clear_text_does_not_fit_into_a_sealed_column(room: RoomUnderTest) -> None:
    table = Table("sealed_thing", MetaData(), Column("id", Uuid), Column("secret", SealedColumn))
    async with room.begin() as tx:
        # A table of this session alone: the role of a room makes no others.
        await tx.session.execute(text("CREATE TEMPORARY TABLE sealed_thing (id uuid, secret bytea)"))
        for clear in ("a name", b"a name"):
            with pytest.raises(Exception, match="only sealed bytes"):
                await tx.session.execute(insert(table).values(id=uuid7(), secret=clear))
        key = await tx.keyring.new_data_key(tx.session, uuid7(), at=tx.now)
        await tx.session.execute(insert(table).values(id=uuid7(), secret=key.seal("a name", "name")))
        sealed = (await tx.session.execute(select(table.c.secret))).scalar_one()
        assert key.open(sealed, "name") == "a name"
