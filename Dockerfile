# The command line in a container: docker build -t backstay . && docker run --rm backstay --help
# A scan needs a login: mount the folder of the Azure CLI's login, or give it an identity (docs/integrations.md).
FROM node:24-alpine AS build
WORKDIR /backstay
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund --ignore-scripts
COPY . .
# esbuild brings its program with an install script; only this one is run.
RUN node node_modules/esbuild/install.js && node scripts/pack.ts --out /out && mkdir /app \
  && tar --extract --gzip --file /out/backstay-*.tgz --directory /app --strip-components 1

FROM node:24-alpine
# The Azure CLI is how a person is signed in; az comes from Alpine's own packages.
RUN apk add --no-cache azure-cli
COPY --from=build /app /app
USER node
WORKDIR /work
ENTRYPOINT ["node", "/app/bin.js"]
CMD ["--help"]
