# Two commands do all the set-up: `make demo` and `make test`. They need Python 3.11 or later, and git.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DOCS_READY := $(VENV)/.ready-docs
LOWEST := .venv-lowest

.DEFAULT_GOAL := help
.PHONY: help demo test lint types contracts pytest lowest browser fix bench growth fuzz conformance coverage docs screenshot clean

help: ## Say what each target does
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

# pip knows dependency groups from 25.1 on.
$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "aiowners needs Python 3.11 or later: make PYTHON=python3.11 ..."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable . --group dev
	@touch $@

demo: $(READY) ## Lint the example of a company that has just begun
	@echo "examples/acme-before is a company on the day it starts. This is what it sees:"
	@echo
	@$(BIN)/aiowners check --root examples/acme-before --today 2026-11-22 || test $$? -eq 1
	@echo
	@echo "The same company when all of it is mended:"
	@echo
	@$(BIN)/aiowners check --root examples/acme --today 2026-11-22
	@echo
	@echo "Next: examples/README.md tells the story of each finding;"
	@echo "      $(BIN)/aiowners explain missing-downstream-reviewer says why it matters;"
	@echo "      README.md, \"Five minutes\", begins with your own repository."

test: lint types contracts pytest ## Run everything that must hold

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pre-commit validate-manifest .pre-commit-hooks.yaml
	$(BIN)/prek validate-manifest .pre-commit-hooks.yaml
	$(BIN)/check-jsonschema --builtin-schema vendor.github-actions action.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml docs/workflows/github.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.dependabot .github/dependabot.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.gitlab-ci docs/workflows/gitlab-ci.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.bitbucket-pipelines docs/workflows/bitbucket-pipelines.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.azure-pipelines --regex-variant python docs/workflows/azure-pipelines.yml
	$(BIN)/zizmor --offline --pedantic --strict-collection --no-progress --quiet action.yml .github .pre-commit-hooks.yaml docs/workflows/github.yml
	$(BIN)/shellcheck action/*.sh docs/workflows/teamcity.sh

types: $(READY)
	$(BIN)/mypy

contracts: $(READY)
	$(BIN)/lint-imports

# The map is tested in a browser. CI insists on one; elsewhere its tests are left out where there is none, and that is said.
BROWSER := $(firstword $(foreach name,chromium chromium-browser google-chrome google-chrome-stable,$(shell command -v $(name))))

pytest: $(READY)
	$(BIN)/pytest -n auto --dist worksteal $(if $(BROWSER)$(CI),,-m "not browser")
	@$(if $(BROWSER)$(CI),:,echo "NOT RUN: the tests of the map, which need Chromium or Chrome: make browser")

# In an environment of its own. The lowest versions are those for the lowest Python: later ones may have no wheels of them.
$(LOWEST)/.ready: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { echo "The lowest Python is 3.11: make lowest PYTHON=python3.11"; exit 1; }
	$(PYTHON) -m venv $(LOWEST)
	$(LOWEST)/bin/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	$(LOWEST)/bin/python -c 'import tomllib; print(*(one.replace(">=", "==") for one in tomllib.load(open("pyproject.toml", "rb"))["project"]["dependencies"]), sep="\n")' > $(LOWEST)/lowest.txt
	$(LOWEST)/bin/python -m pip install --quiet --disable-pip-version-check --editable . --group dev --constraint $(LOWEST)/lowest.txt
	@touch $@

lowest: $(LOWEST)/.ready ## Run the tests with the lowest versions that pyproject.toml allows
	$(LOWEST)/bin/pytest -n auto --dist worksteal -m "not browser"

browser: ## Install the browser in which the map is tested (Debian, as root)
	@$(if $(BROWSER),echo "There is one: $(BROWSER)",apt-get update --quiet=2 && apt-get install --quiet=2 --yes --no-install-recommends chromium)

fix: $(READY) ## Mend what the tools can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# The peers get an environment of their own. Those for Node are left out where there is no npm.
bench: $(READY) ## Measure the figures that the README claims
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --target .bench --upgrade codeowners==0.9.0 checkowners==0.6.0
	@$(PYTHON) -m venv .bench/env && .bench/env/bin/pip install --quiet --disable-pip-version-check check-jsonschema yamllint sourcemeta-jsonschema
	@chmod +x .bench/env/lib/*/site-packages/sourcemeta_jsonschema/jsonschema-*
	@if command -v npm >/dev/null; then npm install --silent --no-audit --no-fund --prefix .bench ajv-cli@5; fi
	$(BIN)/python benchmarks/peers.py
	PYTHONPATH=.bench $(BIN)/python benchmarks/codeowners.py
	$(BIN)/python benchmarks/reports.py
	$(BIN)/python benchmarks/map.py
	$(BIN)/python benchmarks/run.py

growth: $(READY) ## Measure how time and reports grow with the size, and what the worst manifests cost: memory, time, output
	$(BIN)/python benchmarks/growth.py
	$(BIN)/python benchmarks/bounds.py

SECONDS ?= 60
TARGET ?= manifest fixes repeated configuration codeowners baseline events listings

# Its wheels are for some Pythons only: it has a directory of its own. What breaks a target is kept in tests/fuzz/corpus.
fuzz: $(READY) ## Look for inputs that break something: SECONDS=60 for each TARGET=manifest
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --target .fuzz --upgrade atheris==3.0.0
	@for target in $(TARGET); do \
	  echo "$$target, for $(SECONDS) seconds"; \
	  PYTHONPATH=.fuzz $(BIN)/python tests/fuzz/run.py $$target -max_total_time=$(SECONDS) -print_final_stats=1 || exit; \
	done

conformance: $(READY) ## Hold the reports against validators that others wrote (needs Node)
	$(BIN)/python tests/conformance/run.py

coverage: $(READY) ## Show the branches that no test takes
	$(BIN)/pytest -n auto --cov --cov-report=term-missing

$(DOCS_READY): $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group docs
	@touch $@

docs: $(DOCS_READY) ## Build the documentation into build/docs, and check its links
	$(BIN)/sphinx-build --quiet --fail-on-warning --keep-going --nitpicky --builder html docs build/docs
	@$(BIN)/python docs/check_links.py build/docs

screenshot: $(READY) ## Draw the README's picture from a real run
	$(BIN)/python docs/screenshot.py

clean: ## Remove what was made
	rm -rf $(VENV) $(LOWEST) .bench .fuzz .conformance dist build docs/rules docs/reference docs/project .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
