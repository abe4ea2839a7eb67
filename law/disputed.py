"""Disputed points of law: each a named setting or a line of data, with default, source and place."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """The answers that an agency's counsel may change; why each default is what it is stands in POINTS."""

    portal_submission_counts: bool = True
    online_arrival_published: bool = False
    misdirected_signature_counts: bool = True
    second_correction: bool = False
    opinion_workdays: int = 15
    pause_from_sending: bool = True
    agency_consultation_stops_2007: bool = False
    reasons_as_correction: bool = True
    partial_needs_reconsideration: bool = True
    provincial_vertical_as_department: bool = True
    combined_reply_counts: str = "form_order"  # or "first_item"


DEFAULTS = Settings()


@dataclass(frozen=True, slots=True)
class Point:
    """One disputed point: the question, our answer, the source, and the setting or file that holds it."""

    question: str
    answer: str
    source: str
    place: str  # "Settings.<name>", or the file whose data or code states the answer
    chinese: str = ""  # question and answer as the table of remedies shows them to a lawyer


POINTS = (
    # -- receipt ----------------------------------------------------------------------------------------
    Point(
        "Is the portal's own notice of submission 双方确认?",
        "Yes: the day of submission; the earlier day can never make a reply late",
        "条例31（三）; 指导案例26号; 国办公开办函〔2015〕207号一5",
        "Settings.portal_submission_counts",
    ),
    Point(
        "Other internet channels: has the agency published its own rule?",
        "No: the day of confirmation",
        "条例31（三）; 国办公开办函〔2015〕207号一5",
        "Settings.online_arrival_published",
    ),
    Point(
        "Mail signed for by another unit of the agency since 2019",
        "The agency has signed: that day",
        "条例31（二）; 国办公开办函〔2015〕207号一2 (before 2019: confirmation)",
        "Settings.misdirected_signature_counts",
    ),
    Point(
        "Which receipt rule for an arrival before and a confirmation after 2019-05-15?",
        "That of the day of arrival; the Regulations follow from the day of receipt it gives",
        "国务院令第711号第五十六条, no transitional rule found",
        "law/deadlines/receipts.toml",
    ),
    Point(
        "An application received by 2019-05-14 and open on 2019-05-15",
        "Keeps its terms of 15+15 working days",
        "no transitional rule found; 程序从旧",
        "law/regulations/texts.py",
    ),
    # -- the clock ---------------------------------------------------------------------------------------
    Point(
        "Does a corrected application restart the term under the 2007 Regulations?",
        "Yes, as 条例30 of 2019 says",
        "条例21（四）of 2007; the rest of 国办公开办函〔2015〕207号 could not be read",
        "law/deadlines/clock.py",
    ),
    Point(
        "A second request for correction",
        "Refused: 一次性告知",
        "条例30; the statistics know 补正后申请内容仍不明确",
        "Settings.second_correction",
    ),
    Point(
        "A request to explain excessive applications (条例35)",
        "Handled as a request for correction: asked within 7 working days, the term starts anew when the "
        "reasons come or their term ends; otherwise it moves nothing",
        "条例35, one local rule",
        "Settings.reasons_as_correction",
    ),
    Point(
        "How long may the delayed reply of 条例35 take?",
        "As many working days as the agency fixes, once, told before the due day, after the reasons were accepted",
        "条例35: 延迟答复的合理期限, no cap",
        "law/deadlines/clock.py",
    ),
    Point(
        "The term of the new reply after an agency has revoked its own",
        "The full term anew from the day of the revocation; a reply that was late stays late",
        "no rule found; 有错必纠",
        "law/deadlines/clock.py",
    ),
    Point(
        "How long may an agency that is not a co-producer take? A third party before 2019?",
        "15 working days, as in 条例32 and 34",
        "条例33③; 2007: 24③ gives no term",
        "Settings.opinion_workdays",
    ),
    Point(
        "From when does a consultation stop the clock?",
        "From the day it is sent",
        "条例33③ says only 征求意见所需时间",
        "Settings.pause_from_sending",
    ),
    Point(
        "Does consulting another agency stop the clock under the 2007 Regulations?",
        "No: only third parties are named",
        "条例24③ of 2007",
        "Settings.agency_consultation_stops_2007",
    ),
    Point(
        "Silence of a third party under the 2007 Regulations",
        "The agency decides itself",
        "条例23 of 2007; 国办发〔2008〕36号 not confirmed",
        "law/deadlines/clock.py",
    ),
    # -- remedies ----------------------------------------------------------------------------------------
    Point(
        "Must the withheld part of a partial disclosure go to reconsideration first?",
        "Yes: 不予公开（含部分不予公开，下同）",
        "国办函〔2021〕132号第二条; 行政复议法23（四）",
        "Settings.partial_needs_reconsideration",
        "部分公开：不予公开的部分是否复议前置？按是处理（不予公开“含部分不予公开”）；其余内容可以任选",
    ),
    Point(
        "Reconsideration of agencies led vertically below the province since 2024",
        "As departments: the government of the same level",
        "行政复议法27（未列举）",
        "Settings.provincial_vertical_as_department",
        "省以下垂直领导部门2024年起向谁申请复议？第二十七条未列，按工作部门处理，向本级人民政府",
    ),
    Point(
        "Do 行政查询事项, petitions, repeats, publications, reconfirmations need reconsideration first?",
        "No: either way is open",
        "法释〔2025〕8号第一条; 国办公开办函〔2021〕30号（统计表列在不予公开中）",
        "law/outcomes.toml",
        "行政查询事项、信访举报投诉、重复申请、公开出版物、要求确认或重新出具是否复议前置？按否处理，可以任选；流传的不予立案清单未找到出处，答复仍告知诉讼",
    ),
    Point(
        "Below-province vertical agencies before 2024, where the province had a rule of its own",
        "Government or superior department, as the national rule says; where a province named one body only, "
        "enter the agency as vertically led or as a department",
        "行政复议法实施条例24",
        "law/remedies/letters_2015.toml",
        "省以下垂直领导部门2023年底以前：省、自治区、直辖市另有规定的从其规定，该类机关按“垂直领导”或者“工作部门”登记",
    ),
    Point(
        "Must the first letter of a province or a department of the State Council tell of the State Council's ruling?",
        "Yes: it is told with the lawsuit after reconsideration, so that no way open to the applicant is left out",
        "行政复议法（2023）26; 行政复议法（1999）14",
        "law/remedies/letters_2024.toml",
        "省级人民政府、国务院部门的答复是否一并告知国务院裁决？按是处理",
    ),
    Point(
        "Which office of a department has a second body, the government of the place?",
        "Only one that a city's department founded by district, and the agency says so by naming that "
        "government; with a body of reconsideration set and another government above it, both are named",
        "行政复议法（2023）24④",
        "law/remedies/letters_2024.toml",
        "派出机构何时另写所在地人民政府？设区的市、直辖市部门按行政区划设立、并已设置“所在地人民政府”的；设置了复议机关而上级是另一人民政府的，两者都写",
    ),
    Point(
        "Organisations managed by a department: the department before 2024, its government since",
        "Yes; where only one body is set, that one",
        "行政复议法（1999）15①（三）; 行政复议法（2023）24①（四）",
        "law/remedies/letters_2015.toml",
        "由部门管理的授权组织：2023年底以前向该部门，2024年起向该部门的本级人民政府；只设置了其中一个的，写这一个",
    ),
    Point(
        "Which court heard suits against a county's or a city's government before 2015-05-01?",
        "The intermediate court",
        "法释〔2008〕1号1（一）; 行政诉讼法（1989）14",
        "law/courts/levels_2008.toml",
        "2015年5月1日以前被告为县级以上人民政府的第一审案件：按中级人民法院处理（法释〔2008〕1号第一条第一项）",
    ),
    Point(
        "Does a set court of the wrong level stop a letter?",
        "No, the reviewer is warned: cases may be concentrated in one court or assigned to another; "
        "without a set court the letter says 依法向人民法院",
        "行政诉讼法14, 15, 18②; 法〔2021〕242号, 法〔2023〕154号",
        "law/courts/jurisdiction.py",
        "设置的法院级别与规定不符：只提示审核人，不阻止发文（可能集中管辖、指定管辖）；未设置法院的写“人民法院”",
    ),
    Point(
        "Basis of 信访举报投诉 and 公开出版物 under the 2007 Regulations",
        "条例2、21 and 条例21（一）: the Regulations themselves; no paper of the State Council's office says more",
        "条例（2007）2、21（一）; 国办发〔2010〕5号（未提及）",
        "law/outcomes.toml",
        "2007年《条例》下信访举报投诉、公开出版物的依据：引用《条例》第二条、第二十一条，不引用国办文件",
    ),
    Point(
        "Basis of 大量反复申请 and 行政查询事项 under the 2007 Regulations",
        "国办发〔2008〕36号 and 国办公开办函〔2016〕206号, the nearest papers; a query before 206号 cannot be answered so",
        "国办发〔2008〕36号; 国办公开办函〔2016〕206号（只谈不动产登记资料；日期只知道年份）",
        "law/outcomes.toml",
        "2007年《条例》下大量反复申请引用国办发〔2008〕36号（反复申请可不重复答复），行政查询事项引用国办公开办函〔2016〕206号（原文只谈不动产登记资料；其月日未查到，2017年起引用）",
    ),
    # -- fees --------------------------------------------------------------------------------------------
    Point(
        "Which month does a case count in, and does every kind of decision count?",
        "The month of its receipt, per agency; every kind counts",
        "国办函〔2020〕109号4",
        "law/fees/processing_2021.toml",
    ),
    Point(
        "When did the cost fees of the 2007 Regulations end?",
        "2017-04-01",
        "财税〔2017〕20号, annexe not read",
        "law/fees/none_2017.toml",
    ),
    # -- statistics --------------------------------------------------------------------------------------
    Point(
        "Rows of the 2014 form for 没有现成信息, internal and process information, other grounds",
        "信息不存在; 不是《条例》所指政府信息; 法律法规规定的其他情形",
        "国办发〔2014〕32号; 国办发〔2010〕5号",
        "law/reports/annual_2014.toml",
    ),
    Point(
        "Rows of the 2019 form for conclusions of the 2007 Regulations without a row of their own",
        "其他处理; 其他法定情形 under （三）2",
        "国办公开办函〔2019〕60号",
        "law/reports/annual_2019.toml",
    ),
    Point(
        "Rows of the 2021 form for withdrawn applications and other conclusions",
        "（六）3 其他",
        "国办公开办函〔2021〕30号",
        "law/reports/annual_2021.toml",
    ),
    Point(
        "Which conclusion counts when the items of one reply differ?",
        "部分公开 as soon as something is given and something refused; else the first in the order of the form",
        "国办公开办函〔2021〕30号: 区分处理的，只计这一情形，不计其他情形",
        "Settings.combined_reply_counts",
    ),
    Point(
        "Row of the archive, of transferred powers, of enquiries, of what is no government information",
        "（六）3 其他",
        "国办公开办函〔2021〕30号; 国办公开办函〔2019〕14号",
        "notices/kinds/other_replies.py",
    ),
    Point(
        "Year and count of a reply that the agency revoked and gave anew",
        "Once, in the year of the first reply, with the conclusion in force",
        "国办公开办函〔2021〕30号: one case one row",
        "workflow/cases/projection.py",
    ),
    # -- law.md 9: what else counsel is to confirm ----------------------------------------------------------
    Point(
        "May something be withheld for a third party who was not asked?",
        "Not signed, unless the agency states on file why nobody could be asked",
        "条例32 (2007: 23): 应当书面征求第三方的意见",
        "workflow/cases/consultations.py",
    ),
    Point(
        "What if a notice bears a day within the term and is posted after it?",
        "It moves nothing: what counts is the day on which it left the agency",
        "国办公开办函〔2016〕235号四",
        "law/deadlines/clock.py",
    ),
    Point(
        "May the term of a correction, a payment or an opinion lapse while nobody knows when the letter came?",
        "No: the term runs from the receipt, which must be on record",
        "条例30、32、34; 国办函〔2020〕109号6",
        "workflow/acts/fields.py",
    ),
    Point(
        "When is an electronic reply given?",
        "On the day that the platform or the mail log shows as sent",
        "国办公开办函〔2016〕235号四 names only direct service and post",
        "workflow/cases/projection.py",
    ),
    Point(
        "Must overdue silence go to reconsideration first?",
        "No letter says so: there is none; either way is open",
        "法释〔2025〕8号第二条; 行政复议法23（三）",
        "law/outcomes.toml",
    ),
    Point(
        "May an application of the 2007 Regulations be dropped because it was not corrected?",
        "Yes, without 视为放弃: the content is still unclear; the remedy is told",
        "条例21（四）of 2007 says nothing of a lapse",
        "templates/notices/reply/correction_lapsed.html",
    ),
    Point(
        "May an agency revoke a reply that reconsideration or a court has upheld, and how is one given anew that was put right?",
        "Either by revoke_reply; where it was put right, the letter names the proceeding and revokes nothing itself",
        "no rule found; 行政复议法实施条例39, 行政诉讼法62 (before the decision)",
        "workflow/acts/reply.py",
    ),
    Point(
        "Whom does an office of a government (办公厅、室) that replies in its own name have above it?",
        "The government whose office it is",
        "法释〔2021〕5号6; 行政复议法24",
        "law/remedies/letters_2024.toml",
    ),
    Point(
        "Is a reply after the due day without an extension 按时办结 or 延期办结 in the 2014 form?",
        "延期办结, since it was not in time",
        "国办发〔2014〕32号, no definition found",
        "law/reports/annual_2014.toml",
    ),
    Point(
        "Class of joint applicants and of 个体工商户 in the year's table",
        "Joint applicants count once, by the first named; each applicant by the kind entered at registration",
        "国办公开办函〔2021〕30号, no rule found",
        "intake/models.py",
    ),
    Point(
        "Is 工作秘密 a ground of its own?",
        "No: it must fall under article 14 or 16",
        "保密法（2024）64",
        "law/outcomes.toml",
    ),
)
