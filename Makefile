# The two commands: `make report` and `make test`. `make help` lists the rest.
# Runs with GNU make 3.81 and newer, and any POSIX shell.

# Whichever of the two names is given is meant.
COHORT = $(if $(findstring command,$(origin COHORTS)),$(COHORTS),pavia-2018)
COHORTS = $(if $(findstring command,$(origin COHORT)),$(COHORT),all)
JOBS = all
PROFILE =
PYTHON =
ARGS =
SECONDS = 300
OWN = COHORT COHORTS JOBS PROFILE PYTHON ARGS SECONDS

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# Without compiled modules every notebook would compile the package again; but on a full disk CPython
# leaves half a module and takes it for a whole one later. So below 100 MB none is written.
export PYTHONDONTWRITEBYTECODE := $(shell df -Pk . | awk 'NR == 2 && $$4 < 100000 { print 1 }')

# In the plain C locale Python could not read the name of a folder with accents.
ifneq ($(filter C POSIX,$(LC_ALL)),)
  export LC_ALL := C.UTF-8
endif

quote := '
quoted = $(quote)$(subst $(quote),$(quote)\$(quote)$(quote),$(1))$(quote)
real = $(shell cd $(call quoted,$(1)) 2>/dev/null && pwd -P)

# An activated environment is used as it is; without one, .venv is made.
ifdef VIRTUAL_ENV
  ACTIVE := $(call real,$(VIRTUAL_ENV))
endif
ifneq ($(ACTIVE),$(and $(ACTIVE),$(call real,.venv)))
  ENVIRONMENT := $(VIRTUAL_ENV)
else ifneq ($(filter-out base,$(CONDA_DEFAULT_ENV)),)
  ENVIRONMENT := $(CONDA_PREFIX)
endif
ifdef ENVIRONMENT
  BIN := $(ENVIRONMENT)/bin
  READY := activated
else
  BIN := .venv/bin
  READY := .venv/ready
endif

# A .venv that was copied or moved with its folder would still run the code of the old place.
MADE_HERE := $(if $(shell grep -sFe $(call quoted,-m venv $(CURDIR)/.venv) .venv/pyvenv.cfg),yes)

# What stood on the command line beside the variables above is a parameter of the study.
BUILDER = "$(BIN)/python" -m als_muscle_mri.pipeline.build \
  --own "$(OWN)" --make $(call quoted,$(MAKEOVERRIDES)) --cores $(call quoted,$(JOBS)) \
  --profile $(call quoted,$(PROFILE))
BUILD = $(BUILDER) --cohorts $(call quoted,$(COHORT))

.PHONY: help report compare plan notebooks test fuzz bench lint lock clean activated elsewhere

help: ## List the targets
	@sed -n 's/^\([a-z]*\):.*## /\1|/p' Makefile | while IFS='|' read -r name text; do \
	  printf '  make %-10s %s\n' "$$name" "$$text"; done
	@printf '%s\n' '' 'A parameter of the study can stand behind it, for this run only:' \
	  '  make report COHORT=pavia-2018 alpha=0.01 rank_test=exact' \
	  '  make report COHORT="one another", or COHORT=all for every folder in data' \
	  '  make report COHORT=all PROFILE=profiles/slurm, on a cluster' \
	  '  make plan power=0.9 n_per_group="[20, 40, 80]"'

report: $(READY) ## Build report.html, .pdf and .docx of COHORT into build/<cohort>
	@$(BUILD)

compare: $(READY) ## Compare COHORTS="one another" (default all) in build/comparison/<names>
	@$(BUILDER) --kind comparison --cohorts $(call quoted,$(COHORTS))

plan: $(READY) ## Plan the next study on COHORT in build/plan/<cohort>: power, n per group
	@$(BUILD) --kind plan

notebooks: $(READY) ## Make build/notebooks/*.ipynb, for papermill or Jupyter
	@$(BUILD) notebooks

# Two at a time, a file to one of them; in their order, so that the long files are not the last.
test: $(READY) ## Run all tests; ARGS="-k words" chooses some
	@"$(BIN)/python" -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

fuzz: $(READY) ## Fuzz the readers for SECONDS (300) in all; ARGS="yaml_text" chooses some
	@"$(BIN)/python" tests/fuzz --seconds $(SECONDS) $(ARGS)

bench: $(READY) ## Measure speed and memory beside other ways; writes tests/bench/RESULTS.md
	@"$(BIN)/python" tests/bench

lint: $(READY) ## Check style, errors a linter finds, spelling, and who imports whom
	@"$(BIN)/ruff" check .
	@"$(BIN)/ruff" format --check .
	@"$(BIN)/snakefmt" --check Snakefile workflow/across.smk
	@"$(BIN)/codespell"
	@"$(BIN)/lint-imports" --no-cache --no-logo

lock: $(READY) ## Pin every dependency anew in requirements.lock
	@"$(BIN)/python" -m uv pip compile --quiet --upgrade --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-emit-find-links \
	  --custom-compile-command "make lock" --group build --group test \
	  pyproject.toml --output-file requirements.lock

clean: ## Remove everything built (not .venv, not data)
	@rm -rf build .snakemake

activated:
	@"$(BIN)/python" -c "import os, als_muscle_mri; \
	  assert os.path.samefile(als_muscle_mri.__path__[0], 'src/als_muscle_mri')" 2>/dev/null || { \
	  printf '%s\n' "The activated environment, $(ENVIRONMENT), does not have this project." \
	  "Install it there:  uv pip install --require-hashes -r requirements.lock" \
	  "                   uv pip install --no-deps --no-build-isolation -e ." \
	  "(with conda: conda env update --file environment.yml), or deactivate it," \
	  "and make will make an environment of its own in .venv." >&2; exit 1; }

# Python 3.14 comes last: a dependency of Snakemake has to be compiled there.
.venv/ready: requirements.lock pyproject.toml $(if $(MADE_HERE),,elsewhere)
	@rm -f .venv/ready
	@for below in 14 99; do for python in $(or $(PYTHON),python3 python3.13 python3.12 python3.11 python3.14); do \
	  "$$python" -c "import sys; sys.exit(not (3, 11) <= sys.version_info < (3, $$below))" 2>/dev/null && break 2; \
	  python=; \
	done; done; \
	if [ -z "$$python" ]; then printf '%s\n' \
	  "No Python 3.11 or newer was found. Install one, or name it: make $(MAKECMDGOALS) PYTHON=/path/to/python3" \
	  "(or use conda: conda env create --file environment.yml; conda activate als-muscle-mri)" >&2; exit 1; fi; \
	{ [ "$(MADE_HERE)" ] && .venv/bin/python -c "" 2>/dev/null; } || rm -rf .venv; \
	"$$python" -c "import ensurepip, venv" 2>/dev/null || { printf '%s\n' \
	  "$$python cannot make an environment: its modules venv and ensurepip are missing." \
	  "On Debian and Ubuntu they come with: apt install python3-venv" >&2; exit 1; }; \
	echo "Making .venv with $$("$$python" --version); this is done once."; \
	"$$python" -m venv .venv
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check uv
	@.venv/bin/python -m uv pip install --quiet --python .venv/bin/python --compile-bytecode \
	  --require-hashes -r requirements.lock
	@.venv/bin/python -m uv pip install --quiet --python .venv/bin/python \
	  --no-deps --no-build-isolation -e .
	@touch .venv/ready
