"""reconciliation: what is to be held against paper after a restore, and what nobody has stated yet."""

import sys

from django.core.management.base import BaseCommand
from django.utils import timezone

from agencies.installation.restore_mode import open_restoration
from workflow.recovery.selectors import OpenPoint, concerned_agencies, point_of_installation, points_of


class Command(BaseCommand):
    """List every point; exit 1 while the system is in restore mode."""

    help = "恢复核对清单：每个单位的文号、登记编号、邮件和申请，哪些已经核对，哪些还没有；未解除恢复模式时退出码为 1。"

    def handle(self, *args, **options):
        """Tell the list, agency by agency."""
        restoration = open_restoration()
        if restoration is None:
            self.stdout.write("不在恢复模式")
            return
        self.stdout.write(f"恢复模式：记录是 {timezone.localtime(restoration.backup_made_at):%Y-%m-%d %H:%M:%S} 的")
        today, waiting = timezone.localdate(), 0
        for agency in concerned_agencies().iterator(chunk_size=500):
            for point in points_of(agency, restoration, today):
                waiting += self._tell(agency.name, point)
        waiting += self._tell("本系统", point_of_installation(restoration))
        step = "，已有一人确认核对完毕，等另一位系统管理员解除" if restoration.stated_by_id else ""
        self.stdout.write(f"还有 {waiting} 项没有核对{step}")
        sys.exit(1)

    def _tell(self, name: str, point: OpenPoint) -> bool:
        says = "没有核对"
        if point.stated is not None:
            says = f"纸上到 {point.stated.last}" if point.numbered else point.stated.statement
        recorded = f"记录到 {point.recorded}，" if point.numbered else ""
        self.stdout.write(f"{name}　{point.subject.label} {point.title}：{recorded}{says}")
        return point.stated is None
