"""Pages of clusters of units: the list, one with who is and was in it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from planner.domain.directory import reaches
from planner.domain.rights import Action
from planner.domain.text import one_line
from planner.domain.timespan import local_day
from planner.services.directory import clusters as service
from planner.store import directory as units
from planner.store.base import LAST_ID
from planner.web.context import clock, needs, reading, writing
from planner.web.directory.blueprint import bp
from planner.web.directory.forms import EndForm
from planner.web.directory.succession_forms import ClusterForm, MemberForm
from planner.web.directory.units import offered_units, unit_in_reach
from planner.web.paging import page_asked, page_of

ONE = f"/clusters/<int(max={LAST_ID}):cluster_id>"
ROWS = 50


@bp.get("/clusters")
@needs(Action.SEE_UNITS)
def clusters() -> ResponseReturnValue:
    """All clusters, by the unit that has made them."""
    number, today = page_asked(), local_day(clock())
    with reading() as (session, viewer):
        whole = units.count_clusters(session, viewer)
        start = (number - 1) * ROWS
        rows = units.clusters_for(session, viewer, today, limit=ROWS, offset=start)
        return render_template(
            "directory/clusters.html",
            rows=rows,
            page=page_of(number, ROWS, len(rows), whole=whole, more=whole > number * ROWS),
            whole=whole,
            may_add=viewer.may_ever(Action.KEEP_UNITS),
        )


@bp.route(ONE, methods=["GET"])
@needs(Action.SEE_UNITS)
def cluster(cluster_id: int) -> ResponseReturnValue:
    """Who is in a cluster, and who was."""
    with reading() as (session, viewer):
        one = units.get_cluster(session, viewer, Action.SEE_UNITS, cluster_id)
        return render_template(
            "directory/cluster.html",
            one=one,
            members=units.members_of(session, one),
            may_keep=reaches(viewer, Action.KEEP_UNITS, one.unit.id, one.unit.path),
        )


@bp.route("/clusters/new", methods=["GET", "POST"])
@needs(Action.KEEP_UNITS)
def add_cluster() -> ResponseReturnValue:
    """A new cluster; the address may say whose."""
    form = ClusterForm(data={"unit": one_line(request.args.get("unit"))})
    if form.validate_on_submit():
        with form.refusals():
            with writing() as (session, viewer):
                made = service.add_cluster(session, viewer, form.facts(), clock())
            flash(gettext("Đã lập %(name)s.", name=made.name))
            return redirect(url_for(".cluster", cluster_id=made.id), 303)
    with reading() as (session, viewer):
        unit_in_reach(session, viewer, Action.KEEP_UNITS, form.unit.data)
        offered = offered_units(session, viewer, Action.KEEP_UNITS)
    return render_template("directory/cluster_form.html", form=form, one=None, offered=offered)


@bp.route(f"{ONE}/edit", methods=["GET", "POST"])
@needs(Action.KEEP_UNITS)
def change_cluster(cluster_id: int) -> ResponseReturnValue:
    """Another name or other days for a cluster."""
    with reading() as (session, viewer):
        one = units.get_cluster(session, viewer, Action.KEEP_UNITS, cluster_id)
        offered = offered_units(session, viewer, Action.KEEP_UNITS)
        kept = {name: getattr(one, name) for name in ("name", "rank", "from_on", "to_on")}
        form = ClusterForm(data=kept | {"unit": one.unit.code})
    if form.validate_on_submit():
        with form.refusals():
            with writing() as (session, viewer):
                service.change_cluster(session, viewer, cluster_id, form.facts(), clock())
            flash(gettext("Đã ghi cụm."))
            return redirect(url_for(".cluster", cluster_id=cluster_id), 303)
    return render_template("directory/cluster_form.html", form=form, one=one, offered=offered)


@bp.route(f"{ONE}/units/new", methods=["GET", "POST"])
@needs(Action.KEEP_UNITS)
def add_member(cluster_id: int) -> ResponseReturnValue:
    """A unit comes into the cluster."""
    form = MemberForm()
    with reading() as (session, viewer):
        one = units.get_cluster(session, viewer, Action.KEEP_UNITS, cluster_id)
        offered = offered_units(session, viewer, Action.KEEP_UNITS)
    if form.validate_on_submit():
        with form.refusals():
            with writing() as (session, viewer):
                code, since = form.unit.data, form.from_on.data
                service.add_member(session, viewer, cluster_id, code, clock(), since)
            flash(gettext("Đã đưa vào cụm."))
            return redirect(url_for(".cluster", cluster_id=cluster_id), 303)
    return render_template("directory/cluster_member.html", form=form, one=one, offered=offered)


@bp.route(f"/cluster-units/<int(max={LAST_ID}):member_id>/end", methods=["GET", "POST"])
@needs(Action.KEEP_UNITS)
def end_member(member_id: int) -> ResponseReturnValue:
    """A unit leaves the cluster; that it was in it stays in the record."""
    form = EndForm(data={"to_on": local_day(clock())})
    with reading() as (session, viewer):
        member = units.get_member(session, viewer, Action.KEEP_UNITS, member_id)
        one = units.get_cluster(session, viewer, Action.KEEP_UNITS, member.cluster_id)
    if form.validate_on_submit():
        with form.refusals():
            with writing() as (session, viewer):
                service.end_member(session, viewer, member_id, form.to_on.data, clock())
            flash(gettext("Đã ghi ra khỏi cụm."))
            return redirect(url_for(".cluster", cluster_id=one.id), 303)
    return render_template("directory/cluster_end.html", form=form, one=one, member=member)
