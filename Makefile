# `make` sets everything up and builds every seed in all formats; `make help` lists the rest.
# Nothing outside the checkout is changed, but Debian packages that are missing are installed.

MAKEFLAGS += --no-builtin-rules
.DELETE_ON_ERROR:
.SUFFIXES:
unexport PYTHONHOME PYTHONPATH

PYTHON ?=
# Tests of one format share the files that they validate: they run in one process.
PYTEST_FLAGS ?= --numprocesses auto --dist loadgroup
LOCK_FLAGS ?=
VENV := .venv
BIN := $(VENV)/bin

# --- Building --------------------------------------------------------------------------------

# The outputs of all seeds with the suffix $(1). Not by `wildcard`, which breaks names at their blanks.
outputs = $(shell ls seeds | LC_ALL=C sed -n '/[:;%|\\]/d; s/ /\\ /g; s|^\(.*\)\.txt$$|out/\1.$(1)|p')

unusable := $(shell ls seeds | LC_ALL=C grep '[:;%|\]')
$(if $(unusable),$(warning make cannot build names with : ; % | \, use seedpress build for: $(unusable)))

.PHONY: all pdf epub docx mediawiki xml
all: pdf epub docx mediawiki xml  ## set up, then build every seed in all formats (the default)
pdf: $(call outputs,pdf)  ## build every seed as a PDF fact sheet; `make out/NAME.pdf` builds one
epub: $(call outputs,epub)  ## build every seed as EPUB
docx: $(call outputs,docx)  ## build every seed as DOCX
mediawiki: $(call outputs,wiki)  ## build every seed as MediaWiki markup
xml: $(call outputs,xml)  ## build every seed as canonical XML

# What decides how outputs look, beside their seeds.
WORKSHOP := $(VENV)/.ready $(shell find pipeline styles -type f ! -name '*.pyc' ! -name '* *')

quoted = '$(subst ','\'',$(1))'
EXPORT = @mkdir -p out && echo $(call quoted,$@) && $(BIN)/seedpress export $(call quoted,$<) --output $(call quoted,$@)

out/%.pdf: seeds/%.txt $(WORKSHOP); $(EXPORT)
out/%.epub: seeds/%.txt $(WORKSHOP); $(EXPORT)
out/%.docx: seeds/%.txt $(WORKSHOP); $(EXPORT)
out/%.wiki: seeds/%.txt $(WORKSHOP); $(EXPORT)
out/%.xml: seeds/%.txt $(WORKSHOP); $(EXPORT)

# --- Setting up: each stamp says that a step is done -----------------------------------------

PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input

$(VENV)/.created:
	@.ci/make-environment $(VENV) $(PYTHON)
	@touch $@

$(VENV)/.installed: $(VENV)/.created requirements.lock pyproject.toml
	@echo "Installing what seedpress needs"
	@$(PIP_INSTALL) --require-hashes --only-binary :all: --requirement requirements.lock
	@$(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

# What `doctor` merely recommends may stay missing. What Python and the PDF exporter keep at their first run
# is kept now, so that no later run is a slow one.
$(VENV)/.ready: $(VENV)/.installed
	@missing=$$($(BIN)/seedpress doctor --no-fonts --packages) && \
	if [ -n "$$missing" ] && ! .ci/install-packages $$missing; then \
	    $(BIN)/seedpress doctor --no-fonts >/dev/null 2>&1; \
	fi
	@export PYTHONDONTWRITEBYTECODE= && $(BIN)/python -m compileall -q pipeline && \
	$(BIN)/python -c 'import pipeline; pipeline.make_exporter("pdf")' >/dev/null 2>&1 || true
	@touch $@

# Not all of these have wheels for the newest Python.
$(VENV)/.tools: $(VENV)/.ready requirements-dev.lock
	@echo "Installing what the tests need"
	@$(PIP_INSTALL) --require-hashes --requirement requirements-dev.lock
	@touch $@

# The tests render every script, read PDF back, and run EPUBCheck in one JVM, compiling what drives it.
# What the other validators need is installed by the next step alone. The tests start OpenSSH's server
# as an ordinary process; as a service it is not started.
$(VENV)/.tested: $(VENV)/.tools
	@missing="$$($(BIN)/seedpress doctor --packages) \
	    $$(command -v javac >/dev/null || echo default-jdk-headless) \
	    $$(command -v pdftotext >/dev/null || echo poppler-utils) \
	    $$(PATH="$$PATH:/usr/sbin:/sbin" command -v sshd >/dev/null || echo openssh-server)" && \
	if [ -n "$$(echo $$missing)" ]; then .ci/install-packages $$missing; fi
	@touch $@

$(VENV)/.validators: $(VENV)/.tested requirements-validators.lock $(wildcard tests/validators/*)
	@echo "Installing the validators"
	@$(PIP_INSTALL) --require-hashes --only-binary :all: --requirement requirements-validators.lock
	@missing=$$($(BIN)/python tests/validators/packages.py) && \
	if [ -n "$$missing" ]; then .ci/install-packages $$missing; fi
	@tests/validators/install $(VENV)/validators $(BIN)/python
	@touch $@

# --- Working on the code ---------------------------------------------------------------------

.PHONY: setup test validators conformance bench lint golden lock clean distclean help
setup: $(VENV)/.tested  ## set up all that work on the code needs

# What talks to servers leaves threads behind, and a process with threads forks no workers.
ELSEWHERE := tests/test_cluster.py tests/test_remote.py

test: $(VENV)/.tested  ## set up, then run all tests
	$(BIN)/python -m pytest $(PYTEST_FLAGS) $(ELSEWHERE)
	$(BIN)/python -m pytest $(PYTEST_FLAGS) $(ELSEWHERE:%=--ignore=%) --cov --cov-report=term:skip-covered

validators: $(VENV)/.validators  ## install all validators, then pass every output through every one
	$(BIN)/python -m pytest $(PYTEST_FLAGS) --all-validators tests/test_conformance_*.py

conformance: $(VENV)/.validators  ## measure this and other programs by the validators: docs/conformance.md
	$(BIN)/python benchmarks/conformance.py --write

bench: $(VENV)/.tested  ## measure batches beside a loop around pandoc and WeasyPrint: docs/performance.md
	$(BIN)/python benchmarks/batch.py --write

lint: $(VENV)/.tools  ## check style, types, and the directions of imports
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

golden: $(VENV)/.tested  ## accept what is written now as the golden files
	$(BIN)/python -m pytest --accept

COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
    --no-emit-index-url --no-header $(LOCK_FLAGS)

lock: $(VENV)/.tools  ## renew the lock files (LOCK_FLAGS=--upgrade: with the newest versions)
	$(COMPILE) pyproject.toml --group build --output-file requirements.lock
	$(COMPILE) pyproject.toml --all-extras --group dev --constraint requirements.lock --output-file requirements-dev.lock
	$(COMPILE) --group validators --output-file requirements-validators.lock

clean:  ## remove what was built
	find out -mindepth 1 ! -name .gitkeep -delete
	rm -rf build dist .coverage .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

distclean: clean  ## remove the environment, too
	rm -rf $(VENV)

help:  ## show this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  \1\t\2/p' $(MAKEFILE_LIST) | expand -t 14
