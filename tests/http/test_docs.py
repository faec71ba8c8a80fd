"""The reference as a browser meets it: everything it loads is here, and nothing else may load."""

import re
from base64 import b64encode
from hashlib import sha256
from urllib.parse import urljoin

import httpx
import pytest

pytestmark = pytest.mark.anyio
LINK = re.compile(r'(?:src|href|spec-url|url:)(?:=| )"([^"]+)"')
INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
ORIGIN = re.compile(r"\b[\w-]+://|\b[\w-]+\.[a-z]{2,}\b|\*")


@pytest.mark.parametrize("page", ["/docs", "/docs/try"])
async def test_the_reference_has_all_it_needs(client: httpx.AsyncClient, page: str) -> None:
    answer = await client.get(page)
    assert answer.status_code == 200
    linked = [each for each in LINK.findall(answer.text) if not each.startswith("data:")]
    assert len(linked) > 2
    for each in linked:
        assert (await client.get(urljoin(page, each))).status_code == 200, each


@pytest.mark.parametrize("page", ["/docs", "/docs/try"])
async def test_the_reference_may_load_nothing_from_elsewhere(client: httpx.AsyncClient, page: str) -> None:
    answer = await client.get(page)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert ORIGIN.search(policy) is None
    scripts = next(each for each in policy.split("; ") if each.startswith("script-src"))
    assert "unsafe" not in scripts
    for script in INLINE.findall(answer.text):
        assert f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'" in scripts
    assert answer.headers["x-content-type-options"] == "nosniff"
