"""Whom and what the disclosure office of an agency needs: who can be asked, who consents, where its records are."""

from datetime import date

from django.urls import reverse

from agencies.organisation.models import Agency, Officer, Role
from agencies.organisation.record_places import has_own_places, record_places
from workflow.office.readiness_lines import ADVICE, OK, ReadinessLine


def contact(agency: Agency, today: date) -> ReadinessLine:
    """Return whether letters name somebody for questions."""
    title, page = ("联系方式", "Contact"), reverse("office-facts", args=[agency.code])
    given = [value for value in (agency.contact_office, agency.phone, agency.address) if value]
    if agency.phone and (agency.contact_office or agency.address):
        return ReadinessLine("contact", OK, title, ("，".join(given), ", ".join(given)), page=page)
    mend = ("在单位页面填写联系部门、电话、地址", "Fill in office, telephone and address on the agency's page")
    return ReadinessLine(
        "contact",
        ADVICE,
        title,
        ("不全，公文上没有可以询问的人", "incomplete: letters name nobody for questions"),
        mend,
        page,
    )


def head_of_disclosure(agency: Agency, today: date) -> ReadinessLine:
    """Return whether somebody may consent to an extension (条例33②; 2007: 24②)."""
    title, page = ("公开工作机构负责人", "Head of the disclosure office"), reverse("office-agency", args=[agency.code])
    names = [str(one) for one in Officer.objects.filter(agency=agency, is_active=True, grants__role=Role.HEAD)]
    if names:
        shown = "、".join(names)
        return ReadinessLine("head", OK, title, (shown, shown), page=page)
    says = ("没有人有这个岗位，不能延期答复、延迟答复", "nobody has the role: no term can be extended or delayed")
    mend = (
        "在单位页面给一人“公开工作机构负责人”的岗位；延期要由他在系统里同意（条例33②；2007 年条例24②）",
        "Give a person the role on the agency's page; he or she consents to an extension (art. 33 para. 2; of 2007: 24 para. 2)",
    )
    return ReadinessLine("head", ADVICE, title, says, mend, page)


def places_of_records(agency: Agency, today: date) -> ReadinessLine:
    """Return whether the agency has said where its records are (条例36（四）)."""
    title, page = ("检索的处所", "Places to be searched"), reverse("office-places", args=[agency.code])
    if has_own_places(agency):
        shown = "、".join(place.name for place in record_places(agency))
        return ReadinessLine("places", OK, title, (shown, shown), page=page)
    says = ("用的是通用的处所，还没有写本单位自己的", "the usual places of an office, not those of this agency")
    mend = (
        "在“检索的处所”页面写明本单位的公文系统、业务系统、档案室和科室；信息不存在要查过这些地方",
        "Name the agency's own systems, archive room and sections on the page “Places to be searched”",
    )
    return ReadinessLine("places", ADVICE, title, says, mend, page)
