"""The part of a succession that is dated: units, posts, clusters. It is written when entered."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from planner.domain import directory as rules
from planner.domain.directory import Below, HeirFacts, SuccessionFacts, SuccessionKind, UnitState
from planner.domain.errors import NotFound, RuleBroken
from planner.domain.rights import OFFICE_KINDS, Action, Viewer
from planner.domain.text import one_line
from planner.services import directory
from planner.services.directory import UnitFacts, history
from planner.services.succession.moves import Log, Move
from planner.store import directory as units
from planner.store import succession as store
from planner.store.directory import ClusterMember, Post, SuccessionPart, Unit
from planner.store.session import flush


@dataclass(slots=True)
class Carrying:
    """One succession on its way: who asks, what is asked, and what has been done so far."""

    session: Session
    viewer: Viewer
    facts: SuccessionFacts
    now: datetime
    log: Log = field(default_factory=Log)
    named: list[Unit] = field(default_factory=list)
    heirs: list[Unit] = field(default_factory=list)
    ending: list[Unit] = field(default_factory=list)
    falling: list[Unit] = field(default_factory=list)
    made: set[int] = field(default_factory=set)

    @property
    def day(self) -> date:
        return self.facts.day

    @property
    def main_heir(self) -> Unit | None:
        """Who takes the history, else the first heir."""
        takes = (unit for unit in self.heirs if unit.code == self.facts.history_to)
        return next(takes, self.heirs[0] if self.heirs else None)

    def _taker(self, thing: Post | Unit) -> Unit | None:
        """The heir that is told to have it, else the main one."""
        code = self.facts.goes.get(f"{thing.__tablename__}-{thing.id}")
        return next((heir for said, heir in self._said_heirs() if said == code), self.main_heir)

    def _said_heirs(self) -> list[tuple[str, Unit]]:
        """Each with its code as it was written."""
        return [(said.code, heir) for said, heir in zip(self.facts.heirs, self.heirs, strict=True)]

    def _choice(self, heir: Unit | None) -> str:
        """The heir's code, where there are others to choose from."""
        codes = (said for said, one in self._said_heirs() if one is heir)
        return next(codes, "") if len(self.heirs) > 1 else ""

    def carry(self) -> list[SuccessionPart]:
        """Do all that is dated; who carries on whom is what comes back."""
        units.lock_tree(self.session)
        rules.ensure_whole(self.facts)
        self.named = [self._there(code, "units") for code in self.facts.units]
        ending = set(rules.ending_among(self.facts))
        self.ending = [unit for unit in self.named if unit.code in ending]
        self._change_what_stays()
        self._settle_below()
        for unit in (*self.ending, *self.falling):
            self._end(unit)
        self._settle_posts()
        self._settle_clusters()
        flush(self.session)
        return list(self._parts())

    def _there(self, code: str, blamed: str) -> Unit:
        """A unit of this code within reach that is in being on the day."""
        unit = units.find_unit_by_code(self.session, one_line(code))
        if unit is None:
            raise RuleBroken("succession.no_such_unit", field=blamed, unit=code)
        if not rules.reaches(self.viewer, Action.KEEP_UNITS, unit.id, unit.path):
            raise NotFound("unit")
        rules.ensure_in_being(unit, self.day, "day")
        return unit

    def _change_what_stays(self) -> None:
        if self.facts.kind is SuccessionKind.RENAME:
            self._change(self.named[0], self.facts.heirs[0], self.facts.new_code)
            self.heirs = [self.named[0]]
        elif self.facts.kind is SuccessionKind.MOVE:
            for unit in self.named:
                self._change(unit, HeirFacts(unit.code, above=self._said_above()), "")
        else:
            self.heirs = [self._heir(heir) for heir in self.facts.heirs]

    def _said_above(self) -> str:
        return rules.said(self.facts.above, "above")

    def _heir(self, heir: HeirFacts) -> Unit:
        code = one_line(heir.code)
        if units.find_unit_by_code(self.session, code) is not None:
            unit = self._there(code, "heirs")
            self._change(unit, heir, "")
            return unit
        return self._new(heir)

    def _new(self, heir: HeirFacts) -> Unit:
        """A unit that begins on the day: what is not said of it is as of its forebear."""
        first = self.named[0]
        state = self._state(first)
        above = None if state.above is None else self.session.get_one(Unit, state.above)
        if one_line(heir.above):
            above = self._there(heir.above, "above")
        facts = UnitFacts(
            code=heir.code,
            name=rules.said(heir.name, "heirs"),
            kind=heir.kind or state.kind,
            above=above.code if above else "",
            rank=first.rank,
            place=heir.place or state.place,
            from_on=self.day,
        )
        unit = directory.add_unit(self.session, self.viewer, facts, self.now)
        self.made.add(unit.id)
        self.log.note(Move("unit", unit.id, unit.name))
        return unit

    def _change(self, unit: Unit, heir: HeirFacts, new_code: str) -> None:
        """Another name, code, kind, place or upper unit from the day on."""
        state = self._state(unit)
        new = UnitState(
            code=rules.unit_code(new_code) if one_line(new_code) else state.code,
            name=one_line(heir.name) or state.name,
            kind=heir.kind or state.kind,
            level=state.level,
            above=self._there(heir.above, "above").id if one_line(heir.above) else state.above,
            place=one_line(heir.place) or state.place,
        )
        self._write(unit, new)

    def _write(self, unit: Unit, new: UnitState, taker: str = "") -> None:
        """Let the unit be this from the day on, and note what it was."""
        state = self._state(unit)
        if (new.kind, new.above) != (state.kind, state.above):
            above = None if new.above is None else self.session.get_one(Unit, new.above)
            new = replace(new, level=rules.level_of(new.kind, above.level if above else None))
        if new == state:
            return
        old = history.plain(self.session, unit)
        directory.change_state(self.session, self.viewer, unit, self.day, new, self.now)
        self.log.note(
            Move(
                "unit",
                unit.id,
                state.name,
                "periods",
                old,
                history.plain(self.session, unit),
                self._words(state, new, state),
                self._words(state, new, new),
                taker,
            )
        )

    def _words(self, old: UnitState, new: UnitState, said: UnitState) -> str:
        """What differs between two states, as one of them says it."""
        words = [said.name] if old.name != new.name else []
        words += [said.code] if old.code != new.code else []
        words += [said.kind] if old.kind != new.kind else []
        if old.above != new.above and said.above is not None:
            words.append(self.session.get_one(Unit, said.above).name)
        return ", ".join(words)

    def _state(self, unit: Unit) -> UnitState:
        return rules.at(units.periods_of(self.session, unit), self.day).state

    def _settle_below(self) -> None:
        """What stood under the units that end goes to the heir, up, or ends as well."""
        stays = {unit.id for unit in (*self.ending, *self.heirs)}
        waiting = list(self.ending)
        while waiting:
            above = {unit.id: unit for unit in waiting}
            waiting = []
            for unit, above_id in store.under_on(self.session, list(above), self.day):
                if unit in self.ending or unit in self.falling:
                    continue
                if self._falls(unit) and unit.id not in stays:
                    self.falling.append(unit)
                    waiting.append(unit)
                else:
                    self._hang_anew(unit, above[above_id])

    def _falls(self, unit: Unit) -> bool:
        if unit.is_outside or unit.kind in OFFICE_KINDS:
            return self.facts.offices_end or self.facts.below is Below.END
        return self.facts.below is Below.END

    def _hang_anew(self, unit: Unit, ended: Unit) -> None:
        heir = None if self.facts.below is Below.ABOVE or unit in self.heirs else self._taker(unit)
        above_id = heir.id if heir else self._standing_above(ended)
        if above_id is None and unit not in self.heirs:
            raise RuleBroken("succession.nowhere_to_hang", field="below", name=unit.name)
        if above_id is not None and not self._keeps(above_id):
            raise RuleBroken("directory.not_yours", field="below")
        self._write(unit, replace(self._state(unit), above=above_id), self._choice(heir))

    def _keeps(self, unit_id: int) -> bool:
        return directory.keeps_unit(self.viewer, self.session.get_one(Unit, unit_id))

    def _standing_above(self, ended: Unit) -> int | None:
        """The nearest unit above that does not end, else its heir."""
        above_id = self._state(ended).above
        above = None if above_id is None else self.session.get_one(Unit, above_id)
        if above is not None and (above in self.ending or above in self.falling):
            return self.main_heir.id if self.main_heir else self._standing_above(above)
        return above_id

    def _end(self, unit: Unit) -> None:
        old = unit.to_on
        directory.end_unit(self.session, self.viewer, unit.id, self.day, self.now)
        day = self.day.isoformat()
        was = old.isoformat() if old else None
        self.log.note(Move("unit", unit.id, unit.name, "to_on", was, day, "", day))

    def _settle_posts(self) -> None:
        ended = {unit.id: unit for unit in (*self.ending, *self.falling)}
        falling = {unit.id for unit in self.falling}
        for post in store.posts_from(self.session, list(ended), self.day):
            unit = ended[post.unit_id]
            moves = self.facts.posts_move and post.unit_id not in falling
            heir = self._taker(post) if moves else None
            self._settle_post(post, unit, heir)

    def _settle_post(self, post: Post, unit: Unit, heir: Unit | None) -> None:
        name = f"{post.person.name}, {post.position}"
        if post.from_on is not None and post.from_on >= self.day:
            goes_to = heir or self._taker(post)
            if goes_to is not None:
                words = (name, unit.name, goes_to.name)
                self.log.set(post, "unit_id", goes_to.id, words, self._choice(goes_to))
            return
        to_on = post.to_on
        words = (name, unit.name, heir.name if heir else "")
        self.log.set(post, "to_on", self.day, words, self._choice(heir))
        if heir is not None:
            kept = "person_id body position is_full_time rank term decision_number"
            same = {column: getattr(post, column) for column in kept.split()}
            new = Post(unit_id=heir.id, from_on=self.day, to_on=to_on, **same)
            self.session.add(new)
            flush(self.session)
            self.log.note(Move("post", new.id, name, becomes=heir.name))

    def _settle_clusters(self) -> None:
        ended = [unit.id for unit in (*self.ending, *self.falling)]
        for cluster in store.clusters_kept_by(self.session, ended, self.day):
            if cluster.from_on is None or cluster.from_on < self.day:
                self.log.set(cluster, "to_on", self.day, (cluster.name, "", ""))
        placed: set[int] = set()
        for member in store.memberships(self.session, ended, self.day):
            if member.from_on is not None and member.from_on >= self.day:
                continue
            words = (member.unit.name, member.cluster.name, "")
            self.log.set(member, "to_on", self.day, words)
            flush(self.session)
            heir = self.main_heir
            if heir is not None and heir.id in self.made - placed:
                placed.add(heir.id)
                self._place(heir, member)

    def _place(self, heir: Unit, member: ClusterMember) -> None:
        """A new unit is in the cluster in which its forebear was."""
        if member.cluster.to_on == self.day:
            return
        new = ClusterMember(cluster_id=member.cluster_id, unit_id=heir.id, from_on=self.day)
        self.session.add(new)
        flush(self.session)
        self.log.note(Move("cluster_member", new.id, heir.name, becomes=member.cluster.name))

    def _parts(self) -> Iterator[SuccessionPart]:
        ending = {unit.id for unit in self.ending}
        for unit in self.named:
            others: list[Unit | None] = [heir for heir in self.heirs if heir.id != unit.id]
            if unit in self.heirs and unit.id not in ending and self.ending:
                continue  # it carries on, and is nobody's forebear
            for heir in others or [None]:
                takes = heir is not None and rules.takes_history(self.facts, heir.code)
                yield SuccessionPart(
                    unit_id=unit.id,
                    heir_id=heir.id if heir else None,
                    takes_history=takes,
                    ends=unit.id in ending,
                )
        main = self.main_heir.id if self.main_heir else None
        for unit in self.falling:
            takes = main is not None
            yield SuccessionPart(unit_id=unit.id, heir_id=main, takes_history=takes, ends=True)
