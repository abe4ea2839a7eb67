"""I9 for the log and the records of changes: their keyed chains, held against the second place too."""

from datetime import datetime

from agencies.audit_trail.models import Chain
from agencies.audit_trail.verification import verify_chains
from reporting.invariants.findings import Findings, InvariantFinding

NAMES = {Chain.ACCESS: "查阅日志", Chain.RECORDS: "变更记录"}


def chains(now: datetime) -> Findings:
    """Yield what is broken, hashed anew or cut off; what waits for the worker is none of it (`waiting_chains`)."""
    for one in verify_chains(now=now):
        yield InvariantFinding("I9", one.chinese, NAMES[Chain(one.chain)])
