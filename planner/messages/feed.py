"""What the rules of feeds say to people, and how people call the programs that fetch."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

from planner.domain.feed import Client, client_of

REFUSALS: Mapping[str, object] = {
    "feed.no_such_target": _(
        "Chưa rõ lịch của ai: ghi me:THƯ, unit:MÃ, tree:MÃ (cả đơn vị trực thuộc), week:MÃ (lịch"
        " công tác tuần), series:MÃ, campaign:MÃ, venue:MÃ hoặc all, với mã đang có."
    ),
    "feed.not_for_everybody": _(
        "Lịch công khai chỉ mở cho một chuỗi giao ban hoặc một đơn vị, không mở lịch của một người."
    ),
    "feed.not_yours_to_open": _(
        "Chỉ người tổ chức của đơn vị triệu tập mới mở được lịch này cho mọi người."
    ),
}
FINDINGS: Mapping[str, object] = {}
CLIENTS: Mapping[Client, object] = {
    Client.GOOGLE: _("Google Lịch"),
    Client.THUNDERBIRD: "Thunderbird",
    Client.ICSX5: "ICSx5",
    Client.OUTLOOK: "Outlook",
    Client.IOS: "iPhone, iPad",
    Client.MAC: _("Lịch của máy Mac"),
    Client.NEXTCLOUD: "Nextcloud",
    Client.VDIRSYNCER: "vdirsyncer",
    Client.BROWSER: _("trình duyệt"),
    Client.NAMELESS: _("máy không rõ tên"),
}


def client_words(agent: str) -> str:
    """Which program fetched, as people call it."""
    client = client_of(agent)
    return str(CLIENTS[client]) if isinstance(client, Client) else client
