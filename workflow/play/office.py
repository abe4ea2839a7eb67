"""The office that is made for one life: an agency under a government, with one person for each part."""

from datetime import datetime

from agencies.organisation.models import Agency, AgencyKind, Officer, OfficerRole, Role

# The roles of a life: the name of the person, what this person may do in the office.
PEOPLE: dict[str, tuple[str, tuple[str, ...]]] = {
    "clerk": ("王登记", (Role.CLERK,)),
    "handler": ("李承办", (Role.HANDLER,)),
    "handler2": ("徐经办", (Role.HANDLER,)),
    "reviewer": ("张审核", (Role.REVIEWER,)),
    "signer": ("陈签发", (Role.SIGNER,)),
    "head": ("林主任", (Role.HEAD,)),
    "taker": ("赵接收", (Role.CLERK,)),  # of the other agency, to which a case may be transferred
}
TAKER = "taker"
CODE, ABOVE, BESIDE = "play/office", "play/government", "play/other"
OTHER = "演练区城市更新办公室"
GOVERNMENT = "演练市人民政府"
NAMES = {
    AgencyKind.GOVERNMENT: "演练区人民政府",
    AgencyKind.PROVINCIAL_GOVERNMENT: "演练省人民政府",
    AgencyKind.GOVERNMENT_OFFICE: "演练区人民政府办公室",
    AgencyKind.DEPARTMENT: "演练区住房和城乡建设局",
    AgencyKind.JUSTICE_DEPARTMENT: "演练区司法局",
    AgencyKind.STATE_COUNCIL_DEPARTMENT: "演练部",
    AgencyKind.SUBDISTRICT: "演练街道办事处",
    AgencyKind.TOWNSHIP: "演练镇人民政府",
    AgencyKind.DISPATCHED_ORGAN: "演练地区行政公署",
    AgencyKind.DISPATCHED_OFFICE: "演练派出所",
    AgencyKind.AUTHORISED_ORGANISATION: "演练大学",
    AgencyKind.VERTICAL_AGENCY: "演练海关",
    AgencyKind.PROVINCIAL_VERTICAL: "演练县自然资源局",
}


def _unused(field: str, text: str) -> str:
    """Return a code or a name that no agency of the database bears."""
    while Agency.objects.filter(**{field: text}).exists():
        text += "（演练）"
    return text


class Office:
    """An agency of a kind with its people; `people` by role."""

    def __init__(self, kind: str, *, now: datetime):
        above = Agency.objects.create(
            code=_unused("code", ABOVE), name=_unused("name", GOVERNMENT), kind=AgencyKind.GOVERNMENT
        )
        self.agency = Agency.objects.create(
            code=_unused("code", CODE),
            name=_unused("name", NAMES[AgencyKind(kind)]),
            kind=kind,
            parent=above,
            superior_department="演练市上一级主管部门",
            founding_body="演练市设立机关",
            court="演练区人民法院",
            series_word="演练",
            contact_office="政务公开办",
            phone="0577-88500000",
            address="演练路1号",
            postcode="325000",
        )
        self.other = Agency.objects.create(
            code=_unused("code", BESIDE),
            name=_unused("name", OTHER),
            kind=AgencyKind.DEPARTMENT,
            parent=self.agency if self.agency.is_government else above,
            series_word="演更",
        )
        self.people = {role: self._person(role, now) for role in PEOPLE}

    def _person(self, role: str, now: datetime) -> Officer:
        name, roles = PEOPLE[role]
        # No page and no list takes a user name with a stroke: nobody has it.
        agency = self.other if role == TAKER else self.agency
        person = Officer(username=f"play/{role}", display_name=name, agency=agency, date_joined=now)
        person.set_unusable_password()
        person.save()
        OfficerRole.objects.bulk_create(OfficerRole(officer=person, role=each) for each in roles)
        return person
