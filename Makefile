SHELL := /bin/bash
.DEFAULT_GOAL := help
SBT := ./sbt
VENV := .venv
PYTHON := $(shell for p in python3.12 python3.11 python3.10 python3; do \
	command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 12))' && echo $$p && break; done)

.PHONY: help build wheel test test-scala test-python test-stand-in test-integration lint fmt clean

help: ## list these commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | column -t -s $$'\t'

build: ## build the jars of all Spark lines into target/jars
	$(SBT) jars < /dev/null

wheel: build $(VENV)/.ready ## build the Python wheel, jars included, into python/dist
	cd python && ../$(VENV)/bin/python -m build --wheel --no-isolation

test: lint test-scala test-python test-stand-in test-integration ## run every test, and lint

test-scala: ## Scala tests on Spark 3.3; the other lines compile
	timeout 1800 $(SBT) connector_spark33_2_12/test connector_spark35_2_12/compile connector_spark40_2_13/compile < /dev/null

test-python: $(VENV)/.ready ## Python tests
	cd python && PYTHONPATH=src ../$(VENV)/bin/python -m pytest -q --timeout 120 tests

test-stand-in: $(VENV)/.test-ready ## the stand-in's own tests
	cd integration-tests/redshift_local && timeout 900 ../../$(VENV)/bin/python -m pytest -q --timeout 300 tests

test-integration: $(VENV)/.test-ready ## Spark 3.3.1 with the built jar, on the stand-in
	timeout 1200 $(SBT) jars < /dev/null
	cd integration-tests && timeout 1800 env PYTHONPATH=../python/src ../$(VENV)/bin/python -m pytest -q --timeout 300 tests

lint: $(VENV)/.ready ## check formats, types and warnings
	timeout 900 $(SBT) scalafmtSbtCheck connector_spark33_2_12/scalafmtCheckAll < /dev/null
	cd python && ../$(VENV)/bin/ruff check . && ../$(VENV)/bin/ruff format --check . && MYPYPATH=src ../$(VENV)/bin/mypy

fmt: $(VENV)/.ready ## format the code
	$(SBT) scalafmtSbt connector_spark33_2_12/scalafmtAll < /dev/null
	cd python && ../$(VENV)/bin/ruff check --fix . && ../$(VENV)/bin/ruff format .

$(VENV)/.ready: requirements-dev.txt
	@test -n "$(PYTHON)" || { echo "Python 3.10, 3.11 or 3.12 is needed"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/pip install --quiet -r requirements-dev.txt
	@touch $@

$(VENV)/.test-ready: $(VENV)/.ready requirements-test.txt
	$(VENV)/bin/pip install --quiet -r requirements-test.txt
	@touch $@

clean: ## remove what was built
	rm -rf $(VENV) target connector/target project/target project/project python/dist
