# The portal alone, as a user without rights. Templates, styles and migrations are inside the binary.
#   docker build -t inset .
FROM rust:1.95-slim-bookworm AS build
WORKDIR /build
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/build/target \
    cargo build --release --locked --bin inset && cp target/release/inset /inset

# The C library and nothing else: no shell, no package manager.
FROM gcr.io/distroless/cc-debian12:nonroot
COPY --from=build /inset /usr/local/bin/inset
ENV INSET_BIND=0.0.0.0:8080
EXPOSE 8080
# nonroot, by number so that every orchestrator sees that it is not root.
USER 65532:65532
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["/usr/local/bin/inset", "health"]
ENTRYPOINT ["/usr/local/bin/inset"]
CMD ["serve"]
