"""Keys: an issuer is asked seldom, trusted little, and missed as little as possible while it is away."""

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from time import sleep

import httpx
import pytest

from app.auth import fetch as fetching
from app.auth.demo_issuer import DemoIssuer
from app.auth.tokens import TokenVerifier
from app.errors import Unauthenticated, Unavailable
from app.main import create_app
from app.settings import Issuer, Settings
from tests import roles
from tests.auth.forging import Forge
from tests.conftest import NOON
from tests.world import Moment

pytestmark = pytest.mark.anyio

Answer = tuple[int, dict[str, str], bytes]
DISCOVERY = "/.well-known/openid-configuration"


class Site:
    """A web server on loopback that answers as a test says; without an answer, 503."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.answers: dict[str, Answer | Callable[[], Answer]] = {}
        self.asked: list[str] = []

    def offer(self, path: str, document: object) -> None:
        self.answers[path] = (200, {}, json.dumps(document).encode())

    def answer(self, path: str) -> Answer:
        self.asked.append(path)
        answer = self.answers.get(path, (503, {}, b""))
        return answer() if callable(answer) else answer


@contextmanager
def running_site() -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = site.answer(self.path)
            try:
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)
            except ConnectionError:
                pass  # whoever asked has stopped listening, as it should

        def log_message(self, *_: object) -> None:
            pass

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site = Site(f"http://127.0.0.1:{httpd.server_port}")
    thread = Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        httpd.shutdown()
        httpd.server_close()
        thread.join()


class Setting:
    """An issuer at a site, tokens of its key, and a service's verifier of them."""

    def __init__(self, site: Site, signer: DemoIssuer) -> None:
        self.site, self.signer, self.clock = site, signer, Moment(NOON)
        site.offer(DISCOVERY, {"issuer": site.address, "jwks_uri": f"{site.address}/keys"})
        self.publish()
        self.issuer = Issuer(issuer=site.address, audience="https://api.attune.invalid")
        self.verifier = TokenVerifier([self.issuer], self.clock)

    def publish(self) -> None:
        self.site.offer("/keys", json.loads(self.signer.jwks))

    def token(self) -> str:
        forge = Forge(self.signer, self.clock, "anne")
        return forge(iss=self.site.address)

    async def refuses(self, token: str) -> None:
        """Wait until the token is refused, which what goes on in the background makes true."""
        async with asyncio.timeout(5):
            with pytest.raises(Unauthenticated, match="key"):
                await self._ask_on(token)

    async def _ask_on(self, token: str) -> None:
        while True:
            await self.verifier.verify(token)
            await asyncio.sleep(0.01)


@pytest.fixture
def setting(tmp_path: Path) -> Iterator[Setting]:
    with running_site() as site:
        yield Setting(site, DemoIssuer(tmp_path))


async def test_keys_are_found_by_discovery_and_kept(setting: Setting) -> None:
    for _ in range(3):
        assert (await setting.verifier.verify(setting.token())).subject == "anne"
        setting.clock.now += timedelta(minutes=2)
    assert setting.site.asked == [DISCOVERY, "/keys"]


async def test_an_issuer_that_is_away_is_asked_once_a_minute(setting: Setting) -> None:
    setting.site.answers.clear()
    for _ in range(5):
        with pytest.raises(Unavailable) as refusal:
            await setting.verifier.verify(setting.token())
        assert refusal.value.headers["Retry-After"] == "60"
    assert len(setting.site.asked) == 1
    setting.clock.now += timedelta(seconds=61)
    with pytest.raises(Unavailable):
        await setting.verifier.verify(setting.token())
    assert len(setting.site.asked) == 2


async def test_many_requests_at_once_ask_once(setting: Setting) -> None:
    tokens = [setting.token() for _ in range(20)]
    await asyncio.gather(*(setting.verifier.verify(token) for token in tokens))
    assert setting.site.asked == [DISCOVERY, "/keys"]


async def test_known_keys_hold_while_their_issuer_is_away_for_a_day(setting: Setting) -> None:
    await setting.verifier.verify(setting.token())
    setting.site.answers.clear()
    for hours in (2, 23):
        setting.clock.now = NOON + timedelta(hours=hours)
        await setting.verifier.verify(setting.token())
    setting.clock.now = NOON + timedelta(hours=24)
    with pytest.raises(Unavailable):
        await setting.verifier.verify(setting.token())


async def test_unknown_keys_are_unavailable_only_while_the_issuer_is_away(
    setting: Setting, tmp_path: Path
) -> None:
    await setting.verifier.verify(setting.token())
    other = Forge(DemoIssuer(tmp_path / "other"), setting.clock, "eve")
    setting.clock.now += timedelta(seconds=61)
    with pytest.raises(Unauthenticated, match="key"):
        await setting.verifier.verify(other(iss=setting.site.address))
    setting.site.answers.clear()
    setting.clock.now += timedelta(seconds=61)
    with pytest.raises(Unavailable):
        await setting.verifier.verify(other(iss=setting.site.address))
    await setting.verifier.verify(setting.token())


async def test_a_withdrawn_key_stops_counting_without_anybody_asking(
    setting: Setting, tmp_path: Path
) -> None:
    token = setting.token()
    await setting.verifier.verify(token)
    setting.site.offer("/keys", json.loads(DemoIssuer(tmp_path / "new").jwks))
    setting.clock.now += timedelta(minutes=59)
    stolen = setting.token()
    await setting.verifier.verify(stolen)
    setting.clock.now += timedelta(minutes=1)
    await setting.verifier.verify(stolen)  # does not wait for what it sets going
    await setting.refuses(stolen)
    await setting.refuses(setting.token())


async def test_a_clock_that_is_set_back_silences_nobody(setting: Setting) -> None:
    setting.clock.now = NOON + timedelta(days=300)
    await setting.verifier.verify(setting.token())
    setting.clock.now = NOON
    setting.signer.rotate()
    setting.publish()
    await setting.verifier.verify(setting.token())


# --- documents that are not taken ---


@pytest.mark.parametrize(
    "document",
    [
        {}, [], "x", {"issuer": "https://evil.example", "jwks_uri": "{site}/keys"},
        {"issuer": "{site}/", "jwks_uri": "{site}/keys"}, {"issuer": "{site}"},
        {"issuer": "{site}", "jwks_uri": 7},
        {"issuer": "{site}", "jwks_uri": "file:///etc/passwd"},
        {"issuer": "{site}", "jwks_uri": "http://idp.example/keys"},
        {"issuer": "{site}", "jwks_uri": "gopher://127.0.0.1/keys"}, {"issuer": "{site}", "jwks_uri": "http://["},
    ],
)  # fmt: skip
async def test_a_discovery_document_that_is_not_the_issuers_is_not_believed(
    setting: Setting, document: object
) -> None:
    said = json.loads(json.dumps(document).replace("{site}", setting.site.address))
    setting.site.offer(DISCOVERY, said)
    with pytest.raises(Unavailable):
        await setting.verifier.verify(setting.token())
    assert setting.site.asked == [DISCOVERY]


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{", b"\xff", b'{"keys": 7}', b'{"keys": null}', b"[" * 100_000, b"1" * 5_000],
)
async def test_a_key_set_that_cannot_be_read_is_none(setting: Setting, body: bytes) -> None:
    setting.site.answers["/keys"] = (200, {}, body)
    with pytest.raises(Unavailable):
        await setting.verifier.verify(setting.token())


async def test_entries_that_are_no_keys_are_passed_over(setting: Setting) -> None:
    good = json.loads(setting.signer.jwks)["keys"]
    setting.site.offer("/keys", {"keys": [None, 7, "x", {}, {"kid": 1}, {"kid": "y", "kty": "EC"}, *good]})
    await setting.verifier.verify(setting.token())


@pytest.mark.parametrize("path", [DISCOVERY, "/keys"])
@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_redirects_are_not_followed(setting: Setting, path: str, status: int) -> None:
    setting.site.answers["/elsewhere"] = setting.site.answers[path]
    setting.site.answers[path] = (status, {"Location": "/elsewhere"}, b"")
    with pytest.raises(Unavailable):
        await setting.verifier.verify(setting.token())
    assert "/elsewhere" not in setting.site.asked


async def test_a_document_that_is_too_large_or_too_slow_is_given_up(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = b'{"keys": [' + b" " * fetching.LARGEST + b"]}"
    setting.site.answers["/keys"] = (200, {}, large)
    with pytest.raises(Unavailable):
        await setting.verifier.verify(setting.token())

    def slow() -> Answer:
        sleep(1)
        return (200, {}, setting.signer.jwks.encode())

    monkeypatch.setattr(fetching, "SECONDS", 0.2)
    setting.site.answers["/keys"] = slow
    setting.clock.now += timedelta(seconds=61)
    with pytest.raises(Unavailable):
        await setting.verifier.verify(setting.token())


async def test_over_http_it_is_a_503_problem_that_says_when_to_come_back(
    setting: Setting, settings: Settings
) -> None:
    setting.site.answers.clear()
    app = create_app(settings.model_copy(update={"issuers": (setting.issuer,)}), setting.clock)
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://attune.test") as client,
    ):
        answer = await client.get("/v1/me", headers={"Authorization": f"Bearer {setting.token()}"})
    assert answer.status_code == 503
    assert answer.json()["type"] == "/problems/unavailable"
    assert answer.headers["Retry-After"] == "60"


async def test_a_missing_file_of_keys_is_trouble_with_the_issuer_too(tmp_path: Path) -> None:
    signer = DemoIssuer(tmp_path)
    verifier = TokenVerifier([signer.settings()], Moment(NOON))
    token = signer.token("anne", [roles.STUDENT], NOON)
    (tmp_path / "jwks.json").rename(tmp_path / "away.json")
    with pytest.raises(Unavailable):
        await verifier.verify(token)
