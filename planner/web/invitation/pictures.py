"""Codes as pictures on pages."""

from base64 import b64encode

from planner.outputs import qr


def link_of(base_url: str, code: str) -> str:
    """What the QR of a delegate holds: in capitals, which the compact mode of QR writes."""
    return f"{base_url.rstrip('/')}/V/{code}".upper()


def page_of_code(base_url: str, code: str) -> str:
    """The same page, as it is written in letters and calendars."""
    return f"{base_url.rstrip('/')}/v/{code}"


def qr_picture(link: str, name: str) -> str:
    """A `data:` address of the code, so that a page that was kept still shows it."""
    drawn = qr.svg(link, name).encode()
    return f"data:image/svg+xml;base64,{b64encode(drawn).decode('ascii')}"
