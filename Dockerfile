# syntax=docker/dockerfile:1

FROM rust:1.95-bookworm AS build
WORKDIR /source
COPY . .
# The image's own toolchain: rust-toolchain.toml would fetch another.
ENV RUSTUP_TOOLCHAIN=1.95
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/source/target \
    cargo build --release --locked --package teahouse --bin teahouse \
    && cp target/release/teahouse /teahouse

FROM debian:bookworm-slim
# No shell and no home: nobody signs in as this user.
RUN useradd --system --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin teahouse \
    && install -d -o teahouse -g teahouse -m 0700 /data
COPY --from=build /teahouse /usr/local/bin/teahouse
USER 10001:10001
ENV TEAHOUSE_DATA_DIR=/data \
    TEAHOUSE_LISTEN=0.0.0.0:8080
VOLUME /data
EXPOSE 8080
# No HEALTHCHECK: the image holds no HTTP client, and orchestrators ask
# /health/live and /health/ready themselves.
STOPSIGNAL SIGTERM
ENTRYPOINT ["teahouse"]
CMD ["serve"]
