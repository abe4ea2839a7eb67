"""demo: the Ouhai year 2018 and a current year with a case in every state; prints the logins."""

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from law import Refused
from workflow import demo
from workflow.models import Case


class Command(BaseCommand):
    """Load the demonstration; a second run adds nothing."""

    help = "载入演示数据（瓯海 2018 年和今年），打印各角色的账号；只能装进空的系统，可以重复运行。"

    def handle(self, *args, **options):
        """Load, step by step, each of which is all or nothing; logins alone go to standard output."""
        now, files = timezone.now(), demo.files()
        try:
            demo.refuse_if_in_use()
        except Refused as error:
            raise CommandError(str(error)) from error
        call_command("import_agencies", files["import_agencies"], stdout=self.stderr)
        people = demo.people()
        if not Case.objects.filter(imported=True).exists():
            call_command("import_register", files["import_register"], stdout=self.stderr)
        call_command("import_indicators", files["import_indicators"], stdout=self.stderr)
        added = demo.current_year(now=now)
        self.stderr.write(f"当年的演示案件：新增 {added} 件" if added else "当年的演示案件已经有了")
        self._print(people)

    def _print(self, people) -> None:
        self.stdout.write(f"演示账号（仅供演示，口令都是 {demo.PASSWORD}）")
        for username, name, agency, roles in people:
            self.stdout.write(f"  {username:<12}{name}  {roles}  {agency}")
        count, roles = len(demo.everywhere()), "、".join(label for _role, label in demo.EVERYWHERE)
        self.stdout.write(f"  每个单位（含区政府）还有{roles}，共 {count} 个账号：单位代码小写-clerk、单位代码小写-signer，")
        self.stdout.write("  例如 oh-gov-clerk、oh-gov-signer（区政府），oh-b02-clerk（发改局），oh-t01-signer（景山街道）")
