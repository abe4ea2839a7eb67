"""Whether there are the administrators that the installation needs: a second person for resets, and one who grants roles."""

from django.conf import settings
from django.urls import reverse

from agencies.organisation.models import Officer, Role
from workflow.office.readiness_lines import ADVICE, MISSING, OK, ReadinessLine

TITLE = ("三员分立", "Three administrators")


def administrators() -> ReadinessLine:
    """Return whether roles can be granted and resets be confirmed by a second person."""
    active = Officer.objects.filter(is_active=True, agency__isnull=False)
    security = active.filter(grants__role=Role.SECURITY).exists()
    if settings.SEPARATE_ADMINISTRATORS and not security:
        return ReadinessLine(
            "administrators",
            MISSING,
            TITLE,
            ("没有安全管理员，新岗位没有人批准", "no security administrator: nobody grants roles"),
            (
                "在服务器上运行 manage.py create_administrator 用户名 --agency 单位 --name 姓名 --security",
                "manage.py create_administrator USERNAME --agency AGENCY --name NAME --security on the server",
            ),
        )
    several = active.filter(grants__role=Role.ADMINISTRATOR).count() > 1
    if not (security or several or active.filter(grants__role=Role.AUDITOR).exists()):
        return ReadinessLine(
            "administrators",
            ADVICE,
            TITLE,
            ("只有一名管理员，审批人员忘了口令时没有第二个人核实", "one administrator only: nobody confirms resets"),
            ("再设一名审计员或者管理员", "Open the account of an auditor or of another administrator"),
            reverse("office"),
        )
    if settings.SEPARATE_ADMINISTRATORS:
        return ReadinessLine("administrators", OK, TITLE, ("已分立", "separated"))
    says = ("没有分立，系统管理员兼管安全", "not separated: system administrators look after security")
    return ReadinessLine("administrators", OK, TITLE, says)
