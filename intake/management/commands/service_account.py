"""service_account open | renew | revoke | list: the accounts of platforms that send applications and follow them."""

from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from agencies.organisation.models import Agency
from agencies.organisation.selectors import find_agency
from intake import service_accounts
from intake.models import Scope, ServiceAccount
from law import Refused


class Command(BaseCommand):
    """Open, renew, revoke and list service accounts; a token is printed once."""

    help = "平台账号：开通、换令牌、撤销、列出。令牌只显示一次；平台账号没有岗位，不能办理、审核、签发。"

    def add_arguments(self, parser):
        """Take what to do, and with which account."""
        steps = parser.add_subparsers(dest="step", required=True)
        opening = steps.add_parser("open", help="开通")
        opening.add_argument("name", help="平台名称，例如 某省政务服务网")
        opening.add_argument("--agency", required=True, help="由哪个单位负责：代码或者名称")
        opening.add_argument(
            "--for", action="append", default=[], dest="agencies", help="可以代哪个单位收件，可以给几次"
        )
        opening.add_argument("--all-under", action="store_true", help="可以代负责单位和所属全部单位收件")
        opening.add_argument("--scope", action="append", choices=Scope.values, help="权限，可以给几次；不写就是全部")
        opening.add_argument("--days", type=int, default=365, help="有效天数，最多 366")
        opening.add_argument("--per-minute", type=int, default=600, help="每分钟最多多少次请求")
        renewing = steps.add_parser("renew", help="换新令牌，旧的立即失效")
        renewing.add_argument("name")
        renewing.add_argument("--days", type=int, default=365)
        revoking = steps.add_parser("revoke", help="撤销，立即失效，不能恢复")
        revoking.add_argument("name")
        steps.add_parser("list", help="列出全部")

    def handle(self, *args, **options):
        """Do the step; a refusal ends with its sentence and status 1."""
        try:
            getattr(self, f"_{options['step']}")(options, timezone.now())
        except Refused as refused:
            raise CommandError(str(refused), returncode=1) from refused

    def _open(self, options, now) -> None:
        agency = find_agency(options["agency"])
        agencies = [find_agency(text) for text in options["agencies"]]
        if options["all_under"]:
            agencies = list(Agency.objects.under(agency).filter(active=True, closed_on__isnull=True))
        given = service_accounts.AccountDetails(
            options["name"],
            agencies,
            options["scope"] or Scope.values,
            now + timedelta(days=options["days"]),
            options["per_minute"],
        )
        account, token = service_accounts.open_account(agency, given, by=None, now=now)
        self.stdout.write(f"已开通：{account.name}，可以代 {len(agencies)} 个单位收件")
        self._tell(token)

    def _renew(self, options, now) -> None:
        end = now + timedelta(days=options["days"])
        self._tell(service_accounts.renew_token(_named(options["name"]), expires_at=end, by=None, now=now))

    def _revoke(self, options, now) -> None:
        service_accounts.revoke(_named(options["name"]), by=None, now=now)
        self.stdout.write(f"已撤销：{options['name']}")

    def _list(self, options, now) -> None:
        for account in ServiceAccount.objects.select_related("agency").prefetch_related("agencies"):
            state = "已撤销" if account.revoked_at else "已过期" if account.expires_at <= now else "有效"
            end = timezone.localdate(account.expires_at).isoformat()
            codes = "、".join(one.code for one in account.agencies.all())
            self.stdout.write(
                f"{account.name}\t{state}\t到 {end}\t{'、'.join(account.scopes)}\t{account.agency}\t{codes}"
            )

    def _tell(self, token: str) -> None:
        self.stdout.write(f"令牌：{token}")
        self.stdout.write("只显示这一次，系统里只存它的哈希。")


def _named(name: str) -> ServiceAccount:
    account = ServiceAccount.objects.filter(name=name).first()
    if account is None:
        raise Refused(f"没有平台账号“{name}”", english=f"No service account {name}")
    return account
