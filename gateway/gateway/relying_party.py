"""How people sign in: OpenID Connect, authorisation code with PKCE, a client that signs for itself."""

import base64
import hashlib
import hmac
import secrets
from urllib.parse import urlencode

import httpx
from pydantic import BaseModel, ValidationError

from doorkit.claims import read_claims
from doorkit.openid import Metadata, ProviderAway, client_form, discover, read_client_key
from doorkit.tokens import KeysUnknown, Refusal, TokenRefused, Verifier, refused_tokens, require
from gateway.problems import RoomUnreachable, SignInRefused
from gateway.session import Session, Store, Tokens
from gateway.settings import GatewaySettings
from wirekit.caller import Caller
from wirekit.logs import log

BEGUN = "sign-in"
BEGUN_STAYS_SECONDS = 600
PROVIDER = "identity-provider"
ANSWERS_WITHIN_SECONDS = 10
DEMO_GRANT, DEMO_CLIENT = "urn:wegwijs:demo-caller", "demo"


class Begun(BaseModel):
    """A sign-in that is under way: what its answer must fit, and where the reader wanted to go."""

    nonce: str
    verifier: str
    callback: str
    to: str = ""


class SignedIn(BaseModel):
    """`caller_name` as the provider calls the person; empty where it does not."""

    model_config = {"arbitrary_types_allowed": True}
    tokens: Tokens
    caller: Caller
    caller_name: str
    to: str


class RelyingParty:
    """What is under way is kept beside the sessions. Raises RoomUnreachable where the provider is away."""

    def __init__(self, settings: GatewaySettings, store: Store, verifier: Verifier) -> None:
        self._issuer, self._client, self._store = settings.issuer, settings.client_id, store
        self._key = read_client_key(settings.client_key_file)
        self._claims = read_claims(settings.claims_file)
        self._verifier = verifier
        self._metadata: Metadata | None = None

    async def begin(self, browser: str, callback: str, *, to: str = "", hint: str | None = None) -> str:
        """The address at the provider to which this browser is sent. `browser`: what its cookie holds.

        With a `hint` of who signs in the provider asks again, also whoever is signed in there already.
        """
        metadata = await self._discovered()
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        begun = Begun(nonce=nonce, verifier=verifier, callback=callback, to=to)
        ends_at = self._store.clock() + BEGUN_STAYS_SECONDS
        self._store.put(BEGUN, browser + state, begun, ends_at)
        query = {
            "response_type": "code",
            "client_id": self._client,
            "redirect_uri": callback,
            "scope": self._claims.scope,
            "state": state,
            "nonce": nonce,
            "code_challenge": _challenge(verifier),
            "code_challenge_method": "S256",
        }
        if hint:
            query |= {"login_hint": hint, "prompt": "login"}
        mark = "&" if "?" in metadata.authorization_endpoint else "?"
        return f"{metadata.authorization_endpoint}{mark}{urlencode(query)}"

    async def finish(self, browser: str, state: str, code: str, issuer: str | None) -> SignedIn:
        """What the code is worth, once. Raises SignInRefused, counted by reason.

        `issuer`: as the provider names itself in its answer (RFC 9207), if it does.
        """
        begun = self._store.take(Begun, BEGUN, browser + state)
        if begun is None:
            raise refused("state")
        if issuer not in (None, self._issuer):
            raise refused("issuer")
        tokens = await self._tokens(
            {
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": begun.callback,
                "code_verifier": begun.verifier,
            }
        )
        try:
            about = await self._verifier.signed(tokens.id_token or "")
            require(about, issuer=self._issuer, audience=self._client)
            nonce = about.get("nonce")
            if not isinstance(nonce, str) or not hmac.compare_digest(nonce.encode(), begun.nonce.encode()):
                raise TokenRefused(Refusal.CLAIMS)
            caller = await self._verifier.caller(tokens.access_token)
        except TokenRefused as refusal:
            raise refused(refusal.reason) from None
        except KeysUnknown:
            raise RoomUnreachable(PROVIDER) from None
        name = about.get("name")
        named = name if isinstance(name, str) else ""
        return SignedIn(tokens=tokens, caller=caller, caller_name=named, to=begun.to)

    async def refresh(self, session: Session) -> Tokens | None:
        """Fresh tokens for the same person; None where the provider gives none, or not now."""
        if session.tokens.refresh_token is None:
            return None
        form = {"grant_type": "refresh_token", "refresh_token": session.tokens.refresh_token}
        try:
            tokens = await self._tokens(form)
            caller = await self._verifier.caller(tokens.access_token)
        except (SignInRefused, RoomUnreachable, TokenRefused, KeysUnknown):
            return None
        was = session.caller
        is_same = (str(caller.organisation), caller.role) == (was.organisation, was.role)
        return tokens if is_same else None

    async def of_device(self, caller: str) -> Tokens:
        """A token without a browser, by the grant that only the development provider knows."""
        form = {"grant_type": DEMO_GRANT, "client_id": DEMO_CLIENT, "caller": caller}
        return await self._tokens(form, signs=False)

    async def end_address(self, after: str) -> str | None:
        """Where the provider ends its own session too (RP-Initiated Logout 1.0); None where it does not."""
        try:
            end = (await self._discovered()).end_session_endpoint
        except RoomUnreachable:
            return None
        if not end:
            return None
        # Without the ID token as a hint: it names the person, and addresses are kept in histories and logs.
        query = {"client_id": self._client, "post_logout_redirect_uri": after}
        return f"{end}{'&' if '?' in end else '?'}{urlencode(query)}"

    async def _tokens(self, form: dict[str, str], *, signs: bool = True) -> Tokens:
        """Raises SignInRefused where the provider refuses, RoomUnreachable where it is away."""
        metadata = await self._discovered()
        if signs:
            form = form | client_form(self._client, self._key, metadata.token_endpoint)
        try:
            async with _http() as http:
                answer = await http.post(metadata.token_endpoint, data=form)
            if 400 <= answer.status_code < 500:
                raise refused("code")
            answer.raise_for_status()
            return Tokens.model_validate_json(answer.content)
        except (httpx.HTTPError, ValidationError) as error:
            log.warning("provider-away", why=type(error).__name__)
            raise RoomUnreachable(PROVIDER) from None

    async def _discovered(self) -> Metadata:
        if self._metadata is None:
            try:
                async with _http() as http:
                    self._metadata = await discover(self._issuer, http)
            except ProviderAway as error:
                log.warning("provider-away", why=str(error))
                raise RoomUnreachable(PROVIDER) from None
        return self._metadata


def refused(reason: str) -> SignInRefused:
    """Counted and logged with its reason; nothing that was sent is told."""
    refused_tokens[f"sign-in-{reason}"] += 1
    log.warning("sign-in-refused", reason=reason)
    return SignInRefused()


def _http() -> httpx.AsyncClient:
    return httpx.AsyncClient(timeout=ANSWERS_WITHIN_SECONDS)


def _challenge(verifier: str) -> str:
    """PKCE, S256 (RFC 7636, section 4.2)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
