"""create_administrator USERNAME --agency 单位 --name 姓名 [--security]: the first account of a fresh installation."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from agencies.administration import accounts
from agencies.administration.policy import CHINESE
from agencies.organisation.models import Role
from agencies.organisation.selectors import find_agency
from law import Refused


class Command(BaseCommand):
    """Open the account of a system or security administrator and print its first password, which is to be changed."""

    help = "开通一名系统管理员，打印只显示一次的初始口令；此后在网页“单位与人员”里开通其他人。"

    def add_arguments(self, parser):
        """Take who and where."""
        parser.add_argument("username", help="用户名")
        parser.add_argument("--agency", required=True, help="单位的代码或者名称；一级政府的管理员管它和所属各单位")
        parser.add_argument("--name", required=True, help="姓名")
        parser.add_argument("--security", action="store_true", help="开通安全管理员，而不是系统管理员")

    def handle(self, *args, **options):
        """Open the account."""
        given = options["agency"]
        try:
            agency = find_agency(given)
        except Refused as refused:
            raise CommandError(f"{refused}，请先用 import_agencies 导入单位", returncode=1) from refused
        role = Role.SECURITY if options["security"] else Role.ADMINISTRATOR
        person = accounts.PersonDetails(options["name"], None, frozenset({role}))
        try:
            officer, password = accounts.open_account(agency, options["username"], person, by=None, now=timezone.now())
        except Refused as refused:
            raise CommandError(str(refused), returncode=1) from refused
        self.stdout.write(f"已开通：{officer.username}（{officer}，{agency.name}，{CHINESE[role]}）")
        self.stdout.write(f"初始口令：{password}")
        self.stdout.write("只显示这一次，首次登录必须修改。")
