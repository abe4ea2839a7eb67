"""Files of at most 300 lines, functions of at most 40: what is longer stands here with its reason, and the list only shrinks.

A number is the length as it is. Whoever makes a listed one shorter writes the new number or takes the line out; whoever
makes one longer cuts it instead. The lines of a function are counted from `def` to its end.
"""

import ast

import pytest

from tests.architecture.sources import ROOT, name, sources, tree

LONGEST_FILE = 300
LONGEST_FUNCTION = 40
CASES = "one proof of one subject, case beside case; to be cut along its headings"
PAGE = "one call that names all that one page shows"

FILES = {
    "law/deadlines/clock.py": (420, "the clock of the two regulations, whose rules are read against each other"),
    "law/reports/forms.py": (382, "the reader of the forms of the annual report, one grammar"),
    "notices/letters/numbering.py": (
        326,
        "numbers without gaps; the lock and its two readers stay in sight of each other",
    ),
    "notices/typesetting/client.py": (322, "one child process: begun, fed, ended, begun anew"),
    "notices/typesetting/fonts.py": (328, "one recipe from the fonts of the system to those of letters"),
    "reporting/audit/statement.py": (418, "the tables of strangers, whose shapes are told apart in one order"),
    "reporting/filing/services.py": (414, "every act on a filing, each in one function"),
    "reporting/publication/services.py": (309, "publishing in one transaction, with what it refuses"),
    "reporting/statistics/tables.py": (356, "a table of tables: each with rows, columns and its rows behind"),
    "workflow/demo/stories.py": (444, "a text: the cases of the demonstration, day by day"),
    "workflow/office/readiness.py": (
        358,
        "a list: each thing that an office lacks, with its sentence in two languages",
    ),
    "workflow/registers/services.py": (347, "the import in its two steps, prepared and stored"),
}
FUNCTIONS = {
    "notices/letters/services.py:issue": (44, "nine arguments and one call that hands them on"),
    "reporting/filing/views/unit.py:page": (56, PAGE),
    "reporting/publication/services.py:_frozen": (44, "all that is frozen, in one view"),
    "reporting/publication/views/publish.py:page": (41, PAGE),
    "workflow/desk/views/case.py:page": (47, PAGE),
}
TEST_FILES = {
    "tests/agencies/spreadsheets/test_tables.py": (347, CASES),
    "tests/api/test_filters.py": (335, CASES),
    "tests/ground/test_downloads.py": (304, CASES),
    "tests/notices/letters/test_numbering.py": (311, CASES),
    "tests/notices/signing/test_signing.py": (317, CASES),
    "tests/notices/verification/test_verification.py": (320, CASES),
    "tests/notices/wording/test_wording.py": (335, CASES),
    "tests/once/fuzz.py": (384, "one machine of states with its rules"),
    "tests/once/posts.py": (337, "a table: every address that takes a POST"),
    "tests/once/test_sent_again.py": (381, CASES),
    "tests/reporting/commentary/test_passages.py": (388, CASES),
    "tests/reporting/demo/test_demo.py": (321, CASES),
    "tests/reporting/filing/test_filing.py": (439, CASES),
    "tests/reporting/filing/test_filing_pages.py": (472, CASES),
    "tests/reporting/publication/test_publishing.py": (364, CASES),
    "tests/reporting/quality/test_quality.py": (505, CASES),
    "tests/reporting/validation/test_validation.py": (359, CASES),
    "tests/workflow/acts/test_acts_of_papers.py": (480, CASES),
    "tests/workflow/cases/test_annulment.py": (334, CASES),
    "tests/workflow/desk/test_desk.py": (481, CASES),
    "tests/workflow/desk/test_pages.py": (393, CASES),
    "tests/workflow/mail/test_posting.py": (446, CASES),
    "tests/workflow/mail/test_posting_service.py": (306, CASES),
    "tests/workflow/office/test_office_pages.py": (450, CASES),
    "tests/workflow/registers/test_import_faults.py": (402, CASES),
    "tests/workflow/registers/test_import_history.py": (502, CASES),
    "tests/workflow/registers/test_office_register.py": (415, CASES),
    "tests/workflow/registers/test_register_export.py": (305, CASES),
}
TEST_FUNCTIONS = {
    "tests/bench/bench_district.py:main": (45, "a script from its arguments to its figures"),
    "tests/e2e/test_walk.py:test_the_whole_life": (67, "one walk through one browser"),
    "tests/e2e/test_year_end.py:test_from_the_first_figure_to_the_published_number": (
        65,
        "one walk through one browser",
    ),
    "tests/once/test_typed.py:test_any_value_in_any_place_of_the_interface_is_no_500": (
        43,
        "one loop over every place",
    ),
    "tests/once/world.py:known": (48, "a table: what stands for each part of an address"),
    "tests/reporting/audit/test_files.py:as_docx": (41, "a document built paragraph by paragraph"),
    "tests/reporting/figures/test_recount.py:row": (42, "a case drawn by lot, every column of it"),
    "tests/reporting/publication/test_generated_years.py:test_units_add_up_years_follow_and_changes_round_trip": (
        45,
        "one year generated, three things held of it",
    ),
    "tests/reporting/statistics/test_statistics.py:district": (43, "a district, case by case"),
    "tests/workflow/registers/test_office_register.py:office_sheet": (88, "the sheet of an office, cell by cell"),
    "tests/workflow/registers/test_register_export.py:life": (48, "one life of a case, act by act"),
    "tests/workflow/sample_archive.py:closed": (44, "one life of a case, act by act"),
}


def long_files(paths) -> dict[str, int]:
    """Return the files that are longer than they may be, with their lines."""
    lengths = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in paths}
    return {path: length for path, length in lengths.items() if length > LONGEST_FILE}


def long_functions(paths) -> dict[str, int]:
    """Return the functions that are longer than they may be, with their lines."""
    found: dict[str, int] = {}
    for path in paths:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = node.end_lineno - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    key = f"{name(path)}:{node.name}"
                    assert key not in found, f"{key}: two long functions of one name"
                    found[key] = length
    return found


PRODUCT, TESTS = sources(), sorted((ROOT / "tests").rglob("*.py"))
MEASURED = {
    "files": (FILES, long_files, PRODUCT),
    "functions": (FUNCTIONS, long_functions, PRODUCT),
    "files of tests": (TEST_FILES, long_files, TESTS),
    "functions of tests": (TEST_FUNCTIONS, long_functions, TESTS),
}


@pytest.mark.parametrize("what", MEASURED)
def test_what_is_long_is_listed_with_its_length_and_its_reason(what):
    listed, measure, paths = MEASURED[what]
    found = measure(paths)
    assert {key: length for key, length in found.items() if key not in listed} == {}, "too long: cut it"
    grown = {key: length for key, length in found.items() if length > listed[key][0]}
    assert grown == {}, f"longer than the list says, so cut: {grown}"
    shrunk = {
        key: found.get(key, "short enough: take the line out") for key in listed if found.get(key) != listed[key][0]
    }
    assert shrunk == {}, f"shorter than the list says, so write: {shrunk}"
    assert all(len(reason) > 10 for _length, reason in listed.values())
