# syntax=docker/dockerfile:1
FROM python:3.13-slim AS build
ENV UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never UV_PROJECT_ENVIRONMENT=/opt/amur
WORKDIR /src
RUN python -m venv /opt/uv && /opt/uv/bin/pip install --no-cache-dir uv
COPY pyproject.toml uv.lock README.md LICENSE THIRD_PARTY_NOTICES ./
RUN /opt/uv/bin/uv sync --frozen --no-dev --no-install-project
COPY app app
COPY ontology ontology
COPY data data
RUN /opt/uv/bin/uv sync --frozen --no-dev --no-editable

FROM python:3.13-slim
LABEL org.opencontainers.image.title="Amur" \
      org.opencontainers.image.description="A knowledge-graph service of China-Russia relations" \
      org.opencontainers.image.licenses="Apache-2.0"
RUN useradd --system --uid 10001 --home-dir /var/lib/amur --create-home amur
COPY --from=build /opt/amur /opt/amur
ENV PATH=/opt/amur/bin:$PATH PYTHONUNBUFFERED=1 \
    AMUR_STORE=/var/lib/amur/store AMUR_HOST=0.0.0.0 AMUR_PORT=8000 AMUR_LOG_JSON=true AMUR_LOG_LEVEL=info
USER amur
WORKDIR /var/lib/amur
VOLUME /var/lib/amur
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen(f\"http://127.0.0.1:{os.environ.get('AMUR_PORT', '8000')}/ready\", timeout=4)"]
CMD ["amur", "serve"]
