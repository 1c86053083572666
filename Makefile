# make nightly   one night on the sample newspaper: installs what it needs, then publishes to ./data
# make test      linters, types and tests: installs what it needs
.DEFAULT_GOAL := help
.PHONY: help nightly extras test test-services bench bench-faults lock clean
.DELETE_ON_ERROR:

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input -qq install
LOCKING := pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links
UV ?= $(firstword $(wildcard $(BIN)/uv) uv)
ARGS ?=

help: ## what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo 'The pages of another folder: make nightly ARGS="--landing ../shared/pages --home /tmp/jianbao"'

extras: .venv/installed ## what landing places on s3://, abfs://, sftp:// and https:// and a Dask cluster need
	@echo "Installing the locked extras into .venv …"
	@$(PIP) --no-deps --require-hashes -r requirements-extras.lock

nightly: .venv/installed ## install if needed, then run one night on seeds/pages; marts in data/published
	@$(BIN)/jianbao nightly $(ARGS)

test: .venv/installed-dev ## install if needed, then ruff, mypy and pytest
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest $(ARGS)

test-services: .venv/installed-dev ## a scheduled night on Prefect: served, and by a worker of a real server (minutes)
	$(BIN)/python -m pytest -m services tests/services $(ARGS)

bench-faults: .venv/installed-dev ## 60 nights killed, disk full, home read-only, readers meanwhile (half an hour)
	$(BIN)/python tests/bench/faults.py kills --count 60
	$(BIN)/python tests/bench/faults.py full-disk
	$(BIN)/python tests/bench/faults.py read-only
	$(BIN)/python tests/bench/faults.py readers --publishes 50

bench: .venv/installed-dev ## speed, memory and growth against the baseline: hours; ARGS="--quick" is minutes, ARGS="parse" a part
	@test -d .venv/baseline || $(PIP) --target .venv/baseline --no-deps 'pandas>=2.2,<3' pytz python-dateutil six tzdata
	$(BIN)/python -m tests.bench.speed $(ARGS)

lock: ## pin the newest versions that pyproject.toml allows (needs uv: pip install uv)
	@command -v $(UV) >/dev/null || { echo 'make lock needs uv: pip install uv'; exit 1; }
	$(UV) $(LOCKING) --upgrade --custom-compile-command 'make lock' pyproject.toml -o requirements.lock
	$(UV) $(LOCKING) --upgrade --custom-compile-command 'make lock' pyproject.toml --all-extras -c requirements.lock \
		-o requirements-extras.lock
	$(UV) $(LOCKING) --upgrade --custom-compile-command 'make lock' pyproject.toml --all-extras --group dev \
		-c requirements-extras.lock -o requirements-dev.lock

clean: ## remove .venv and the tools' caches; data/ stays
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# jieba comes as source; all else as wheels. --no-deps: the lock names everything, and hash mode stumbles over extras.
.venv/installed: requirements.lock pyproject.toml | .venv/bin/python
	@echo "Installing the locked packages into .venv (about a minute) …"
	@$(PIP) --no-deps --require-hashes -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

.venv/installed-dev: requirements-dev.lock requirements.lock pyproject.toml | .venv/bin/python
	@echo "Installing the locked packages and the test tools into .venv (about a minute) …"
	@$(PIP) --no-deps --require-hashes -r requirements-dev.lock
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch .venv/installed $@

.venv/bin/python:
	@for python in $(PYTHON) python3.13 python3.12 python3.11 python3 python; do \
		"$$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null || continue; \
		found="$$python"; \
		"$$python" -c 'import ensurepip, venv' 2>/dev/null || continue; \
		echo "Making .venv with $$("$$python" --version)"; \
		"$$python" -m venv .venv && exit 0; \
	done; \
	rm -rf .venv; \
	if [ -n "$$found" ]; then \
		echo "$$found is there, but its venv module is not. On Debian or Ubuntu: apt-get install $$found-venv"; \
	else \
		echo "Jianbao needs Python 3.11, 3.12 or 3.13, and none of python3.13, python3.12, python3.11 is on the PATH."; \
		echo "Install one (Debian and Ubuntu: apt-get install python3 python3-venv), or say where it is: make PYTHON=/path/to/python3.12 …"; \
	fi; \
	exit 1
