"""Have LibreOffice turn an older or foreign sheet into XLSX, in a folder of its own, within a time limit."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from law import Refused

SECONDS = 60
MOST_BYTES = 64 * 1024 * 1024
FILTERS = {
    "xls": "MS Excel 97",
    "ods": "calc8",
    "xlsb": "Calc MS Excel 2007 Binary",
    "xml": "MS Excel 2003 XML",
}  # else what is broken is read as text
NAMES = {
    "xls": "旧版 Excel 文件（.xls）",
    "ods": "ODF 表格（.ods）",
    "xlsb": "Excel 二进制工作簿（.xlsb）",
    "xml": "XML 表格（Excel 2003）",
}


def program() -> str | None:
    """Return the program, None where it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


@contextmanager
def as_xlsx(path: Path, kind: str) -> Iterator[Path]:
    """Return an XLSX file with what the sheet holds; raise Refused in Chinese where it cannot be made."""
    name, office = NAMES[kind], program()
    if office is None:
        raise Refused(
            f"这是{name}，这台服务器没有安装 LibreOffice，读不了；请在 Excel 或者 WPS 里另存为不带密码的 .xlsx 再导入",
            field="file",
            english="LibreOffice is not installed",
        )
    if path.stat().st_size > MOST_BYTES:
        raise Refused(f"这是{name}，超过 64 MB，请另存为 .xlsx 再导入", field="file", english="The file is too large")
    with tempfile.TemporaryDirectory(prefix="sheet-") as folder:
        source = Path(folder) / f"sheet.{kind}"
        shutil.copyfile(path, source)
        _convert(office, Path(folder), source, FILTERS[kind])
        made = Path(folder) / "out" / "sheet.xlsx"
        if not made.is_file():
            raise Refused(
                f"这是{name}，打不开：可能加了密码或者已经损坏；请在 Excel 或者 WPS 里另存为不带密码的 .xlsx 再导入",
                field="file",
                english="LibreOffice cannot open it",
            )
        yield made


def _convert(office: str, folder: Path, source: Path, reader: str) -> None:
    """Run the program with a profile of its own, so that no other running copy and no macro setting matters."""
    words = [office, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore", "--nologo", f"--infilter={reader}",
             "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "out"), str(source)]  # fmt: skip
    env = {
        name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH")
    } | {"HOME": str(folder)}
    child = subprocess.Popen(  # noqa: S603  our own words, no shell
        words,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        child.wait(SECONDS)
    except subprocess.TimeoutExpired:
        raise Refused(
            f"LibreOffice 用了 {SECONDS} 秒还没有转换完，请在 Excel 里另存为 .xlsx 再导入",
            field="file",
            english="LibreOffice took too long",
        ) from None
    finally:
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
