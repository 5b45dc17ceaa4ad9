"""Who may do what: one table, read by routes, by queries, and by the test that they agree."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, auto


class Action(StrEnum):
    """What a route, a command, a query or a service does."""

    USE_OFFICE = auto()  # what every signed-in person may: today, search, own account
    SEE_MEETING = auto()
    BOOK_MEETING = auto()
    CHANGE_MEETING = auto()
    SEE_SERIES = auto()
    PLAN_SERIES = auto()
    SEE_CAMPAIGN = auto()
    LEAD_CAMPAIGN = auto()
    SEE_DUTY = auto()
    ANSWER_DUTY = auto()
    PROPOSE_DAY = auto()
    SEE_BLACKOUTS = auto()
    KEEP_BLACKOUTS = auto()
    KEEP_HOLIDAYS = auto()
    SEE_UNITS = auto()
    KEEP_UNITS = auto()
    SEE_PEOPLE = auto()
    KEEP_PEOPLE = auto()
    SEE_VENUES = auto()
    KEEP_VENUES = auto()
    SEE_INVITEES = auto()
    SET_INVITEES = auto()
    NAME_DELEGATES = auto()  # for one's own unit; who keeps the list for any
    OPEN_DOOR = auto()
    SEE_ATTENDANCE = auto()
    KEEP_ATTENDANCE = auto()
    PRINT_PAPER = auto()
    TAKE_FEED = auto()
    SEE_OUTBOX = auto()
    SEND_LETTERS = auto()
    SEE_AUDIT = auto()
    KEEP_ACCOUNTS = auto()


class Role(StrEnum):
    ADMIN = auto()
    ORGANISER = auto()
    HOST = auto()
    UNIT = auto()
    DOOR = auto()
    VIEWER = auto()


class Relation(StrEnum):
    """How the viewer's unit stands to a thing. An office stands where its unit stands."""

    ANY = auto()  # no tie needed
    OWN = auto()  # it belongs to the viewer's unit
    BELOW = auto()  # it belongs to a unit below the viewer's
    UNDER = auto()  # it belongs to a unit above the viewer's
    CONVENES = auto()
    HOSTS = auto()
    OVERSEES = auto()  # a unit below the viewer's convenes or hosts it
    INVITED = auto()  # somebody of the viewer's unit is called to it


# Units that act for the unit they belong to.
OFFICE_KINDS = frozenset({"ban", "văn phòng", "trung tâm"})

_ALL = {role: {Relation.ANY} for role in Role}
_OWN_AND_BELOW = {Relation.OWN, Relation.BELOW}
_LEADS = {Relation.CONVENES, Relation.OVERSEES}
_TAKES_PART = {Relation.CONVENES, Relation.HOSTS, Relation.INVITED}

# What has no row is refused. An admin of the office may do everything anywhere.
_RIGHTS: Mapping[Action, Mapping[Role, set[Relation]]] = {
    Action.USE_OFFICE: _ALL,
    Action.SEE_MEETING: {
        Role.ORGANISER: _TAKES_PART | {Relation.OVERSEES},
        Role.HOST: _TAKES_PART,
        Role.UNIT: _TAKES_PART,
        Role.DOOR: {Relation.CONVENES, Relation.HOSTS},
        Role.VIEWER: _TAKES_PART | {Relation.OVERSEES},
    },
    Action.BOOK_MEETING: {Role.ORGANISER: _OWN_AND_BELOW},
    Action.CHANGE_MEETING: {Role.ORGANISER: _LEADS},
    Action.SEE_SERIES: {
        Role.ORGANISER: {Relation.CONVENES, Relation.HOSTS, Relation.OVERSEES, Relation.UNDER},
        Role.HOST: {Relation.CONVENES, Relation.HOSTS, Relation.UNDER},
        Role.UNIT: {Relation.CONVENES, Relation.HOSTS, Relation.UNDER},
        Role.VIEWER: {Relation.CONVENES, Relation.HOSTS, Relation.OVERSEES, Relation.UNDER},
    },
    Action.PLAN_SERIES: {Role.ORGANISER: _LEADS},
    Action.SEE_CAMPAIGN: {
        Role.ORGANISER: _LEADS | {Relation.UNDER},
        Role.HOST: {Relation.CONVENES, Relation.UNDER},
        Role.UNIT: {Relation.CONVENES, Relation.UNDER},
        Role.VIEWER: _LEADS | {Relation.UNDER},
    },
    Action.LEAD_CAMPAIGN: {Role.ORGANISER: _LEADS},
    Action.SEE_DUTY: {
        Role.ORGANISER: _OWN_AND_BELOW,
        Role.HOST: _OWN_AND_BELOW,
        Role.UNIT: _OWN_AND_BELOW,
        Role.VIEWER: _OWN_AND_BELOW,
    },
    Action.ANSWER_DUTY: {
        Role.ORGANISER: _OWN_AND_BELOW,
        Role.HOST: {Relation.OWN},
        Role.UNIT: {Relation.OWN},
    },
    Action.PROPOSE_DAY: {Role.ORGANISER: {Relation.HOSTS}, Role.HOST: {Relation.HOSTS}},
    Action.SEE_BLACKOUTS: {
        Role.ORGANISER: _OWN_AND_BELOW,
        Role.HOST: _OWN_AND_BELOW,
        Role.UNIT: _OWN_AND_BELOW,
    },
    Action.KEEP_BLACKOUTS: {
        Role.ORGANISER: _OWN_AND_BELOW,
        Role.HOST: {Relation.OWN},
        Role.UNIT: {Relation.OWN},
    },
    Action.KEEP_HOLIDAYS: {},
    Action.SEE_UNITS: _ALL,
    Action.KEEP_UNITS: {Role.ORGANISER: _OWN_AND_BELOW},
    Action.SEE_PEOPLE: {
        Role.ORGANISER: _OWN_AND_BELOW,
        Role.HOST: _OWN_AND_BELOW,
        Role.UNIT: _OWN_AND_BELOW,
        Role.VIEWER: _OWN_AND_BELOW,
    },
    Action.KEEP_PEOPLE: {Role.ORGANISER: _OWN_AND_BELOW},
    Action.SEE_VENUES: _ALL,
    Action.KEEP_VENUES: {Role.ORGANISER: _OWN_AND_BELOW},
    Action.SEE_INVITEES: {Role.ORGANISER: _LEADS, Role.HOST: {Relation.HOSTS}},
    Action.SET_INVITEES: {Role.ORGANISER: _LEADS},
    Action.NAME_DELEGATES: {
        Role.ORGANISER: _LEADS | {Relation.INVITED},
        Role.HOST: {Relation.INVITED},
        Role.UNIT: {Relation.INVITED},
    },
    Action.OPEN_DOOR: {
        Role.ORGANISER: _LEADS,
        Role.HOST: {Relation.HOSTS},
        Role.DOOR: {Relation.CONVENES, Relation.HOSTS},
    },
    Action.SEE_ATTENDANCE: {
        Role.ORGANISER: _LEADS,
        Role.HOST: {Relation.HOSTS},
        Role.VIEWER: _LEADS,
    },
    Action.KEEP_ATTENDANCE: {Role.ORGANISER: _LEADS, Role.HOST: {Relation.HOSTS}},
    Action.PRINT_PAPER: {Role.ORGANISER: _LEADS, Role.HOST: {Relation.HOSTS}},
    Action.TAKE_FEED: _ALL,
    Action.SEE_OUTBOX: {Role.ORGANISER: _LEADS},
    Action.SEND_LETTERS: {Role.ORGANISER: _LEADS},
    Action.SEE_AUDIT: {},
    Action.KEEP_ACCOUNTS: {},
}

TABLE: frozenset[tuple[Action, Role, Relation]] = frozenset(
    (action, role, relation)
    for action, roles in _RIGHTS.items()
    for role, relations in ({**roles, Role.ADMIN: {Relation.ANY}}).items()
    for relation in relations
)


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks. A query that takes one keeps within its reach.

    `unit_id` is the unit of the account; `seat_id` the unit it acts for: an office (ban, văn
    phòng, trung tâm) acts for the unit it belongs to. `seat_path` is the seat's place in the tree.
    `account_id` is None for the commands of the server's own keeper.
    """

    account_id: int | None
    name: str
    role: Role
    unit_id: int | None
    unit_name: str = ""
    seat_id: int | None = None
    seat_path: str = "/"

    def reach(self, asked: Action) -> frozenset[Relation]:
        """The relations in which this viewer may do it; none means never."""
        mine = (asked, self.role)
        return frozenset(relation for action, role, relation in TABLE if (action, role) == mine)

    def may_ever(self, asked: Action) -> bool:
        return bool(self.reach(asked))

    def may_anywhere(self, asked: Action) -> bool:
        """Whether no tie is needed: at every unit, to every meeting."""
        return Relation.ANY in self.reach(asked)


# The person at the server's own terminal: commands act for the whole office.
KEEPER = Viewer(account_id=None, name="lệnh trên máy chủ", role=Role.ADMIN, unit_id=None)
