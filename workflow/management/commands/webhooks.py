"""webhooks add | stop | list | secret | dead | replay: where changes are sent, what was given up, and sending it again."""

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count, Q
from django.utils import timezone

from intake.models import ServiceAccount
from law import Refused
from workflow.webhooks import services
from workflow.webhooks.models import Delivery, DeliveryState, Webhook
from workflow.webhooks.selectors import dead_deliveries


class Command(BaseCommand):
    """Keep the addresses to which changes are sent, and send again what was given up."""

    help = "平台接收变更的地址：登记、停用、列出、查看密钥、一天之内没有送到的、重新发送。"

    def add_arguments(self, parser):
        """Take what to do, and with which address."""
        steps = parser.add_subparsers(dest="step", required=True)
        adding = steps.add_parser("add", help="登记一个地址，打印核对签名的密钥")
        adding.add_argument("account", help="平台账号的名称")
        adding.add_argument("url", help="https:// 地址")
        for name, about in (("stop", "停用"), ("secret", "再看一次密钥")):
            steps.add_parser(name, help=about).add_argument("webhook", type=int, help="编号，见 list")
        steps.add_parser("list", help="列出地址和各自等待、送到、放弃的件数")
        steps.add_parser("dead", help="列出放弃的")
        replaying = steps.add_parser("replay", help="重新发送")
        replaying.add_argument("webhook", type=int, help="编号，见 list")
        which = replaying.add_mutually_exclusive_group(required=True)
        which.add_argument("--dead", action="store_true", help="只重发放弃的")
        which.add_argument("--after", type=int, metavar="POSITION", help="这个位置以后的全部，送到过的也再发")

    def handle(self, *args, **options):
        """Do the step; a refusal ends with its sentence and status 1."""
        try:
            getattr(self, f"_{options['step']}")(options, timezone.now())
        except Refused as refused:
            raise CommandError(str(refused), returncode=1) from refused

    def _add(self, options, now) -> None:
        account = ServiceAccount.objects.filter(name=options["account"]).first()
        if account is None:
            raise Refused(f"没有平台账号“{options['account']}”", english="No such service account")
        webhook, secret = services.add_webhook(account, options["url"], by=None, now=now)
        self.stdout.write(f"已登记：{webhook.pk}\n密钥：{secret}")

    def _stop(self, options, now) -> None:
        services.stop_webhook(_numbered(options["webhook"]), by=None, now=now)
        self.stdout.write("已停用")

    def _secret(self, options, now) -> None:
        self.stdout.write(services.secret_of(_numbered(options["webhook"])))

    def _list(self, options, now) -> None:
        counts = {
            state.value: Count("deliveries", filter=Q(deliveries__progress=state.value)) for state in DeliveryState
        }
        for one in Webhook.objects.select_related("account").annotate(**counts):
            state = "使用中" if one.active else "已停用"
            figures = f"等待 {one.waiting}，送到 {one.delivered}，放弃 {one.dead}"
            self.stdout.write(f"{one.pk}\t{one.account}\t{one.url}\t{state}\t{figures}")

    def _dead(self, options, now) -> None:
        for one in dead_deliveries():
            place = (
                f"位置 {one.change.position}\t{one.change.application.agency.code}\t申请 {one.change.application_id}"
            )
            self.stdout.write(f"{one.webhook_id}\t{place}\t试了 {one.attempts} 次\t{one.error}")

    def _replay(self, options, now) -> None:
        found = Delivery.objects.filter(webhook=_numbered(options["webhook"]))
        if options["dead"]:
            found = found.filter(progress=DeliveryState.DEAD)
        else:
            found = found.filter(change__position__gt=options["after"])
        self.stdout.write(f"重新发送 {services.replay(found, now)} 件")


def _numbered(number: int) -> Webhook:
    webhook = Webhook.objects.filter(pk=number).select_related("account__agency").first()
    if webhook is None:
        raise Refused(f"没有编号 {number} 的地址", english=f"No webhook {number}")
    return webhook
