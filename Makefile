# Every target sets up what it needs: a virtual environment in .venv, from pinned versions.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
SPHINX := $(BIN)/sphinx-build -c . source
CODE ?= $(AGENT_OPS)
PORT ?= 8000
# What the page of changes compares with: a revision of this repository, or an audit.json.
BASE ?=
BASED := $(if $(BASE),-D spec_audit_base='$(BASE)')

# Sphinx stops where the environment names a locale that the machine does not have.
export LC_ALL := C

.DEFAULT_GOAL := help
.PHONY: help setup html livehtml serve linkcheck check inventory test lint format bench pictures clean

help:  ## Show this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 14

setup: $(READY)  ## Set up the virtual environment

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed; name one with PYTHON=..."; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $(READY)

html: $(READY)  ## Build the site into build/html; fails on any error finding; BASE=main shows what changed
	$(SPHINX) build/html -b html -d build/doctrees $(BASED)

livehtml: $(READY)  ## Build the site, show it on this machine, and build it again after each edit
	$(BIN)/sphinx-autobuild -c . source build/html -b html -d build/doctrees $(BASED) --host 127.0.0.1 \
	  --port $(PORT) --watch spec-audit.toml --watch AGENTS.md --watch .beans --ignore '*/__pycache__/*' --ignore '*/.git/*'

serve:  ## Show the built site on this machine: http://127.0.0.1:8000, or PORT=...
	@test -f build/html/index.html || { echo "there is no site yet: make html"; exit 2; }
	$(PYTHON) -m http.server --bind 127.0.0.1 --directory build/html $(PORT)

linkcheck: $(READY)  ## Check all links of the text that lead out of the site
	$(SPHINX) build/linkcheck -b linkcheck -d build/doctrees

check: $(READY)  ## Check the specs against the inventory
	$(BIN)/spec-audit check

inventory: $(READY)  ## Write the lock anew from a checkout: make inventory CODE=DIR; AGENT_OPS unless given
	@test -n "$(CODE)" || { echo "name the checkout of the code: make inventory CODE=DIR"; exit 2; }
	$(BIN)/spec-audit inventory --code "$(CODE)"

test: $(READY)  ## Run all tests, and the linters with them, on all processors
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile

lint: $(READY)  ## Run ruff, mypy and the import contracts
	$(BIN)/ruff check source/_ext tests conf.py
	$(BIN)/ruff format --check source/_ext tests conf.py
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(READY)  ## Format the code
	$(BIN)/ruff check --fix source/_ext tests conf.py
	$(BIN)/ruff format source/_ext tests conf.py

bench: $(READY)  ## Measure speed, as ratios to a floor measured in the same run
	$(BIN)/python -m tests.bench

pictures: html  ## Take the pictures of the README and the guide anew; needs Chromium
	$(BIN)/python -m tests.screenshots

clean:  ## Remove what was built
	rm -rf build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
