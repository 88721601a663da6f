# `make demo` and `make test` set up everything that they need. They require Python 3.11 or later, and git.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DOCS_READY := $(VENV)/.ready-docs
LOWEST := .venv-lowest
LOCK := requirements-dev.lock

.DEFAULT_GOAL := help
.PHONY: help demo test lint types contracts pytest lowest browser fix lock bench growth fuzz conformance coverage docs screenshot clean

help: ## List the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

# pip supports dependency groups since 25.1.
$(READY): pyproject.toml $(LOCK)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "aiowners needs Python 3.11 or later: make PYTHON=python3.11 ..."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable . --group dev --constraint $(LOCK)
	@touch $@

demo: $(READY) ## Lint the example company before and after its fixes
	@echo "examples/acme-before is a company on its first day with aiowners. Its findings:"
	@echo
	@$(BIN)/aiowners check --root examples/acme-before --today 2026-11-22 || test $$? -eq 1
	@echo
	@echo "The same company when everything is fixed:"
	@echo
	@$(BIN)/aiowners check --root examples/acme --today 2026-11-22
	@echo
	@echo "Next: examples/README.md explains each finding;"
	@echo "      $(BIN)/aiowners explain missing-downstream-reviewer prints the page of a rule;"
	@echo "      README.md, \"Five minutes\", starts with your own repository."

test: lint types contracts pytest ## Run all checks and tests, as CI does

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pre-commit validate-manifest .pre-commit-hooks.yaml
	$(BIN)/prek validate-manifest .pre-commit-hooks.yaml
	$(BIN)/pre-commit validate-config .pre-commit-config.yaml
	$(BIN)/prek validate-config .pre-commit-config.yaml
	$(BIN)/aiowners check
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

# The tests of the map need a browser. Without a browser they are skipped with a notice, except in CI, where they fail.
BROWSER := $(firstword $(foreach name,chromium chromium-browser google-chrome google-chrome-stable,$(shell command -v $(name))))

pytest: $(READY) ## Run the tests, or only T="tests/rules -k unowned"
ifdef T
	$(BIN)/pytest $(T)
else
	$(BIN)/pytest -n auto --dist worksteal $(if $(BROWSER)$(CI),,-m "not browser")
	@$(if $(BROWSER)$(CI),:,echo "NOT RUN: the tests of the map, which need Chromium or Chrome: make browser")
endif

# A separate environment, with the lowest Python: the lowest versions may have no wheels for later ones.
$(LOWEST)/.ready: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { echo "The lowest Python is 3.11: make lowest PYTHON=python3.11"; exit 1; }
	$(PYTHON) -m venv $(LOWEST)
	$(LOWEST)/bin/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	$(LOWEST)/bin/python -c 'import tomllib; print(*(requirement.replace(">=", "==") for requirement in tomllib.load(open("pyproject.toml", "rb"))["project"]["dependencies"]), sep="\n")' > $(LOWEST)/lowest.txt
	$(LOWEST)/bin/python -m pip install --quiet --disable-pip-version-check --editable . --group dev --constraint $(LOWEST)/lowest.txt
	@touch $@

lowest: $(LOWEST)/.ready ## Run the tests with the lowest versions that pyproject.toml allows
	$(LOWEST)/bin/pytest -n auto --dist worksteal -m "not browser"

browser: ## Install a browser for the tests of the map (Debian, as root)
	@$(if $(BROWSER),echo "already installed: $(BROWSER)",apt-get update --quiet=2 && apt-get install --quiet=2 --yes --no-install-recommends chromium)

fix: $(READY) ## Apply the fixes of ruff, and format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: $(READY) ## Update requirements-dev.lock to the newest versions
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --target .uv --upgrade uv
	.uv/bin/uv pip compile pyproject.toml --group dev --group docs --universal --python-version 3.11 --upgrade \
	  --no-annotate --custom-compile-command "make lock" --quiet --output-file $(LOCK)

# The peers have an environment of their own. Peers for Node are skipped without npm.
bench: $(READY) ## Measure the figures in the README
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --target .bench --upgrade codeowners==0.9.0 checkowners==0.6.0
	@$(PYTHON) -m venv .bench/env && .bench/env/bin/pip install --quiet --disable-pip-version-check check-jsonschema yamllint sourcemeta-jsonschema
	@chmod +x .bench/env/lib/*/site-packages/sourcemeta_jsonschema/jsonschema-*
	@if command -v npm >/dev/null; then npm install --silent --no-audit --no-fund --prefix .bench ajv-cli@5; fi
	$(BIN)/python benchmarks/peers.py
	PYTHONPATH=.bench $(BIN)/python benchmarks/codeowners.py
	$(BIN)/python benchmarks/reports.py
	$(BIN)/python benchmarks/map.py
	$(BIN)/python benchmarks/run.py

growth: $(READY) ## Measure how time and reports grow, and the memory, time, and output for the worst manifests
	$(BIN)/python benchmarks/growth.py
	$(BIN)/python benchmarks/bounds.py

SECONDS ?= 60
TARGET ?= manifest fixes repeated configuration codeowners baseline events listings

# Atheris has wheels for some Pythons only, so it has a directory of its own. Inputs that break a target go to tests/fuzz/corpus.
fuzz: $(READY) ## Search for inputs that break something: SECONDS=60 for each TARGET=manifest
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --target .fuzz --upgrade atheris==3.0.0
	@for target in $(TARGET); do \
	  echo "$$target, for $(SECONDS) seconds"; \
	  PYTHONPATH=.fuzz $(BIN)/python tests/fuzz/run.py $$target -max_total_time=$(SECONDS) -print_final_stats=1 || exit; \
	done

conformance: $(READY) ## Check the reports with third-party validators (needs Node)
	$(BIN)/python tests/conformance/run.py

coverage: $(READY) ## Show the branches that no test runs
	$(BIN)/pytest -n auto --cov --cov-report=term-missing

$(DOCS_READY): $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group docs --constraint $(LOCK)
	@touch $@

docs: $(DOCS_READY) ## Build the documentation into build/docs, and check its links
	$(BIN)/sphinx-build --quiet --fail-on-warning --keep-going --nitpicky --builder html docs build/docs
	@$(BIN)/python docs/check_links.py build/docs

screenshot: $(READY) ## Draw the screenshot of the README from a real run
	$(BIN)/python docs/screenshot.py

clean: ## Remove everything that these targets create
	rm -rf $(VENV) $(LOWEST) .uv .bench .fuzz .conformance dist build docs/rules docs/reference docs/project .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
