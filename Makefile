# Two commands do everything: `make demo` and `make test`. They need Linux, make and Python 3.11 or newer.

# The first Python that is new enough; say PYTHON=… to choose another.
PYTHON ?= $(shell for each in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$each -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$each && break; done)
BIN := .venv/bin

.PHONY: demo test check audit openapi configuration lock clean

demo: .venv/demo-installed ## the whole service with demonstration data on 127.0.0.1:8000
	@$(BIN)/attune demo

test: check ## everything: formatting, lint, types, import contracts, tests
	$(BIN)/pytest

check: .venv/dev-installed
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .
	$(BIN)/hadolint Dockerfile
	@# The migrations up to this one came before any release: no table was live that they could lock.
	$(BIN)/attune db sql 0005 > .venv/migrations.sql
	$(BIN)/squawk .venv/migrations.sql

configuration: .venv/dev-installed ## write the table of all settings anew
	$(BIN)/attune configuration

# Needs an index that tells of vulnerabilities, so it is no part of `check`. Fails on findings, and where it could not ask.
audit: .venv/dev-installed .venv/audit-installed ## known vulnerabilities of everything locked
	@$(BIN)/pip-audit --requirement requirements/dev.lock --require-hashes --disable-pip --timeout 15 \
		--progress-spinner off --format json | $(BIN)/python .ci/audit.py

openapi: .venv/dev-installed ## write the contract anew
	$(BIN)/attune openapi

# From the locks alone: names, versions and hashes. Nothing is resolved, nothing unlisted gets in.
.venv/%-installed: requirements/%.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Attune needs Python 3.11 or newer with its venv module" \
		"(Debian: the package python3-venv)"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing what $< lists …"
	@$(BIN)/python -m pip install --disable-pip-version-check --quiet --require-hashes --no-deps -r $<
	@$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-build-isolation --no-deps \
		--no-index -e .
	@touch $@

RESOLVE := --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	--no-emit-index-url --no-emit-find-links

lock: ## resolve anew (needs uv)
	uv pip compile $(RESOLVE) pyproject.toml -o requirements/serve.lock
	uv pip compile $(RESOLVE) --extra embedded pyproject.toml requirements/build.in -o requirements/demo.lock
	uv pip compile $(RESOLVE) --extra dev pyproject.toml requirements/build.in -o requirements/dev.lock
	uv pip compile $(RESOLVE) -c requirements/dev.lock requirements/audit.in -o requirements/audit.lock

clean: ## remove the environment and the demonstration
	rm -rf .venv .attune
