# One image for web, worker, beat and the one-shot migration.

FROM python:3.13-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
COPY requirements.lock /tmp/requirements.lock
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --require-hashes -r /tmp/requirements.lock

FROM python:3.13-slim
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=nomi.settings.production \
    NOMI_LOCAL_DIR=/srv/nomi
RUN useradd --system --uid 10001 --no-create-home nomi \
    && mkdir -p /srv/nomi/media /srv/nomi/private /srv/nomi/erasures /app \
    && chown nomi /srv/nomi/media /srv/nomi/private /srv/nomi/erasures
COPY --from=build /opt/venv /opt/venv
WORKDIR /app
COPY manage.py ./
COPY nomi nomi
COPY shop shop
COPY impact impact
COPY templates templates
COPY static static
COPY locale locale
RUN DJANGO_SETTINGS_MODULE=nomi.settings.build python manage.py collectstatic --noinput -v0
USER nomi
EXPOSE 8000
CMD ["gunicorn", "nomi.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--worker-class", "gthread", "--threads", "4", "--preload", "--no-control-socket", "--timeout", "30", "--graceful-timeout", "20", "--max-requests", "5000", "--max-requests-jitter", "500", "--worker-tmp-dir", "/dev/shm"]
