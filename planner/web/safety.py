"""What a browser may do with our pages."""

from flask import Response, g, request

WASM_PAGES = {"door.show"}  # the decoder of codes is WebAssembly
CAMERA_PAGES = WASM_PAGES


def add_safety_headers(response: Response) -> Response:
    """A strict policy on each answer: no inline script or style, nothing from elsewhere."""
    wasm = " 'wasm-unsafe-eval'" if request.endpoint in WASM_PAGES else ""
    nonce = g.get("nonce", "")
    response.headers.setdefault(
        "Content-Security-Policy",
        f"default-src 'none'; script-src 'self' 'nonce-{nonce}'{wasm}; style-src 'self'; "
        "img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
        "worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    )
    camera = "self" if request.endpoint in CAMERA_PAGES else ""
    response.headers.setdefault("Permissions-Policy", f"camera=({camera}), geolocation=()")
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if request.endpoint != "static" and not response.headers.get("Cache-Control"):
        response.headers["Cache-Control"] = "no-store"
    return response
