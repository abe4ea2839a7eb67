"""What `ready` says of backups, of the keys that are kept apart from them, and of a restore that nobody has released yet."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.urls import reverse

from agencies.encryption.keys import Unopened
from agencies.encryption.rotation import missing_at_a_glance
from agencies.installation import signs
from agencies.installation.models import BackupRecord
from agencies.installation.restore_mode import open_restoration
from workflow.office.readiness_lines import ADVICE, MISSING, OK, ReadinessLine

KEYS = (
    "把密钥文件移到别的目录（SEALING_KEYS），另存一份在不放备份的地方；备份里没有它（docs/operations.md）",
    "Move the file of keys elsewhere (SEALING_KEYS) and keep a copy where no backup lies: it is in no backup (docs/operations.md)",
)
STALE = timedelta(days=7)  # a backup older than this is no help
MEND = (
    "运行 manage.py backup 文件（最好每天，放到另一台机器）；用别的办法备份的，在本页（或者用 manage.py ready --backed-up 日期）登记日期",
    "Run manage.py backup FILE (daily, to another machine); where backups are made otherwise, enter the day on this page "
    "(or manage.py ready --backed-up DAY)",
)


def backup_lines(today: date) -> Iterator[ReadinessLine]:
    """Yield how old the last backup is, where the keys lie, and whether the system is in restore mode."""
    yield _backup(today)
    yield _keys()
    if (restoration := open_restoration()) is not None:
        says = (
            f"系统是从 {restoration.backup_made_at:%Y-%m-%d %H:%M} UTC 的备份恢复的，还没有解除恢复模式",
            f"restored from a backup of {restoration.backup_made_at:%Y-%m-%d %H:%M} UTC and not released yet",
        )
        mend = (
            "在“恢复核对”页核对，由两位系统管理员解除",
            "Reconcile on the page “Reconciliation”; two administrators release",
        )
        yield ReadinessLine("restore_mode", MISSING, ("恢复模式", "Restore mode"), says, mend, reverse("recovery"))


def _keys() -> ReadinessLine:
    """Return where the keys of sealed columns lie: beside the database they protect nothing from who takes both."""
    title, file = ("加密密钥", "Keys of sealed columns"), Path(settings.SEALING_KEYS)
    try:
        missing = missing_at_a_glance(apps)
    except Unopened as error:
        return ReadinessLine("sealing_keys", MISSING, title, (error.reason, error.english), KEYS)
    if missing:
        says = (
            f"缺少密钥“{'、'.join(missing)}”，有的内容读不出来",
            f"{', '.join(missing)} are not here: some texts cannot be read",
        )
        return ReadinessLine("sealing_keys", MISSING, title, says, KEYS)
    database = Path(str(settings.DATABASES["default"]["NAME"]))
    beside = connection.vendor == "sqlite" and file.parent.resolve() == database.parent.resolve()
    if beside or file.resolve().is_relative_to(Path(settings.MEDIA_ROOT).resolve()):
        says = (
            f"密钥和数据库在同一处（{file}）：拿走这个目录的人两样都有",
            f"beside the database ({file}): who takes the folder has both",
        )
        return ReadinessLine("sealing_keys", ADVICE, title, says, KEYS)
    return ReadinessLine("sealing_keys", OK, title, ("与数据库分开存放", "apart from the database"))


def _backup(today: date) -> ReadinessLine:
    """Return the line of the last backup: one that this system made, or a day that somebody entered, whichever is later."""
    title, sign = ("备份", "Backup"), signs.last_sign(signs.SystemSign.What.BACKUP)
    made = BackupRecord.objects.first()
    if made is not None and (sign is None or made.on >= sign.on):
        return _made_here(title, made, today)
    if sign is None:
        return ReadinessLine("backup", MISSING, title, ("没有备份过", "no backup was ever made"), MEND)
    who = f"{sign.by} " if sign.by else ""
    says = (
        f"最近一次 {sign.on}（在本系统之外，{who}登记）",
        f"last one {sign.on}, outside this system" + (f", entered by {sign.by}" if sign.by else ""),
    )
    return _dated(title, says, sign.on, today)


def _made_here(title: tuple[str, str], made: BackupRecord, today: date) -> ReadinessLine:
    says = (
        f"最近一次 {made.on}（{made.file}，{made.rows} 行，{made.files} 个文件）",
        f"last one {made.on} ({made.file})",
    )
    if made.missing:
        lacks = (
            f"{says[0]}，其中 {made.missing} 个登记的文件不见了或者已损坏",
            f"{says[1]}; {made.missing} files were missing or damaged",
        )
        mend = (
            "运行 manage.py sweep_files --hash，把文件从更早的备份放回原处，再备份一次",
            "manage.py sweep_files --hash; put the files back from an earlier backup, then back up again",
        )
        return ReadinessLine("backup", MISSING, title, lacks, mend, reverse("office-files"))
    return _dated(title, says, made.on, today)


def _dated(title: tuple[str, str], says: tuple[str, str], on: date, today: date) -> ReadinessLine:
    if today - on <= STALE:
        return ReadinessLine("backup", OK, title, says)
    return ReadinessLine("backup", MISSING, title, says, MEND)
