"""Opening doors, pairing devices with them, and shutting devices out. The caller commits."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from planner.domain.account import TRY_WINDOW, ensure_not_guessing, token_hash
from planner.domain.attendance.hours import CLOSES_AFTER, schedule_of
from planner.domain.attendance.verdict import DeviceRight
from planner.domain.errors import RuleBroken
from planner.domain.rights import Action, Viewer
from planner.domain.text import one_line
from planner.store import account as accounts
from planner.store import audit
from planner.store import meeting as meetings
from planner.store.account import Attempt, Credential
from planner.store.attendance import Device, Door
from planner.store.attendance import door as doors
from planner.store.meeting import Meeting
from planner.store.session import flush

PAIRING_LASTS = timedelta(minutes=30)
LONGEST_NAME = 100
MOST_TRIES_OF_ALL = 100  # wrong pairing codes from everywhere within TRY_WINDOW
USUAL_RIGHTS = frozenset(
    {DeviceRight.SCAN, DeviceRight.SEARCH, DeviceRight.WALK_IN, DeviceRight.VOID}
)


@dataclass(frozen=True, slots=True)
class NewDoor:
    """A door to open, and what its devices may do there.

    `at_once` opens all doors of the meeting from now on, earlier than its hours say.
    """

    name: str
    at_once: bool = False
    rights: frozenset[DeviceRight] = USUAL_RIGHTS


@dataclass(frozen=True, slots=True)
class Pairing:
    """What lets one more device in, by link or by typing; each is shown this once."""

    link_token: str
    code: str
    expires_at: datetime

    def link(self, base_url: str) -> str:
        """The token is in the fragment: no server and no preview sees it."""
        return f"{base_url}/door#{self.link_token}"


@dataclass(frozen=True, slots=True)
class WaitingDoor:
    """A door just opened, at which no device stands yet."""

    door: Door
    pairing: Pairing


@dataclass(frozen=True, slots=True)
class OpenDoor:
    """A door just opened; `token` is its first device's."""

    door: Door
    token: str
    pairing: Pairing


@dataclass(frozen=True, slots=True)
class PairingTry:
    """A link's token or a typed pairing code, the device's name, and where it came from."""

    secret: str
    label: str
    origin: str


@dataclass(frozen=True, slots=True)
class DevicePass:
    """A device that may stand at the door; the token is shown this once."""

    token: str
    device: Device
    door: Door
    rights: frozenset[str]


def prepare_door(
    session: Session,
    viewer: Viewer,
    meeting_id: int,
    wanted: NewDoor,
    now: datetime,
) -> WaitingDoor:
    """A door with a pairing for its first device. Refused: a door without a name."""
    meeting = meetings.get(session, viewer, Action.OPEN_DOOR, meeting_id, lock=True)
    if wanted.at_once:
        _open_meeting(session, viewer, meeting, now)
    door = Door(
        meeting_id=meeting.id,
        name=_name_of(wanted.name),
        opened_at=now,
        expires_at=_end_of_doors(meeting, now),
    )
    session.add(door)
    flush(session)
    audit.record(session, viewer, now, "open_door", door, {"name": [None, door.name]})
    return WaitingDoor(door, _new_pairing(session, door, wanted.rights, now))


def open_door(
    session: Session,
    viewer: Viewer,
    meeting_id: int,
    wanted: NewDoor,
    now: datetime,
) -> OpenDoor:
    """The same with a device that stands there at once, known by its token alone."""
    made = prepare_door(session, viewer, meeting_id, wanted, now)
    _device, token = _add_device(session, made.door, made.door.name, wanted.rights, now)
    return OpenDoor(made.door, token, made.pairing)


def invite_device(
    session: Session,
    viewer: Viewer,
    door_id: int,
    *,
    now: datetime,
    rights: frozenset[str] | None = None,
) -> Pairing:
    """A new link and code for one device more; those given out before and not used end.

    It may what the one before it was to, unless its rights are told.
    """
    door = _door_for(session, viewer, door_id)
    rights = rights or doors.rights_offered(session, door.id)
    audit.record(session, viewer, now, "invite_device", door, {"rights": [None, _words(rights)]})
    return _new_pairing(session, door, rights, now)


def set_rights(
    session: Session,
    viewer: Viewer,
    device_id: int,
    rights: frozenset[DeviceRight],
    now: datetime,
) -> None:
    """What a device may do from its next call on. Refused: nothing at all."""
    door = _door_for(session, viewer, doors.door_of_device(session, device_id).id)
    if not rights:
        raise RuleBroken("attendance.no_rights", field="rights")
    credential = doors.credential_of(session, device_id)
    change = {"rights": [credential.scopes, _words(rights)], "device": [None, device_id]}
    credential.scopes = _words(rights)
    flush(session)
    audit.record(session, viewer, now, "set_device_rights", door, change)


def revoke_device(session: Session, viewer: Viewer, device_id: int, now: datetime) -> None:
    """Its next call is refused; what it scanned stays."""
    door = _door_for(session, viewer, doors.door_of_device(session, device_id).id)
    accounts.revoke_all(session, "device", device_id, now)
    audit.record(session, viewer, now, "revoke_device", door, {"device": [device_id, None]})


def pair(session: Session, asked: PairingTry, now: datetime) -> DevicePass | None:
    """Let the one device in; None when the words open nothing (the try is kept and counted).

    Refused after too many wrong tries from one place, or from everywhere.
    """
    secret = "".join(asked.secret.split())
    subjects = {token_hash(asked.origin): None, token_hash("everywhere"): MOST_TRIES_OF_ALL}
    for subject, most in subjects.items():
        _ensure_patient(session, subject, most, now)
    found = doors.pairing_of(session, token_hash(secret))
    if found is not None:
        door = doors.get_door(session, found.owner_id)  # one phone at a time
        found = doors.pairing_of(session, found.hash)
        if found is not None and found.used_at is None and found.lives(now):
            doors.spend_pairing(session, door.id, now)
            rights = frozenset(found.scopes.split())
            device, token = _add_device(session, door, asked.label, rights, now)
            return DevicePass(token, device, door, rights)
    session.add_all(Attempt(kind="pairing", subject_hash=one, at=now) for one in subjects)
    return None


def _ensure_patient(session: Session, subject: str, most: int | None, now: datetime) -> None:
    failures = accounts.failures_since(session, "pairing", subject, now - TRY_WINDOW)
    if most is None:
        ensure_not_guessing(failures)
    elif failures >= most:
        raise RuleBroken("account.too_many_tries")


def _door_for(session: Session, viewer: Viewer, door_id: int) -> Door:
    """The door, locked, if the viewer may open doors at its meeting; else NotFound."""
    door = doors.get_door(session, door_id)
    meetings.get(session, viewer, Action.OPEN_DOOR, door.meeting_id)
    return door


def _open_meeting(session: Session, viewer: Viewer, meeting: Meeting, now: datetime) -> None:
    opens = schedule_of(meeting.span, meeting.window, meeting.opens_at).opens
    if opens is not None and opens <= now:
        return
    meeting.opens_at = now
    flush(session)
    audit.record(session, viewer, now, "open_early", meeting, {"opens_at": [None, now.isoformat()]})


def _end_of_doors(meeting: Meeting, now: datetime) -> datetime:
    """As long as the meeting takes scans; a door opened later than that lives as long again."""
    closes = schedule_of(meeting.span, meeting.window, meeting.opens_at).closes
    return max(closes or now, now + CLOSES_AFTER)


def _name_of(name: str) -> str:
    said = one_line(name)[:LONGEST_NAME]
    if not said:
        raise RuleBroken("attendance.door_without_name", field="name")
    return said


def _add_device(
    session: Session, door: Door, label: str, rights: frozenset[str], now: datetime
) -> tuple[Device, str]:
    device = Device(door_id=door.id, label=one_line(label)[:LONGEST_NAME], paired_at=now)
    session.add(device)
    flush(session)
    token = secrets.token_urlsafe(32)
    _keep(session, ("device", device.id, token), rights, now, door.expires_at)
    return device, token


def _new_pairing(session: Session, door: Door, rights: frozenset[str], now: datetime) -> Pairing:
    for kind in doors.PAIRING_KINDS:
        accounts.revoke_all(session, kind, door.id, now)
    made = Pairing(secrets.token_urlsafe(24), _unused_code(session), now + PAIRING_LASTS)
    for kind, secret in zip(doors.PAIRING_KINDS, (made.link_token, made.code), strict=True):
        _keep(session, (kind, door.id, secret), rights, now, made.expires_at)
    return made


def _unused_code(session: Session) -> str:
    while True:
        code = f"{secrets.randbelow(10**8):08}"
        if not doors.is_hash_known(session, token_hash(code)):
            return code


def _keep(
    session: Session,
    what: tuple[str, int, str],
    rights: frozenset[str],
    now: datetime,
    expires_at: datetime,
) -> None:
    kind, owner_id, secret = what
    session.add(
        Credential(
            kind=kind,
            owner_id=owner_id,
            generation=accounts.next_generation(session, kind, owner_id),
            hash=token_hash(secret),
            scopes=_words(rights),
            created_at=now,
            expires_at=expires_at,
        )
    )
    flush(session)


def _words(rights: frozenset[str]) -> str:
    return " ".join(sorted(rights))
