# One stage installs the packages, the other runs: no npm cache, no development packages, no root.
FROM node:24-bookworm-slim AS packages
WORKDIR /app
COPY package.json .npmrc ./
# The packages bring a Node of their own for machines that have another one; the image has the right one.
RUN npm install --omit=dev --ignore-scripts --no-package-lock && rm -rf node_modules/node-linux-* node_modules/.bin/node

FROM node:24-bookworm-slim
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY package.json LICENSE ./
COPY certs ./certs
COPY templates ./templates
COPY server ./server
# Written at run time are only these two; mount a volume on each, the journal on another disk.
RUN install -d -o node -g node -m 700 /var/lib/vinseal /srv/journal
USER node
ENV NODE_ENV=production VINSEAL_DATA=/var/lib/vinseal VINSEAL_HOST=0.0.0.0
VOLUME ["/var/lib/vinseal", "/srv/journal"]
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.VINSEAL_PORT || 3000) + '/healthz').then((a) => process.exit(a.ok ? 0 : 1), () => process.exit(1))"]
# Node itself is process 1: it gets SIGTERM, answers what came in, and ends.
CMD ["node", "--no-parallel-scavenge", "server/main.ts"]
