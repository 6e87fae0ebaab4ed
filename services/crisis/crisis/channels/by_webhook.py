"""Hand a notification to a gateway of a region as JSON, signed like every webhook of ours."""

import json
from functools import cache
from ssl import SSLContext

import httpx

from crisis.channels.chosen import WebhookAddress
from crisis.channels.outgoing import Outgoing
from crisis.domain.notification import Sending, outcome_of
from wirekit.signing import signed_headers
from wirekit.texts import Language


async def send(address: WebhookAddress, language: Language, outgoing: Outgoing) -> Sending:
    """No redirect is followed and no proxy used; of the answer only the status counts."""
    told = {
        "id": str(outgoing.key),
        "occasion": outgoing.occasion,
        "isDrill": outgoing.is_drill,
        "danger": outgoing.danger,
        "title": outgoing.title(language),
        "text": outgoing.words(language),
        "link": outgoing.link,
    }
    if address.to != "nobody":
        told["to"] = outgoing.telephone if address.to == "telephone" else outgoing.push
    body = json.dumps(told).encode()
    headers = signed_headers([address.secret.get_secret_value()], str(outgoing.key), outgoing.at, body)
    # Its own time-outs are off: the one around all of it counts, also for who sends a byte now and then.
    async with httpx.AsyncClient(verify=tls(), trust_env=False, timeout=None) as client:  # noqa: S113
        headers |= {"Content-Type": "application/json", "User-Agent": "wegwijs-crisis"}
        request = client.build_request("POST", address.url, content=body, headers=headers)
        try:
            answer = await client.send(request, stream=True)
        except httpx.HTTPError:
            return Sending.FAILED
        await answer.aclose()
        return outcome_of(answer.status_code)


@cache
def tls() -> SSLContext:
    """Made once: to read the certificates of the authorities costs more than to send."""
    return httpx.create_ssl_context()
