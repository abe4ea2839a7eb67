"""confirm_reset USERNAME: let an account in that waits for a second person, where nobody else may confirm."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from agencies.administration.resets import let_in_from_server
from agencies.management.officers import officer_named
from law import Refused


class Command(BaseCommand):
    """Confirm on the server that the owner of an account asked for the new password."""

    help = "没有第二个人可以核实时，在服务器上核实一个账号的口令重置；要先问过本人。"

    def add_arguments(self, parser):
        """Take who."""
        parser.add_argument("username", help="用户名")

    def handle(self, *args, **options):
        """Let the account in."""
        officer = officer_named(options["username"])
        try:
            let_in_from_server(officer, now=timezone.now())
        except Refused as refused:
            raise CommandError(str(refused), returncode=1) from refused
        self.stdout.write(f"已核实：{officer.username}（{officer}）")
