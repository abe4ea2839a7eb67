"""What lists of agencies call the kinds: the names that pages show first, then what offices write."""

from agencies.organisation.models import AgencyKind
from agencies.text.comparing import LookUp

NAMES = {
    AgencyKind.GOVERNMENT: ("人民政府", "区人民政府", "县人民政府", "市人民政府", "县级以上人民政府", "政府"),
    AgencyKind.PROVINCIAL_GOVERNMENT: ("省级人民政府", "省人民政府", "自治区人民政府", "直辖市人民政府"),
    AgencyKind.GOVERNMENT_OFFICE: (
        "政府办公厅（室）",
        "政府办公室",
        "政府办公厅",
        "人民政府办公室",
        "人民政府办公厅",
        "政府办",
    ),
    AgencyKind.DEPARTMENT: ("政府工作部门", "工作部门", "政府部门", "部门", "政府组成部门"),
    AgencyKind.JUSTICE_DEPARTMENT: ("司法行政部门", "司法局", "司法厅"),
    AgencyKind.STATE_COUNCIL_DEPARTMENT: ("国务院部门", "国务院工作部门"),
    AgencyKind.SUBDISTRICT: ("街道办事处", "街道"),
    AgencyKind.TOWNSHIP: ("乡镇人民政府", "乡镇", "镇", "乡", "镇人民政府", "乡人民政府", "乡镇政府"),
    AgencyKind.DISPATCHED_ORGAN: ("派出机关",),
    AgencyKind.DISPATCHED_OFFICE: ("派出机构",),
    AgencyKind.AUTHORISED_ORGANISATION: ("法律、法规授权的组织", "授权组织", "法律法规授权的组织", "法律法规授权组织"),
    AgencyKind.VERTICAL_AGENCY: ("垂直领导的行政机关", "垂直管理机关", "垂直管理单位", "垂直领导机关"),
    AgencyKind.PROVINCIAL_VERTICAL: ("省以下垂直领导的部门", "省以下垂直管理部门"),
}
LABELS = tuple(names[0] for names in NAMES.values())
_BY_NAME = LookUp(
    [(code, code) for code in AgencyKind.values]
    + [(name, kind.value) for kind, names in NAMES.items() for name in names]
)


def kind_of(text: str) -> str:
    """Return the code of the kind that a list names by its code or in Chinese; "" where it names none."""
    return _BY_NAME.get(text) or ""
