"""What a browser may do with our pages."""

from flask import Response, g, request

WASM_PAGES = {"door.show", "door.kiosk"}  # the decoder of codes is WebAssembly
CAMERA_PAGES = WASM_PAGES
_POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'{wasm}; style-src 'self'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
    "worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
OF_NO_PAGE = "default-src 'none'; frame-ancestors 'none'"  # for what no browser shows
_ALWAYS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
)


def add_safety_headers(response: Response) -> Response:
    """A strict policy on each answer: no inline script or style, nothing from elsewhere."""
    wasm = " 'wasm-unsafe-eval'" if request.endpoint in WASM_PAGES else ""
    camera = "self" if request.endpoint in CAMERA_PAGES else ""
    there = {name for name, _value in response.headers}
    for name, value in (
        ("Content-Security-Policy", _POLICY.format(nonce=g.get("nonce", ""), wasm=wasm)),
        ("Permissions-Policy", f"camera=({camera}), geolocation=()"),
        *_ALWAYS,
    ):
        if name not in there:
            response.headers.add(name, value)
    if request.endpoint != "static" and "Cache-Control" not in there:
        response.headers["Cache-Control"] = "no-store"
    return response
