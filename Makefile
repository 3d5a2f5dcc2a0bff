# 邻里 Linli. `make run` from nothing to a page; `make test` the quick suite; `make check` style, types and contracts.
PYTHON ?= python3
PORT ?= 8000
T ?= tests
BIN := $(CURDIR)/.venv/bin
PY := $(BIN)/python
STATE := $(or $(LINLI_STATE),.data)
WITH_DATABASE := $(PY) tools/pg.py with
# A worker for each core, each with a database and a browser of its own; a file stays with one worker.
AT_ONCE := -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder
export PORT
export PYTHONPATH := $(CURDIR)/src

.PHONY: setup run test test-full check style types contracts security migrations bench bench-peers stop clean
.DEFAULT_GOAL := run

setup: .venv/ok vendor/ok $(STATE)/static/ok ## everything that run and test need; no server
	@$(WITH_DATABASE) $(PY) -m linli migrate -v0

run: .venv/ok vendor/ok $(STATE)/static/ok ## database, migrations, web server and worker; ctrl-C stops them
	@$(PY) tools/launch.py

test: .venv/ok vendor/ok $(STATE)/static/ok ## the quick suite, browser included; make test T=tests/journeys runs a part
	@chromium=$$($(PY) tools/browser.py) && \
	LINLI_CHROMIUM=$$chromium $(WITH_DATABASE) $(PY) -m pytest $(AT_ONCE) -m "not slow and not full" $(T)

test-full: .venv/ok vendor/ok $(STATE)/static/ok ## quick, slow and the whole matrix; M="slow or full" leaves out the quick
	@chromium=$$($(PY) tools/browser.py) && office=$$($(PY) tools/office.py) && \
	LINLI_CHROMIUM=$$chromium LINLI_OFFICE=$$office $(WITH_DATABASE) $(PY) -m pytest $(AT_ONCE) $(if $(M),-m "$(M)") $(T)

check: style types contracts security migrations ## make -k check goes on after a fault

style: .venv/ok
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: .venv/ok
	@$(PY) tools/keys.py
	@$(PY) -m mypy && $(PY) -m mypy --config-file tools/mypy.ini tools

contracts: .venv/ok
	@$(BIN)/lint-imports --no-cache

# Starting programs is what tools are for.
security: .venv/ok
	@$(BIN)/bandit -q -c pyproject.toml -r src && $(BIN)/bandit -q -c pyproject.toml -r tools --skip B404,B603,B607

migrations: .venv/ok
	@$(WITH_DATABASE) $(PY) -m linli makemigrations --check --dry-run && $(PY) tools/linear.py

bench: .venv/ok vendor/ok $(STATE)/static/ok ## our measurements beside the plain way, on a county-size data set
	@$(WITH_DATABASE) $(PY) -m bench

# What others wrote for one of our jobs, in an environment of its own.
bench-peers: .venv/ok ## the same job by a peer on the same data
	@test -x $(STATE)/peers/bin/python || $(PYTHON) -m venv $(STATE)/peers
	@VIRTUAL_ENV=$(abspath $(STATE))/peers $(BIN)/uv pip sync -q --system-certs --require-hashes requirements/peers.txt
	@$(PY) -m bench.duplicates 200000
	@PYTHONPATH=$(CURDIR):$(CURDIR)/src $(STATE)/peers/bin/python -m bench.duplicates_peer 200000 2>/dev/null

stop: ## the server of this folder, and a database left up by hand
	@if test -x $(PY); then $(PY) tools/launch.py stop; fi

clean: stop ## everything that can be made again; the data stays
	rm -rf .venv vendor node_modules src/linli/static/dist

.venv/ok: requirements/boot.txt requirements/dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "需要 Python 3.11 或更新。· Python 3.11 or newer is needed.")'
	@test -x $(PY) || $(PYTHON) -m venv .venv
	@$(PY) -m pip install -q --disable-pip-version-check --require-hashes -r requirements/boot.txt
	@VIRTUAL_ENV=$(CURDIR)/.venv $(BIN)/uv pip sync -q --system-certs --require-hashes requirements/boot.txt requirements/dev.txt
	@touch $@

vendor/ok: .venv/ok package-lock.json tools/assets.py tools/rare_font.py
	@PATH="$$PATH:$(BIN)" npm ci --silent --omit=dev --ignore-scripts
	@$(PY) tools/assets.py
	@touch $@

# One style and one script out of many, then every file under a name that says what is in it.
$(STATE)/static/ok: .venv/ok tools/bundle.py $(shell find src -path '*/static/*' -not -path '*/dist/*' -type f)
	@$(PY) tools/keys.py
	@$(PY) tools/bundle.py
	@$(PY) -m linli collectstatic --noinput -v0
	@touch $@
