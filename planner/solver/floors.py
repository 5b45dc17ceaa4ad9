"""What no plan can beat, by counting: a plan that comes down to it is proved without a search."""

from collections.abc import Iterator
from itertools import pairwise

from planner.domain.timetable.fairness import least_spread
from planner.domain.timetable.measures import by_cluster, travel_to
from planner.domain.timetable.values import Announced, Assignment, Instance, Measure, Plan, Series
from planner.solver.calendar import Calendar, days_of, members
from planner.solver.options import Options

# Measures that are sums over sessions, each of which has a price for each half-day.
_PRICED = frozenset(
    {
        *(Measure.CHANGED, Measure.CHANGED_FIELDS, Measure.DATE_SHIFT),
        *(Measure.WEEKDAY_MISS, Measure.HALF_MISS, Measure.TARGET_DEV),
    }
)
_FAR = 1 << 60


class Floors:
    """Lower bounds, given what the rules of each session alone leave it.

    What is settled narrows the half-days down, so that later floors are higher.
    """

    def __init__(self, calendar: Calendar, options: dict[str, Options]) -> None:
        self.calendar = calendar
        self.options = options
        self.changed = 0  # how many sessions change, each in a field or more
        self.unmoved: dict[str, Assignment] = {}  # what then has to stay as it was announced
        self.left = {name: one.half_days for name, one in options.items()}

    @property
    def instance(self) -> Instance:
        return self.calendar.instance

    def of(self, measure: Measure) -> int:
        if measure in _PRICED:
            return self._least(measure) + self._more_fields(measure)
        match measure:
            case Measure.HOST_SPREAD:
                return sum(least_spread(*one) for one in self._hostings())
            case Measure.CLUSTER_SPREAD:
                return self._cluster_spread()
            case Measure.SPACING:
                return sum(self._spacing(series) for series in self.instance.series)
            case Measure.TRAVEL:
                return sum(self._travel(one) for one in self.options.values())
            case _:
                return 0

    def settle(self, measure: Measure, value: int) -> None:
        """No session may cost more than its least any more, where the plan comes down to that."""
        if measure is Measure.CHANGED:
            self.changed = value
            self.unmoved = dict(self._unmoved()) if value == self.of(measure) else {}
        if measure in _PRICED and value == self._least(measure):
            for name, prices in list(self._prices(measure)):
                least = min(prices.values())
                self.left[name] = sum(1 << one for one, price in prices.items() if price == least)

    def _least(self, measure: Measure) -> int:
        """What the sessions cost at least, each by itself."""
        return sum(min(prices.values()) for _, prices in self._prices(measure))

    def _more_fields(self, measure: Measure) -> int:
        """A field for each session that changes though by itself it need not."""
        if measure is not Measure.CHANGED_FIELDS:
            return 0
        return max(self.changed - self._least(Measure.CHANGED), 0)

    def _unmoved(self) -> Iterator[tuple[str, Assignment]]:
        for name, prices in self._prices(Measure.CHANGED):
            before = self.instance.announced_of.get(name)
            if before is not None and not min(prices.values()):
                yield name, before.assignment

    def costly(self, measure: Measure, plan: Plan) -> Iterator[str]:
        """The sessions that cost more than their least, the dearest first; none if not priced."""
        dear = {}
        if measure in _PRICED:
            for name, prices in self._prices(measure):
                one = plan[name]
                price = prices.get(self.calendar.half_day(one.date, one.half), _FAR)
                dear[name] = price - min(prices.values())
        if measure in (Measure.CHANGED, Measure.CHANGED_FIELDS):
            for before in self.instance.announced:
                one = before.assignment
                dear[one.session] = max(dear[one.session], int(plan[one.session] != one))
        yield from sorted((name for name, price in dear.items() if price), key=lambda x: -dear[x])

    def _prices(self, measure: Measure) -> Iterator[tuple[str, dict[int, int]]]:
        for name, options in self.options.items():
            prices = {}
            for half_day in members(self.left[name]):
                prices[half_day] = self._price(measure, options, half_day)
            yield name, prices

    def _price(self, measure: Measure, options: Options, half_day: int) -> int:
        session, preferences = options.session, self.instance.preferences
        day, half = divmod(half_day, 2)
        before = self.instance.announced_of.get(session.id)
        match measure:
            case Measure.WEEKDAY_MISS:
                wanted = preferences.weekdays
                return int(wanted is not None and self._weekday(day) not in wanted)
            case Measure.HALF_MISS:
                halves = preferences.halves
                return int(halves is not None and self.calendar.half(half) not in halves)
            case Measure.TARGET_DEV:
                target = session.target
                return 0 if target is None else abs(self.calendar.offset(target) - day)
            case _:
                return 0 if before is None else self._change(measure, options, before, half_day)

    def _weekday(self, day: int) -> int:
        return (self.calendar.start.weekday() + day) % 7

    def _change(self, measure: Measure, options: Options, before: Announced, half_day: int) -> int:
        one, day = before.assignment, half_day // 2
        if measure is Measure.DATE_SHIFT:
            return abs(self.calendar.offset(one.date) - day)
        lost = (one.host not in options.hosts) + (one.venue not in options.venues)
        lost += one.theme not in options.themes
        lost += self.calendar.offset(one.date) != day
        lost += self.calendar.half(half_day % 2) is not one.half
        return min(lost, 1) if measure is Measure.CHANGED else lost

    def _hostings(self) -> Iterator[tuple[list[int], int]]:
        for series, counts in self.instance.hosted_in.items():
            yield list(counts.values()), len(self.instance.sessions_in[series])

    def _cluster_spread(self) -> int:
        if any(unit.cluster is None for unit in self.instance.units):
            return 0
        return sum(
            least_spread(
                list(by_cluster(self.instance, counts).values()),
                len(self.instance.sessions_in[series]),
            )
            for series, counts in self.instance.hosted_in.items()
        )

    def _travel(self, options: Options) -> int:
        series = options.session.series
        return min(travel_to(self.instance, series, host) for host in options.hosts)

    def _spacing(self, series: Series) -> int:
        """The best way through the days of a series, all other rules aside."""
        row = self.instance.sessions_in[series.id]
        if series.ideal_gap_days is None or len(row) < 2:
            return 0
        gap = max(1, series.min_gap_days or 1)
        costs = dict.fromkeys(members(days_of(self.left[row[0].id])), 0)
        for _, session in pairwise(row):
            days = list(members(days_of(self.left[session.id])))
            costs = _next_costs(costs, days, series.ideal_gap_days, gap)
        return min(costs.values(), default=0) if costs else 0


def _next_costs(costs: dict[int, int], days: list[int], ideal: int, gap: int) -> dict[int, int]:
    """What it costs at least to come to each of the days, one step further."""
    found = {}
    for day in days:
        ways = (cost + abs(day - one - ideal) for one, cost in costs.items() if day - one >= gap)
        least = min(ways, default=_FAR)
        if least < _FAR:
            found[day] = least
    return found
