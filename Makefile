# `make demo` and `make test` do all their own set-up; the rest is for those who work on the project.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
export PYTHONUTF8 := 1

.PHONY: setup demo demo-data test check bench torture clean

setup: var/.setup

$(VENV)/.installed: requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit("需要 Python 3.11 以上 / Python 3.11 or newer is needed") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

var/.setup: $(VENV)/.installed setup/system.sh notices/fonts.py locale/zh_Hans/LC_MESSAGES/django.po
	@mkdir -p var
	@sh setup/system.sh
	$(BIN)/python -m notices.fonts var/fonts
	$(BIN)/python -m config.messages compile
	@touch $@

demo-data: setup
	$(BIN)/python manage.py migrate --verbosity 0
	$(BIN)/python manage.py demo --output var/demo

demo: demo-data
	$(BIN)/python -m config.serve --port $(PORT)

test: setup
	$(BIN)/python -m pytest -q -m "not slow"

check: setup
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py check
	$(BIN)/python -m pytest -q

bench: setup
	for script in tests/bench/bench_*.py; do echo "== $$script"; $(BIN)/python $$script || exit 1; done

torture: setup
	$(BIN)/python -m pytest -q -m slow

clean:
	rm -rf var
