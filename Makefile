# `make demo` and `make test` do all their own set-up; `make help` lists the rest.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo $$p; break; }; done)
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
CATALOGUE := locale/zh_Hans/LC_MESSAGES/django
YEAR := 2018
GOVERNMENT := 瓯海区人民政府
LETTERS := correction_request extension partial
export PYTHONUTF8 := 1
# Over a descriptor of its own: what a Python prints when it starts is no part of the answer.
ask = $(BIN)/python -m config.environment $(1) 3 3>&1 >&2

.NOTPARALLEL:
.DELETE_ON_ERROR:
.PHONY: help setup again drawing port demo demo-data test machines test-postgres check lint bench torture remedies pictures bundle messages schema lock clean

help:
	@sed -n 's/^\([a-z-]*\):.*## /make \1\t/p' $(MAKEFILE_LIST)

# -- set-up: every step leaves a stamp or is quick, so that a second run is quick --------------------------

setup: $(VENV)/.installed drawing $(CATALOGUE).mo ## 只做安装 / set-up alone

# An environment whose Python is gone (the system was upgraded) is made anew.
$(VENV)/.made: $(if $(wildcard $(BIN)/python),,again)
	@sh setup/venv.sh "$(PYTHON)" $(VENV)
	@touch $@

again:

$(VENV)/.installed: requirements.txt $(VENV)/.made
	@echo "安装依赖（按哈希核对） / installing dependencies, checked by hash"
	@$(BIN)/python setup/install.py requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.made
	@echo "安装依赖与测试工具（按哈希核对） / installing dependencies and test tools, checked by hash"
	@$(BIN)/python setup/install.py requirements-dev.txt
	@touch $(VENV)/.installed $@

# Without the libraries or the fonts everything but the drawing of PDFs works: say so and go on, try again next time.
drawing: $(VENV)/.installed
	@$(BIN)/python -m notices.typesetting.system_libraries
	@$(BIN)/python -m notices.typesetting.fonts || echo "字体不全，PDF 可能生成不了，其余照常 / fonts are incomplete: PDFs may fail, all else works"

$(CATALOGUE).mo: $(CATALOGUE).po config/messages.py $(VENV)/.installed
	@$(BIN)/python -m config.messages compile

# -- run ---------------------------------------------------------------------------------------------------

demo demo-data: export PUBLIC_URL ?= http://127.0.0.1:$(PORT)
# Exit 4 of a command says that this machine draws no PDF at present, and why: the rest of the demonstration goes on.
demo-data: setup ## 演示数据与演示文件，不启动服务 / data and files, no servers
	@set -e; folder="$$($(call ask,VAR_DIR))/demo"; mkdir -p "$$folder"; \
	echo "建立数据库 / making the database"; \
	$(BIN)/python manage.py migrate --verbosity 0 --skip-checks; \
	echo "载入演示数据 / loading the demonstration"; \
	$(BIN)/python manage.py demo > "$$folder/logins.txt"; \
	echo "生成演示文件 / making the demonstration's files"; \
	for format in html xlsx pdf; do \
		$(BIN)/python manage.py annual_report --year $(YEAR) --agency $(GOVERNMENT) --format $$format \
			--output "$$folder/report-$(YEAR).$$format" || { [ $$? = 4 ] && drawn=no || exit 1; }; done; \
	for kind in $(LETTERS); do [ "$$drawn" != no ] || break; \
		$(BIN)/python manage.py render_notice --sample $$kind --output "$$folder/$$kind.json"; \
		$(BIN)/python manage.py render_notice --kind $$kind --facts "$$folder/$$kind.json" \
			--output "$$folder/$$kind.pdf" || { [ $$? = 4 ] && drawn=no || exit 1; }; done; \
	ls "$$folder"

port:
	@[ -z "$(PYTHON)" ] || "$(PYTHON)" -m config.ports "$(PORT)"

demo: port demo-data ## 演示：装好、载入数据、启动网站与后台 / everything, then the servers
	@folder="$$($(call ask,VAR_DIR))/demo"; \
	exec $(BIN)/python -m config.serve --port "$(PORT)" --notes "$$folder/logins.txt"

# -- check -------------------------------------------------------------------------------------------------

MARKS ?= not slow
# Compiled code is kept even where a shell says otherwise: hundreds of processes that tests start would compile everything anew.
PYTEST := env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m pytest -q --numprocesses auto --dist loadfile --no-loadscope-reorder

ROOM := tests/$(patsubst tests/%,%,$(PART))

test: $(VENV)/.dev setup ## 全部测试，慢的除外；数据库之间有差别的部分也用 PostgreSQL；PART=reporting/filing 只测这一处 / all but the slow; on PostgreSQL what differs there; PART: one folder alone
ifneq ($(PART),)
	@[ -d "$(ROOM)" ] || { echo "没有 $(ROOM) 这个文件夹。tests/ 下有： / There is no folder $(ROOM). Below tests/ there are:" \
		&& find tests -name 'test_*.py' | sed 's|^tests/||; s|/[^/]*$$||' | sort -u | paste -s -d ' ' - && exit 2; }
	@$(PYTEST) -m "not slow" "$(ROOM)" || { [ $$? = 5 ] && echo "$(ROOM) 里只有耗时的证明：make torture / $(ROOM) holds slow proofs alone: make torture" && exit 5; }
else
	@echo "== PDF readers"
	@$(BIN)/python -m tests.readers.engines
	@echo "== SQLite"
	@$(PYTEST) -m "not slow"
	@echo "== PostgreSQL, Redis"
	@sh setup/servers.sh --if-there -- $(PYTEST) -m "databases and not slow"
endif

test-postgres: $(VENV)/.dev setup ## 全部测试，用临时的 PostgreSQL 和 Redis / all of them on a throwaway PostgreSQL with Redis
	@sh setup/servers.sh $(IF_THERE) -- $(PYTEST) -m "$(MARKS)"

lint: $(VENV)/.dev setup ## 不运行测试的检查 / the gate without the tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/lint-imports
	$(BIN)/python -m config.messages check
	$(BIN)/python manage.py makemigrations --check --dry-run
	HTTPS_ONLY=1 $(BIN)/python manage.py check --deploy --fail-level ERROR

check: lint test ## 提交前的全部检查 / the whole gate

bench: $(VENV)/.dev setup ## 性能比值 / benchmarks, as ratios
	@for script in tests/bench/bench_*.py; do echo "== $$script"; PYTHONPATH=. $(BIN)/python $$script || exit 1; done

torture: $(VENV)/.dev setup ## 耗时的证明，写出 docs/faults.md；TORTURE_SHARE=0.1 只跑十分之一 / the long proofs, into docs/faults.md; a tenth with TORTURE_SHARE=0.1
	@sh setup/servers.sh --if-there -- $(PYTEST) -m "slow or fault" -p tests.fault_plan.report --fault-report docs/faults.md

machines: ## 在干净的 Debian 上运行两条命令，需要 root 和 debootstrap / both commands on clean machines; ARGUMENTS="--help"
	@"$(PYTHON)" -m tests.machines.run $(ARGUMENTS)

# -- maintain ----------------------------------------------------------------------------------------------

remedies: setup ## 重新生成 docs/remedies.md / write the table of remedies anew
	@$(BIN)/python manage.py remedy_matrix

pictures: $(VENV)/.dev setup ## 重新拍摄 docs/pictures/ / take the pictures of the demonstration anew
	@$(BIN)/python -m setup.pictures docs/pictures

BUNDLE ?= dist/kaidang.tar
KEY ?= dist/bundle.key

bundle: setup ## 没有网络也能安装的一个文件；KEY=签名的私钥 / one archive that installs without a network, signed
	@$(BIN)/python -m setup.bundle --output "$(BUNDLE)" --key "$(KEY)" --fonts "$$($(call ask,FONT_DIR))"

messages: $(VENV)/.dev ## 把新的界面文字收进译文表 / add new strings to the catalogue
	@$(BIN)/python -m config.messages collect

schema: $(VENV)/.dev ## 重写接口说明 docs/openapi.yaml / write the schema of the API anew
	@$(BIN)/python manage.py spectacular --validate --fail-on-warn --lang en --file docs/openapi.yaml

UV := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --no-annotate

lock: $(VENV)/.dev ## 重新锁定依赖 / lock the dependencies anew
	@[ -x $(BIN)/uv ] || $(BIN)/python -m pip install --quiet uv
	$(UV) requirements-dev.in --output-file requirements-dev.txt
	$(UV) requirements.in --constraint requirements-dev.txt --output-file requirements.txt

clean: ## 删除 var/（包括数据库！） / remove var/, the database with it
	@[ -z "$$VAR_DIR" ] || { echo "设有 VAR_DIR=$$VAR_DIR，请自己删除它。 / VAR_DIR is set: remove it yourself." && exit 1; }
	rm -rf var
