"""The own file as one package: what its pages show, since it is asked the same way."""

import base64
import io
import json
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from pydantic import RootModel
from starlette.requests import Request
from starlette.responses import Response

from gateway.pages.asking import Asking, PageRefused
from gateway.pages.frame import Frame
from gateway.pages.language import language_of_page
from gateway.pages.my_file_answers import FamilyPlanRead, MyFileRead, MyLookRead
from gateway.texts import texts_in

MOST_PAGES_OF_LOOKS = 20
LOOKS_ON_ONE_PAGE = 100


class Answered(RootModel[dict[str, Any]]):
    """What the room answers, whole: the copy keeps also what no page shows."""


async def own_copy(frame: Frame, request: Request) -> Response:
    """Raises PageRefused where the room gives nothing."""
    asking, language = frame.asking(request), language_of_page(request)
    mine = f"/my-files/{request.path_params['id']}"
    told, _ = await asking.need(Answered, "referral", mine)
    file = MyFileRead.model_validate(told.root)
    plans = await _plans(asking, mine)
    looks, has_all = await _looks(asking, mine)
    letters: dict[str, bytes] = {}
    missing = [] if has_all else ["looks"]
    for number, letter in enumerate((each for one in file.referrals for each in one.letters), 1):
        try:
            sent = await asking.document("referral", f"{mine}/letters/{letter.id}")
            letters[f"brieven/brief-{number}.pdf"] = sent
        except PageRefused:
            missing.append("letters")
    for number, plan in enumerate(plans, 1):
        if pdf := plan.get("pdf"):
            letters[f"plannen/plan-{number}.pdf"] = base64.b64decode(pdf)
    page = frame.standing_alone(
        "my_file_copy.html",
        t=texts_in(language),
        language=language,
        municipalities=frame.municipalities,
        role_names=frame.role_names,
        file=file,
        looks=[MyLookRead.model_validate(each) for each in looks],
        plans=[FamilyPlanRead.model_validate(each) for each in plans],
        papers=list(letters),
        missing=list(dict.fromkeys(missing)),
    )
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as package:
        package.writestr("index.html", page)
        everything = {"file": told.root, "looks": looks, "plans": plans}
        package.writestr("file.json", json.dumps(everything, ensure_ascii=False, indent=1))
        for name, pdf in letters.items():
            package.writestr(name, pdf)
    # No name of anybody in the name of the file.
    headers = {"Cache-Control": "no-store", "Content-Disposition": 'attachment; filename="dossier.zip"'}
    return Response(packed.getvalue(), media_type="application/zip", headers=headers)


async def _plans(asking: Asking, mine: str) -> list[dict[str, Any]]:
    """The own plan and those before it, the last one first."""
    now, _ = await asking.need(Answered, "referral", f"{mine}/family-group-plan")
    if not now.root["version"]:
        return []
    plans = [now.root]
    for each in now.root["earlier"]:
        told, _ = await asking.need(Answered, "referral", f"{mine}/family-group-plans/{each['id']}")
        plans.append(told.root)
    return plans


async def _looks(asking: Asking, mine: str) -> tuple[list[dict[str, Any]], bool]:
    """Who was in the file, and whether that is all: the log may not answer, or go on for very long."""
    found: list[dict[str, Any]] = []
    after: str | None = None
    for _ in range(MOST_PAGES_OF_LOOKS):
        told = await asking.want(Answered, "referral", f"{mine}/looks", limit=LOOKS_ON_ONE_PAGE, after=after)
        if told.value is None:
            return found, False
        found += told.value.root["items"]
        after = told.value.root.get("next")
        if after is None:
            return found, True
    return found, False
