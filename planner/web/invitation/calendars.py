"""The calendar of all that a delegate is called to: taken, renewed and ended by their own code."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.domain.account import normalise_code
from planner.services import feed
from planner.services.invitation import replies
from planner.web.context import clock, open_session, open_to, settings
from planner.web.feed import address_url, qr_of, webcal
from planner.web.invitation.blueprint import personal


@personal.get("/v/<code>/feed")
@open_to("holder of a code")
def own_feed(code: str) -> ResponseReturnValue:
    """The address that was taken, with the steps to follow it; else the offer of one."""
    with open_session("readers") as session:
        delegate = replies.holder_of(session, code, clock())
        secret = feed.secret_of_delegate(session, delegate, settings().code_key, clock())
    url = secret and address_url(secret)
    return render_template(
        "personal/feed.html",
        code=normalise_code(code),
        meeting=delegate.meeting,
        url=url,
        webcal=url and webcal(url),
        picture=url and qr_of(webcal(url)),
    )


@personal.post("/v/<code>/feed")
@open_to("holder of a code")
def take_feed(code: str) -> ResponseReturnValue:
    """Take an address; with `do` renew or end, the one that there is ends."""
    verb, key = request.form.get("do", ""), settings().code_key
    with open_session("writers") as session:
        delegate = replies.holder_of(session, code, clock(), lock=True)
        if verb in ("renew", "end"):
            feed.end_as_delegate(session, delegate, clock())
        if verb != "end":
            feed.take_as_delegate(session, delegate, key, clock())
    return redirect(url_for(".own_feed", code=normalise_code(code)), 303)
