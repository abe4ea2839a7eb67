# `make demo` and `make test` do all their own set-up; `make help` lists the rest.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes
CATALOGUE := locale/zh_Hans/LC_MESSAGES/django
YEAR := 2018
GOVERNMENT := 瓯海区人民政府
LETTERS := correction_request extension partial
export PYTHONUTF8 := 1

.NOTPARALLEL:
.DELETE_ON_ERROR:
.PHONY: help setup demo demo-data test test-postgres check lint bench torture remedies messages lock clean

help:
	@sed -n 's/^\([a-z-]*\):.*## /make \1\t/p' $(MAKEFILE_LIST)

# -- set-up: every step leaves a stamp, so that a second run is quick -------------------------------------

setup: $(VENV)/.installed var/.fonts $(CATALOGUE).mo ## 只做安装 / set-up alone

$(VENV)/bin/python:
	@sh setup/venv.sh "$(PYTHON)" $(VENV)

$(VENV)/.installed: requirements.txt | $(VENV)/bin/python
	@echo "安装依赖（按哈希核对） / installing dependencies, checked by hash"
	@$(PIP) -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt | $(VENV)/bin/python
	@echo "安装依赖与测试工具（按哈希核对） / installing dependencies and test tools, checked by hash"
	@$(PIP) -r requirements-dev.txt
	@touch $@ $(VENV)/.installed

# Without the libraries or the fonts everything but the drawing of PDFs works: say so and go on, try again next time.
var/.fonts: notices/fonts.py notices/standard_characters.txt setup/system.py | $(VENV)/bin/python
	@mkdir -p var
	@$(BIN)/python setup/system.py
	@if $(BIN)/python -m notices.fonts; then touch $@; else \
		echo "字体或系统库不全，PDF 可能生成不了，其余照常 / fonts or libraries are incomplete: PDFs may fail, all else works"; fi

$(CATALOGUE).mo: $(CATALOGUE).po config/messages.py
	@$(BIN)/python -m config.messages compile

# -- run ---------------------------------------------------------------------------------------------------

demo-data: setup ## 演示数据与 var/demo/ 中的文件，不启动服务 / data and files, no servers
	@mkdir -p var/demo
	@$(BIN)/python manage.py migrate --verbosity 0
	$(BIN)/python manage.py demo > var/demo/logins.txt
	@$(BIN)/python manage.py score_cases
	@for format in html pdf xlsx; do \
		$(BIN)/python manage.py annual_report --year $(YEAR) --agency $(GOVERNMENT) --format $$format \
			--output var/demo/report-$(YEAR).$$format || exit 1; done
	@for kind in $(LETTERS); do \
		$(BIN)/python manage.py render_notice --sample $$kind > var/demo/$$kind.json && \
		$(BIN)/python manage.py render_notice --kind $$kind --facts var/demo/$$kind.json \
			--output var/demo/$$kind.pdf || exit 1; done
	@ls var/demo

demo: demo-data ## 演示：装好、载入数据、启动网站与后台 / everything, then the servers
	@$(BIN)/python -m config.serve --port $(PORT) --notes var/demo/logins.txt

# -- check -------------------------------------------------------------------------------------------------

PYTEST := $(BIN)/python -m pytest -q --numprocesses auto --dist loadfile

test: $(VENV)/.dev setup ## 全部测试，慢的除外；数据库之间有差别的部分也用 PostgreSQL / all but the slow; on PostgreSQL what differs there
	@echo "== SQLite"
	@$(PYTEST) -m "not slow"
	@echo "== PostgreSQL, Redis"
	@sh setup/servers.sh --if-there -- $(PYTEST) -m "databases and not slow"

test-postgres: $(VENV)/.dev setup ## 全部测试，用临时的 PostgreSQL 和 Redis / all of them on a throwaway PostgreSQL with Redis
	@sh setup/servers.sh -- $(PYTEST) -m "not slow"

lint: $(VENV)/.dev setup ## 不运行测试的检查 / the gate without the tests
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/python -m config.messages check
	$(BIN)/python manage.py makemigrations --check --dry-run
	HTTPS_ONLY=1 $(BIN)/python manage.py check --deploy --fail-level ERROR

check: lint test ## 提交前的全部检查 / the whole gate

bench: $(VENV)/.dev setup ## 性能比值 / benchmarks, as ratios
	@for script in tests/bench/bench_*.py; do echo "== $$script"; PYTHONPATH=. $(BIN)/python $$script || exit 1; done

torture: $(VENV)/.dev setup ## 耗时的证明 / the long proofs
	@$(BIN)/python -m pytest -q -m slow || { [ $$? = 5 ] && echo "还没有耗时的证明 / no long proofs yet"; }

# -- maintain ----------------------------------------------------------------------------------------------

remedies: setup ## 重新生成 docs/remedies.md / write the table of remedies anew
	@$(BIN)/python manage.py remedy_matrix

messages: $(VENV)/.dev ## 把新的界面文字收进译文表 / add new strings to the catalogue
	@$(BIN)/python -m config.messages collect

UV := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --no-annotate

lock: $(VENV)/.dev ## 重新锁定依赖 / lock the dependencies anew
	@[ -x $(BIN)/uv ] || $(BIN)/python -m pip install --quiet uv
	$(UV) requirements-dev.in --output-file requirements-dev.txt
	$(UV) requirements.in --constraint requirements-dev.txt --output-file requirements.txt

clean: ## 删除 var/（包括数据库！） / remove var/, the database with it
	rm -rf var
