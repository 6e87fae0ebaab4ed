from uuid import uuid4
from sqlalchemy import text, select
from sqlmodel import col
from sqlalchemy.dialects import postgresql
from referral.store.one_person import is_one_person
from referral.store.rows import ReferralRow
from referral.store.rows_people import SecrecyMarkRow
from referral.store.secrecy import IS_MARKED

async def test_probe(room, given):
    for q in (select(ReferralRow.id).where(is_one_person(col(ReferralRow.client), uuid4())),
              select(ReferralRow.id, IS_MARKED.label("x")).where(ReferralRow.id == uuid4())):
        sql = str(q.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True}))
        print(sql)
        async with room.begin() as tx:
            await tx.session.execute(text("SET LOCAL enable_seqscan = off"))
            for r in (await tx.session.execute(text("EXPLAIN " + sql))).all():
                print(r[0])
    assert 0
