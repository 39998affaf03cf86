# Tolmach's web service; the same image runs the web server and the worker (see compose.yaml).
# Every package comes with the hash that requirements.lock has of it; the lock is made on the same version of Python.
FROM python:3.11-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /src
COPY requirements.lock ./
RUN python -m venv /opt/tolmach \
 && /opt/tolmach/bin/pip install --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY aligner aligner
COPY models models
COPY server server
COPY tolmach tolmach
RUN /opt/tolmach/bin/pip install --no-deps --no-build-isolation . \
 && /opt/tolmach/bin/pip check

FROM python:3.11-slim
# libgomp1: CTranslate2 computes with OpenMP. Its version is that of the base image's Debian.
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install -y --no-install-recommends libgomp1 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --create-home --uid 10001 tolmach \
 && install -d -o tolmach -g tolmach /data
COPY --from=build /opt/tolmach /opt/tolmach
ENV PATH=/opt/tolmach/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    TOLMACH_DATA_DIR=/data \
    TOLMACH_DATA=/data \
    TOLMACH_CACHE=/data/cache \
    HF_HOME=/data/huggingface \
    TOLMACH_HOST=0.0.0.0 \
    TOLMACH_PORT=8000 \
    TOLMACH_LOG_FORMAT=json
USER 10001
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
  CMD ["python", "-c", "import urllib.request as r; r.urlopen(r.Request('http://127.0.0.1:8000/healthz', headers={'Host': 'localhost'}), timeout=4)"]
# On one machine this is all: web server and worker together, SQLite in /data.
CMD ["tolmach", "serve"]
