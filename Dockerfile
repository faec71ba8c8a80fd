# The service, and nothing else: no database, no demonstration data, no build tools, no root.
FROM python:3.13.14-slim-bookworm@sha256:67a1e1f215ccda113cfc024e8639049257e88f273898f595b61476d128d387e8 AS build
COPY requirements/serve.lock /tmp/serve.lock
RUN python -m venv /opt/attune \
 && /opt/attune/bin/pip install --no-cache-dir --require-hashes --no-deps -r /tmp/serve.lock

FROM python:3.13.14-slim-bookworm@sha256:67a1e1f215ccda113cfc024e8639049257e88f273898f595b61476d128d387e8
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin attune
COPY --from=build /opt/attune /opt/attune
WORKDIR /srv/attune
COPY alembic.ini ./
COPY migrations migrations
COPY openapi/openapi.json openapi/openapi.json
COPY app app
ENV PATH=/opt/attune/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    ATTUNE_HOST=0.0.0.0 \
    ATTUNE_PORT=8000
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
# `serve` needs ATTUNE_DATABASE_URL and ATTUNE_ISSUERS; `db migrate` needs ATTUNE_OWNER_DATABASE_URL; other commands
# need ATTUNE_OPERATOR_DATABASE_URL.
ENTRYPOINT ["python", "-m", "app.cli"]
CMD ["serve"]
