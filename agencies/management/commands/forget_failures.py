"""forget_failures USERNAME: lift the limit of wrong passwords from one account."""

from django.core.management.base import BaseCommand

from agencies.authentication.services import forget_failures
from agencies.management.officers import officer_named


class Command(BaseCommand):
    """Let an account be tried again at once, without a new password."""

    help = "取消一个账号因口令多次输错而受的限制，口令不变。"

    def add_arguments(self, parser):
        """Take who."""
        parser.add_argument("username", help="用户名")

    def handle(self, *args, **options):
        """Lift it."""
        officer = officer_named(options["username"])
        forget_failures(officer)
        self.stdout.write(f"已取消限制：{officer.username}（{officer}）")
