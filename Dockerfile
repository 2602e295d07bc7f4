# syntax=docker/dockerfile:1
# Pinned by digest at the build: docs/postgresql.md.
ARG PYTHON_IMAGE=python:3.11-slim
FROM ${PYTHON_IMAGE} AS build
RUN pip install --no-cache-dir uv==0.13.9
ENV UV_PYTHON_DOWNLOADS=never UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy
# --extra notices, for SEGMENTBOT_NOTICES.
ARG EXTRAS=
WORKDIR /app
COPY pyproject.toml uv.lock README.md LICENSE ./
RUN --mount=type=cache,target=/root/.cache/uv uv sync --frozen --no-dev ${EXTRAS} --no-install-project
COPY knowledge knowledge
COPY dialogs dialogs
COPY bot bot
RUN --mount=type=cache,target=/root/.cache/uv uv sync --frozen --no-dev ${EXTRAS} --no-editable

FROM ${PYTHON_IMAGE}
# Nothing is installed here any more, so what installs goes too.
RUN python -m pip uninstall --yes --quiet --root-user-action=ignore pip setuptools wheel \
    && useradd --system --uid 10001 --no-create-home segmentbot \
    && install -d -o segmentbot /data
COPY --from=build --chown=root:root /app/.venv /app/.venv
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    SEGMENTBOT_DATABASE=sqlite:////data/segmentbot.db \
    SEGMENTBOT_WEB_HOST=0.0.0.0 \
    SEGMENTBOT_WEB_PORT=8080
USER segmentbot
WORKDIR /data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import os, urllib.request as web; web.urlopen('http://127.0.0.1:' + (os.environ['SEGMENTBOT_WEB_PORT'] or '8080') + '/healthz', timeout=4)"]
CMD ["segmentbot", "run"]
