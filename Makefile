SHELL := /bin/bash
.DEFAULT_GOAL := help
SBT := ./sbt

.PHONY: help build test lint fmt clean

help: ## list these commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | column -t -s $$'\t'

build: ## build the jar of every Spark line
	$(SBT) packageBin < /dev/null

lint: ## check formats and warnings
	$(SBT) scalafmtCheckAll < /dev/null

fmt: ## format the code
	$(SBT) scalafmtAll scalafmtSbt < /dev/null

test: ## run every test
	$(SBT) scalafmtCheckAll connector_spark33_2_12/test connector_spark35_2_12/compile connector_spark40_2_13/compile < /dev/null

clean: ## remove what was built
	rm -rf target connector/target project/target project/project
