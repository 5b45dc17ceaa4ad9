"""What became of the units of the demo: two unions of the province as one, clusters."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from planner.domain.directory import HeirFacts, SuccessionFacts, SuccessionKind
from planner.domain.rights import Viewer
from planner.services import directory, succession
from planner.services.demo.units import ROOT, code
from planner.services.directory import UnitFacts, clusters
from planner.services.directory.clusters import ClusterFacts

MERGED_ON = date(2019, 9, 1)
CLUSTERS = (
    ("Cụm các huyện ven biển", ("TXDH", "DH", "CN", "TCU")),
    ("Cụm các huyện ven sông", ("TPTV", "CL", "CK", "TCAN", "CT")),
    ("Khối trường học, lực lượng vũ trang", ("KHOI", "DHTV", "CA", "BP", "QD")),
)


def add_past_of_units(session: Session, viewer: Viewer, now: datetime) -> None:
    """The union of enterprises goes up in that of offices; every host is in a cluster."""
    past = UnitFacts(code("DN"), "Đoàn Khối Doanh nghiệp tỉnh", "đoàn trực thuộc", ROOT, 36)
    directory.add_unit(session, viewer, past, now)
    facts = SuccessionFacts(
        SuccessionKind.MERGE,
        MERGED_ON,
        (past.code, code("KHOI")),
        (HeirFacts(code("KHOI")),),
        decision_number="14-QĐ/TĐTN",
    )
    succession.enter(session, viewer, facts, now)
    for rank, (name, members) in enumerate(CLUSTERS, start=1):
        made = clusters.add_cluster(session, viewer, ClusterFacts(name, ROOT, rank), now)
        for member in members:
            clusters.add_member(session, viewer, made.id, code(member), now)
