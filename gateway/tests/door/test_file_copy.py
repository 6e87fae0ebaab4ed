"""A copy of a file: what the rooms give stands in one package, readable on its own."""

import io
import json
from zipfile import ZipFile

import pytest

from .referral_rooms import HOSTILE, LINDEHOF, REFERRAL, answers, wrong
from .test_app_pages import sign_in

LETTER = "01930000-0000-7000-8000-00000000abcd"
OF_REFERRAL = f"/v1/referrals/{REFERRAL}/exports"
OF_ACCESS = f"/v1/requests/{REFERRAL}/exports"


@pytest.fixture
def rooms(room):
    person = {"given_name": "Mees", "family_name": HOSTILE, "birth_date": "2015-02-03"}
    row = {"id": REFERRAL, "status": "in-care", "urgency": "urgent", "person": person}
    letters = [{"id": LETTER, "referral": REFERRAL}, {"id": LINDEHOF, "referral": REFERRAL}]
    tables = {"referral": [row], "placement_request": [{"provider": LINDEHOF, "is_urgent": True}]}
    part = {"tables": tables, "letters": letters, "leftOut": ["clinical-words"]}
    decided = {"tables": {"decision": [{"intended_result": "Gaat weer naar school."}]}}
    room.answers = answers() | {
        ("POST", OF_REFERRAL): (200, part),
        ("POST", OF_ACCESS): (200, decided),
        ("GET", f"/v1/referrals/{REFERRAL}/letters/{LINDEHOF}"): wrong(409),
    }
    return room


async def copy(http):
    return await http.post(f"/referrals/{REFERRAL}/copy", data={"askedBy": "parent"})


@pytest.mark.requirement("LAW-11")
async def test_one_package_has_a_page_to_read_the_data_and_the_letters(http, rooms):
    await sign_in(http)
    answer = await copy(http)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    (asked,) = [call for call in rooms.calls if call.target == OF_REFERRAL]
    assert json.loads(asked.body) == {"askedBy": "parent"}
    (asked,) = [call for call in rooms.calls if call.target == OF_ACCESS]
    assert json.loads(asked.body) == {"withoutWhereabouts": False}
    package = ZipFile(io.BytesIO(answer.content))
    assert package.namelist() == ["index.html", "file.json", "brieven/brief-1.pdf"]
    page = package.read("index.html").decode()
    for shown in ("Verwijzing", "voornaam", "Mees", "Lindehof", "Gaat weer naar school.", "over gezondheid"):
        assert shown in page, shown
    assert "Een brief die nu niet kon worden gelezen." in page
    assert HOSTILE not in page
    assert "&lt;script&gt;" in page
    read = json.loads(package.read("file.json"))
    assert read["access"]["decision"][0]["intended_result"] == "Gaat weer naar school."


async def test_without_the_room_access_the_copy_says_so_and_without_referral_there_is_none(http, rooms):
    await sign_in(http)
    rooms.answers[("POST", OF_ACCESS)] = wrong(404)
    package = ZipFile(io.BytesIO((await copy(http)).content))
    assert "Wat de toegang over de aanvraag besloot" in package.read("index.html").decode()
    rooms.answers[("POST", OF_REFERRAL)] = wrong(404)
    assert (await copy(http)).status_code == 404
    elsewhere = {"Origin": "https://elsewhere.example"}
    refused = await http.post(f"/referrals/{REFERRAL}/copy", data={"askedBy": "parent"}, headers=elsewhere)
    assert refused.status_code == 403
