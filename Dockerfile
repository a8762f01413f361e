# One image for all services; the service is chosen by argument: docker run bianmin devices
FROM python:3.13-slim-trixie

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PYTHONUTF8=1
WORKDIR /srv/bianmin

# The fonts of printed forms.
RUN apt-get update && apt-get install -y --no-install-recommends fonts-noto-cjk && rm -rf /var/lib/apt/lists/*

# Folders that volumes are mounted on take the owner over from here.
RUN useradd --system --uid 10001 --home-dir /srv/bianmin bianmin \
    && install -d -o bianmin -g bianmin /etc/bianmin/broker /etc/bianmin/secrets /var/lib/bianmin/documents

COPY requirements/runtime.txt requirements/
RUN pip install --no-cache-dir --require-hashes -r requirements/runtime.txt

COPY libs libs
COPY services services
COPY deploy deploy
COPY samples samples

USER bianmin
EXPOSE 8000
STOPSIGNAL SIGTERM
ENTRYPOINT ["python", "-m", "libs.common.runner"]
CMD ["intake"]
