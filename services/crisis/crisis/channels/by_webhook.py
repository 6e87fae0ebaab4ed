"""Hand a notification to a gateway of a region as JSON, signed like every webhook of ours."""

import json
from functools import cache
from ssl import SSLContext

import httpx

from crisis.channels.apart import apart
from crisis.channels.chosen import WebhookAddress
from crisis.channels.outgoing import Outgoing
from crisis.domain.notification import Sending, outcome_of
from wirekit.signing import signed_headers
from wirekit.texts import Language


async def send(
    address: WebhookAddress, language: Language, timeout_seconds: float, outgoing: Outgoing
) -> Sending:
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
    headers |= {"Content-Type": "application/json", "User-Agent": "wegwijs-crisis"}
    return await apart(lambda: _post(address.url, body, headers, timeout_seconds))


def _post(url: str, body: bytes, headers: dict[str, str], timeout_seconds: float) -> Sending:
    # The time-out around all of it cuts it off before; this one ends the thread that is left behind.
    with httpx.Client(verify=tls(), trust_env=False, timeout=timeout_seconds + 1) as client:
        try:
            with client.stream("POST", url, content=body, headers=headers) as answer:
                return outcome_of(answer.status_code)
        except httpx.HTTPError:
            return Sending.FAILED


@cache
def tls() -> SSLContext:
    """Made once: to read the certificates of the authorities costs more than to send."""
    return httpx.create_ssl_context()
