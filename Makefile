# Everything a contributor types. The first recipe that needs tools builds .venv from the lock files;
# nothing else has to be installed than Python >= 3.10 with venv and pip, git >= 2.39, and make.

VENV   ?= .venv
PYTHON ?= python3
BIN    := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK = 1

READY  := $(VENV)/.ready
ORACLE := $(VENV)/gto-1.10.1/.ready
DVC    := $(VENV)/dvc/.ready
MLFLOW := $(VENV)/mlflow/.ready

# Whom the tests and the bench compare with.
PEERS = GTO_ORACLE="$(abspath $(dir $(ORACLE))bin/gto)" GTO_DVC="$(abspath $(dir $(DVC))bin/dvc)"

# --no-deps: a lock file is complete, so there is nothing to resolve.
INSTALL = -m pip install --quiet --no-deps --require-hashes -r

# The pages of Studio, built from web/ by the machine's Node, or by one from PyPI in .venv.
PAGES := src/gto_studio/web/static/index.html
# Where `make studio` keeps the demo and Studio's data; the port that it listens on.
DEMO ?= $(or $(XDG_DATA_HOME),$(HOME)/.local/share)/gto-studio-demo
PORT ?= 8788

.PHONY: help demo studio pages web test lint format types unit stories bench pictures docs lock peers clean
.DEFAULT_GOAL := help

help:      ## list these recipes
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo:      ## make a registry in a temporary folder and show it
demo: $(READY)
	@PATH="$(abspath $(BIN)):$$PATH" sh demo/registry.sh

studio:    ## make a demo of two repositories, and show it in Studio on this machine
studio: $(READY) $(PAGES)
	@echo "make the demo in $(DEMO)"
	@$(BIN)/python -m demo.studio "$(DEMO)" >/dev/null
	@PATH="$(abspath $(BIN)):$$PATH" $(BIN)/gto studio --port $(PORT) --data "$(DEMO)/data" "$(DEMO)"/remotes/*.git

pages:     ## build the pages of Studio
pages: $(PAGES)

test:      ## everything that must hold before a commit: format, lint, types, pages, tests, stories, documents
test: lint types web unit

lint:      ## check the format and the style
lint: $(READY)
	$(BIN)/ruff format --check --output-format concise src tests bench demo hatch_build.py
	$(BIN)/ruff check --output-format concise .

format:    ## repair the format, and of the style what can be repaired safely
format: $(READY)
	$(BIN)/ruff format src tests bench demo hatch_build.py
	$(BIN)/ruff check --fix .

types:     ## check the types, strictly
types: $(READY)
	$(BIN)/mypy

unit:      ## run the tests on all cores; `make unit ARGS="-k tags -x"` narrows them
unit: $(READY) $(PAGES) peers
	@PATH="$$($(NODE_FOLDER)):$$PATH" $(PEERS) $(BIN)/pytest -n auto $(ARGS)

web:       ## check, type and test the sources of the pages
web: $(PAGES)
	@PATH="$$($(NODE_FOLDER)):$$PATH"; cd web && npm run --silent lint && npm run --silent types && npm test --silent

stories:   ## run the stories again and write down what they print; review the difference
stories: $(READY)
	$(BIN)/pytest -n auto tests/test_stories.py --update-stories

bench:     ## measure against GTO 1.10.1, git, DVC and MLflow, and Studio under load; prints ratios and times
bench: $(READY) $(ORACLE) $(DVC) $(MLFLOW) $(PAGES)
	$(PEERS) $(BIN)/python -m bench $(ARGS)
	$(BIN)/python -m bench.studio
	$(PEERS) $(BIN)/python -m bench.indexing
	$(BIN)/python -m bench.table --mlflow $(dir $(MLFLOW))bin/python
	$(BIN)/python -m bench.page
	$(BIN)/python -m bench.plots
	$(BIN)/python -m bench.live

pictures:  ## take the pictures of docs/gallery.md again; `make pictures REMOTES=DIR` says where their repositories are
pictures: $(READY) $(PAGES)
	@PATH="$$($(NODE_FOLDER)):$$PATH" STUDIO_GALLERY=all STUDIO_REMOTES="$(REMOTES)" $(BIN)/pytest -n 0 tests/studio/browser/test_gallery.py $(ARGS)

docs:      ## write the reference pages that are made from the code
docs: $(READY)
	$(BIN)/python -m docs.reference

lock:      ## choose newer versions of what we build and test with
lock: $(READY)
	$(BIN)/uv $(COMPILE) pyproject.toml --all-extras --group pyproject.toml:dev --no-emit-package gto -o requirements/dev.lock
	$(BIN)/uv $(COMPILE) requirements/oracle.in -o requirements/oracle.lock
	$(BIN)/uv $(COMPILE) requirements/dvc.in --no-emit-package gto -o requirements/dvc.lock
	$(BIN)/uv $(COMPILE) requirements/mlflow.in -o requirements/mlflow.lock
	$(BIN)/uv $(COMPILE) requirements/node.in -o requirements/node.lock

# Hashes instead of addresses: such a file serves behind any mirror.
COMPILE = pip compile --quiet --upgrade --universal --python-version 3.10 --generate-hashes \
          --no-header

peers:     ## install GTO 1.10.1 and DVC, which the tests compare with
peers: $(ORACLE) $(DVC)

# Vite writes the pages; what npm installs is checked against the hashes of web/package-lock.json.
$(PAGES): hatch_build.py requirements/node.lock $(shell find web -type f -not -path '*/node_modules/*') | $(READY)
	@$(BIN)/python hatch_build.py --node >/dev/null || { echo "set up Node in $(VENV)"; $(BIN)/python $(INSTALL) requirements/node.lock; }
	@$(BIN)/python hatch_build.py

NODE_FOLDER = $(BIN)/python hatch_build.py --node

clean:     ## remove what the recipes made
	rm -rf .venv dist build web/node_modules src/gto_studio/web/static .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(READY): requirements/dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 10) or sys.exit("gto needs Python 3.10 or newer; say which: make PYTHON=python3.12")'
	@echo "set up $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python $(INSTALL) requirements/dev.lock
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(ORACLE): requirements/oracle.lock
$(MLFLOW): requirements/mlflow.lock
$(ORACLE) $(MLFLOW):
	@echo "set up $(@D)"
	@$(PYTHON) -m venv $(@D)
	@$(@D)/bin/python $(INSTALL) $<
	@touch $@

# DVC gets our wheel, as its users do, made again whenever the source changes. DVC knows nothing of Studio's pages,
# so they are left out, and no Node is needed.
$(DVC): $(VENV)/dvc/.dvc $(READY) $(shell find src/gto -type f ! -name '*.pyc')
	@rm -rf $(VENV)/dist
	@GTO_WITHOUT_PAGES=1 $(BIN)/python -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir $(VENV)/dist .
	@$(@D)/bin/python -m pip install --quiet --no-deps --no-index --force-reinstall $(VENV)/dist/gto-*.whl
	@touch $@

$(VENV)/dvc/.dvc: requirements/dvc.lock
	@echo "set up $(@D)"
	@$(PYTHON) -m venv $(@D)
	@$(@D)/bin/python $(INSTALL) $<
	@touch $@
