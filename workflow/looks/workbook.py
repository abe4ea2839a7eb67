"""The log of looks as a workbook; every text is a string, never a formula."""

from collections.abc import Iterable
from io import BytesIO

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.styles import Font

from agencies.audit_trail.models import AccessLog

HEADINGS = ("时间", "单位", "人员", "账号", "登记编号", "查阅内容", "理由", "结果", "地址", "请求编号")


def log_workbook(looks: Iterable[AccessLog]) -> bytes:
    """Return the looks as a workbook, in their order."""
    book = Workbook()
    page = book.active
    page.title = "查阅日志"
    page.append(HEADINGS)
    for look in looks:
        by = look.officer
        page.append(
            [
                f"{timezone.localtime(look.at):%Y-%m-%d %H:%M:%S}",
                look.agency.name,
                str(by or "服务器命令"),
                by.username if by else "",
                look.subject,
                str(look.get_what_display()),
                look.reason,
                "超过每日上限，未显示" if look.refused else "已显示",
                look.door,
                look.request_id,
            ]  # fmt: skip
        )
    for row in page.iter_rows():
        for cell in row:
            cell.data_type = "s"
    for cell in page[1]:
        cell.font = Font(bold=True)
    for letter, width in zip("ABCDEFGHIJ", (20, 20, 10, 12, 18, 18, 40, 20, 30, 24), strict=True):
        page.column_dimensions[letter].width = width
    page.freeze_panes = "A2"
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()
