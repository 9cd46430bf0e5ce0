import type { AWS } from '@serverless/typescript';
import type { WithPassage } from 'serverless-passage';

const config: WithPassage<AWS> = {
  service: 'passage-example-typescript',
  provider: { name: 'aws', runtime: 'nodejs22.x', region: 'eu-central-1' },
  plugins: ['serverless-passage', 'serverless-esbuild'],
  custom: {
    passage: {
      // Any made-up app ID packages. To deploy, API Gateway must be able to read the issuer's discovery document;
      // Passage was retired on 2026-01-16, so write your provider's `issuer` and `audience` instead of these two.
      appId: "${env:PASSAGE_APP_ID, 'Ab3dE6gH9jK2mN5pQ8sT1vW4'}",
      authOrigin: "${env:PASSAGE_AUTH_ORIGIN, 'https://app.example.com'}",
    },
    esbuild: { bundle: true, target: 'node22' },
  },
  functions: {
    // Nobody says anything, so it is public.
    hello: { handler: 'handler.hello', events: [{ httpApi: 'GET /hello' }] },

    // Protected: API Gateway lets nobody through without a valid token.
    me: { handler: 'handler.me', passage: true, events: [{ httpApi: 'GET /me' }] },

    // One function, two routes: everybody may read a profile, only its owner may change it.
    profile: {
      handler: 'handler.profile',
      passage: true,
      events: [
        { httpApi: 'PUT /profile/{id}' },
        { httpApi: { method: 'GET', path: '/profile/{id}', passage: false } },
      ],
    },
  },
};

module.exports = config;
