"""What the other units of the district have to do: the register of a year, and the cases in hand today."""

import csv
import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

from agencies.organisation.models import Agency
from law import Refused
from law.calendars.working_days import Calendar
from workflow.cases.selectors import calendar
from workflow.demo.people import BUREAU, GOVERNMENT
from workflow.demo.stage import workdays_back
from workflow.demo.stories import STORIES, Story, assigned
from workflow.registers.services import import_register

ASKED = {  # what people ask the units for; the others are asked for what every office has
    "OH-GOV": (
        "某区块征收范围内的土地征收批复和公告",
        "某村改造项目的区政府常务会议纪要",
        "某片区房屋征收补偿决定及送达材料",
    ),
    "OH-B02": ("某公园工程的立项批复和可行性研究报告批复", "某停车场项目的核准文件", "某路改建工程的概算批复"),
    "OH-B04": ("某小学2024年以来的学区划分方案", "某民办培训机构的办学许可及年检结论", "某中学食堂招标的中标结果"),
    "OH-B07": ("某路口的交通信号改造方案", "某年度禁止燃放烟花爆竹的通告及依据", "某派出所辖区户口迁移办理条件"),
    "OH-B08": ("某村养老服务照料中心的补助拨付情况", "某社会组织的登记档案", "某街道低保对象的公示材料"),
    "OH-B10": ("某项目财政专项资金的拨付文件", "某年度部门决算中“三公”经费的明细", "某政府采购项目的合同公告"),
    "OH-B11": ("某企业工伤认定的办理结果", "某年度事业单位招聘的面试成绩公告", "某工业园区欠薪处置情况的通报"),
    "OH-B12": ("某地块土地出让合同和红线图", "某村宅基地审批结果的公示材料", "某采石场的采矿许可情况"),
    "OH-B14": ("某小区总平面图及变更审批材料", "某道路红线的规划批复", "某厂房改建的规划许可"),
    "OH-B15": ("某公交线路调整方案的论证材料", "某道路养护工程的验收资料", "某网约车平台的许可信息"),
    "OH-B16": ("某河道整治工程的施工合同", "某村饮用水工程的水质检测报告", "某排涝泵站的建设批复"),
    "OH-B17": ("某村农村集体经济组织的清产核资公示", "某年度耕地地力保护补贴的发放清册", "某林地使用审核同意书"),
    "OH-B20": ("某民营医院的设置批准书", "某街道家庭医生签约服务的考核结果", "某次食物中毒事件的处置情况通报"),
    "OH-B22": ("某电镀企业的环境影响评价批复", "某工业园区的大气监测数据", "某餐饮店油烟投诉的处理结果"),
    "OH-B25": ("某批次儿童用品的抽检结果", "某加油站的计量检定记录", "某企业登记档案中的股东决议"),
    "OH-B26": ("某违法建设的行政处罚决定书", "某菜市场周边占道经营的整治方案", "某路段违停抓拍设备的设置依据"),
    "OH-B39": ("某旧城改造项目的分户评估报告", "某征收项目安置房源的选房办法", "某片区补偿协议的签约情况"),
    "OH-B44": ("某小区物业专项维修资金的使用情况", "某公租房的分配公示", "某楼盘的预售许可"),
    "OH-T01": ("某社区居家养老中心的建设资金来源", "某路老旧小区加装电梯的补助名单", "某社区工作者的招聘结果"),
    "OH-T02": ("某村安置房的分配方案", "某村三资管理的年度公示", "某地块拆迁的补偿标准"),
    "OH-T13": ("某村山塘整治的工程决算", "某村农房改造的补助对象公示", "某景区停车场的承包合同"),
}
TOPICS = {
    GOVERNMENT: "土地征收", BUREAU: "城建规划", "OH-B02": "项目审批", "OH-B04": "教育", "OH-B07": "公安交通", "OH-B08": "民政社保", "OH-B10": "财政资金",
    "OH-B11": "民政社保", "OH-B12": "土地征收", "OH-B14": "城建规划", "OH-B15": "公安交通", "OH-B22": "环境保护", "OH-B25": "市场监管", "OH-B26": "行政执法",
    "OH-B39": "房屋征收", "OH-B44": "物业管理", "OH-T02": "房屋征收",
}  # fmt: skip
EVERY_OFFICE = (
    "某年度政府信息公开工作的经费支出",
    "某项政务服务的办事指南和收费依据",
    "某信访事项的答复意见书",
    "某年度购买服务项目的合同",
)
NAMES = tuple("陈林黄张李王吴刘蔡杨徐郑谢郭洪曾邱廖赖周叶苏庄江吕何罗高萧潘")
GIVEN = ("建平", "晓燕", "志强", "丽君", "国栋", "海波", "雪梅", "文斌", "秀兰", "立新", "少华", "玉珍", "俊杰", "慧敏")
TRADES = ("建设", "贸易", "工贸", "科技")
CHANNELS = ("邮寄", "网络", "邮寄", "当面", "网络", "邮寄")
KINDS = ("自然人",) * 7 + ("商业企业", "法律服务机构", "自然人", "其他")
OUTCOMES = (  # result, reasons, whether it was extended
    ("予以公开", "", False), ("已主动公开", "", False), ("部分公开", "", True), ("信息不存在", "", False), ("予以公开", "", False),
    ("不属于本机关", "", False), ("不予公开", "个人隐私", True), ("行政查询事项", "", False), ("予以公开", "", False), ("信访举报投诉", "", False),
    ("已主动公开", "", False), ("不予公开", "过程性信息", False), ("没有现成信息", "", False), ("予以公开", "", False), ("重复申请", "", False),
    ("不予公开", "内部事务信息", False), ("予以公开", "", False), ("撤回", "", False), ("不予公开", "行政执法案卷", False), ("公开出版物", "", False),
)  # fmt: skip
PROCEEDINGS = {  # of the n-th application of a year: what was filed and how it ended, in calendar days after the reply
    3: {"复议收到日期": 25, "复议结果": "结果维持", "复议结案日期": 70},
    11: {"复议收到日期": 18, "复议结果": "结果维持", "复议结案日期": 66, "诉讼类型": "复议后起诉", "诉讼收到日期": 78, "诉讼结果": "结果维持", "诉讼结案日期": 170},
    18: {"复议收到日期": 30, "复议结果": "结果纠正", "复议结案日期": 85},
    33: {"诉讼类型": "未经复议直接起诉", "诉讼收到日期": 60, "诉讼结果": "其他结果", "诉讼结案日期": 150},
    47: {"复议收到日期": 12, "复议结果": "其他结果", "复议结案日期": 40},
}  # fmt: skip
COUNT = 150  # applications of a whole year in the other units and the bureau
LATE = 29  # the n-th application that was answered after its term
HEADING = (
    "登记编号", "受理单位", "申请方式", "到达日期", "收到日期", "申请人类型", "申请人", "联系电话", "通信地址", "申请内容", "信息类别",
    "延期告知日期", "延期工作日数", "办理结果", "不予公开理由", "答复日期", "文号", "送达方式", "送达日期",
    "复议收到日期", "复议结果", "复议结案日期", "诉讼类型", "诉讼收到日期", "诉讼结果", "诉讼结案日期", "备注",
)  # fmt: skip


def asked(agency: Agency, place: int) -> str:
    """Return what somebody asks an agency for."""
    wanted = (*ASKED.get(agency.code, ()), *EVERY_OFFICE)
    return wanted[place % len(wanted)]


def applicant(place: int, kind: str) -> str:
    """Return the name of an invented applicant."""
    if kind == "自然人":
        return NAMES[place * 7 % len(NAMES)] + GIVEN[place * 5 % len(GIVEN)]
    company = f"温州某某{TRADES[place % len(TRADES)]}有限公司"
    return {"商业企业": company, "法律服务机构": "浙江某某律师事务所"}.get(kind, "某村股份经济合作社")


def rows_of(year: int, agencies: list[Agency], days: Calendar) -> Iterator[tuple[Agency, dict]]:
    """Yield the applications of a year with their ends, in the order of receipt; the same year gives the same rows."""
    dice = random.Random(year)  # noqa: S311  invented cases, no secret
    # Those whom people really ask; the smaller offices get an application now and then.
    weights = [
        9 if one.code == GOVERNMENT else 8 if one.code == BUREAU else 5 if one.code in ASKED else 1 for one in agencies
    ]
    came = sorted(date(year, 1, 2) + timedelta(days=dice.randrange(0, 362)) for _n in range(COUNT))
    for place, day in enumerate(came, start=1):
        day = day if days.is_workday(day) else days.add(day, 1)
        agency, quick = dice.choices(agencies, weights)[0], dice.randrange(6, 19)
        if day.year == year:
            row = _row(agency, place, day)
            _conclude(row, place, day, quick, days)
            yield agency, row


def _row(agency: Agency, place: int, day: date) -> dict:
    kind = KINDS[place % len(KINDS)]
    return {
        "受理单位": agency.name, "申请方式": CHANNELS[place % len(CHANNELS)], "到达日期": day, "收到日期": day,
        "申请人类型": kind, "申请人": applicant(place, kind), "联系电话": f"1390677{place:04d}", "通信地址": f"温州市瓯海区某路{place}号",
        "申请内容": asked(agency, place), "信息类别": TOPICS.get(agency.code, "其他"),
    }  # fmt: skip


def _conclude(row: dict, place: int, day: date, quick: int, days: Calendar) -> None:
    """Fill in how the application ended: in time but for one, some after an extension, a few with proceedings."""
    result, reasons, extended = OUTCOMES[place % len(OUTCOMES)]
    if place in PROCEEDINGS:
        result, reasons, extended = "不予公开", "过程性信息", False
    answered = days.add(day, quick)
    if extended:
        row |= {"延期告知日期": days.add(day, 17), "延期工作日数": 15}
        answered = days.add(day, 20 + quick // 2)
    if place == LATE:
        row |= {"延期告知日期": "", "延期工作日数": "", "备注": "承办人调离，交接迟误"}
        answered = days.add(day, 23)
    mailed = row["申请方式"] == "邮寄"
    row |= {"办理结果": result, "不予公开理由": reasons, "答复日期": answered}
    row |= {"送达方式": "邮寄" if mailed else "直接" if row["申请方式"] == "当面" else "电子", "送达日期": answered}
    for name, value in PROCEEDINGS.get(place, {}).items():
        row[name] = answered + timedelta(days=value) if isinstance(value, int) else value


def _number(year: int, rows: list[tuple[Agency, dict]]) -> None:
    """Give every application its number by receipt, and every reply its document number by day, agency by agency."""
    last: dict[tuple[str, int], int] = {}
    for agency, row in rows:
        last[agency.code, 0] = last.get((agency.code, 0), 0) + 1
        row["登记编号"] = f"{year}-{last[agency.code, 0]:03d}"
    for agency, row in sorted(rows, key=lambda pair: pair[1]["答复日期"]):
        day = row["答复日期"]
        last[agency.code, day.year] = last.get((agency.code, day.year), 0) + 1
        row["文号"] = f"{agency.series_word}公开〔{day.year}〕{last[agency.code, day.year]}号"


def import_year(year: int, *, until: date, bureau_until: date, today: date, now: datetime) -> int:
    """Import the register of a year as an office brings it, of what was concluded by a day; return how many rows.

    What the bureau and the others did after those days is played through the real doors, whose numbers go on from here.
    """
    days, agencies = calendar(), list(Agency.objects.filter(code__startswith="OH-", active=True).order_by("code"))
    rows = [
        (agency, row)
        for agency, row in rows_of(year, agencies, days)
        if row["答复日期"] < (bureau_until if agency.code == BUREAU else until)
    ]
    if not rows:  # the first days of January: nothing of the year is concluded yet
        return 0
    _number(year, rows)
    with TemporaryDirectory(dir=settings.VAR_DIR) as folder:
        path = Path(folder) / f"{year}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, HEADING, restval="")
            writer.writeheader()
            writer.writerows(_until(row, today) for _agency, row in rows)
        result = import_register(path, today=today, now=now)
    if result.faults:
        raise Refused(f"{year} 年台账：{result.faults[0]}", english=str(result.faults[0]))
    return result.imported


def _until(row: dict, until: date) -> dict:
    """Return a row without what happened after a day; a proceeding that was filed by then is pending."""
    row = dict(row)
    for filed, result, concluded in (
        ("复议收到日期", "复议结果", "复议结案日期"),
        ("诉讼收到日期", "诉讼结果", "诉讼结案日期"),
    ):
        if row.get(filed, until) > until:
            row[filed] = row[result] = row[concluded] = ""
            if filed == "诉讼收到日期":
                row["诉讼类型"] = ""
        elif row.get(concluded, until) > until:
            row[result], row[concluded] = "尚未审结", ""
    return row


# -- in hand today ---------------------------------------------------------------------------------------------

IN_HAND = (  # unit, working days since it came, working days since it was assigned (None: not yet)
    ("OH-GOV", 3, 2), ("OH-GOV", 8, 7), ("OH-GOV", 12, 11), ("OH-B02", 5, 4), ("OH-B04", 2, 1), ("OH-B07", 9, 8), ("OH-B08", 1, None),
    ("OH-B10", 11, 10), ("OH-B11", 6, 5), ("OH-B12", 4, 3), ("OH-B12", 13, 12), ("OH-B14", 10, 9), ("OH-B15", 2, 1), ("OH-B16", 6, 5),
    ("OH-B20", 0, None), ("OH-B22", 16, 15), ("OH-B25", 3, 2), ("OH-B26", 8, 7), ("OH-B26", 18, 17), ("OH-B39", 5, 4), ("OH-B44", 9, 8),
    ("OH-T01", 4, 3), ("OH-T02", 22, 21), ("OH-T13", 6, 5),
)  # fmt: skip
BEHIND = "OH-T02"  # the one other unit with an overdue case


def began(today: date) -> tuple[date, date]:
    """Return the day of the first story of the other units, and that of the bureau's."""
    days = workdays_back(today, calendar(), max(story.back for story in STORIES))
    return days[max(back for _code, back, _since in IN_HAND)], days[-1]


def in_hand() -> list[Story]:
    """Return the cases that other units have in hand: nearly all with time left, one near its day, one overdue."""
    found = []
    for place, (code, back, since) in enumerate(IN_HAND):
        steps = () if since is None else (assigned(since),)
        wanted = (*ASKED[code], *EVERY_OFFICE)
        found.append(
            Story(
                f"{code.lower()}-{place}",
                back,
                wanted[place % 3],
                applicant(place + 3, "自然人"),
                steps,
                channel="portal" if place % 3 else "in_person",
                topic=TOPICS.get(code, "其他"),
                phone=f"138577{place:05d}",
                agency=code,
            )  # fmt: skip
        )
    return found
