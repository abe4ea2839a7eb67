"""demo: the Ouhai year 2018, the years after it, and an ordinary day of today; prints the logins."""

from collections.abc import Callable

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from agencies.installation.models import Demonstration
from law import Refused
from reporting.demo import year_end
from reporting.quality import services as quality_services
from workflow.cases.models import Case
from workflow.demo import people, today

STALE = 3  # days after which the demonstration is no longer of today


class Command(BaseCommand):
    """Load the demonstration; a second run adds nothing."""

    help = "载入演示数据（瓯海 2018 年、上一年和今年），打印各角色的账号；只能装进空的系统，可以重复运行。"
    requires_system_checks = ()  # they load every page of the site, and nothing here needs one

    def handle(self, *args, **options):
        """Load, step by step, each of which is all or nothing; logins alone go to standard output."""
        now = timezone.now()
        day = timezone.localdate(now)
        try:
            people.refuse_if_in_use()
            call_command(
                "import_agencies", str(people.FILES / "ouhai_agencies.csv"), stdout=self.stderr, skip_checks=True
            )
            told = people.people(now=now)
            self._past()
            self._step("以前各年的台账", "行", lambda: year_end.registers(today=day, now=now))
            self._step("今天的案件", "件", lambda: today.load(now=now))
            self._step("各单位的年度报告", "份", lambda: year_end.filings(today=day))
            self._step("公布的年度报告", "份", lambda: year_end.publications(today=day))
            self._step("归档的案卷", "卷", lambda: year_end.archives(now=now))
            self._step("督办", "件", lambda: year_end.notes(now=now))
            self._step("案卷质量分", "件", lambda: quality_services.score_cases(now=now))
        except Refused as error:
            raise CommandError(str(error)) from error
        self._print(told)
        loaded = timezone.localdate(Demonstration.objects.get().loaded_at)
        if (day - loaded).days > STALE:
            self.stderr.write(f"这是 {loaded:%Y-%m-%d} 的平常一天；要看今天的，先清空数据（make clean），再运行一次。")

    def _past(self) -> None:
        if not Case.objects.filter(imported=True).exists():
            call_command(
                "import_register", str(people.FILES / "ouhai_2018_register.xlsx"), stdout=self.stderr, skip_checks=True
            )
        call_command(
            "import_indicators", str(people.FILES / "ouhai_2018_indicators.csv"), stdout=self.stderr, skip_checks=True
        )

    def _step(self, what: str, unit: str, load: Callable[[], int]) -> None:
        """Name a step before it is done, and what it added after."""
        self.stderr.write(f"{what} …", ending="")
        self.stderr.flush()
        count = load()
        self.stderr.write(f" 新增 {count} {unit}" if count else " 已经有了")

    def _print(self, told) -> None:
        self.stdout.write(f"演示账号（仅供演示，口令都是 {people.PASSWORD}）")
        for username, name, agency, roles in told:
            self.stdout.write(f"  {username:<12}{name}  {roles}  {agency}")
        count, roles = len(people.everywhere()), "、".join(label for _role, label in people.EVERYWHERE)
        self.stdout.write(
            f"  每个单位（含区政府）还有{roles}，共 {count} 个账号：单位代码小写-clerk、-handler、-reviewer、-signer，"
        )
        self.stdout.write(
            "  例如 oh-gov-clerk、oh-gov-signer（区政府），oh-b02-clerk（发改局），oh-t01-signer（景山街道）"
        )
