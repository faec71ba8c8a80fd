"""The reference: the contract as pages for people, to read (`/docs`) and to try out (`/docs/try`).

Whatever the pages load comes from here, so they work without the internet; their Content-Security-Policy
holds them to it, and no other page can frame them.
"""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path

import fastapi_offline
from fastapi import FastAPI
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from app.settings import PROJECT

CONTRACT = PROJECT / "openapi" / "openapi.json"
PROGRAMS = Path(fastapi_offline.__file__).with_name("static")
"""What the two pages run."""

ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16' fill='%230b6e5f'%3E"
    "%3Cpath d='M1 9h3v6H1zM6.5 5h3v10h-3zM12 1h3v14h-3z'/%3E%3C/svg%3E"
)

READ = f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Attune: reference</title>
<link rel="icon" href="{ICON}">
<style>
body {{ margin: 0 }}
#try {{ position: fixed; right: 1rem; bottom: 1rem; padding: .6rem 1rem; border-radius: 2rem; z-index: 9;
 background: #0b6e5f; color: #fff; font: 600 .9rem system-ui, sans-serif; text-decoration: none;
 box-shadow: 0 0 0 2px #fff6 }}
</style>
</head>
<body>
<redoc spec-url="openapi.json" expand-responses="200,201" path-in-middle-panel required-props-first
 json-sample-expand-level="3" hide-schema-titles native-scrollbars
 theme='{{
  "colors": {{"primary": {{"main": "#0b6e5f"}}, "responses": {{
   "success": {{"tabTextColor": "#2f9e6e"}}, "error": {{"tabTextColor": "#ff9d8f"}}}}}},
  "typography": {{"fontFamily": "system-ui, sans-serif", "fontSize": "15px",
   "headings": {{"fontFamily": "system-ui, sans-serif", "fontWeight": "600"}},
   "code": {{"fontFamily": "ui-monospace, monospace", "color": "#0b6e5f"}}}},
  "rightPanel": {{"backgroundColor": "#12302c"}},
  "codeBlock": {{"backgroundColor": "#0b211e"}}}}'></redoc>
<a id="try" href="docs/try">Try it out</a>
<script src="static-offline-docs/redoc.standalone.js"></script>
<noscript>The contract itself is at <a href="openapi.json">openapi.json</a>.</noscript>
</body>
</html>
"""

START_TRYING = """
SwaggerUIBundle({
  dom_id: "#reference",
  url: "../openapi.json",
  deepLinking: true,
  filter: true,
  docExpansion: "none",
  defaultModelsExpandDepth: -1,
  displayRequestDuration: true,
  requestSnippetsEnabled: true,
  persistAuthorization: false,
  validatorUrl: null,
});
"""


def page_to_try(start: str = START_TRYING, above: str = "") -> HTMLResponse:
    """The page to try out, begun by that script, with something above the reference."""
    page = f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Attune: try it out</title>
<link rel="icon" href="{ICON}">
<style>
p {{ margin: 1rem 1.8rem 0; font: .9rem sans-serif }}
a {{ color: #0b6e5f }}
select {{ font: inherit; padding: .3rem }}
</style>
<link rel="stylesheet" href="../static-offline-docs/swagger-ui.css">
</head>
<body>
<p><a href="../docs">Read the reference</a></p>
{above}
<div id="reference"></div>
<script src="../static-offline-docs/swagger-ui-bundle.js"></script>
<script>{start}</script>
</body>
</html>
"""
    return HTMLResponse(page, headers=_headers(script=start))


def install(app: FastAPI) -> None:
    """The two pages, and the way to them from `/`. They are no operations of the contract."""
    headers = _headers(script=START_TRYING)
    app.mount("/static-offline-docs", StaticFiles(directory=PROGRAMS), name="static-offline-docs")

    @app.get("/", include_in_schema=False)
    async def lead_to_reference() -> RedirectResponse:
        return RedirectResponse("docs")  # beside it, at whatever address: no host is repeated

    @app.get("/openapi.json", include_in_schema=False)
    def read_contract() -> Response:
        return Response(_contract(), media_type="application/json")

    @app.get("/docs", include_in_schema=False)
    async def read_reference() -> HTMLResponse:
        return HTMLResponse(READ, headers=headers)

    @app.get("/docs/try", include_in_schema=False)
    async def try_reference() -> HTMLResponse:
        return page_to_try()


@cache
def _contract() -> bytes:
    """As it is committed: to make it of the routes takes seconds, at each start of each process."""
    return CONTRACT.read_bytes()


def _headers(script: str) -> dict[str, str]:
    """Styles alone may stand in the page: both programs write their own."""
    digest = b64encode(sha256(script.encode()).digest()).decode()
    policy = {
        "default-src": "'none'",
        "script-src": f"'self' 'sha256-{digest}'",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data:",
        "connect-src": "'self'",
        "worker-src": "blob:",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {sources}" for name, sources in policy.items()),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
        "X-Frame-Options": "DENY",
    }
