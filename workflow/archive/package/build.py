"""Build a package: the files of the case, their index, one tree of metadata, manifests; the same case, the same bytes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO

from law import procedure
from law.outcomes import OUTCOMES
from workflow.archive.package import bag, metadata
from workflow.archive.package.contents import in_order, pieces
from workflow.archive.package.files import as_json, iso
from workflow.archive.package.package_file import PackageFile
from workflow.cases.models import Case, Event

SCHEMA = (Path(__file__).parent / "metadata.xsd").read_bytes()
SOFTWARE = "开档（政府信息公开申请办理）"
SYSTEM = "系统"  # who acted where no person did
FORMATS = {
    "pdf": "PDF",
    "jpg": "JPEG",
    "png": "PNG",
    "html": "HTML",
    "json": "JSON",
    "jsonl": "JSON Lines",
    "txt": "文本（UTF-8）",
}


@dataclass(frozen=True, slots=True)
class Label:
    """What stands on the package: its number, its term, who made it and when, what was checked."""

    reference: str
    fonds: str
    category: str
    year: int
    sequence: int
    edition: int
    title: str
    years: int | None
    basis: str
    until: date | None
    archived_by: str
    archived_at: datetime
    findings: tuple[tuple[str, str, str], ...]  # nature, what was checked, result
    earlier: tuple[str, ...] = ()  # SHA-256 of the earlier editions

    @property
    def term(self) -> str:
        """Return the term as the archive writes it."""
        return term(self.years)


def term(years: int | None) -> str:
    """Return a term of retention as the archive writes it: 30年, 永久."""
    return f"{years}年" if years else "永久"


@dataclass(frozen=True, slots=True)
class BuiltPackage:
    """What was written: the number of files and of pages."""

    files: int
    pages: int


def build(stream: IO[bytes], case: Case, events: Sequence[Event], label: Label) -> BuiltPackage:
    """Write the package of a case; raise Refused where a file of it is missing or damaged."""
    writer = bag.Writer(stream, label.reference)
    writer.add("README.txt", _readme(label))
    writer.add("bagit.txt", bag.DECLARATION)
    rows, listed, pages = [], [], 0
    for piece in pieces(case, events):
        rows.append(_file(writer, piece, len(rows) + 1))
        pages += piece.pages or 0
        if piece.listed:
            listed.append(piece)
    contents = [_line(place, piece, case) for place, piece in enumerate(in_order(listed), start=1)]
    for piece in (
        PackageFile("data/index.json", as_json(contents), "卷内目录（数据）"),
        PackageFile("data/index.txt", _index(label, contents), "卷内目录"),
    ):
        rows.append(_file(writer, piece, len(rows) + 1))
    writer.add(
        bag.MANIFEST,
        bag.manifest({path: sha for path, sha in writer.hashes.items() if path.startswith(bag.PAYLOAD)}),
    )
    tree = _tree(case, events, label, rows, len(listed), pages)
    writer.add("metadata.json", metadata.as_json(tree))
    writer.add("metadata.xml", metadata.as_xml(tree))
    writer.add("metadata.xsd", SCHEMA)
    tags = {path: sha for path, sha in writer.hashes.items() if not path.startswith(bag.PAYLOAD)}
    writer.add(bag.TAG_MANIFEST, bag.manifest(tags))
    writer.close()
    return BuiltPackage(len(rows), pages)


def _file(writer: bag.Writer, piece: PackageFile, place: int) -> dict:
    """Write a file; return what the metadata says of it."""
    return {
        "序号": place,
        "题名": piece.title,
        "责任者": piece.responsible,
        "文件编号": piece.number,
        "日期": piece.dated.isoformat() if piece.dated else "",
        "页数": "" if piece.pages is None else piece.pages,
        "稿本": piece.version,
        "原文件名": piece.original,
        "计算机文件名": piece.path,
        "计算机文件大小": len(piece.body),
        "格式信息": _format(piece),
        "数字摘要算法": bag.ALGORITHM,
        "数字摘要值": writer.add(piece.path, piece.body),
    }


def _format(piece: PackageFile) -> str:
    name = FORMATS.get(piece.path.rpartition(".")[2], "未知")
    if name == "PDF" and b"pdfaid:part" in piece.body:
        return "PDF/A"
    return name


def _line(place: int, piece: PackageFile, case: Case) -> dict:
    """Return one line of the table of contents (卷内目录)."""
    return {
        "序号": place,
        "题名": piece.title,
        "文件编号": piece.number,
        "责任者": piece.responsible or case.agency.name,
        "日期": piece.dated.isoformat() if piece.dated else "",
        "页数": "" if piece.pages is None else piece.pages,
        "计算机文件名": piece.path,
    }


def _index(label: Label, contents: list[dict]) -> bytes:
    head = f"卷内目录\n\n档号：{label.reference}\n题名：{label.title}\n保管期限：{label.term}\n\n"
    names = ("序号", "日期", "文件编号", "题名", "责任者", "页数", "计算机文件名")
    rows = ["\t".join(names)] + [
        "\t".join(" ".join(str(row[name]).split()) or "—" for name in names) for row in contents
    ]
    return (head + "\n".join(rows) + "\n").encode()


def _identity(case: Case, events: Sequence[Event], label: Label) -> metadata.Tree:
    """Return whose file it is, how it is called and what it is about."""
    agency = case.agency
    return {
        "聚合层次": "案卷",
        "来源": {
            "全宗号": label.fonds,
            "全宗名称": agency.name,
            "立档单位名称": agency.name,
            "单位代码": agency.code,
        },
        "档号": {
            "档号": label.reference,
            "全宗号": label.fonds,
            "年度": label.year,
            "类别号": label.category,
            "案卷号": label.sequence,
            "版次": label.edition,
        },
        "内容描述": {
            "题名": label.title,
            "摘要": case.application.content[:200],
            "文件编号": case.number,
            "责任者": agency.name,
            "起始日期": case.received_on.isoformat(),
            "截止日期": events[-1].on.isoformat(),
            "办理结果": OUTCOMES[case.outcome].label,
        },
    }


def _tree(
    case: Case, events: Sequence[Event], label: Label, rows: list[dict], listed: int, pages: int
) -> metadata.Tree:
    return _identity(case, events, label) | {
        "形式特征": {"件数": listed, "页数": pages, "语种": "汉语"},
        "保管": {
            "保管期限": label.term,
            "期限依据": label.basis,
            "保管至": label.until.isoformat() if label.until else "永久",
        },
        "权限管理": {
            "控制标识": "受控：含申请人个人信息",
            "授权对象": "本机关经办、档案人员及依法有权查阅者",
        },
        "归档": {
            "归档人": label.archived_by,
            "归档时间": iso(label.archived_at),
            "信息系统": SOFTWARE,
            "末次散列值": events[-1].hash,
            "以前版次散列值": list(label.earlier),
        },
        "检测": [{"项目": nature, "内容": name, "结果": result} for nature, name, result in label.findings],
        "文件": rows,
        "业务行为": [_act(case, event) for event in events],
    }


def _act(case: Case, event: Event) -> dict:
    row = procedure.ACTS[event.act]
    return {
        "序号": event.seq,
        "业务行为": row.term,
        "行为时间": event.on.isoformat(),
        "行为依据": row.articles.get(case.regulation, ""),
        "行为者": str(event.actor or SYSTEM),
        "记录时间": iso(event.recorded_at),
        "散列值": event.hash,
    }


def _readme(label: Label) -> bytes:
    return f"""政府信息公开申请档案包

档号：{label.reference}（第 {label.edition} 版）
题名：{label.title}
保管期限：{label.term}

内容
  data/01-application   申请（登记数据、文字、附件原件；信封、邮单是收到日期的凭证，一并归档）
  data/02-confirmations 与申请人确认的记录
  data/03-letters       发出的公文：正本（PDF）、批准的文本（HTML）、数据（JSON）
  data/04-drafts        经批准的定稿，起草、审核、签发的人、时间和所批文本的散列值
  data/05-events        办理过程，一行一步，每步的散列值覆盖前一步
  data/06-delivery      送达凭证
  data/07-remedies      行政复议、行政诉讼、举报投诉
  data/index.txt        卷内目录（index.json 内容相同）
  metadata.xml          元数据（metadata.json 内容相同，metadata.xsd 是其结构）

核对
  本包是 BagIt（RFC 8493）文件夹，装在不压缩的 ZIP 里。解开后在文件夹内运行：
    sha256sum --check manifest-sha256.txt
    sha256sum --check tagmanifest-sha256.txt
  或者用本软件：python manage.py check_archive 包.zip
  （还会重算办理过程的散列链、公文与批准文本是否一致，并比对整个包的字节。）

  每步的散列值是下列 JSON 数组（UTF-8、键排序、无空格）的 SHA-256：
    [前一步散列值, "单位编号/登记编号", 序号, 行为代码, 日期, 经办人编号, 数据]
  第一步的“前一步散列值”是申请内容（facts.json 的 given）的 SHA-256。
  公文的散列值是 HTML 去掉文号与成文日期两处填空之后的 SHA-256。

本包含有个人信息，请依法保管和利用。
""".encode()
