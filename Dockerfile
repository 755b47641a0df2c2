# One image for the API and the workers; the command chooses. It brings no database: see
# docker-compose.yml.
FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm install --no-save --no-audit --no-fund --include=dev --ignore-scripts
COPY build.mjs tsconfig.json tsconfig.build.json ./
COPY src ./src
COPY workers ./workers
RUN npm run build

FROM node:22-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
# Optional packages are binaries of the embedded database and of development tools.
RUN npm install --no-save --no-audit --no-fund --omit=dev --omit=optional --ignore-scripts

FROM node:22-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080
COPY --from=packages /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json ./
COPY config ./config
RUN install -d -o node -g node -m 0700 data
USER node
EXPOSE 8080
CMD ["node", "--max-semi-space-size=128", "--enable-source-maps", "dist/src/main.js"]
