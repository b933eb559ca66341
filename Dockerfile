# Builds Loket, and packs what a site runs into Debian 12: docker build -t loket .
ARG SWIFT=6.2

FROM swift:${SWIFT}-bookworm AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libzmq3-dev libpq-dev libcairo2-dev libpango1.0-dev libqrencode-dev \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /loket
COPY . .
RUN swift build -c release \
    && mkdir /packed \
    && cd .build/release \
    && cp loket loket-broker loket-intake loket-recording loket-printing loket-notification /packed/

# Debian 12 with Swift's runtime libraries and no compiler.
FROM swift:${SWIFT}-bookworm-slim
# Debian makes a cluster of its own when PostgreSQL is installed; a site has its own in its folder.
RUN mkdir -p /etc/postgresql-common/createcluster.d \
    && echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.d/loket.conf \
    && apt-get update \
    && apt-get install -y --no-install-recommends \
        libzmq5 libpq5 postgresql-15 openssl \
        libcairo2 libpango-1.0-0 libpangocairo-1.0-0 libqrencode4 fonts-liberation2 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --home-dir /var/lib/loket --shell /usr/sbin/nologin loket \
    && mkdir -p /var/lib/loket/database /sites/dukcapil /sites/printing-2 /sites/klari \
    && chown -R loket:loket /var/lib/loket /sites \
    && chmod 700 /var/lib/loket /var/lib/loket/database /sites/*
COPY --from=build /packed/ /usr/local/bin/
COPY ops/compose-keys /usr/local/bin/loket-compose-keys
COPY ops/sample/catalogue.yaml /usr/local/share/loket/catalogue.yaml
# PostgreSQL doesn't run as root, and neither does anything else here.
USER loket
ENV LOKET_DATA=/var/lib/loket
VOLUME /var/lib/loket
EXPOSE 5670 5432
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["loket", "services"]
CMD ["loket", "up"]
