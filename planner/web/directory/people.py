"""People: the list, one person with the posts, adding and ending them."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from planner.domain.directory import holds, reaches
from planner.domain.rights import Action
from planner.domain.text import one_line
from planner.domain.timespan import local_day
from planner.messages.directory import BODIES
from planner.services import directory
from planner.store import directory as units
from planner.store.base import LAST_ID
from planner.store.directory import PeopleAsked, Post
from planner.store.directory.merges import merges_into
from planner.web.context import clock, needs, reading, writing
from planner.web.directory.blueprint import bp
from planner.web.directory.forms import EndForm, NewPersonForm, PersonForm, PostForm
from planner.web.directory.units import offered_units, unit_in_reach
from planner.web.flashes import flash_findings, flashed_refusals
from planner.web.paging import page_asked, page_of

ONE = f"/people/<int(max={LAST_ID}):person_id>"
ROWS = 50  # of a page


@bp.get("/people")
@needs(Action.SEE_PEOPLE)
def people() -> ResponseReturnValue:
    """Everybody within reach by tên, họ, đệm; found without dấu, by words or initials."""
    number, text = page_asked(), one_line(request.args.get("q"))
    with reading() as (session, viewer):
        under = unit_in_reach(session, viewer, Action.SEE_PEOPLE, request.args.get("unit"))
        lines = units.people_for(
            session,
            viewer,
            local_day(clock()),
            PeopleAsked(text, under),
            start=(number - 1) * ROWS,
            limit=ROWS + 1,
        )
        page = page_of(number, ROWS, len(lines[:ROWS]), more=len(lines) > ROWS)
        return render_template(
            "directory/people.html",
            lines=lines[:ROWS],
            page=page,
            text=text,
            under=under,
            today=local_day(clock()),
            holds=holds,
            bodies=BODIES,
            may_add=viewer.may_ever(Action.KEEP_PEOPLE),
        )


@bp.get(ONE)
@needs(Action.SEE_PEOPLE)
def person(person_id: int) -> ResponseReturnValue:
    """One person, with the posts held now and before."""
    today = local_day(clock())
    with reading() as (session, viewer):
        one = units.get_person(session, viewer, Action.SEE_PEOPLE, person_id)
        posts = units.posts_of(session, one)
        kept = {
            post.id
            for post in posts
            if reaches(viewer, Action.KEEP_PEOPLE, post.unit.id, post.unit.path)
        }
        return render_template(
            "directory/person.html",
            person=one,
            now=[post for post in posts if post.to_on is None or post.to_on > today],
            before=[post for post in posts if post.to_on is not None and post.to_on <= today],
            kept=kept,
            namesakes=units.namesakes(session, one, today),
            merges=merges_into(session, one) if kept else [],
            bodies=BODIES,
        )


@bp.route("/people/new", methods=["GET", "POST"])
@needs(Action.KEEP_PEOPLE)
def add_person() -> ResponseReturnValue:
    """A new person with a first post; the address may say where."""
    form = NewPersonForm(data={"unit": one_line(request.args.get("unit"))})
    if form.validate_on_submit():
        with form.refusals():
            with writing() as (session, viewer):
                made, findings = directory.add_person(
                    session, viewer, form.person(), form.post(), clock()
                )
            flash(gettext("Đã thêm %(name)s.", name=made.name))
            flash_findings(findings)
            return redirect(url_for(".person", person_id=made.id), 303)
    with reading() as (session, viewer):
        unit_in_reach(session, viewer, Action.KEEP_PEOPLE, request.args.get("unit"))
        offered = offered_units(session, viewer, Action.KEEP_PEOPLE)
    return render_template("directory/person_new.html", form=form, offered=offered)


@bp.route(f"{ONE}/edit", methods=["GET", "POST"])
@needs(Action.KEEP_PEOPLE)
def change_person(person_id: int) -> ResponseReturnValue:
    """Another name, other ways to reach a person."""
    with reading() as (session, viewer):
        one = units.get_person(session, viewer, Action.KEEP_PEOPLE, person_id)
        form = PersonForm(data={"name": one.name, "email": one.email, "phone": one.phone})
    if form.validate_on_submit():
        with form.refusals():
            with writing() as (session, viewer):
                directory.change_person(session, viewer, person_id, form.person(), clock())
            flash(gettext("Đã ghi."))
            return redirect(url_for(".person", person_id=person_id), 303)
    return render_template("directory/person_form.html", form=form, person=one)


@bp.route(f"{ONE}/posts/new", methods=["GET", "POST"])
@needs(Action.KEEP_PEOPLE)
def add_post(person_id: int) -> ResponseReturnValue:
    """One more post of a person."""
    form = PostForm()
    if form.validate_on_submit():
        with form.refusals():
            with writing() as (session, viewer):
                directory.add_post(session, viewer, person_id, form.post(), clock())
            flash(gettext("Đã thêm chức vụ."))
            return redirect(url_for(".person", person_id=person_id), 303)
    with reading() as (session, viewer):
        one = units.get_person(session, viewer, Action.KEEP_PEOPLE, person_id)
        offered = offered_units(session, viewer, Action.KEEP_PEOPLE)
    return render_template(
        "directory/post_form.html", form=form, person=one, post=None, offered=offered
    )


@bp.route(f"/posts/<int(max={LAST_ID}):post_id>/end", methods=["GET", "POST"])
@needs(Action.KEEP_PEOPLE)
def end_post(post_id: int) -> ResponseReturnValue:
    """A post is held no more; it stays in the record."""
    form = EndForm(data={"to_on": local_day(clock())})
    with reading() as (session, viewer):
        post = units.get_post(session, viewer, Action.KEEP_PEOPLE, post_id)
    if form.validate_on_submit():
        with form.refusals():
            with writing() as (session, viewer):
                directory.end_post(session, viewer, post_id, form.to_on.data, clock())
            flash(gettext("Đã ghi ngày thôi giữ."))
            return redirect(url_for(".person", person_id=post.person_id), 303)
    return render_template("directory/post_end.html", form=form, post=post)


@bp.route(f"/posts/<int(max={LAST_ID}):post_id>/edit", methods=["GET", "POST"])
@needs(Action.KEEP_PEOPLE)
def change_post(post_id: int) -> ResponseReturnValue:
    """A post that was written down wrong."""
    with reading() as (session, viewer):
        post = units.get_post(session, viewer, Action.KEEP_PEOPLE, post_id)
        offered = offered_units(session, viewer, Action.KEEP_PEOPLE)
        form = PostForm(data=_post_values(post))
    if form.validate_on_submit():
        with form.refusals():
            with writing() as (session, viewer):
                directory.change_post(session, viewer, post_id, form.post(), clock())
            flash(gettext("Đã sửa chức vụ."))
            return redirect(url_for(".person", person_id=post.person_id), 303)
    return render_template(
        "directory/post_form.html", form=form, person=post.person, post=post, offered=offered
    )


@bp.post(f"/posts/<int(max={LAST_ID}):post_id>/reopen")
@needs(Action.KEEP_PEOPLE)
def reopen_post(post_id: int) -> ResponseReturnValue:
    """A post goes on: that it ended was wrong."""
    with reading() as (session, viewer):
        post = units.get_post(session, viewer, Action.KEEP_PEOPLE, post_id)
    with flashed_refusals():
        with writing() as (session, viewer):
            directory.reopen_post(session, viewer, post_id, clock())
        flash(gettext("Đã ghi là còn giữ."))
    return redirect(url_for(".person", person_id=post.person_id), 303)


def _post_values(post: Post) -> dict[str, object]:
    """What the form of a post begins with."""
    names = "position is_full_time rank term decision_number from_on to_on"
    values = {name: getattr(post, name) for name in names.split()}
    return values | {"unit": post.unit.code, "body": post.body or ""}
