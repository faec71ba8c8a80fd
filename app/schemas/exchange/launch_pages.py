"""Launch pages: what a person sees where a launch goes wrong, and what a browser without cookies runs.

LTI's platform storage (LTI postMessage storage 0.1): the platform's own frame keeps a secret for the tool
while the browser is away, and gives it back to whoever has it in that very frame.
"""

import base64
from collections.abc import Mapping
from hashlib import sha256
from html import escape

from app.errors import Refusal

_STYLE = "body{font:1rem/1.5 sans-serif;max-width:40rem;margin:2rem auto;color:#111;background:#fff}"
_ASK = """
const d = document.body.dataset, opener = window.opener || window.parent;
const frame = d.frame === "_parent" ? opener : opener.frames[d.frame];
function ask(subject, more, then) {
  const id = crypto.randomUUID();
  addEventListener("message", (e) => {
    if (e.origin === d.origin && e.data && e.data.message_id === id
        && e.data.subject === subject + ".response") then(e.data);
  });
  if (frame) frame.postMessage({subject, message_id: id, key: d.key, ...more}, d.origin);
}
"""
_KEEP = f"""{_ASK}
const go = () => location.replace(d.next);
ask("lti.put_data", {{value: d.secret}}, go);
setTimeout(go, 2000);
"""
_FETCH = f"""{_ASK}
ask("lti.get_data", {{}}, (said) => {{ if (said.value) location.replace(d.next + "." + said.value); }});
setTimeout(() => {{ document.getElementById("wait").hidden = true;
  document.getElementById("why").hidden = false; }}, 5000);
"""
SCRIPTS = " ".join(
    f"'sha256-{base64.b64encode(sha256(each.encode()).digest()).decode()}'" for each in (_KEEP, _FETCH)
)
"""For a page's policy: these run, and nothing else."""
_NOT_KEPT = (
    "This browser keeps nothing for a page within another, and the platform did not keep it either. Open the"
    " page in a window of its own."
)


def refusal_page(refusal: Refusal) -> str:
    """Why, and what to do; the code is for whoever is asked for help."""
    said = f"{refusal.detail[:1].upper()}{refusal.detail[1:]}."
    return _page(refusal.title, {}, f"<p>{escape(said)}</p><p>{escape(refusal.code)}</p>")


def keep_page(location: str, frame: str, origin: str, key: str, secret: str) -> str:
    """Have the platform keep the secret, and go on."""
    data = {"next": location, "frame": frame, "origin": origin, "key": key, "secret": secret}
    return _page("One moment", data, f"<script>{_KEEP}</script>")


def fetch_page(location: str, frame: str, origin: str, key: str) -> str:
    """Have the platform give the secret back, and go on with it."""
    data = {"next": location, "frame": frame, "origin": origin, "key": key}
    waiting = f'<p id="wait">The page opens.</p><p id="why" hidden>{escape(_NOT_KEPT)}</p>'
    return _page("One moment", data, f"{waiting}<script>{_FETCH}</script>")


def _page(title: str, data: Mapping[str, str], inside: str) -> str:
    told = "".join(f' data-{name}="{escape(value)}"' for name, value in data.items())
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{_STYLE}</style></head><body{told}><main><h1>{escape(title)}</h1>{inside}</main></body></html>"
    )
