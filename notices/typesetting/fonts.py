"""Set-up of the letters' fonts: find or fetch them, cut them to the standard characters, write a manifest.

Run by ``make setup`` as ``python -m notices.typesetting.fonts FOLDER``; safe to repeat, and goes on where it stopped.
Nothing fetched here is committed. The free faces stand in for the official ones (GB/T 9704 names 仿宋,
小标宋, 黑体, 楷体); an agency's own licensed files in its font folder win over them.
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import uharfbuzz
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from notices.typesetting import cff
from notices.typesetting.glyphs import MANIFEST, ROLES, pack_ranges, read_manifest, unpack_ranges

RECIPE = "3"  # raise it when the way of cutting changes: every face is then made again
DEBIAN_FONTS = ("fonts-noto-cjk", "texlive-lang-chinese", "fonts-hanazono")
WHEEL = "mplfonts==0.0.11"  # carries Noto Serif SC; for systems without apt
SYSTEM_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/usr/share/texlive/texmf-dist/fonts/opentype",
    "~/.local/share/fonts",
    "~/Library/Fonts",
    "/Library/Fonts",
)


def standard_characters() -> frozenset[int]:
    """Return the code points of 《通用规范汉字表》 and of GB/T 2312 with its punctuation and symbols."""
    points = set(range(0x20, 0x7F))
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            # Rows 10 to 15 are empty in the standard; "ignore" turns them into nothing.
            points.update(map(ord, bytes((row, cell)).decode("gb2312", "ignore")))
    lines = (Path(__file__).parent / "standard_characters.txt").read_text(encoding="utf-8").splitlines()
    points |= unpack_ranges(" ".join(line for line in lines if not line.startswith("#")))
    points |= unpack_ranges(
        "A0-FF 2010-2027 2030-205E 20AC 2100-214F 2150-218B 2190-21FF 2200-22FF 2460-24FF 2500-25FF"
    )
    points |= unpack_ranges("3000-301F 3220-3243 3251-325F 3280-32BF 3300-33FF FE30-FE4F FF01-FF5E FFE0-FFE5")
    return frozenset(points)


@dataclass(frozen=True, slots=True)
class FontFace:
    """One font file to be made: its role, where it may come from, and what is kept of it."""

    role: str
    term: str
    sources: tuple[str, ...]  # file names, the first that is found is taken
    kept: Callable[[], Iterable[int]] | None  # None keeps every character
    turn: int = 0  # of characters that share a glyph: 0 takes the usual one, 1 the second, 2 the third


FACES = (
    FontFace("fang", "仿宋", ("FandolFang-Regular.otf",), standard_characters),
    FontFace("title", "小标宋", ("FandolSong-Bold.otf",), standard_characters),
    FontFace("hei", "黑体", ("FandolHei-Regular.otf",), standard_characters),
    FontFace("kai", "楷体", ("FandolKai-Regular.otf",), standard_characters),
    FontFace("serif", "宋体", ("NotoSerifCJK-Regular.ttc", "NotoSerifCJKsc-Regular.otf"), standard_characters),
    FontFace("bold", "粗宋", ("NotoSerifCJK-Bold.ttc", "NotoSerifCJKsc-Bold.otf"), standard_characters),
    # The digits of 仿宋 look heavy beside its characters: all of ASCII comes from the serif.
    FontFace("digits", "数字", ("NotoSerifCJK-Regular.ttc", "NotoSerifCJKsc-Regular.otf"), lambda: range(0x20, 0x7F)),
    FontFace("full", "全字库", ("NotoSerifCJK-Regular.ttc", "NotoSerifCJKsc-Regular.otf"), None),
    FontFace("twins", "同形字", ("NotoSerifCJK-Regular.ttc", "NotoSerifCJKsc-Regular.otf"), None, turn=1),
    FontFace("twins2", "同形字", ("NotoSerifCJK-Regular.ttc", "NotoSerifCJKsc-Regular.otf"), None, turn=2),
    # Names are written with ideographs that Noto lacks: the planes beyond the first, up to level 3 of GB 18030—2022.
    FontFace("rare", "生僻字", ("HanaMinB.ttf",), None),
)
NEEDED = ("serif", "digits", "full")  # letters can be printed with these alone, in 宋体

DROPPED_TABLES = (b"GSUB", b"GPOS", b"GDEF", b"BASE", b"vhea", b"vmtx", b"VORG", b"DSIG")

# How the files of common licensed fonts are called.
AGENCY_NAMES = {
    "fang": ("fang", "simfang", "仿宋"),
    "title": ("xbs", "xiaobiao", "小标宋", "title"),
    "hei": ("hei", "simhei", "黑体"),
    "kai": ("kai", "simkai", "楷体"),
}


def print_in_both_languages(english: str, chinese: str) -> None:
    """Tell the person at the terminal, in both languages."""
    print(f"fonts: {english}\n字体：{chinese}", file=sys.stderr)


def _run(*command: str, cwd: Path | None = None) -> bool:
    """Run a fixed command and say whether it worked; its output goes to standard error."""
    done = subprocess.run(command, cwd=cwd, stdout=sys.stderr, check=False)  # noqa: S603  fixed words, no shell
    return done.returncode == 0


class FontSources:
    """The places where a source font may be, asked one after another; fetched at most once."""

    def __init__(self, cache: Path, folders: Iterable[str] = SYSTEM_FOLDERS):
        """Remember the cache folder for downloads and the system's font folders."""
        self.cache = cache
        self.folders = [Path(folder).expanduser() for folder in folders]
        self.fetchers = [self._from_debian, self._from_wheel]

    def find(self, names: tuple[str, ...]) -> Path | None:
        """Return the first file of that name on this system, else fetch; None where nothing has it."""
        found = self._look(names)
        while found is None and self.fetchers:
            self.fetchers.pop(0)()
            found = self._look(names)
        return found

    def _look(self, names: tuple[str, ...]) -> Path | None:
        for name in names:
            for folder in (*self.folders, self.cache):
                hit = next(iter(sorted(folder.rglob(name))), None) if folder.is_dir() else None
                if hit is not None and hit.is_file():
                    return hit
        return None

    def _from_debian(self) -> None:
        """Unpack Debian's packages beside us; neither step needs root."""
        apt, dpkg = shutil.which("apt-get"), shutil.which("dpkg-deb")
        if not apt or not dpkg:
            return
        self.cache.mkdir(parents=True, exist_ok=True)
        for package in DEBIAN_FONTS:
            print_in_both_languages(f"fetching {package}", f"取 {package}")
            here = bool(list(self.cache.glob(f"{package}_*.deb"))) or _run(apt, "download", package, cwd=self.cache)
            if not here and os.geteuid() == 0:  # a fresh machine has no package lists yet
                _run(apt, "update", "-q")
                _run(apt, "download", package, cwd=self.cache)
            for archive in self.cache.glob(f"{package}_*.deb"):
                _run(dpkg, "-x", str(archive), str(self.cache / package))

    def _from_wheel(self) -> None:
        """Unpack the wheel that carries Noto Serif SC, for systems without apt."""
        self.cache.mkdir(parents=True, exist_ok=True)
        target = self.cache / "wheel"
        _run(sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", str(target), WHEEL)


def simplified_face(path: Path) -> uharfbuzz.Face:
    """Open a font file; of a collection take the face for Simplified Chinese."""
    blob = uharfbuzz.Blob.from_file_path(str(path))
    for index in range(uharfbuzz.Face(blob).count if path.suffix == ".ttc" else 1):
        face = uharfbuzz.Face(blob, index)
        if path.suffix != ".ttc" or (face.get_name(uharfbuzz.OTNameIdPredefined.FONT_FAMILY) or "").endswith("CJK SC"):
            return face
    raise ValueError(f"{path.name} holds no Simplified Chinese face")


def _sharing(face: uharfbuzz.Face, turn: int) -> frozenset[int]:
    """Return the code points whose turn it is among those that share a glyph, as ⾏ U+2F8F and 行 U+884C do.

    A PDF keeps one character per glyph of a font: of two that share one, the other would read as its twin.
    """
    font = uharfbuzz.Font(face)
    glyphs: dict[int, list[int]] = {}
    for point in face.unicodes:
        glyphs.setdefault(font.get_nominal_glyph(point), []).append(point)
    usual = standard_characters()
    # The ideograph before its radical or compatibility form, standard punctuation before its variants.
    ranked = (
        sorted(points, key=lambda p: (p not in usual, not 0x4E00 <= p <= 0x9FFF, p)) for points in glyphs.values()
    )
    return frozenset(points[turn] for points in ranked if len(points) > turn)


def subset_font(face: uharfbuzz.Face, kept: Iterable[int] | None, turn: int = 0) -> tuple[bytes, frozenset[int]]:
    """Return the font with only the characters of `kept` (None: all), one of each glyph, and what it now covers.

    Layout tables go (letters run in one direction, without ligatures); names and licence stay. Glyphs answer to their
    new numbers (`notices.typesetting.cff`). Raises ValueError for a font that cannot be cut so.
    """
    covered = _sharing(face, turn) & frozenset(face.unicodes if kept is None else kept)
    subset = uharfbuzz.SubsetInput()
    subset.unicode_set.update(covered)
    subset.drop_table_tag_set.update(int.from_bytes(tag, "big") for tag in DROPPED_TABLES)
    for names in (subset.name_id_set, subset.name_lang_id_set):
        names.invert()
    data = cff.renumbered(uharfbuzz.subset(face, subset).blob.data)
    if not cff.agrees(data):
        raise ValueError("glyph order and charset of the cut font do not agree")
    return data, covered


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _store(folder: Path, name: str, data: bytes) -> None:
    """Write a file at once or not at all."""
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as part:
        part.write(data)
    os.chmod(part.name, 0o644)
    os.replace(part.name, folder / name)


def _is_done(folder: Path, entry: dict | None) -> bool:
    if not entry or entry.get("recipe") != RECIPE:
        return False
    path = folder / entry["file"]
    return path.is_file() and _digest(path.read_bytes()) == entry["sha256"]


def _write_manifest(folder: Path, manifest: dict) -> None:
    _store(folder, MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True).encode())


def _make(folder: Path, role: str, source: Path, kept: Iterable[int] | None = None, turn: int = 0) -> dict:
    data, covered = subset_font(simplified_face(source), kept, turn)
    name = f"{role}.otf"
    _store(folder, name, data)
    return {
        "file": name,
        "sha256": _digest(data),
        "source": source.name,
        "recipe": RECIPE,
        "characters": len(covered),
        "ranges": pack_ranges(covered),
    }


def agency_faces(agency_folder: Path | None, folder: Path) -> dict[str, dict]:
    """Return manifest entries for the agency's own font files, recognised by their names, every character kept."""
    entries: dict[str, dict] = {}
    if agency_folder is None or not agency_folder.is_dir():
        return entries
    for path in sorted(agency_folder.iterdir()):
        if path.suffix.lower() not in (".ttf", ".otf"):
            continue
        stem = path.stem.lower()
        role = next((role for role in ROLES if any(name in stem for name in AGENCY_NAMES[role])), None)
        if role is None:
            print_in_both_languages(
                f"{path.name} in the agency's font folder has no known role", f"单位字体 {path.name} 认不出用途"
            )
            continue
        try:
            entries[f"agency_{role}"] = _make(folder, f"agency_{role}", path)
        except ValueError as error:
            print_in_both_languages(
                f"{path.name} cannot be used: {error}", f"单位字体 {path.name} 的字形编号不能改写，没有采用"
            )
    return entries


def set_up_fonts(folder: Path, agency_folder: Path | None = None, sources: FontSources | None = None) -> list[str]:
    """Make every face that is not there yet; return the roles that could not be made."""
    folder.mkdir(parents=True, exist_ok=True)
    cache = folder / ".download"
    sources = sources or FontSources(cache)
    manifest = read_manifest(folder)
    faces = {role: entry for role, entry in manifest["faces"].items() if not role.startswith("agency_")}
    absent = []
    for face in FACES:
        if _is_done(folder, faces.get(face.role)):
            continue
        source = sources.find(face.sources)
        if source is None:
            faces.pop(face.role, None)
            absent.append(face.role)
            continue
        faces[face.role] = _make(folder, face.role, source, face.kept() if face.kept else None, face.turn)
        _write_manifest(folder, {"faces": faces})  # after each face, so that an interrupted run goes on from here
    faces |= agency_faces(agency_folder, folder)
    if faces != manifest["faces"]:
        _write_manifest(folder, {"faces": faces})
    # Debian's archives stay for the next try where a face is absent; the wheel also carries faces that are not ours to keep.
    shutil.rmtree(cache / "wheel" if absent else cache, ignore_errors=True)
    return absent


def report_fonts(folder: Path, absent: list[str]) -> bool:
    """Say what was made and what could not be; return whether letters can be printed."""
    terms = {face.role: face.term for face in FACES}
    faces = read_manifest(folder)["faces"]
    if not absent:
        print_in_both_languages(f"{len(faces)} faces ready in {folder.name}/", f"{len(faces)} 种字体已就绪")
        return True
    names = "、".join(terms[role] for role in absent)
    if any(role in absent for role in NEEDED):
        print_in_both_languages(
            f"could not get {', '.join(absent)}: no apt package and no wheel was reachable; no letter can be printed yet",
            f"未能取得{names}：系统软件源与 Python 软件源都不可达，暂不能生成公文",
        )
        return False
    print_in_both_languages(
        f"could not get {', '.join(absent)}: letters use the serif face in their place, and refuse what it lacks",
        f"未能取得{names}，公文暂以宋体代替，宋体也没有的字在发文前拦下",
    )
    return True


def main(arguments: list[str] | None = None) -> int:
    """Set up the fonts, by default where the settings say; exit 1 where letters cannot be printed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--agency-fonts", type=Path)
    given = parser.parse_args(arguments)
    try:
        folder = given.folder or Path(settings.FONT_DIR)
        absent = set_up_fonts(folder, given.agency_fonts or Path(settings.AGENCY_FONT_DIR))
    except ImproperlyConfigured as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print_in_both_languages(
            f"{error.filename or folder}: {error.strerror}", f"写不了 {error.filename or folder}（{error.strerror}）"
        )
        return 1
    return 0 if report_fonts(folder, absent) else 1


if __name__ == "__main__":
    sys.exit(main())
